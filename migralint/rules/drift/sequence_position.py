"""ML551: differences of the kind sequence-position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def sequence_position(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A counter stands elsewhere although the rows are the same.

    Why:
        A counter that stands below the numbers in use gives one of them out again, and the insert fails. One that is
        ahead only skips numbers: that is a note.

    Example:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True)
            op.execute("INSERT INTO users DEFAULT VALUES")
            op.execute("DELETE FROM users")

    Instead:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sqlite_autoincrement=True)
    """
    yield from problems(differences, Kind.SEQUENCE_POSITION)
