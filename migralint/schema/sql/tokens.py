"""Splits SQL into tokens; knows quoting and comments, not grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class TokenKind(Enum):
    """What a token is, as far as quoting tells."""

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
    def name(self) -> str:
        """The token read as a name: its case kept, its quotes removed."""
        return self.text if self.kind is TokenKind.WORD else self.value


_COMMON = r"""
    (?P<space>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<blob>[xX]'[0-9a-fA-F]*')
  | (?P<string>'(?:[^']|'')*')
  | (?P<name>"(?:[^"]|"")*")
"""
_SQLITE_NAMES = r"""
  | (?P<backquoted>`(?:[^`]|``)*`)
  | (?P<bracketed>\[[^\]]*\])
"""
_POSTGRESQL_STRINGS = r"""
  | (?P<dollar>\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$)
  | (?P<escaped>[eE]'(?:[^'\\]|''|\\.)*')
"""
_REST = r"""
  | (?P<number>0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[^\W\d][\w$]*)
  | (?P<operator>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|::|:=|.)
"""
_FLAGS = re.VERBOSE | re.DOTALL
# "any": all kinds of quotes, for reading what is written for a database nobody has named; MySQL runs what stands in
# comments of its own kind.
_PATTERNS = {
    "sqlite": re.compile(_COMMON + _SQLITE_NAMES + _REST, _FLAGS),
    "any": re.compile(
        _COMMON.replace("/\\*.*?(?:\\*/|\\Z)", "/\\*(?!!).*?(?:\\*/|\\Z)|/\\*!\\d*|\\*/")
        + _POSTGRESQL_STRINGS.replace("[A-Za-z_]*", "\\w*")
        + _SQLITE_NAMES
        + _REST,
        _FLAGS,
    ),
    "postgresql": re.compile(_COMMON.replace("(?P<blob>", "(?P<blob>(?!)") + _POSTGRESQL_STRINGS + _REST, _FLAGS),
}


@lru_cache(maxsize=4096)
def tokenize(sql: str, dialect: str = "sqlite") -> tuple[Token, ...]:
    """Return the tokens of `sql` without white space and comments.

    Never fails: a character that belongs to nothing is an operator of its own, an unterminated quote likewise.
    """
    return tuple(_tokens(sql, _PATTERNS.get(dialect, _PATTERNS["postgresql"])))


def _tokens(sql: str, pattern: re.Pattern[str]) -> Iterator[Token]:
    for match in pattern.finditer(sql):
        group, text = match.lastgroup, match.group()
        if group == "tag":  # the inner group of a dollar quote closes last
            group = "dollar"
        match group:
            case "space":
                continue
            case "word":
                kind, value = TokenKind.WORD, text.upper()
            case "name":
                kind, value = TokenKind.NAME, text[1:-1].replace('""', '"')
            case "backquoted":
                kind, value = TokenKind.NAME, text[1:-1].replace("``", "`")
            case "bracketed":
                kind, value = TokenKind.NAME, text[1:-1]
            case "string":
                kind, value = TokenKind.STRING, text[1:-1].replace("''", "'")
            case "dollar" | "escaped":
                kind, value = TokenKind.STRING, text
            case "blob":
                kind, value = TokenKind.BLOB, text.lower()
            case "number":
                kind, value = TokenKind.NUMBER, text
            case _:
                kind, value = TokenKind.OPERATOR, text
        yield Token(kind, text, value, match.start(), match.end())


def folded(name: str) -> str:
    """`name` as SQLite identifies it: of all letters it folds only those of ASCII."""
    return name.lower() if name.isascii() else re.sub(r"[A-Z]+", lambda match: match.group().lower(), name)


def normalized(tokens: tuple[Token, ...], *, fold_names: bool) -> tuple[str, ...]:
    """Return one string per token such that two spellings of the same token give the same string.

    Quoting of names and the case of keywords vanish; strings and names stay distinct. With `fold_names` (SQLite) the
    case of names vanishes too; without it (PostgreSQL) an unquoted name is a lower-case one.
    """
    return tuple(_normal(token, fold_names) for token in tokens)


def _normal(token: Token, fold_names: bool) -> str:
    match token.kind:
        case TokenKind.WORD:
            return folded(token.text) if fold_names else token.text.lower()
        case TokenKind.NAME:
            return folded(token.value) if fold_names else token.value
        case TokenKind.STRING:
            return f"'{token.value}'"
        case TokenKind.OPERATOR:
            return {"==": "=", "!=": "<>"}.get(token.value, token.value)
        case _:
            return token.value.lower()
