"""ML513: differences of the kind column-default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_default(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A column's server default differs.

    Why:
        Rows that other programs insert, or that a later migration inserts, get other values in a database made by
        `create_all` than in an upgraded one. Alembic compares server defaults only if asked to, and then takes spelling
        for a difference.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("seats", sa.Integer, server_default="5"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("seats", sa.Integer))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("seats", sa.Integer, server_default="5"))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("seats", sa.Integer, server_default=sa.text("5")))

    Note:
        A default added for the sake of existing rows and never dropped is the usual cause. `'5'` and `5` are the same
        for a column of numbers.
    """
    yield from problems(differences, Kind.COLUMN_DEFAULT)
