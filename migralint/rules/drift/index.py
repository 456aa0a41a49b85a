"""ML530: differences of the kind index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def index(differences: Iterable[Difference]) -> Iterator[Problem]:
    """An index is missing, superfluous, or says something else under its name.

    Why:
        A query that is fast in tests reads the whole table in production; a unique index that is missing lets
        duplicates in. Keys, their order and direction, expressions, the condition of a partial index, method and
        operator classes all count. Its name is its identity: `drop_index` goes by it.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, index=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, index=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))
            op.create_index("ix_users_email", "users", ["email"])
    """
    yield from problems(differences, Kind.INDEX)
