"""The CREATE TABLE text that SQLite stores, read into columns and constraints with their spans; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from .constraint_text import Constraint, UnreadableTableError, read_constraint
from .tokens import Token, closing, fold, same_name, tokenize

_STARTS = "CONSTRAINT DEFAULT NOT NULL PRIMARY UNIQUE CHECK REFERENCES COLLATE AS DEFERRABLE FOREIGN"
_COLUMN_CONSTRAINTS = frozenset(_STARTS.split())


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
        """The last constraint of this kind written at the column (the last is the one that counts)."""
        return next((one for one in reversed(self.constraints) if one.kind == kind), None)


@dataclass(frozen=True)
class Item:
    """A comma-separated part of the body that holds table constraints; SQLite lets several stand without a comma."""

    start: int
    end: int
    comma: int | None
    constraints: tuple[Constraint, ...]


@dataclass(frozen=True)
class TableText:
    """A CREATE TABLE text and where everything stands in it."""

    sql: str
    name: str
    name_span: tuple[int, int]
    """Span of the table's name, with its schema if one is written."""
    columns: tuple[Column, ...]
    items: tuple[Item, ...]
    """The parts with table constraints, in order."""
    body_end: int
    """Offset of the parenthesis that closes the body."""
    without_rowid: bool
    strict: bool

    @property
    def table_constraints(self) -> tuple[Constraint, ...]:
        """The constraints written at the table, in order."""
        return tuple(constraint for item in self.items for constraint in item.constraints)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Primary keys, uniques, checks and foreign keys of columns and table, in the order of the text."""
        everything = [one for column in self.columns for one in column.constraints]
        everything += self.table_constraints
        kept = [one for one in everything if one.kind in ("primary key", "unique", "check", "foreign key")]
        return tuple(sorted(kept, key=lambda one: one.start))

    def column(self, name: str) -> Column | None:
        """The column of this name, as SQLite compares names."""
        return next((one for one in self.columns if same_name(one.name, name)), None)

    def text(self, span: tuple[int, int]) -> str:
        """The characters of a span."""
        return self.sql[span[0] : span[1]]

    def mentions(self, constraint: Constraint, column: str) -> bool:
        """Whether the constraint is about the column: one of its key columns, or named in its expression."""
        if constraint.columns:
            return fold(column) in {fold(one) for one in constraint.columns}
        return fold(column) in {
            fold(token.identifier) for token in tokenize(self.text(constraint.body)) if token.kind in ("word", "name")
        }


def read_table(sql: str) -> TableText:
    """Read a CREATE TABLE statement. Raises UnreadableTableError."""
    tokens = tokenize(sql)
    try:
        return _read(sql, tokens)
    except IndexError:
        raise UnreadableTableError(f"the text ends too early: {sql!r}") from None


def _read(sql: str, tokens: tuple[Token, ...]) -> TableText:
    at = 0
    if tokens[at].word != "CREATE":
        raise UnreadableTableError(f"not a CREATE TABLE statement: {sql!r}")
    at += 1
    if tokens[at].word in ("TEMP", "TEMPORARY"):
        at += 1
    if tokens[at].word != "TABLE":
        raise UnreadableTableError(f"not a CREATE TABLE statement: {sql!r}")
    at += 1
    if tokens[at].word == "IF" and tokens[at + 2].word == "EXISTS":
        at += 3
    name_start = at
    if tokens[at + 1].text == ".":
        at += 2
    name = tokens[at]
    if not name.can_name or tokens[at + 1].text != "(":
        raise UnreadableTableError(f"no list of columns: {sql!r}")
    at += 1
    end = closing(tokens, at)
    if tokens[end].text != ")":
        raise UnreadableTableError(f"a parenthesis is missing: {sql!r}")
    columns: list[Column] = []
    items: list[Item] = []
    comma: int | None = None
    at += 1
    while at < end:
        if tokens[at].word in ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"):
            item, at = _table_constraints(tokens, at, end, comma)
            items.append(item)
        else:
            column, at = _column(tokens, at, end, comma)
            columns.append(column)
        if at < end:
            if tokens[at].text != ",":
                raise UnreadableTableError(f"not understood at {sql[tokens[at].start :]!r}")
            comma = tokens[at].start
            at += 1
    options = [token.word for token in tokens[end + 1 :]]
    return TableText(
        sql,
        name.identifier,
        (tokens[name_start].start, name.end),
        tuple(columns),
        tuple(items),
        tokens[end].start,
        "WITHOUT" in options,
        "STRICT" in options,
    )


def _table_constraints(tokens: tuple[Token, ...], at: int, end: int, comma: int | None) -> tuple[Item, int]:
    start = at
    found = []
    while at < end and tokens[at].text != ",":
        constraint, at = read_constraint(tokens, at, end, None)
        found.append(constraint)
    return Item(tokens[start].start, tokens[at - 1].end, comma, tuple(found)), at


def _column(tokens: tuple[Token, ...], at: int, end: int, comma: int | None) -> tuple[Column, int]:
    name = tokens[at]
    if not name.can_name:
        raise UnreadableTableError(f"not a column name: {name.text!r}")
    at += 1
    type_start = at
    while at < end and tokens[at].text != "," and not _starts_constraint(tokens, at):
        at = closing(tokens, at) + 1 if tokens[at].text == "(" else at + 1
    span = (name.end, name.end) if at == type_start else (tokens[type_start].start, tokens[at - 1].end)
    found = []
    while at < end and tokens[at].text != ",":
        constraint, at = read_constraint(tokens, at, end, name.identifier)
        found.append(constraint)
    return Column(name.identifier, name.start, tokens[at - 1].end, name.end, span, tuple(found), comma), at


def _starts_constraint(tokens: tuple[Token, ...], at: int) -> bool:
    word = tokens[at].word
    if word == "GENERATED":
        return tokens[at + 1].word == "ALWAYS"
    return word in _COLUMN_CONSTRAINTS
