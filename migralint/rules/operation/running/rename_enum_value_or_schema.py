"""ML318: enum values, types and schemas that get another name."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import TableName
from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.objects import CreateObject, CreateType, RenameObject
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.history.operation import HOLE


def rename_enum_value_or_schema(step: Step) -> Iterator[Problem]:
    """An enum value, type or schema is renamed while code that uses the old name still runs.

    Why:
        Running code sends the old value or uses the old name, and fails.

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("ALTER TYPE state RENAME VALUE 'void' TO 'cancelled'")

    Instead:
        Add the new value beside the old one; change rows and code, then stop using the old one:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.execute("ALTER TYPE state ADD VALUE 'cancelled'")
    """
    change: RenameObject = step.change
    if change.kind not in ("enum value", "type", "schema"):
        return
    name = change.name
    made = step.state.type(name.name) if name is not None else None
    if made is not None and step.made_here(made.made):
        return
    if name is not None and _is_made_here(step, name):
        return
    if change.kind == "type" and name is not None and _is_taken_again(step, name):
        return
    if change.kind == "enum value":
        value = change.value if change.value and HOLE not in change.value else None
        old = repr(value) if value is not None else "the old value"
        shown = f"the value {value!r} of {name or 'a type'}" if value is not None else f"a value of {name or 'a type'}"
    else:
        old, shown = str(name or "the old name"), f"the {change.kind} {name or ''}".rstrip()
    new = change.new_name if change.new_name and HOLE not in change.new_name else "another name"
    yield step.problem(
        f"running code still uses {old}: {shown} becomes {new}",
        help="add the new one beside it, move the rows, switch the code, and drop the old one in a later release",
    )


def _is_made_here(step: Step, name: TableName) -> bool:
    return any(isinstance(one, CreateType | CreateObject) and one.name == name for one in step.earlier)


def _is_taken_again(step: Step, name: TableName) -> bool:
    """Whether a new object gets the old name, as when an enum is replaced by one with other values."""
    for one in step.later:
        if isinstance(one, CreateType) and one.name is not None and one.name.name == name.name:
            return True
        if isinstance(one, RenameObject) and one.new_name == name.name:
            return True
        column = one.type if isinstance(one, AlterColumn) else None
        if column is not None and column.name == name.name:
            return True
    return False
