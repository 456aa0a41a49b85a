"""Splits SQL into tokens with offsets; knows quoting and comments, not grammar.

sqlglot's tokenizer is not a choice here: it is not installed where the child runs, and it keeps no spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from .names import folded


class TokenKind(Enum):
    """The kind of a token, as far as quoting determines it."""

    WORD = "word"
    """An unquoted name or a keyword."""
    NAME = "name"
    """A quoted name: `"x"`, and on SQLite also `[x]` and a backquoted one."""
    STRING = "string"
    NUMBER = "number"
    BLOB = "blob"
    OPERATOR = "operator"
    """Punctuation; one token for each operator of several characters."""


class Token(NamedTuple):
    """One token and its position."""

    kind: TokenKind
    text: str
    """As written."""
    value: str
    """Without quotes and escapes; a word in upper case; a number, an operator or a blob as written."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these unquoted words (given in upper case)."""
        return self.kind is TokenKind.WORD and self.value in words

    def is_operator(self, *operators: str) -> bool:
        """Whether it is one of these operators."""
        return self.kind is TokenKind.OPERATOR and self.value in operators

    @property
    def word(self) -> str:
        """The unquoted word in upper case, for comparison with keywords; empty for any other kind."""
        return self.value if self.kind is TokenKind.WORD else ""

    @property
    def name(self) -> str:
        """The token as a name: its case unchanged, its quotes removed."""
        return self.text if self.kind is TokenKind.WORD else self.value

    @property
    def is_name(self) -> bool:
        """Whether it is a word or a quoted name."""
        return self.kind is TokenKind.WORD or self.kind is TokenKind.NAME

    @property
    def can_name(self) -> bool:
        """Whether it can be a name: SQLite accepts a string there too."""
        return self.is_name or self.kind is TokenKind.STRING


# White space and words as in SQLite's tokenizer: every character beyond ASCII is a letter, also no-break spaces. The
# pattern of a word excludes the other ASCII characters: a set of its characters takes ten times as long to compile.
_COMMENT = r"--[^\n]*|/\*.*?(?:\*/|\Z)"
_RUNNING_COMMENT = r"--[^\n]*|/\*(?!!).*?(?:\*/|\Z)|/\*!\d*|\*/"
"""MySQL executes the content of its special comments."""
_SPACE = r"(?P<space>[ \t\n\v\f\r\ufeff]+|{comment})"
_BLOB = r"|(?P<blob>[xX]'[0-9a-fA-F]*')"
_STRING = r"|(?P<string>'(?:[^']|'')*')"
_NAME = r'|(?P<name>"(?:[^"]|"")*")'
_SQLITE_NAMES = r"|(?P<backquoted>`(?:[^`]|``)*`)|(?P<bracketed>\[[^\]]*\])"
_POSTGRESQL_STRINGS = r"|(?P<dollar>\$(?P<tag>{tag}*)\$.*?\$(?P=tag)\$)|(?P<escaped>[eE]'(?:[^'\\]|''|\\.)*')"
_PREFIXED = r"|(?P<prefixed>[xXbBnN]'(?:[^']|'')*')"
_REST = r"""
  |(?P<number>0[xX][0-9a-fA-F]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  |(?P<word>[^\x00-@\[-^`{-\x7f][^\x00-#%-/:-@\[-^`{-\x7f]*)
  |(?P<operator>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|::|:=|.)
"""


@cache
def _pattern(dialect: str) -> re.Pattern[str]:
    """The pattern of a dialect, compiled on first use."""
    space = _SPACE.replace("{comment}", _RUNNING_COMMENT if dialect == "any" else _COMMENT)
    if dialect == "sqlite":
        parts = [space, _BLOB, _STRING, _NAME, _SQLITE_NAMES, _REST]
    elif dialect == "any":
        strings = _POSTGRESQL_STRINGS.replace("{tag}", r"\w")
        parts = [space, _BLOB, _STRING, _NAME, strings, _SQLITE_NAMES, _REST]
    elif dialect == "server":
        strings = _POSTGRESQL_STRINGS.replace("{tag}", "[A-Za-z_]")
        parts = [space, strings, _PREFIXED, _STRING, _NAME, _SQLITE_NAMES, _REST]
    else:
        parts = [space, _STRING, _NAME, _POSTGRESQL_STRINGS.replace("{tag}", "[A-Za-z_]"), _REST]
    return re.compile("".join(parts), re.VERBOSE | re.DOTALL)


