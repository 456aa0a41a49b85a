"""ML547: differences of the kind extension."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def extension(differences: Iterable[Difference]) -> Iterator[Problem]:
    """An extension is missing or superfluous.

    Why:
        Types, operators and functions of the extension are not there in databases built from the models.

    Example:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE EXTENSION citext")

    Instead:
            # the models, on PostgreSQL
            sa.Table("users", metadata, sa.Column("name", sa.Text))
            event.listen(metadata, "after_create", sa.DDL("CREATE EXTENSION citext"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("name", sa.Text))
            op.execute("CREATE EXTENSION citext")

    Note:
        What env.py's own session does (the setting `setup-sql`) is done on both sides.
    """
    yield from problems(differences, Kind.EXTENSION)
