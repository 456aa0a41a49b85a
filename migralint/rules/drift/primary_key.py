"""ML520: differences of the kind primary-key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def primary_key(differences: Iterable[Difference]) -> Iterator[Problem]:
    """The primary key differs: its columns, their order, or one side has none.

    Why:
        The key decides which rows can exist, and its order which queries are fast. Autogenerate does not compare it.

    Example:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("team", sa.Integer, primary_key=True, autoincrement=False),
                sa.Column("name", sa.Text, primary_key=True),
            )

            # upgrade() of the revisions
            op.create_table(
                "users",
                sa.Column("team", sa.Integer, primary_key=True),
                sa.Column("name", sa.Text, nullable=False),
            )

    Instead:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("team", sa.Integer, primary_key=True, autoincrement=False),
                sa.Column("name", sa.Text, primary_key=True),
            )

            # upgrade() of the revisions
            op.create_table(
                "users",
                sa.Column("team", sa.Integer, nullable=False),
                sa.Column("name", sa.Text, nullable=False),
                sa.PrimaryKeyConstraint("team", "name"),
            )
    """
    yield from problems(differences, Kind.PRIMARY_KEY)
