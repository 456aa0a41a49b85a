"""ML525: differences of the kind constraint-name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def constraint_name(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A constraint has another name: `drop_constraint` by name will fail on one side.

    Why:
        A later revision that drops the constraint names it. Two different names given to it are drift. A name on one
        side and none, or one that the server generates, on the other is a note, unless the code of a revision uses the
        name.

    Example:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("email", sa.Text),
                sa.UniqueConstraint("email", name="uq_users_email"),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("email", sa.Text), sa.UniqueConstraint("email", name="unique_email")
            )

    Instead:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("email", sa.Text),
                sa.UniqueConstraint("email", name="uq_users_email"),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("email", sa.Text), sa.UniqueConstraint("email", name="uq_users_email")
            )

    Note:
        A naming convention in the MetaData, with `target_metadata` in env.py, names both sides alike.
    """
    yield from problems(differences, Kind.CONSTRAINT_NAME)
