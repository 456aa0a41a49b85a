"""Reads column definitions and table constraints as SQL writes them."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.changes.definitions import Column, Constraint, Default, Reference, TableName
from migralint.changes.sql.reader import Words, names_in
from migralint.changes.sql.types import read_type
from migralint.changes.types import UNKNOWN_TYPE
from migralint.history.operation import HOLE
from migralint.sql.tokens import TokenKind

_STARTS = (
    "CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "EXCLUDE", "INDEX", "KEY", "FULLTEXT", "SPATIAL", "LIKE",
    "PERIOD",
)  # fmt: skip
_ATTRIBUTES = frozenset(
    {
        "NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "CONSTRAINT", "GENERATED", "AS",
        "COLLATE", "AUTO_INCREMENT", "AUTOINCREMENT", "COMMENT", "FIRST", "AFTER", "ON", "CHARACTER", "CHARSET",
        "USING", "DEFERRABLE", "INITIALLY", "STORED", "VIRTUAL", "IDENTITY", "KEY", "MATCH", "STORAGE", "COMPRESSION",
        "ENFORCED", "INVISIBLE", "VISIBLE",
    }
)  # fmt: skip


def starts_table_constraint(words: Words) -> bool:
    """Whether a constraint or index of the table comes next, instead of a column."""
    token = words.token
    return token is not None and token.kind is TokenKind.WORD and token.word in _STARTS


def read_column(words: Words) -> Column:
    """Read a column definition."""
    start = words.at
    name = words.name()
    kind = UNKNOWN_TYPE if words.word in _ATTRIBUTES and words.word != "CHARACTER" else read_type(words)
    column = Column(name, kind, nullable_known=True)
    constraints: list[Constraint] = []
    label: str | None = None
    while not words.done:
        at = words.at
        if words.accept("CONSTRAINT"):
            label = words.name()
            continue
        column, constraint = _attribute(words, column)
        if constraint is not None:
            constraints.append(replace(constraint, name=label, named=label is not None, inline=True))
        label = None
        if words.at == at:
            words.at += 1  # an unknown word
    text = words.text(words.tokens[start : words.at])
    return replace(column, constraints=tuple(constraints), text=text, complete=HOLE not in text)


def _attribute(words: Words, column: Column) -> tuple[Column, Constraint | None]:
    if words.accept("NOT", "NULL"):
        return replace(column, nullable=False), None
    if words.accept("NULL"):
        return replace(column, nullable=True), None
    if words.accept("DEFAULT"):
        return replace(column, default=read_default(words)), None
    if words.accept("PRIMARY", "KEY"):
        return replace(column, primary_key=True), None
    if words.accept("UNIQUE"):
        words.accept("KEY")
        return replace(column, unique=True), Constraint("unique", columns=(column.name or "",))
    if words.accept("CHECK"):
        text = words.text(words.parenthesised())
        valid = not words.accept("NOT", "VALID")
        return column, Constraint("check", text=text, not_valid=not valid)
    if words.sees("REFERENCES"):
        return column, replace(read_reference(words), columns=(column.name or "",))
    if words.accept("GENERATED"):
        words.accept_any("ALWAYS", "BY")
        words.accept("DEFAULT")
    if words.accept("AS", "IDENTITY"):
        words.parenthesised()
        return replace(column, default=Default(None, "identity", "IDENTITY")), None
    if words.accept("AS"):
        text = words.text(words.parenthesised())
        stored = bool(words.accept_any("STORED", "PERSISTENT", "PERSISTED"))
        words.accept("VIRTUAL")
        return replace(column, default=Default(text, "computed", text, stored)), None
    if words.accept_any("AUTO_INCREMENT", "AUTOINCREMENT"):
        return replace(column, autoincrement=True), None
    if words.accept("COMMENT"):
        return replace(column, comment=words.string()), None
    if words.accept("COLLATE"):
        named = words.table()
        return replace(column, type=replace(column.type, collation=named.name if named else "")), None
    return column, None


def read_default(words: Words) -> Default:
    """Read the expression after DEFAULT."""
    start = words.at
    token = words.token
    if token is not None and token.kind is TokenKind.STRING:
        words.at += 1
    while not words.done:
        token = words.tokens[words.at]
        if token.word in _ATTRIBUTES and (words.at > start or token.word != "NULL"):
            break
        if token.text == "," or token.text == ")":
            break
        if token.text == "(":
            words.parenthesised()
        else:
            words.at += 1
    text = words.text(words.tokens[start : words.at])
    return Default(None if HOLE in text else text, "text", text)


def read_reference(words: Words) -> Constraint:
    """Read `REFERENCES t (c) ON DELETE …` up to the first word that is not part of it."""
    words.accept("REFERENCES")
    table: TableName | None = words.table()
    columns = names_in(words.parenthesised())
    actions = {"DELETE": "", "UPDATE": ""}
    not_valid = deferred = False
    while not words.done:
        if words.accept("ON"):
            event = words.accept_any("DELETE", "UPDATE")
            action = words.word
            words.at += 1
            if action in ("SET", "NO"):
                action = f"{action} {words.word}"
                words.at += 1
            if event:
                actions[event] = action
        elif words.accept("MATCH"):
            words.at += 1
        elif words.accept("INITIALLY"):
            deferred = words.word == "DEFERRED"
            words.at += 1
        elif words.accept("NOT", "VALID"):
            not_valid = True
        elif not (words.accept("DEFERRABLE") or words.accept("NOT", "DEFERRABLE")):
            break
    return Constraint(
        "foreign key",
        reference=Reference(table, columns, actions["DELETE"], actions["UPDATE"]),
        not_valid=not_valid,
        deferred=deferred,
    )


def read_table_constraint(words: Words) -> Constraint:
    """Read a constraint of the table; the kind is empty for anything else, such as an index."""
    name: str | None = None
    named = words.accept("CONSTRAINT")
    if named and words.word not in _STARTS:
        name = words.name()
    constraint = _table_constraint(words)
    using = None
    not_valid = constraint.not_valid
    deferred = constraint.deferred
    while not words.done:
        if words.accept("NOT", "VALID"):
            not_valid = True
        elif words.accept("USING", "INDEX"):
            using = words.name() or ""
        elif words.accept("INITIALLY", "DEFERRED"):
            deferred = True
        else:
            words.at += 1
    return replace(constraint, name=name, named=named, not_valid=not_valid, using_index=using, deferred=deferred)


def _table_constraint(words: Words) -> Constraint:
    if words.accept("PRIMARY", "KEY"):
        return Constraint("primary key", columns=names_in(words.parenthesised()))
    if words.accept("UNIQUE"):
        words.accept_any("KEY", "INDEX")
        if words.token is not None and words.token.text != "(" and not words.sees("USING"):
            words.name()
        return Constraint("unique", columns=names_in(words.parenthesised()))
    if words.accept("FOREIGN", "KEY"):
        if words.token is not None and words.token.text != "(":
            words.name()
        columns = names_in(words.parenthesised())
        return replace(read_reference(words), columns=columns)
    if words.accept("CHECK"):
        return Constraint("check", text=words.text(words.parenthesised()))
    if words.accept("NOT", "NULL"):
        name = words.name()
        return Constraint("not null", columns=(name,) if name else ())
    if words.accept("EXCLUDE"):
        return Constraint("exclude")
    return Constraint("")
