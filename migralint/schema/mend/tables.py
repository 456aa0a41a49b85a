"""Mends tables."""

from __future__ import annotations

import re

from msgspec import Struct, field

from migralint.schema.column import Column
from migralint.schema.constraint import Constraint
from migralint.schema.mend.alter import Place, altered
from migralint.schema.mend.batch import SQLITE_OPTIONS
from migralint.schema.mend.columns import add_column, column_source
from migralint.schema.mend.constraints import constraint_source, needs_raw
from migralint.schema.mend.constraints import create as create_constraint
from migralint.schema.mend.indexes import create_index, index_source
from migralint.schema.opsource.layout import Code, string
from migralint.schema.opsource.python import Value, call, execute, identifier
from migralint.schema.table import Table


class _Parts(Struct):
    """The arguments of CREATE TABLE, and what they cannot express."""

    arguments: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """Parts that SQLAlchemy cannot express."""
    behind: list[str] = field(default_factory=list)
    """Statements that add further parts afterwards."""


def create_table(place: Place, table: Table, dialect: str) -> str:
    """Create a table that the models have, with its indexes; a comment names parts that SQLAlchemy cannot express."""
    if _is_foreign(table):
        return f"# create the foreign table {table.name}: {', '.join(table.options)}"
    parts = _parts(place, table)
    lines = [f"# and {', '.join(parts.left)}"] if parts.left else []
    lines.append(call("op.create_table", table.name, *parts.arguments, **parts.keywords))
    lines += parts.behind
    lines += [create_index(place, index, dialect) for index in table.indexes]
    return "\n".join(lines)


def table_source(place: Place, table: Table, dialect: str) -> Code | None:
    """Return `sa.Table(…)`; None if SQLAlchemy cannot express a part of it."""
    if _is_foreign(table):
        return None
    parts = _parts(place, table)
    if parts.left or parts.behind:
        return None
    indexes = [index_source(index, dialect) for index in table.indexes]
    return Code(call("sa.Table", table.name, Code("metadata"), *parts.arguments, *indexes, **parts.keywords))


def _parts(place: Place, table: Table) -> _Parts:
    parts = _Parts()
    later: list[str] = []
    for column in table.columns:
        source = column_source(column, place.dialect, uncounted=_is_uncounted(place, table, column))
        if source is None and place.dialect == "postgresql":
            later.append(column.name)
            parts.behind.append(add_column(place, column))
        elif source is None:
            parts.left.append(f"the column {column.name} of type {column.type}")
        else:
            parts.arguments.append(source)
    constraints: list[Constraint] = [table.primary_key] if table.primary_key is not None else []
    constraints += [*table.uniques, *table.checks, *table.foreign_keys, *table.exclusions]
    for constraint in constraints:
        source = constraint_source(constraint)
        if needs_raw(place, constraint) or any(re.search(rf"\b{re.escape(one)}\b", repr(constraint)) for one in later):
            parts.behind.append(create_constraint(place, constraint))
        elif source is None:
            parts.left.append(f"the constraint {constraint.name}")
        else:
            parts.arguments.append(source)
    parts.keywords |= {"schema": table.schema} if table.schema else {}
    parts.keywords |= {"comment": table.comment} if table.comment else {}
    for option in table.options:
        name, value = SQLITE_OPTIONS.get(option, ("", None))
        if name:
            parts.keywords[name] = value
        elif option.startswith("PARTITION BY "):
            parts.keywords["postgresql_partition_by"] = option.removeprefix("PARTITION BY ")
        elif place.dialect == "postgresql":
            parts.behind.append(_alter_options(place, {option}, set()))
        else:
            parts.left.append(option)
    if any(column.autoincrement == "AUTOINCREMENT" for column in table.columns):
        parts.keywords["sqlite_autoincrement"] = True
    return parts


def _is_uncounted(place: Place, table: Table, column: Column) -> bool:
    """Whether the column alone is the key, an integer without a counter: SQLAlchemy would take it for serial."""
    key = table.primary_key
    alone = key is not None and key.columns == (column.name,)
    integers = place.dialect == "postgresql" and column.type in ("smallint", "integer", "bigint")
    return alone and integers and not column.autoincrement and column.identity is None and column.default is None


def _is_foreign(table: Table) -> bool:
    return any(option.startswith("FOREIGN TABLE ON ") for option in table.options)


def drop_table(place: Place, table: Table) -> str:
    """Drop a table that the models lack."""
    if _is_foreign(table):
        return execute(f"DROP FOREIGN TABLE {identifier(place.schema, place.table)}")
    return call("op.drop_table", place.table, **({"schema": place.schema} if place.schema else {}))


def alter_options(place: Place, models: Table, migrations: Table) -> str:
    """Alter options that can be altered (PostgreSQL), or create the table again with the models' options (SQLite)."""
    if not place.batch:
        return _alter_options(place, set(models.options), set(migrations.options))
    if any(option.startswith("USING ") for option in (*models.options, *migrations.options)):
        return f"# create the table {place.table} again: {', '.join(models.options) or 'as an ordinary one'}"
    known = {one: SQLITE_OPTIONS[one] for one in (*models.options, *migrations.options) if one in SQLITE_OPTIONS}
    table_kwargs: dict[str, Value] = {}
    for option, (name, value) in known.items():
        table_kwargs[name] = value if option in models.options else not value
    return altered(place, recreate="always", table_kwargs=table_kwargs)


_SWITCHES = {
    "UNLOGGED": ("SET UNLOGGED", "SET LOGGED"),
    "ROW LEVEL SECURITY": ("ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"),
    "FORCE ROW LEVEL SECURITY": ("FORCE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY"),
}
"""The actions of ALTER TABLE that set and unset an option of PostgreSQL."""
_STORAGE = re.compile(r"[\w.]+=")
_PARTITION = re.compile(r"PARTITION OF (\S+) (.*)", re.DOTALL)


def _alter_options(place: Place, models: set[str], migrations: set[str]) -> str:
    table = identifier(place.schema, place.table)
    lines = []
    for option in sorted(migrations - models):
        parent = _PARTITION.match(option)
        if parent is not None:
            lines.append(execute(f"ALTER TABLE {parent[1]} DETACH PARTITION {table}"))
        elif option in _SWITCHES:
            lines.append(execute(f"ALTER TABLE {table} {_SWITCHES[option][1]}"))
        elif _STORAGE.match(option):
            lines.append(execute(f"ALTER TABLE {table} RESET ({option.partition('=')[0]})"))
        else:
            lines.append(f"# create the table again without {option}")
    for option in sorted(models - migrations):
        parent = _PARTITION.match(option)
        if parent is not None:
            lines.append(execute(f"ALTER TABLE {parent[1]} ATTACH PARTITION {table} {parent[2]}"))
        elif option in _SWITCHES:
            lines.append(execute(f"ALTER TABLE {table} {_SWITCHES[option][0]}"))
        elif _STORAGE.match(option):
            lines.append(execute(f"ALTER TABLE {table} SET ({option})"))
        else:
            lines.append(f"# create the table again with {option}")
    return "\n".join(lines)


def alter_comment(place: Place, models: Table) -> str:
    """Change the comment of the table."""
    if _is_foreign(models):
        comment = string(models.comment) if models.comment else "NULL"
        return execute(f"COMMENT ON FOREIGN TABLE {identifier(place.schema, place.table)} IS {comment}")
    keywords: dict[str, Value] = {"schema": place.schema} if place.schema else {}
    if not models.comment:
        return call("op.drop_table_comment", place.table, **keywords)
    return call("op.create_table_comment", place.table, models.comment, **keywords)
