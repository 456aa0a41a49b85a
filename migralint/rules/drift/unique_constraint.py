"""ML521: differences of the kind unique-constraint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def unique_constraint(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A unique constraint is missing, superfluous or says something else.

    Why:
        Without it duplicates get in; they show when somebody tries to add the constraint. A unique index instead of a
        constraint is a difference too: each is dropped by another operation, and only the constraint can be deferred or
        referenced.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, unique=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text, unique=True))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text), sa.UniqueConstraint("email"))
    """
    yield from problems(differences, Kind.UNIQUE_CONSTRAINT)
