"""ML522: differences of the kind check-constraint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.rules.drift.wording import problems
from migralint.schema.compare.difference import Difference, Kind


def check_constraint(differences: Iterable[Difference]) -> Iterator[Problem]:
    """A check constraint is missing, superfluous or says something else.

    Why:
        Rows that the models forbid get in, or rows that the application writes are refused. Autogenerate does not look
        at checks, and Alembic's batch mode on SQLite drops those without a name.

    Example:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("age", sa.Integer),
                sa.CheckConstraint("age >= 0", name="ck_users_age"),
            )

            # upgrade() of the revisions
            op.create_table("users", sa.Column("age", sa.Integer))

    Instead:
            # the models
            sa.Table(
                "users",
                metadata,
                sa.Column("age", sa.Integer),
                sa.CheckConstraint("age >= 0", name="ck_users_age"),
            )

            # upgrade() of the revisions
            op.create_table(
                "users", sa.Column("age", sa.Integer), sa.CheckConstraint("(age >= 0)", name="ck_users_age")
            )

    Note:
        Parentheses, quotes and case that mean nothing are no difference; the same operands in another order are a note.
    """
    yield from problems(differences, Kind.CHECK_CONSTRAINT)
