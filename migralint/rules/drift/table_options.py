"""ML502: differences of the kind table-options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def table_options(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A table's options differ: STRICT, WITHOUT ROWID, UNLOGGED, partitioning, row security.

    Why:
        Options decide what a table accepts and survives. An unlogged table is empty after a crash; one without STRICT
        takes text in an integer column. No autogenerate looks at them.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_strict=True)

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_strict=True)

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sqlite_strict=True)
    """
    yield from problems(differences, Kind.TABLE_OPTIONS)
