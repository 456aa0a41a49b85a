"""Writes tables, their constraints and indexes as operations, or as SQL if operations are not sufficient."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from migralint.schema.column import Column, Identity
from migralint.schema.constraint import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.database import full_name
from migralint.schema.index import Index, IndexPart
from migralint.schema.mend.constraints import clause
from migralint.schema.opsource.layout import Call, Node, call, execute, identifier, string, text
from migralint.schema.squash.style import Style
from migralint.schema.squash.table_sql import constraints_of, index_sql, part_sql, table_sql, twins_of
from migralint.schema.squash.types import type_node
from migralint.schema.table import Table

_SIMPLE = re.compile(r"[+-]?[\d.]+(e[+-]?\d+)?|x?'([^']|'')*'|null|true|false|current_(timestamp|date|time)", re.I)
_SWITCHES = {
    "ROW LEVEL SECURITY": "ENABLE ROW LEVEL SECURITY",
    "FORCE ROW LEVEL SECURITY": "FORCE ROW LEVEL SECURITY",
}
_OF_INTEGERS = ("integer", "bigint", "smallint")


def create_table(table: Table, style: Style, later: Sequence[ForeignKey] = ()) -> Iterator[Call]:
    """Yield the operations that create the table with its indexes, without the foreign keys in `later`."""
    name = full_name(table.schema, table.name)
    structure = None if name in style.raw else _structure(table, style, later)
    yield execute(table_sql(table, style, later)) if structure is None else structure
    if style.dialect != "sqlite":
        yield from _afterwards(table, style, later, by_sql=structure is None)
    for index in sorted(table.indexes, key=lambda one: one.name):
        yield create_index(table, index, style)


def create_foreign_key(table: Table, key: ForeignKey, style: Style) -> Call:
    """Return the operation that adds a foreign key to an existing table (PostgreSQL)."""
    schema, _, target = key.target.rpartition(".")
    keywords = _actions(key)
    keywords |= {"source_schema": table.schema} if table.schema else {}
    keywords |= {"referent_schema": schema} if schema else {}
    if _needs_sql(key):
        return _added(table, key)
    name = style.named(key.name) if key.name else None
    return call("op.create_foreign_key", name, table.name, target, [*key.columns], [*key.target_columns], **keywords)


def comment_on(table: Table, constraint: Constraint) -> Iterator[Call]:
    """Yield the statement that sets the comment of a constraint (PostgreSQL)."""
    if constraint.comment and constraint.name:
        on = f"{identifier(None, constraint.name)} ON {identifier(table.schema, table.name)}"
        yield execute(f"COMMENT ON CONSTRAINT {on} IS {string(constraint.comment)}")


def create_unique(table: Table, unique: UniqueConstraint, style: Style) -> Call:
    """Return the operation that adds a unique constraint to an existing table (PostgreSQL)."""
    if _needs_sql(unique):
        return _added(table, unique)
    keywords: dict[str, Node] = {"schema": table.schema} if table.schema else {}
    keywords |= _unique_words(unique)
    name = style.named(unique.name) if unique.name else None
    return call("op.create_unique_constraint", name, table.name, [*unique.columns], **keywords)


def drop_table(table: Table) -> Call:
    """Return the operation that drops the table with everything that belongs to it."""
    return call("op.drop_table", table.name, **({"schema": table.schema} if table.schema else {}))


def _structure(table: Table, style: Style, later: Sequence[ForeignKey]) -> Call | None:
    """Return `op.create_table(…)`; None if it cannot express the table."""
    keywords: dict[str, Node] = {"schema": table.schema} if table.schema else {}
    keywords |= {"comment": table.comment} if table.comment else {}
    for option in table.options:
        if option == "WITHOUT ROWID":
            keywords["sqlite_with_rowid"] = False
        elif option == "UNLOGGED":
            keywords["prefixes"] = ["UNLOGGED"]
        elif option.startswith("PARTITION BY "):
            keywords["postgresql_partition_by"] = option.removeprefix("PARTITION BY ")
        elif option not in _SWITCHES and not _is_storage(option):
            return None
    if any(column.autoincrement == "AUTOINCREMENT" for column in table.columns):
        keywords["sqlite_autoincrement"] = True
    parts: list[Node] = []
    for column in table.columns:
        source = _column(table, column, style)
        if source is None:
            return None
        parts.append(source)
    twins = twins_of(table, style)
    for constraint in constraints_of(table, later):
        if constraint in twins:
            continue
        if _needs_sql(constraint):
            if style.dialect == "sqlite":
                return None
            continue
        parts.append(_constraint(constraint, style))
    return call("op.create_table", table.name, *parts, **keywords)


def _is_storage(option: str) -> bool:
    return "=" in option and " " not in option.partition("=")[0]


def _afterwards(table: Table, style: Style, later: Sequence[ForeignKey], *, by_sql: bool) -> Iterator[Call]:
    """Yield what op.create_table cannot express (PostgreSQL). `by_sql`: SQL created the table with its constraints."""
    name = identifier(table.schema, table.name)
    constraints = constraints_of(table, later)
    twins = twins_of(table, style)
    yield from (create_unique(table, one, style) for one in twins)
    if not by_sql:
        special = [one for one in constraints if _needs_sql(one) and one not in twins]
        yield from (_added(table, one) for one in special if not isinstance(one, ForeignKey))
        yield from (_added(table, one) for one in special if isinstance(one, ForeignKey))
    elif table.comment:
        yield execute(f"COMMENT ON TABLE {name} IS {string(table.comment)}")
    for column in table.columns:
        if by_sql and column.comment:
            yield execute(f"COMMENT ON COLUMN {name}.{identifier(None, column.name)} IS {string(column.comment)}")
    for constraint in constraints:
        yield from comment_on(table, constraint)
    for option in table.options:
        if option in _SWITCHES:
            yield execute(f"ALTER TABLE {name} {_SWITCHES[option]}")
        elif _is_storage(option):
            yield execute(f"ALTER TABLE {name} SET ({option})")


def _added(table: Table, constraint: Constraint) -> Call:
    named = f"CONSTRAINT {identifier(None, constraint.name)} " if constraint.name else ""
    return execute(f"ALTER TABLE {identifier(table.schema, table.name)} ADD {named}{clause(constraint)}")


def _needs_sql(constraint: Constraint) -> bool:
    """Whether SQLAlchemy cannot express a part of the constraint."""
    if constraint.unenforced:
        return True
    match constraint:
        case Exclusion():
            return True
        case Check():
            return not constraint.validated or constraint.no_inherit
        case ForeignKey():
            return not constraint.validated or "(" in constraint.on_delete or constraint.period
    special = any(" " in column for column in constraint.columns) or constraint.on_conflict
    return bool(special or constraint.include or constraint.period)


def _column(table: Table, column: Column, style: Style) -> Call | None:
    kind = type_node(column.type, column.collation, style.dialect, style.enum_types)
    if kind is None or column.on_conflict or column.not_null:
        return None
    if style.dialect != "sqlite" and column.computed is not None and not column.computed.stored:
        return None  # SQLAlchemy before 2.1 cannot express it
    arguments: list[Node] = [column.name, kind]
    keywords: dict[str, Node] = {}
    if column.computed is not None:
        arguments.append(call("sa.Computed", column.computed.expression, persisted=column.computed.stored))
    if column.identity is not None:
        arguments.append(_identity(column.identity))
    if style.dialect != "sqlite" and _is_sole_key(table, column) and column.identity is None:
        keywords["autoincrement"] = column.autoincrement == "SERIAL"
    elif column.autoincrement == "SERIAL":
        return None
    if column.default is not None:
        keywords["server_default"] = text(default_sql(column.default, style.dialect))
    if column.computed is None or not column.nullable:
        keywords["nullable"] = column.nullable
    if column.comment:
        keywords["comment"] = column.comment
    return call("sa.Column", *arguments, **keywords)


def _is_sole_key(table: Table, column: Column) -> bool:
    key = table.primary_key
    return key is not None and key.columns == (column.name,) and column.type in _OF_INTEGERS


def default_sql(default: str, dialect: str) -> str:
    """Return a server default for CREATE TABLE: SQLite requires parentheses around expressions."""
    return f"({default})" if dialect == "sqlite" and not _SIMPLE.fullmatch(default) else default


def _identity(identity: Identity) -> Call:
    keywords: dict[str, Node] = {"always": True} if identity.always else {}
    keywords |= {"start": identity.start} if identity.start != 1 else {}
    keywords |= {"increment": identity.increment} if identity.increment != 1 else {}
    keywords |= {"minvalue": identity.minimum} if identity.minimum is not None else {}
    keywords |= {"maxvalue": identity.maximum} if identity.maximum is not None else {}
    keywords |= {"cycle": True} if identity.cycle else {}
    keywords |= {"cache": identity.cache} if identity.cache != 1 else {}
    return call("sa.Identity", **keywords)


def _constraint(constraint: Constraint, style: Style) -> Call:
    keywords: dict[str, Node] = {"name": style.named(constraint.name)} if constraint.name else {}
    match constraint:
        case PrimaryKey():
            return call("sa.PrimaryKeyConstraint", *constraint.columns, **keywords, **_deferral(constraint.deferrable))
        case UniqueConstraint():
            keywords |= _unique_words(constraint)
            return call("sa.UniqueConstraint", *constraint.columns, **keywords)
        case Check():
            from_text: Node = text(constraint.expression)
            assert isinstance(from_text, Call)
            return call("sa.CheckConstraint", from_text.arguments[0], **keywords)
        case ForeignKey():
            targets = [f"{constraint.target}.{column}" for column in constraint.target_columns]
            keywords |= _actions(constraint)
            return call("sa.ForeignKeyConstraint", [*constraint.columns], targets, **keywords)
    raise TypeError(type(constraint))


def _unique_words(unique: UniqueConstraint) -> dict[str, Node]:
    words = _deferral(unique.deferrable)
    return words | ({"postgresql_nulls_not_distinct": True} if unique.nulls_not_distinct else {})


def _actions(key: ForeignKey) -> dict[str, Node]:
    keywords: dict[str, Node] = {"onupdate": key.on_update} if key.on_update else {}
    keywords |= {"ondelete": key.on_delete} if key.on_delete else {}
    keywords |= {"match": key.match} if key.match else {}
    return keywords | _deferral(key.deferrable)


def _deferral(deferrable: str) -> dict[str, Node]:
    if not deferrable:
        return {}
    return {"deferrable": True, "initially": "DEFERRED"} if deferrable.endswith("DEFERRED") else {"deferrable": True}


def create_index(table: Table, index: Index, style: Style) -> Call:
    """Return `op.create_index(…)`, or the SQL."""
    name = full_name(table.schema, index.name)
    if name in style.raw_indexes or (index.comment and style.dialect == "sqlite"):
        stored = style.stored.get(("index", name))
        return execute(stored if stored is not None else index_sql(table, index))
    keywords: dict[str, Node] = {"schema": table.schema} if table.schema else {}
    keywords["unique"] = index.unique
    if index.method:
        keywords["postgresql_using"] = index.method
    operators = {
        part.expression: part.operator_class for part in index.parts if part.operator_class and _is_plain(part)
    }
    if operators:
        keywords["postgresql_ops"] = operators
    if index.include:
        keywords["postgresql_include"] = [*index.include]
    if index.where is not None:
        keywords[f"{style.dialect}_where"] = text(index.where)
    if index.nulls_not_distinct:
        keywords["postgresql_nulls_not_distinct"] = True
    if index.options:
        keywords["postgresql_with"] = {one.partition("=")[0]: one.partition("=")[2] for one in index.options}
    parts = [_part(part) for part in index.parts]
    return call("op.create_index", style.named(index.name), table.name, parts, **keywords)


def _part(part: IndexPart) -> Node:
    return part.expression if _is_plain(part) else text(part_sql(part, operator_class=True))


def _is_plain(part: IndexPart) -> bool:
    """Whether the key is only a column name; SQLAlchemy supports operator classes only for such keys."""
    return part.is_column and not (part.descending or part.nulls or part.collation)
