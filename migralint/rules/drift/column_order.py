"""ML519: differences of the kind column-order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_order(differences: Iterable[Difference]) -> Iterator[Problem]:
    """The columns stand in another order: a note.

    Why:
        Columns added later stand last, so the order differs in most projects that are older than a year. It matters to
        `INSERT` without names, to `SELECT *` by position and to `COPY`.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("b", sa.Integer))
            op.add_column("users", sa.Column("a", sa.Integer))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("b", sa.Integer), sa.Column("a", sa.Integer))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("b", sa.Integer))
            op.add_column("users", sa.Column("a", sa.Integer))

    Note:
        A note is no drift unless `--strict` is given. No database moves a column: change the order in the models.
    """
    yield from problems(differences, Kind.COLUMN_ORDER)
