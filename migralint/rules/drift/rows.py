"""ML550: differences of the kind rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def rows(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A table holds other rows after create_all than after the upgrade.

    Why:
        Revisions that insert roles, settings or other seeds leave them in upgraded databases; `create_all` does not.
        Whoever builds a database from the models, tests included, works without them. Rows that a removed revision
        inserted are lost for good.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("INSERT INTO users (name) VALUES ('admin')")

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(metadata, "after_create", sa.DDL("INSERT INTO users (name) VALUES ('admin')"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("INSERT INTO users (name) VALUES ('admin')")

    Note:
        If only columns differ whose default is the time or chance, it is a note.
    """
    yield from problems(differences, Kind.ROWS)
