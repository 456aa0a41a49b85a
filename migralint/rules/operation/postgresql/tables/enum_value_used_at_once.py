"""ML339: values of an enum that are used before they are committed."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.definitions import Default
from migralint.changes.sql.reader import Words, string_value
from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.connection import Transaction
from migralint.changes.values.constraints import AddConstraint
from migralint.changes.values.data import ChangeData, Select
from migralint.changes.values.indexes import CreateIndex
from migralint.changes.values.objects import AddEnumValue, CreateObject
from migralint.changes.values.tables import CreateTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem, Related
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, execute
from migralint.rules.operation.postgresql.transaction import in_transaction
from migralint.sql.tokens import TokenKind

_OTHERS = frozenset(
    {"smallint", "integer", "bigint", "numeric", "float", "boolean", "varchar", "text", "char", "date", "time", "json"}
)
"""Families that are not enums."""


def enum_value_used_at_once(step: Step) -> Iterator[Problem]:
    """A value is added to an enum type and used in the same transaction.

    Why:
        The upgrade fails with "unsafe use of new value", also for a default. Before PostgreSQL 12 (setting
        `postgresql-version`) even adding the value fails inside a transaction.
        https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_paused.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("ALTER TYPE state ADD VALUE 'paused'")
                op.execute("UPDATE jobs SET state = 'paused' WHERE state = 'waiting'")

    Instead:
        Commit the value first, in an `autocommit_block()` or in its own revision:

            # dialect: postgresql
            # a1b2c3d4e5f6_paused.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.execute("ALTER TYPE state ADD VALUE IF NOT EXISTS 'paused'")
                op.execute("UPDATE jobs SET state = 'paused' WHERE state = 'waiting'")

    Note:
        From PostgreSQL 17 values of a type that the same revision creates can be used at once. A separate revision
        needs `transaction_per_migration=True` in env.py, because otherwise one upgrade is one transaction.
    """
    change: AddEnumValue = step.change
    if not in_transaction(step) or change.value is None:
        return
    kind = step.state.type(change.name.name if change.name is not None else None)
    here = kind is not None and kind.made is not None and kind.made.revision == step.view.revision.id
    if here and (step.at_least("postgresql", 17) or not step.at_least("postgresql", 12)):
        return
    exists = " IF NOT EXISTS" if change.if_not_exists else ""
    way = AUTOCOMMIT + execute(f"ALTER TYPE {change.name or '…'} ADD VALUE{exists} '{change.value}'")
    if not step.at_least("postgresql", 12):
        yield step.problem(
            f"ALTER TYPE {change.name or '…'} ADD VALUE fails here: before version 12, PostgreSQL refuses it inside "
            "a transaction",
            help=way,
        )
        return
    for later in step.later:
        if isinstance(later, Transaction) or later.origin.operation.autocommit:
            return
        if _may_hold(step, later) and change.value in _literals(later):
            yield step.problem(
                f"the new value '{change.value}' of {change.name or 'an enum'} is used in the transaction that adds "
                "it: the upgrade fails",
                help=way,
                related=[Related(later.origin.location, "used here")],
            )
            return


def _may_hold(step: Step, later: Change) -> bool:
    """Whether the table of a change may have a column of the type."""
    table = getattr(later, "table", None)
    entry = step.state.table(table)
    if entry is None or not step.state.is_whole(entry) or isinstance(later, AddColumn | AlterColumn):
        return True
    name = step.change.name
    key = name.name.lower() if name is not None else ""
    types = [column.type for column in entry.columns.values()]
    return any(kind.family not in _OTHERS and (kind.name or key).lower() == key for kind in types)


def _literals(change: Change) -> frozenset[str]:
    """The strings that a change sends to the server as values."""
    found: set[str] = set()
    match change:
        case ChangeData():
            found.update(change.values)
            if change.rows and change.origin.form != "sql":
                found.update(_strings(change.origin.operation.arguments[1:]))
                found.update(_strings(list(change.origin.operation.keywords.values())))
        case Select():
            found.update(_in_sql(change.origin.statement))
        case AddColumn():
            found.update(_of_default(change.column.default))
        case AlterColumn():
            found.update(_of_default(change.default))
            found.update(_in_sql(change.using or ""))
        case CreateTable():
            for column in change.columns:
                found.update(_of_default(column.default))
        case CreateIndex():
            found.update(_in_sql(change.where or ""))
        case AddConstraint():
            found.update(_in_sql(change.constraint.text or ""))
        case CreateObject(kind="view" | "materialized view"):
            found.update(_in_sql(change.origin.statement))
    return frozenset(found)


def _of_default(default: object) -> Iterator[str]:
    if isinstance(default, Default) and default.text is not None:
        if default.kind == "string":
            yield default.text
        else:
            yield from _in_sql(default.text)


def _in_sql(text: str) -> Iterator[str]:
    for token in Words(text).tokens:
        if token.kind is TokenKind.STRING:
            yield string_value(token)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
