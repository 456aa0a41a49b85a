"""Reads from the text of CREATE TABLE what the pragmas do not show, as values of `schema`."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from msgspec import Struct

from migralint.schema.column import Computed
from migralint.schema.constraint import Check, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.sql.constraint import Constraint
from migralint.sql.create_table import Column, TableText, read_table
from migralint.sql.cursor import UnreadableStatementError
from migralint.sql.names import folded
from migralint.sql.tokens import tokenize

_OPTIONS = {"STRICT", "WITHOUT ROWID"}


class ParsedColumn(Struct, frozen=True):
    """The properties of a column in the text, including those that the pragmas do not show."""

    name: str
    type: str = ""
    """The words of its type, as written."""
    not_null: bool = False
    not_null_conflict: str = ""
    default: str | None = None
    collation: str | None = None
    computed: Computed | None = None
    primary_key_descending: bool = False
    """An inline `PRIMARY KEY DESC`, which is no alias of the rowid."""
    autoincrement: bool = False


class ParsedTable(Struct, frozen=True):
    """The content of one CREATE TABLE. Column constraints and table constraints are not distinguished."""

    columns: tuple[ParsedColumn, ...] = ()
    primary_key: PrimaryKey | None = None
    uniques: tuple[UniqueConstraint, ...] = ()
    checks: tuple[Check, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    """With empty `target_columns` if the text names none."""
    options: tuple[str, ...] = ()
    """Sorted."""


@lru_cache(maxsize=1024)  # both sides often store the same text
def parse_create_table(sql: str) -> ParsedTable:
    """Parse `sql`. Raises UnreadableStatementError for syntax that the reader does not know."""
    table = read_table(sql)
    if not _OPTIONS.issuperset(table.options):
        raise UnreadableStatementError(sql)
    constraints = _with_deferrals(table)
    keys = [one for one in constraints if one.kind == "primary key"]
    return ParsedTable(
        columns=tuple(_column(table, column, keys) for column in table.columns),
        primary_key=PrimaryKey(_written(keys[-1]), keys[-1].name, keys[-1].on_conflict) if keys else None,
        uniques=tuple(
            UniqueConstraint(_written(one), one.name, one.on_conflict) for one in constraints if one.kind == "unique"
        ),
        checks=tuple(Check(_expression(table, one), one.name) for one in constraints if one.kind == "check"),
        foreign_keys=tuple(_foreign_key(one) for one in constraints if one.kind == "foreign key"),
        options=tuple(sorted(table.options)),
    )


def _with_deferrals(table: TableText) -> list[Constraint]:
    """Return the constraints in the order of the text; a separate DEFERRABLE belongs to the key before it."""
    constraints: list[Constraint] = []
    everything = [one for column in table.columns for one in column.constraints]
    for one in (*everything, *table.table_constraints):
        if one.kind == "deferral":
            at = max((index for index, other in enumerate(constraints) if other.kind == "foreign key"), default=None)
            if at is not None:
                constraints[at] = replace(constraints[at], deferrable=one.deferrable)
        else:
            constraints.append(one)
    return constraints


def _column(table: TableText, column: Column, keys: list[Constraint]) -> ParsedColumn:
    not_null, default = column.constraint("not null"), column.constraint("default")
    collation, generated = column.constraint("collate"), column.constraint("generated")
    own = column.constraint("primary key")
    counting = any(key.autoincrement and folded(key.columns[0]) == folded(column.name) for key in keys)
    return ParsedColumn(
        column.name,
        table.text(column.type_span),
        not_null is not None,
        not_null.on_conflict if not_null is not None else "",
        table.text(default.body) if default is not None else None,
        tokenize(table.text(collation.body))[0].name if collation is not None else None,
        Computed(_expression(table, generated), generated.stored) if generated is not None else None,
        own is not None and own.keys[0].descending,
        counting,
    )


def _expression(table: TableText, constraint: Constraint) -> str:
    """Return its expression without the white space and comments around it."""
    text = table.text(constraint.body)
    tokens = tokenize(text)
    return text[tokens[0].start : tokens[-1].end] if tokens else ""


def _written(constraint: Constraint) -> tuple[str, ...]:
    """Return the keys in the format of `PrimaryKey.columns`."""
    words = []
    for key in constraint.keys:
        collation = f" COLLATE {key.collation.upper()}" if key.collation else ""
        words.append(f"{key.expression}{collation}{' DESC' if key.descending else ''}")
    return tuple(words)


def _foreign_key(key: Constraint) -> ForeignKey:
    return ForeignKey(
        key.columns,
        key.target or "",
        key.target_columns,
        key.name,
        key.on_update,
        key.on_delete,
        key.match,
        key.deferrable,
    )
