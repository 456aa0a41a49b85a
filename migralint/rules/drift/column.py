"""ML510: differences of the kind column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def column(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A column that only the models or only the migrations have.

    Why:
        Every query that names the column fails where it is missing. A column that only the migrations have and that is
        NOT NULL without a default makes each insert of the application fail.

    Example:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.Text)
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))

    Instead:
            # the models
            sa.Table(
                "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.Text)
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("id", sa.Integer, primary_key=True))
            op.add_column("users", sa.Column("email", sa.Text))
    """
    yield from problems(differences, Kind.COLUMN)
