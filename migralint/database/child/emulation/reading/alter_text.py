"""Parses ALTER TABLE of PostgreSQL, MySQL and SQL Server into actions; executes nothing."""

from __future__ import annotations

from .....sql.tokens import Token, closing, tokenize_server
from .alter_actions import (
    Action,
    AddColumn,
    AddConstraint,
    AddIndex,
    AlterTable,
    DropColumn,
    DropConstraint,
    DropExpression,
    Nothing,
    NotUnderstoodError,
    Redefine,
    RenameColumn,
    RenameConstraint,
    RenameTable,
    SetDefault,
    SetNullable,
    SetType,
)


def read_alter_table(sql: str) -> AlterTable:
    """Read an ALTER TABLE statement. Raises NotUnderstoodError."""
    tokens = tokenize_server(sql.rstrip().rstrip(";"))
    try:
        return _read(sql, tokens)
    except IndexError:
        raise NotUnderstoodError(f"this ALTER TABLE is incomplete: {sql}") from None


def _read(sql: str, tokens: tuple[Token, ...]) -> AlterTable:
    if tokens[0].word != "ALTER" or tokens[1].word != "TABLE":
        raise NotUnderstoodError("not an ALTER TABLE statement")
    reader = _Reader(sql, tokens, 2)
    if_exists = reader.take("IF", "EXISTS")
    reader.take("ONLY")
    schema = None
    table = reader.name()
    if reader.take("."):
        schema, table = table, reader.name()
    reader.take("*")
    actions: list[Action] = []
    while reader.at < len(tokens):
        end = reader.action_end()
        actions.append(_action(_Reader(sql, tokens[:end], reader.at)))
        reader.at = end + 1
    if not actions:
        raise NotUnderstoodError("an ALTER TABLE without an action")
    return AlterTable(table, schema, if_exists, tuple(actions))


class _Reader:
    """A position in the tokens of one statement."""

    def __init__(self, sql: str, tokens: tuple[Token, ...], at: int) -> None:
        self.sql = sql
        self.tokens = tokens
        self.at = at

    def take(self, *words: str) -> bool:
        """Skip these words or symbols if they come next; return whether they did."""
        ahead = self.tokens[self.at : self.at + len(words)]
        if len(ahead) == len(words) and all(word in (token.word, token.text) for word, token in zip(words, ahead)):
            self.at += len(words)
            return True
        return False

    def name(self) -> str:
        """Read the name that comes next."""
        token = self.tokens[self.at]
        if not token.can_name:
            raise NotUnderstoodError(f"a name was expected at {token.text!r}")
        self.at += 1
        return token.name

    def maybe_name(self) -> str | None:
        """Read the name that comes next, if there is one."""
        return self.name() if self.at < len(self.tokens) and self.tokens[self.at].can_name else None

    def peek(self, *words: str) -> bool:
        """Return whether one of these words comes next."""
        return self.at < len(self.tokens) and self.tokens[self.at].word in words

    def rest(self, start: int | None = None) -> str:
        """Return the text from here (or from the token at index `start`) to the end of the action."""
        first = self.at if start is None else start
        return "" if first >= len(self.tokens) else self.sql[self.tokens[first].start : self.tokens[-1].end]

    def action_end(self) -> int:
        """Return the index of the comma that ends this action, or of the end."""
        index = self.at
        while index < len(self.tokens) and self.tokens[index].text != ",":
            index = closing(self.tokens, index) + 1 if self.tokens[index].text == "(" else index + 1
        return index


def _action(reader: _Reader) -> Action:
    if reader.take("ADD"):
        return _add(reader)
    if reader.take("DROP"):
        return _drop(reader)
    if reader.take("RENAME"):
        return _rename(reader)
    if reader.take("MODIFY"):
        reader.take("COLUMN")
        name = reader.tokens[reader.at].name
        return Redefine(name, name, reader.rest())
    if reader.take("CHANGE"):
        reader.take("COLUMN")
        old = reader.name()
        return Redefine(old, reader.tokens[reader.at].name, reader.rest())
    if reader.take("ALTER"):
        return _alter_column(reader)
    return _no_effect(reader)


def _add(reader: _Reader) -> Action:
    if reader.take("COLUMN"):
        if_not_exists = reader.take("IF", "NOT", "EXISTS")
        return AddColumn(reader.tokens[reader.at].name, reader.rest(), if_not_exists)
    start = reader.at
    name = None
    if_not_exists = False
    if reader.take("CONSTRAINT"):
        if_not_exists = reader.take("IF", "NOT", "EXISTS")
        if not reader.peek("PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE"):
            name = reader.name()
    if reader.peek("EXCLUDE"):
        return Nothing("an exclusion constraint", True)
    if reader.peek("UNIQUE") and reader.tokens[reader.at + 1].word in ("INDEX", "KEY"):
        reader.at += 2
        named = reader.maybe_name() if name is None else name
        return AddIndex(named, reader.rest(), True)
    if reader.peek("PRIMARY", "UNIQUE", "CHECK", "FOREIGN"):
        text = reader.rest(start) if not if_not_exists or name is None else f'CONSTRAINT "{name}" {reader.rest()}'
        return AddConstraint(name, text, if_not_exists)
    if reader.peek("INDEX", "KEY"):
        reader.at += 1
        return AddIndex(reader.maybe_name(), reader.rest(), False)
    if reader.peek("FULLTEXT", "SPATIAL"):
        return Nothing(f"a {reader.tokens[reader.at].text.lower()} index", True)
    if reader.peek("PARTITION"):
        return Nothing("a partition", True)
    if_not_exists = reader.take("IF", "NOT", "EXISTS")
    return AddColumn(reader.tokens[reader.at].name, reader.rest(), if_not_exists)


