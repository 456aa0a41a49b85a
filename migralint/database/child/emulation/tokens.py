"""SQL text as tokens with offsets: enough to edit a statement and leave every other byte alone; no grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

# Identifier characters as in SQLite's tokenizer: letters, digits, `_`, `$`, and everything beyond ASCII.
_TOKEN = r"""
    (?P<space>[ \t\n\f\r]+)
  | (?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))
  | (?P<string>[eE]'(?:[^'\\]|\\.|'')*'|[xXbBnN]?'(?:[^']|'')*'|\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$)
  | (?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])
  | (?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*)
  | (?P<symbol>->>|->|\|\||<<|>>|<=|>=|==|!=|<>|::|:=|.)
"""


@cache
def _pattern() -> re.Pattern[str]:
    """Compiled when the first statement is read: it takes longer than most emulation does."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


@dataclass(frozen=True)
class Token:
    """One token that means something; white space and comments are left out."""

    kind: str
    """"word" (unquoted), "name" (quoted), "string", "number" or "symbol"."""
    text: str
    """As written, quotes included."""
    start: int
    """Offset of its first character."""
    end: int
    """Offset after its last character."""

    @property
    def word(self) -> str:
        """The unquoted word in upper case, for comparison with keywords; empty for every other kind."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def identifier(self) -> str:
        """The name it stands for, without quotes. SQLite takes a string for a name where only a name can stand."""
        if self.kind == "word" or len(self.text) < 2:
            return self.text
        if self.text[0] == "[":
            return self.text[1:-1]
        quote = self.text[0]
        return self.text[1:-1].replace(quote * 2, quote)

    @property
    def can_name(self) -> bool:
        """Whether it can stand where a name is wanted."""
        return self.kind in ("word", "name", "string")


def tokenize(sql: str) -> tuple[Token, ...]:
    """The tokens of `sql` in order. Never fails: what is no token of any kind is a symbol of one character."""
    found = []
    for match in _pattern().finditer(sql):
        kind = match.lastgroup or "symbol"
        if kind == "tag":
            kind = "string"
        if kind not in ("space", "comment"):
            found.append(Token(kind, match.group(), match.start(), match.end()))
    return tuple(found)


def closing(tokens: tuple[Token, ...], opening: int) -> int:
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


def split_statements(sql: str) -> tuple[str, ...]:
    """The statements of a script, without their semicolons, empty ones left out.

    A semicolon inside `BEGIN … END` (a trigger's body) does not end a statement.
    """
    tokens = tokenize(sql)
    statements = []
    begin: int | None = None
    end = 0
    depth = 0
    trigger = False
    for index, token in enumerate(tokens):
        if token.text == ";" and depth == 0:
            if begin is not None:
                statements.append(sql[begin:end])
            begin, trigger = None, False
            continue
        if begin is None:
            begin = token.start
            trigger = token.word == "CREATE" and any(later.word == "TRIGGER" for later in tokens[index + 1 : index + 4])
        if trigger and token.word in ("BEGIN", "CASE"):
            depth += 1
        elif trigger and token.word == "END":
            depth = max(0, depth - 1)
        end = token.end
    if begin is not None:
        statements.append(sql[begin:end])
    return tuple(statements)


def quote(name: str) -> str:
    """The name in double quotes, as SQLite and PostgreSQL read it."""
    return '"' + name.replace('"', '""') + '"'


def same_name(one: str, other: str) -> bool:
    """Whether SQLite takes both for the same name: it folds ASCII letters only."""
    return fold(one) == fold(other)


def fold(name: str) -> str:
    """The name with its ASCII letters in lower case."""
    if name.isascii():
        return name.lower()
    return "".join(letter.lower() if letter < "\x80" else letter for letter in name)
