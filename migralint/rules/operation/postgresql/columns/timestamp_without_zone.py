"""ML347: timestamps without a time zone."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.types import Type
from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.tables import CreateTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def timestamp_without_zone(step: Step) -> Iterator[Problem]:
    """A column is a timestamp without time zone.

    Why:
        The stored value depends on the time zone of the writing session, and has another meaning for a session that
        reads it in another zone. https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_created.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("created", sa.DateTime()))

    Instead:
        Use a timestamp with time zone, which stores UTC:

            # dialect: postgresql
            # a1b2c3d4e5f6_created.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("created", sa.DateTime(timezone=True)))
    """
    change: AddColumn | AlterColumn | CreateTable = step.change
    names: list[str] = []
    if isinstance(change, AddColumn):
        names += [change.column.name or "…"] if _is_plain(change.column.type) else []
    elif isinstance(change, AlterColumn):
        names += [change.column or "…"] if change.type is not None and _is_plain(change.type) else []
    else:
        names += [column.name or "…" for column in change.columns if _is_plain(column.type)]
    if names:
        yield step.problem(
            f"{', '.join(names)} of {change.table or 'a table'}: a timestamp without time zone",
            help="sa.DateTime(timezone=True)" if change.origin.form != "sql" else "timestamptz",
        )


def _is_plain(kind: Type) -> bool:
    return kind.on("postgresql").family == "timestamp"
