"""ML389: server defaults that are not text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.types import NUMBERS
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.portability.defaults import corrected_default, defaults


def default_not_text(step: Step) -> Iterator[Problem]:
    """A server default is neither text nor SQL.

    Why:
        SQLAlchemy accepts a string or an SQL expression, and raises ArgumentError for True, a number, a list or a dict.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("paid", sa.Boolean(), server_default=False))

    Instead:
        Use an expression:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("paid", sa.Boolean(), server_default=sa.false()))

    Note:
        `migralint check --fix` makes this change for Booleans and numbers.
    """
    for name, kind, default in defaults(step.change, step):
        if default.kind != "value":
            continue
        if kind.family == "boolean" and default.text in ("True", "False"):
            better = f"sa.{(default.text or '').lower()}()"
        else:
            better = f'sa.text("{default.text}")'
        number = kind.family in NUMBERS and re.fullmatch(r"-?\d+(\.\d+)?", default.text or "") is not None
        certain = number or (kind.family == "boolean" and default.text in ("True", "False"))
        exact = f"sqlalchemy{better.removeprefix('sa')}" if certain else None
        yield step.problem(
            f"the server default {default.text} of {name} is neither text nor SQL: SQLAlchemy refuses it",
            help=f"server_default={better}",
            correction=corrected_default(step.change, name, default, exact),
        )
