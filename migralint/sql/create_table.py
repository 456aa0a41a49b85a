"""The CREATE TABLE text that SQLite stores, read into columns and constraints with their spans; changes nothing.

Grammar: https://sqlite.org/lang_createtable.html, and SQLite's parse.y where that page says less than SQLite takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .constraint import Constraint, read_constraint, starts_constraint
from .cursor import Cursor, UnreadableStatementError
from .names import folded, same_name
from .tokens import tokenize

_KEYS = ("primary key", "unique", "check", "foreign key")


@dataclass(frozen=True)
class Column:
    """One column definition."""

    name: str
    start: int
    end: int
    name_end: int
    type_span: tuple[int, int]
    """Span of the declared type; empty, right after the name, if there is none."""
    constraints: tuple[Constraint, ...]
    comma: int | None
    """Offset of the comma before it; None for the first."""

    def constraint(self, kind: str) -> Constraint | None:
        """The last inline constraint of this kind (SQLite uses the last one)."""
        return next((one for one in reversed(self.constraints) if one.kind == kind), None)


@dataclass(frozen=True)
class Item:
    """A comma-separated part of the body with table constraints; SQLite allows several without commas between them."""

    start: int
    end: int
    comma: int | None
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True)
class TableText:
    """A CREATE TABLE text with the positions of all its parts."""

    sql: str
    name: str
    name_span: tuple[int, int]
    """Span of the table's name, including its schema if the text has one."""
    columns: tuple[Column, ...]
    items: tuple[Item, ...]
    """The parts with table constraints, in order."""
    body_end: int
    """Offset of the parenthesis that closes the body."""
    options: tuple[str, ...]
    """The words after the body, in the order of the text: "STRICT", "WITHOUT ROWID"; other words as they are."""

    @property
    def without_rowid(self) -> bool:
        """Whether the table has no rowid."""
        return "WITHOUT ROWID" in self.options

    @property
    def strict(self) -> bool:
        """Whether SQLite enforces its column types."""
        return "STRICT" in self.options

    @property
    def table_constraints(self) -> tuple[Constraint, ...]:
        """The table constraints, in order."""
        return tuple(constraint for item in self.items for constraint in item.constraints)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Primary keys, uniques, checks and foreign keys of columns and table, in the order of the text."""
        everything = [one for column in self.columns for one in column.constraints]
        everything += self.table_constraints
        return tuple(sorted((one for one in everything if one.kind in _KEYS), key=lambda one: one.start))

    def column(self, name: str) -> Column | None:
        """The column of this name, as SQLite compares names."""
        return next((one for one in self.columns if same_name(one.name, name)), None)

    def text(self, span: tuple[int, int]) -> str:
        """The characters of a span."""
        return self.sql[span[0] : span[1]]

    def mentions(self, constraint: Constraint, column: str) -> bool:
        """Whether the constraint involves the column: it is one of the key columns, or named in the expression."""
        if constraint.keys:
            return folded(column) in {folded(one) for one in constraint.columns}
        body = tokenize(self.text(constraint.body))
        return folded(column) in {folded(token.name) for token in body if token.is_name}


@lru_cache(maxsize=1024)  # both databases of a comparison often store the same text
def read_table(sql: str) -> TableText:
    """Read a CREATE TABLE statement. Raises UnreadableStatementError for unsupported grammar."""
    cursor = Cursor(sql)
    cursor.expect("CREATE")
    if not cursor.accept("TEMP"):
        cursor.accept("TEMPORARY")
    cursor.expect("TABLE")
    cursor.accept("IF", "NOT", "EXISTS")
    name_start = cursor.offset
    name = cursor.name()
    if cursor.accept_operator("."):
        name = cursor.name()
    name_end = cursor.end
    cursor.expect_operator("(")
    columns: list[Column] = []
    items: list[Item] = []
    comma: int | None = None
    while True:
        token = cursor.peek()
        if columns and token is not None and token.is_word("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"):
            items.append(_item(cursor, comma))
        else:
            columns.append(_column(cursor, comma))
        comma = cursor.offset
        if cursor.accept_operator(")"):
            break
        cursor.expect_operator(",")
    return TableText(sql, name, (name_start, name_end), tuple(columns), tuple(items), comma, _options(cursor))


def _options(cursor: Cursor) -> tuple[str, ...]:
    words = []
    while not cursor.at_end:
        if cursor.accept("WITHOUT", "ROWID"):
            words.append("WITHOUT ROWID")
        else:
            words.append(cursor.take().value)
    return tuple(word for word in words if word not in (",", ";"))


def _item(cursor: Cursor, comma: int | None) -> Item:
    start = cursor.offset
    constraints = []
    while not cursor.sees_operator(",", ")"):
        constraints.append(read_constraint(cursor, None))
    return Item(start, cursor.end, comma, tuple(constraints))


def _column(cursor: Cursor, comma: int | None) -> Column:
    start = cursor.offset
    name = cursor.name()
    name_end = cursor.end
    first = cursor.position
    while not (cursor.sees_operator(",", ")") or starts_constraint(cursor)):
        if cursor.sees_operator("("):
            cursor.span()
        else:
            cursor.take()
    last = cursor.position
    if cursor.sees("AS") and last - first > 1 and cursor.tokens[last - 1].is_word("ALWAYS"):
        if not cursor.tokens[last - 2].is_word("GENERATED"):
            raise UnreadableStatementError(cursor.sql)
        last = cursor.position = last - 2  # SQLite's parser reads both words as part of the type, then removes them
    type_span = (cursor.tokens[first].start, cursor.tokens[last - 1].end) if last > first else (name_end, name_end)
    constraints = []
    while not cursor.sees_operator(",", ")"):
        constraints.append(read_constraint(cursor, name))
    return Column(name, start, cursor.end, name_end, type_span, tuple(constraints), comma)
