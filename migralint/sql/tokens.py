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
    """What a token is, as far as quoting shows."""

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
    """One token and where it stands."""

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
        """The unquoted word in upper case, for comparison with keywords; empty for every other kind."""
        return self.value if self.kind is TokenKind.WORD else ""

    @property
    def name(self) -> str:
        """The token read as a name: its case kept, its quotes removed."""
        return self.text if self.kind is TokenKind.WORD else self.value

    @property
    def is_name(self) -> bool:
        """Whether it is a word or a quoted name."""
        return self.kind is TokenKind.WORD or self.kind is TokenKind.NAME

    @property
    def can_name(self) -> bool:
        """Whether it can stand where a name is expected: SQLite takes a string there too."""
        return self.is_name or self.kind is TokenKind.STRING


# White space and words as SQLite's tokenizer has them: everything beyond ASCII is a letter, no-break spaces too. A word
# is told by the ASCII characters that it cannot have: to compile a set of the others takes ten times as long.
_COMMENT = r"--[^\n]*|/\*.*?(?:\*/|\Z)"
_RUNNING_COMMENT = r"--[^\n]*|/\*(?!!).*?(?:\*/|\Z)|/\*!\d*|\*/"
"""MySQL runs what is in comments of its own kind."""
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
    """Compiled when a statement of the dialect is first read."""
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

    `dialect` is "sqlite", "postgresql" (also taken for every name not listed here), or "any": all kinds of quotes, for
    what is written for a database nobody has named. Never fails: a character that belongs to nothing is an operator of
    its own, an unterminated quote likewise.
    """
    return tuple(_tokens(sql, dialect))


def tokenize_server(sql: str) -> tuple[Token, ...]:
    """Return the tokens of SQL that is written for some server, whichever it is, or for SQLite: all kinds of quotes.

    Text with a prefix (`E'…'`, `x'…'`, `N'…'`) is a string. Nothing is remembered: statements can be long.
    """
    return tuple(_tokens(sql, "server"))


def _tokens(sql: str, dialect: str) -> Iterator[Token]:
    for match in _pattern(dialect).finditer(sql):
        group, text = match.lastgroup, match.group()
        if group == "space":
            continue
        if group == "word":
            # By ASCII alone: "ſ" and "ı" have ASCII capitals, and are no part of a keyword.
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
        else:  # a string with a prefix or in dollars, whose inner group closes last
            kind, value = TokenKind.STRING, text
        yield Token(kind, text, value, match.start(), match.end())


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Index of the parenthesis that closes the one at index `opening`; the last index if none does."""
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
    """Return one string per token such that two spellings of the same token give the same string.

    Quoting of names and the case of keywords vanish; strings and names stay distinct. With `fold_names` (SQLite) the
    case of names vanishes too; without it (PostgreSQL) an unquoted name is a lower-case one.
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
