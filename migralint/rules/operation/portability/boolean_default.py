"""ML390: defaults of Booleans that not every database accepts."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.portability.defaults import corrected_default, defaults


def boolean_default(step: Step) -> Iterator[Problem]:
    """The default of a Boolean is written in a way that a database refuses, or stores as text.

    Why:
        PostgreSQL has no cast of 0 and 1 to boolean, MySQL refuses 'true' for a number, SQLite stores the text 'false',
        which equals neither true nor false.

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("paid", sa.Boolean(), server_default=sa.text("0")))

    Instead:
        `sa.false()` and `sa.true()` work everywhere:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("paid", sa.Boolean(), server_default=sa.false()))

    Note:
        `migralint check --fix` makes this change.
    """
    for name, kind, default in defaults(step.change, step):
        text = (default.text or "").strip().lower()
        if kind.family != "boolean":
            continue
        if default.kind == "text" and text in ("0", "1") and "postgresql" in step.dialects:
            why, severity = "PostgreSQL has no cast of it to boolean", None
        elif (
            default.kind == "string"
            and text in ("true", "false")
            and not step.dialects.isdisjoint({"mysql", "mariadb"})
        ):
            why, severity = "MySQL refuses the text", None
        elif default.kind == "string" and text in ("true", "false", "t", "f") and "sqlite" in step.dialects:
            why, severity = "SQLite stores the text", Severity.WARNING
        else:
            continue
        better = "sa.true()" if text in ("1", "true", "t") else "sa.false()"
        yield step.problem(
            f"the default {default.source} of the Boolean {name}: {why}",
            help=f"server_default={better}",
            severity=severity,
            correction=corrected_default(step.change, name, default, f"sqlalchemy{better.removeprefix('sa')}"),
        )
