"""ML307: enum values that are removed."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.type_before import type_before
from migralint.changes.types import Type
from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.data import ChangeData
from migralint.changes.values.tables import CreateTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.destructive.listed_values import listed_values


def enum_value_removed(step: Step) -> Iterator[Problem]:
    """An enum loses values that rows may hold.

    Why:
        Rows with such a value make the upgrade fail (MariaDB: "Data truncated", PostgreSQL: the cast fails), and code
        that still writes it breaks.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column(
                    "orders", "state",
                    existing_type=sa.Enum("new", "paid", "void", name="state"),
                    type_=sa.Enum("new", "paid", name="state2"),
                )

    Instead:
        Move the rows first:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.execute("UPDATE orders SET state = 'new' WHERE state = 'void'")
                op.alter_column(
                    "orders",
                    "state",
                    existing_type=sa.Enum("new", "paid", "void", name="state"),
                    type_=sa.Enum("new", "paid", name="state2"),
                )
    """
    change = step.change
    if step.is_exempt(change.table):
        return
    if isinstance(change, AlterColumn):
        old = type_before(change, step.state)
        before, after = _values(old, step), _values(change.type, step)
        name = change.column
    else:
        found = _replaced_check(step, change)
        if found is None:
            return
        name, before, after = found
    gone = [value for value in before if value not in after] if before and after else []
    gone = [value for value in gone if not _was_moved(step, value)]
    if gone:
        listed = ", ".join(map(repr, gone))
        table = change.table or "a table"
        yield step.problem(
            f"{table}.{name} loses the values {listed}, and rows may hold them",
            help=f"first UPDATE {table} SET {name} = … WHERE {name} = {gone[0]!r}; then change the type",
        )


def _values(kind: Type | None, step: Step) -> tuple[str, ...]:
    """The values of an enum; for an enum type without values, those with which it was created."""
    if kind is None:
        return ()
    if kind.values is None and kind.name is not None:
        known = step.state.type(kind.name)
        return known.values or () if known is not None else ()
    return kind.values or () if kind.family in ("enum", "set") else ()


def _replaced_check(step: Step, change: AddConstraint) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """A CHECK with a list of values that replaces one with another list: the column, both lists."""
    new = listed_values(change.constraint.text)
    if new is None or change.constraint.kind != "check":
        return None
    for one in step.earlier:
        if isinstance(one, DropConstraint) and one.table == change.table and one.name is not None:
            for text in _checks_of(step, one.name):
                old = listed_values(text)
                if old is not None and old[0] == new[0]:
                    return new[0], old[1], new[1]
    return None


def _checks_of(step: Step, name: str) -> Iterator[str | None]:
    """The CHECKs with this name that earlier revisions created."""
    for parent in step.view.parents:
        for change in parent.upgrade:
            if isinstance(change, AddConstraint) and change.constraint.name == name:
                yield change.constraint.text
            if isinstance(change, CreateTable):
                yield from (one.text for one in change.constraints if one.name == name)


def _was_moved(step: Step, value: str) -> bool:
    moves = (one for one in step.earlier if isinstance(one, ChangeData) and one.verb in ("update", "delete"))
    return any(value in one.values or one.where == "" or one.origin.holes for one in moves)
