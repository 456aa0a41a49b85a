"""Writes tables and indexes as SQL if operations are not sufficient."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migralint.schema.column import Column
from migralint.schema.constraint import Constraint, ForeignKey, UniqueConstraint
from migralint.schema.database import full_name
from migralint.schema.index import Index, IndexPart
from migralint.schema.mend.constraints import clause
from migralint.schema.opsource.layout import identifier
from migralint.schema.opsource.python import collation
from migralint.schema.squash.style import Style
from migralint.schema.table import Table


def constraints_of(table: Table, later: Sequence[ForeignKey]) -> list[Constraint]:
    """Return the constraints in a fixed order: in tables from Alembic's batch mode, the order differs between runs."""
    key: list[Constraint] = [table.primary_key] if table.primary_key is not None else []
    keys = [one for one in table.foreign_keys if one not in later]
    groups: list[Sequence[Constraint]] = [table.uniques, table.checks, keys, table.exclusions]
    return [*key, *(one for group in groups for one in sorted(group, key=_place))]


def twins_of(table: Table, style: Style) -> list[UniqueConstraint]:
    """Return unique constraints over the columns of another key, which PostgreSQL would merge within CREATE TABLE."""
    if style.dialect == "sqlite" or any(option.startswith("PARTITION OF ") for option in table.options):
        return []
    known = {table.primary_key.columns} if table.primary_key is not None else set()
    twins = []
    for one in sorted(table.uniques, key=_place):
        if one.columns in known:
            twins.append(one)
        known.add(one.columns)
    return twins


def _place(constraint: Constraint) -> tuple[bool, str, str]:
    return (constraint.name is None, constraint.name or "", repr(constraint))


def index_sql(table: Table, index: Index) -> str:
    words = ["CREATE", "UNIQUE" if index.unique else "", "INDEX", identifier(None, index.name)]
    words += ["ON", identifier(table.schema, table.name), f"USING {index.method}" if index.method else ""]
    words += [f"({', '.join(part_sql(part, operator_class=True) for part in index.parts)})"]
    words += [f"INCLUDE ({', '.join(identifier(None, one) for one in index.include)})" if index.include else ""]
    words += ["NULLS NOT DISTINCT" if index.nulls_not_distinct else ""]
    words += [f"WITH ({', '.join(index.options)})" if index.options else ""]
    words += [f"WHERE {index.where}" if index.where is not None else ""]
    return " ".join(word for word in words if word)


def table_sql(table: Table, style: Style, later: Sequence[ForeignKey]) -> str:
    """Return CREATE TABLE: SQLite's own text, or a text composed of the properties of the table."""
    stored = style.stored.get(("table", full_name(table.schema, table.name)))
    if stored is not None:
        return stored
    parent = next((one for one in table.options if one.startswith("PARTITION OF ")), None)
    name = identifier(table.schema, table.name)
    divided = "".join(f" {one}" for one in table.options if one.startswith("PARTITION BY "))
    if parent is not None:
        own = _own_of_partition(table) if full_name(table.schema, table.name) in style.raw else ""
        of, for_, bound = parent.partition(" FOR VALUES ")
        of, default, _ = (of, "", "") if for_ else parent.partition(" DEFAULT")
        return f"CREATE TABLE {name} {of}{own}{for_}{bound}{default}{divided}"
    parts = [_column_sql(column) for column in table.columns]
    twins = twins_of(table, style)
    for constraint in constraints_of(table, later):
        if constraint in twins:
            continue
        named = f"CONSTRAINT {identifier(None, constraint.name)} " if constraint.name else ""
        parts.append(f"{named}{clause(constraint)}")
    unlogged = "UNLOGGED " if "UNLOGGED" in table.options else ""
    behind = [one for one in table.options if one.startswith(("INHERITS ", "PARTITION BY "))]
    return f"CREATE {unlogged}TABLE {name} (\n    " + ",\n    ".join(parts) + "\n)" + "".join(f" {b}" for b in behind)


def _own_of_partition(table: Table) -> str:
    """Return the properties that may differ from the partitioned parent table."""
    parts = [
        f"{identifier(None, column.name)} DEFAULT {column.default}"
        for column in table.columns
        if column.default is not None
    ]
    parts += [f"CONSTRAINT {identifier(None, one.name)} {clause(one)}" for one in table.checks if one.name]
    return f" ({', '.join(parts)})" if parts else ""


def _column_sql(column: Column) -> str:
    serial = {"integer": "serial", "bigint": "bigserial", "smallint": "smallserial"}
    kind = serial.get(column.type, column.type) if column.autoincrement == "SERIAL" else column.type
    words = [identifier(None, column.name), kind]
    words += [f"COLLATE {collation(column.collation)}"] if column.collation else []
    if column.computed is not None:
        stored = "STORED" if column.computed.stored else "VIRTUAL"
        words.append(f"GENERATED ALWAYS AS ({column.computed.expression}) {stored}")
    if column.identity is not None:
        one = column.identity
        bounds = [f"MINVALUE {one.minimum}"] if one.minimum is not None else []
        bounds += [f"MAXVALUE {one.maximum}"] if one.maximum is not None else []
        options = [f"START WITH {one.start}", f"INCREMENT BY {one.increment}", *bounds, f"CACHE {one.cache}"]
        options += ["CYCLE"] if one.cycle else []
        words.append(f"GENERATED {'ALWAYS' if one.always else 'BY DEFAULT'} AS IDENTITY ({' '.join(options)})")
    words += [f"DEFAULT {column.default}"] if column.default is not None else []
    words += [] if column.nullable else [f"NOT NULL {column.not_null}".rstrip()]
    return " ".join(words)


def part_sql(part: IndexPart, *, operator_class: bool) -> str:
    plain = re.fullmatch(r"[a-z_][a-z0-9_]*", part.expression) is not None
    words = [part.expression if plain else identifier(None, part.expression)] if part.is_column else []
    words = words or [f"({part.expression})"]
    words += [f"COLLATE {collation(part.collation)}"] if part.collation else []
    words += [part.operator_class] if operator_class and part.operator_class else []
    words += ["DESC"] if part.descending else []
    words += [f"NULLS {part.nulls}"] if part.nulls else []
    return " ".join(words)