def _drop(reader: _Reader) -> Action:
    for words, kind in (
        (("CONSTRAINT",), None),
        (("PRIMARY", "KEY"), "primary key"),
        (("FOREIGN", "KEY"), "foreign key"),
        (("CHECK",), "check"),
        (("UNIQUE",), "unique"),
        (("INDEX",), "index"),
        (("KEY",), "index"),
    ):
        if reader.take(*words):
            if_exists = reader.take("IF", "EXISTS")
            return DropConstraint(reader.maybe_name(), kind, if_exists)
    reader.take("COLUMN")
    if_exists = reader.take("IF", "EXISTS")
    name = reader.name()
    return DropColumn(name, if_exists, reader.peek("CASCADE"))


def _rename(reader: _Reader) -> Action:
    if reader.take("CONSTRAINT") or reader.take("INDEX") or reader.take("KEY"):
        old = reader.name()
        reader.take("TO")
        return RenameConstraint(old, reader.name())
    if reader.take("TO") or reader.take("AS"):
        new = reader.name()
        return RenameTable(reader.name() if reader.take(".") else new)
    reader.take("COLUMN")
    old = reader.name()
    if not reader.take("TO"):
        return RenameTable(old)
    return RenameColumn(old, reader.name())


def _alter_column(reader: _Reader) -> Action:
    if reader.take("CONSTRAINT"):
        return Nothing("the timing of a constraint", True)
    reader.take("COLUMN")
    name = reader.name()
    if reader.take("SET", "NOT", "NULL"):
        return SetNullable(name, False)
    if reader.take("DROP", "NOT", "NULL"):
        return SetNullable(name, True)
    if reader.take("DROP", "DEFAULT"):
        return SetDefault(name, None)
    if reader.take("SET", "DEFAULT"):
        return SetDefault(name, reader.rest())
    if reader.take("DROP", "EXPRESSION"):
        return DropExpression(name)
    if reader.take("TYPE") or reader.take("SET", "DATA", "TYPE"):
        return _set_type(reader, name)
    if reader.take("ADD", "GENERATED") or reader.take("DROP", "IDENTITY") or reader.take("SET", "GENERATED"):
        return Nothing("an identity column", True)
    if reader.peek("RESTART"):
        return Nothing("the next value of an identity column", True)
    if reader.peek("SET", "RESET"):
        return Nothing("the storage of a column", False)
    return Redefine(name, name, f'"{name}" {reader.rest()}')


def _set_type(reader: _Reader, name: str) -> Action:
    start = reader.at
    end = len(reader.tokens)
    using = None
    for index in range(start, end):
        if reader.tokens[index].word == "USING":
            using = reader.rest(index + 1)
            end = index
            break
    if end == start:
        raise NotUnderstoodError("ALTER COLUMN … TYPE without a type")
    return SetType(name, reader.sql[reader.tokens[start].start : reader.tokens[end - 1].end], using)


_NO_EFFECT = {
    "OWNER": ("the owner of a table", False),
    "VALIDATE": ("VALIDATE CONSTRAINT", False),
    "CLUSTER": ("the physical order of rows", False),
    "RESET": ("storage parameters", False),
    "REPLICA": ("the replica identity", False),
    "ENGINE": ("the storage engine", False),
    "ROW_FORMAT": ("the row format", False),
    "COMMENT": ("a comment", False),
    "ALGORITHM": ("how the server runs ALTER", False),
    "LOCK": ("how the server runs ALTER", False),
    "AUTO_INCREMENT": ("the next value of an auto-increment column", True),
    "CONVERT": ("a character set", True),
    "DEFAULT": ("a character set", True),
    "CHARACTER": ("a character set", True),
    "CHARSET": ("a character set", True),
    "COLLATE": ("a collation of the server", True),
    "INHERIT": ("table inheritance", True),
    "NO": ("table inheritance or row security", True),
    "ATTACH": ("a partition", True),
    "DETACH": ("a partition", True),
    "FORCE": ("row security", True),
}


def _no_effect(reader: _Reader) -> Action:
    word = reader.tokens[reader.at].word
    if word in ("ENABLE", "DISABLE"):
        row = any(token.word in ("ROW", "RULE") for token in reader.tokens[reader.at :])
        return Nothing("row security" if row else "a switched trigger", row)
    if word == "SET":
        following = reader.tokens[reader.at + 1].word
        if following == "SCHEMA":
            raise NotUnderstoodError("ALTER TABLE … SET SCHEMA")
        return Nothing("storage parameters", False)
    if word not in _NO_EFFECT:
        raise NotUnderstoodError(f"ALTER TABLE … {reader.rest()}")
    what, lost = _NO_EFFECT[word]
    return Nothing(what, lost)
