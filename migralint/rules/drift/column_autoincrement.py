"""ML517: differences of the kind column-autoincrement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column_autoincrement(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A key counts by itself on one side only.

    Why:
        On SQLite a key that is no INTEGER PRIMARY KEY stays NULL when nobody gives a value, and without AUTOINCREMENT
        the number of a deleted row is given out again. On PostgreSQL a column whose sequence got lost refuses inserts.

    Example:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))

    Instead:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True)
    """
    yield from problems(differences, Kind.COLUMN_AUTOINCREMENT)
