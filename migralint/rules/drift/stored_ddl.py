"""ML560: differences of the kind stored-ddl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def stored_ddl(differences: Iterable[Difference]) -> Iterator[Problem]:
    """What the database stores of an object differs, though all that is compared is the same: a note.

    Why:
        The last net: nothing differs silently. It shows what no other rule has a word for, such as a named NOT NULL,
        the storage of a column, or on PostgreSQL a comment on the column of a view.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text, nullable=False))

            # upgrade() of the revisions
            op.execute("CREATE TABLE users (name TEXT CONSTRAINT nn NOT NULL)")

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("name", sa.Text, nullable=False))

            # upgrade() of the revisions
            op.execute('CREATE TABLE users ("name" text not null)')

    Note:
        A note is no drift unless `--strict` is given.
    """
    yield from problems(differences, Kind.STORED_DDL)
