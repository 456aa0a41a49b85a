"""Corrected code that the PostgreSQL rules share: outside the transaction, and in several revisions."""

from __future__ import annotations

from migralint.changes.change import Change
from migralint.changes.definitions import Column, Default, TableName
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.findings.operation_context import Step
from migralint.history.expression import SourceText
from migralint.rules.operation.code import Source, call, source

AUTOCOMMIT = "with op.get_context().autocommit_block(): "


def steps(*revisions: str) -> str:
    """Advice with one step per revision."""
    return "; ".join(f"{number} {text}" for number, text in enumerate(revisions, 1))


def is_all_of_the_revision(step: Step) -> bool:
    """Whether the upgrade consists of this one call of `op`, and runs only on PostgreSQL."""
    operation = step.change.origin.operation
    alone = len(step.view.upgrade) == 1 and step.change.origin.form == "op" and not operation.conditions
    everywhere = operation.around.only is None and not operation.around.without and not step.in_autocommit
    settings = step.settings
    return alone and everywhere and settings.dialects == {"postgresql"} and not settings.inferred


def execute(sql: str) -> str:
    """`op.execute` with a statement."""
    return call("op.execute", sql)


def create_index(change: CreateIndex) -> str:
    """The call that builds an index concurrently, with all other arguments of the original one."""
    name = change.name
    if name is None and change.by_column and change.table is not None and change.columns:
        name = f"ix_{change.table.name}_{change.columns[0].text}"
    keywords: dict[str, object] = {"unique": True} if change.unique else {}
    if change.where:
        keywords["postgresql_where"] = Source(f"sa.text({source(change.where)})")
    given = change.origin.operation.keywords if change.origin.form in ("op", "batch") else {}
    keywords |= {
        keyword: value
        for keyword, value in given.items()
        if keyword.startswith("postgresql_") and keyword != "postgresql_concurrently"
    }
    return call("op.create_index", name, change.table, columns_of(change), **keywords, postgresql_concurrently=True)


def columns_of(change: CreateIndex) -> list[object]:
    """The columns and expressions of an index, in the form of a call's argument."""
    operation = change.origin.operation
    if change.origin.form in ("op", "batch") and not change.by_column:
        position = 1 if operation.batch else 2
        given = operation.keywords.get("columns")
        if given is None and len(operation.arguments) > position:
            given = operation.arguments[position]
        if isinstance(given, list | tuple):
            return [*given]
    return [part.text if part.is_column else Source(f"sa.text({source(part.text)})") for part in change.columns]


def drop_index(change: DropIndex, table: TableName | None) -> str:
    """The call that drops an index concurrently."""
    keywords: dict[str, object] = {"table_name": table.name} if table is not None else {}
    if table is not None and table.schema:
        keywords["schema"] = table.schema
    if change.if_exists:
        keywords["if_exists"] = True
    return call("op.drop_index", change.name, **keywords, postgresql_concurrently=True)


def plain_column(change: AddColumn) -> str:
    """The call that adds the column without its default and constraints."""
    column = change.column
    if change.origin.form == "sql":
        return execute(f"ALTER TABLE {change.table or '…'} ADD COLUMN {column.name or '…'} {column.type.text}".strip())
    return call("op.add_column", change.table, Source(f"sa.Column({source(column.name)}, {type_source(column)})"))


def type_source(column: Column) -> str:
    """A column's type in the form of its definition."""
    return source(SourceText(column.type.text)) if column.type.text else "..."


def set_default(change: Change, table: TableName | None, column: str | None, default: Default) -> str:
    """The call that sets a default for later rows."""
    if change.origin.form == "sql":
        return execute(f"ALTER TABLE {table or '…'} ALTER COLUMN {column or '…'} SET DEFAULT {default.text or '…'}")
    return call("op.alter_column", table, column, server_default=SourceText(default.source or "..."))


def validate(table: TableName | None, name: str | None) -> str:
    """The call that checks the rows against a constraint, without blocking reads and writes."""
    return execute(f"ALTER TABLE {table or '…'} VALIDATE CONSTRAINT {name or '…'}")
