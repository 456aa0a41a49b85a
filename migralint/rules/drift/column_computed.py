"""ML515: differences of the kind column-computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_computed(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A generated column's expression differs, or one side does not generate it.

    Why:
        The two databases give different values for the same row. Where the migrations have a plain column, nothing
        fills it.

    Example:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("a", sa.Integer),
                sa.Column("twice", sa.Integer, sa.Computed("a * 2")),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("a", sa.Integer), sa.Column("twice", sa.Integer, sa.Computed("a + 2"))
            )

    Instead:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("a", sa.Integer),
                sa.Column("twice", sa.Integer, sa.Computed("a * 2")),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("a", sa.Integer), sa.Column("twice", sa.Integer, sa.Computed("a * 2"))
            )

    Note:
        No database changes the expression of a generated column in place: drop the column and add it again.
    """
    yield from problems(differences, Kind.COLUMN_COMPUTED)
