"""ML385: enum types that are never created."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn
from migralint.changes.values.objects import CreateType
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity


def enum_type_not_created(step: Step) -> Iterator[Problem]:
    """A column gets an enum type that no revision creates.

    Why:
        Only `create_table` creates the type of an Enum. `add_column` and `alter_column` do not: "type … does not
        exist". https://github.com/sqlalchemy/alembic/issues/1053

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("state", sa.Enum("new", "paid", name="order_state")))

    Note:
        There is no automatic fix: `op.get_bind()` returns nothing in offline mode (`--sql`), where the type must be
        created by `op.execute("CREATE TYPE …")`, and `downgrade()` has to drop the new type.

    Instead:
        Create it first:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                sa.Enum("new", "paid", name="order_state").create(op.get_bind(), checkfirst=True)
                op.add_column("orders", sa.Column("state", sa.Enum("new", "paid", name="order_state")))
    """
    change = step.change
    kind = change.column.type if isinstance(change, AddColumn) else change.type
    if kind is None or change.origin.form == "sql":
        return
    kind = kind.on("postgresql")
    if kind.family != "enum" or kind.name is None or not kind.native or not step.state.is_certain:
        return
    if kind.name.lower() in step.state.types or step.subject.begins_after_prune:
        return
    if any(isinstance(one, CreateType) and one.name is None for one in step.earlier):
        return
    values = ", ".join(repr(one) for one in kind.values or ())
    begun = any(table.made is None for table in step.state.tables.values())
    exists = "may not exist" if begun else "does not exist"
    more = ", and the history alters tables that no revision creates" if begun else ""
    yield step.problem(
        f"the enum type {kind.name} {exists}: neither this call nor an earlier revision creates it{more}",
        help=f'before it: sa.Enum({values}, name="{kind.name}").create(op.get_bind(), checkfirst=True)',
        severity=Severity.WARNING if begun else None,
    )