@lru_cache(maxsize=4096)
def tokenize(sql: str, dialect: str = "sqlite") -> tuple[Token, ...]:
    """Return the tokens of `sql` without white space and comments.

    `dialect` is "sqlite", "postgresql" (also used for every other name), or "any": all kinds of quotes, for SQL whose
    dialect is not known. Never fails: a character that belongs to no token is an operator of its own, an unterminated
    quote likewise.
    """
    return tuple(_tokens(sql, dialect))


def tokenize_server(sql: str) -> tuple[Token, ...]:
    """Return the tokens of SQL for an unknown server or SQLite: all kinds of quotes.

    Text with a prefix (`E'…'`, `x'…'`, `N'…'`) is a string. Results are not cached: statements can be long.
    """
    return tuple(_tokens(sql, "server"))


def _tokens(sql: str, dialect: str) -> Iterator[Token]:
    for match in _pattern(dialect).finditer(sql):
        group, text = match.lastgroup, match.group()
        if group == "space":
            continue
        if group == "word":
            # Only ASCII: "ſ" and "ı" have ASCII capitals, but are not part of a keyword.
            kind, value = TokenKind.WORD, text.upper() if text.isascii() else text
        elif group == "operator":
            kind, value = TokenKind.OPERATOR, text
        elif group == "number":
            kind, value = TokenKind.NUMBER, text
        elif group == "string":
            kind, value = TokenKind.STRING, text[1:-1].replace("''", "'")
        elif group == "name":
            kind, value = TokenKind.NAME, text[1:-1].replace('""', '"')
        elif group == "backquoted":
            kind, value = TokenKind.NAME, text[1:-1].replace("``", "`")
        elif group == "bracketed":
            kind, value = TokenKind.NAME, text[1:-1]
        elif group == "blob":
            kind, value = TokenKind.BLOB, text.lower()
        else:  # a string with a prefix or in dollar quotes, whose inner group closes last
            kind, value = TokenKind.STRING, text
        yield Token(kind, text, value, match.start(), match.end())


def without_nested_comments(sql: str) -> str | None:
    """The SQL as a server reads it for which comments nest (PostgreSQL, SQL Server), with spaces for those that hold
    another one; None if there are none, or if one of them does not end."""
    if sql.count("/*") < 2:
        return None
    parts: list[str] = []
    kept = at = 0
    pattern = _pattern("server")
    while (match := pattern.match(sql, at)) is not None:
        at = match.end()
        if match.lastgroup == "space" and "/*" in match.group()[2:] and match.group().startswith("/*"):
            at = _end_of_nested(sql, match.start())
            if not at:
                return None
            parts += [sql[kept : match.start()], re.sub(r"[^\n]", " ", sql[match.start() : at])]
            kept = at
    return "".join((*parts, sql[kept:])) if parts else None


def _end_of_nested(sql: str, start: int) -> int:
    depth = 0
    for match in re.compile(r"/\*|\*/").finditer(sql, start):
        depth += 1 if match.group() == "/*" else -1
        if depth == 0:
            return match.end()
    return 0


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Index of the parenthesis that closes the one at index `opening`; the last index if there is none."""
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].text == "(":
            depth += 1
        elif tokens[index].text == ")":
            depth -= 1
            if depth == 0:
                return index
    return len(tokens) - 1


def normalized(tokens: tuple[Token, ...], *, fold_names: bool) -> tuple[str, ...]:
    """Return one string per token, the same for all spellings of a token.

    Quoting of names and the case of keywords are removed; strings and names stay distinct. With `fold_names` (SQLite)
    the case of names is removed too; without it (PostgreSQL) an unquoted name becomes lower case.
    """
    return tuple(_normal(token, fold_names) for token in tokens)


def _normal(token: Token, fold_names: bool) -> str:
    if token.kind is TokenKind.WORD:
        return folded(token.text) if fold_names else token.text.lower()
    if token.kind is TokenKind.NAME:
        return folded(token.value) if fold_names else token.value
    if token.kind is TokenKind.STRING:
        return f"'{token.value}'"
    if token.kind is TokenKind.OPERATOR:
        return {"==": "=", "!=": "<>"}.get(token.value, token.value)
    return token.value.lower()
