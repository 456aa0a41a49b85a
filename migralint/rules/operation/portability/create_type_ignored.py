"""ML387: create_type on sa.Enum."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.values.tables import CreateTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def create_type_ignored(step: Step) -> Iterator[Problem]:
    """sa.Enum ignores create_type.

    Why:
        Before SQLAlchemy 2.1 `sa.Enum` ignores `create_type=False` silently, and the type is created anyway.
        https://github.com/sqlalchemy/alembic/issues/1347

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("lines", sa.Column("state", sa.Enum("new", "paid", name="state", create_type=False)))

    Instead:
        Use the dialect's own type:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa
            from sqlalchemy.dialects import postgresql

            def upgrade():
                op.create_table(
                    "lines", sa.Column("state", postgresql.ENUM("new", "paid", name="state", create_type=False))
                )
    """
    if _is_new_enough(step.project.requirements.get("sqlalchemy", "")):
        return
    change = step.change
    columns = change.columns if isinstance(change, CreateTable) else (change.column,)
    for column in columns:
        kind = column.type
        if kind.family == "enum" and not kind.create_type and kind.function.rpartition(".")[2] == "Enum":
            yield step.problem(
                f"sa.Enum of {column.name or 'the column'} ignores create_type=False before SQLAlchemy 2.1",
                help=f'postgresql.ENUM(…, name="{kind.name or "…"}", create_type=False)',
            )


def _is_new_enough(requirement: str) -> bool:
    """Whether every SQLAlchemy version that the project allows is 2.1 or later."""
    found = re.search(r"(?:>=|==|~=|>|\^)\s*(\d+)\.(\d+)", requirement)
    return found is not None and (int(found.group(1)), int(found.group(2))) >= (2, 1)
