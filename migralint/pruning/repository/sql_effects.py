"""What SQL statements leave in a database beyond tables, as far as their text tells; of any dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from migralint.pruning.repository.row_sources import RowSources, body_of, parts_of
from migralint.pruning.repository.sql_words import (
    BEFORE_KIND,
    BLOCKS,
    HARMLESS_CALLS,
    INSERT_WORDS,
    KINDS,
    LONGEST_FIRST,
    TABLE_LIKE,
    TRANSACTION,
    split,
)
from migralint.sql.tokens import Token, TokenKind, tokenize


class Made(Struct, frozen=True):
    """Something is there that was not."""

    kind: str
    name: str
    """As written, with its schema; empty if it cannot be read."""


class Gone(Struct, frozen=True):
    """Something is no longer there; kind "rows": the table is empty, "table": it does not exist."""

    kind: str
    name: str


class Renamed(Struct, frozen=True):
    """A table has another name."""

    old: str
    new: str


Effect = Made | Gone | Renamed
UNKNOWN = "unknown"
"""The kind of what may be anything."""


def effects(sql: str, holds_rows: Callable[[str], bool]) -> Iterator[Effect]:
    """Yield what each statement in `sql` does, in order; `holds_rows` says of a table whether it may have any."""
    for statement in split(tokenize(sql, "any")):
        yield from _Statement(sql, statement, holds_rows).effects()


class _Statement:
    """One statement, read from its first word on."""

    def __init__(self, sql: str, tokens: Sequence[Token], holds_rows: Callable[[str], bool]) -> None:
        self._sql = sql
        self._tokens = tuple(tokens)
        self._sources = RowSources(holds_rows)

    def effects(self) -> Iterator[Effect]:
        """What it does."""
        tokens: Sequence[Token] = self._tokens
        while tokens and tokens[0].is_operator("("):
            tokens = tokens[1:]
        if not tokens or tokens[0].kind is not TokenKind.WORD:
            return
        if tokens[0].value == "WITH":
            ctes, tokens = parts_of(tokens)
            for name, body in ctes:
                yield from _Statement(self._sql, body, self._sources.holds_rows).effects()
                self._sources.name(name, body)
            if not tokens:
                return
        yield from self._main(tokens)

    def _main(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        match tokens[0].value:
            case "INSERT" | "REPLACE":
                yield from self._insert(tokens)
            case "MERGE":
                yield from self._merge(tokens)
            case "COPY":
                yield from self._copy(tokens)
            case "BULK" | "LOAD" if any(token.is_word("TABLE", "INSERT") for token in tokens):
                word = "TABLE" if tokens[0].value == "LOAD" else "INSERT"
                yield Made("rows", self._name_after(tokens, word))
            case "CREATE":
                yield from self._create(tokens)
            case "DROP":
                yield from self._drop(tokens)
            case "TRUNCATE":
                start = 2 if tokens[1:2] and tokens[1].is_word("TABLE") else 1
                yield from (Gone("rows", name) for name in self._names(tokens[start:]))
            case "DELETE" if not any(token.is_word("WHERE", "USING", "JOIN", "LIMIT") for token in tokens):
                yield Gone("rows", self._name_after(tokens, "FROM"))
            case "ALTER" | "RENAME":
                yield from self._alter(tokens)
            case "SELECT":
                yield from self._select(tokens)
            case "BEGIN" if len(tokens) == 1 or tokens[1].is_word(*TRANSACTION):
                return
            case word if word in BLOCKS:
                yield Made(UNKNOWN, "")

    # -- rows

    def _insert(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        place = next((at for at, token in enumerate(tokens[:8]) if token.is_word("INTO")), None)
        if place is None:  # MySQL and SQL Server do without
            place = 0
            while place + 1 < len(tokens) and tokens[place + 1].is_word(*INSERT_WORDS):
                place += 1
        if tokens[place + 1 : place + 2] and tokens[place + 1].is_word("TABLE", "ONLY"):
            place += 1
        name, end = self._name(tokens, place + 1)
        if self._sources.gives_rows(body_of(tokens[end:])):
            yield Made("rows", name)

    def _merge(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        using = next((at for at, token in enumerate(tokens) if token.is_word("USING")), None)
        inserts = any(token.is_word("INSERT") for token in tokens)
        start = 2 if tokens[1:2] and tokens[1].is_word("INTO") else 1
        if using is not None and inserts and self._sources.source_gives_rows(tokens[using + 1 :]):
            yield Made("rows", self._name(tokens, start)[0])

    def _copy(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        name, end = self._name(tokens, 1)
        if name and self._outside_parentheses(tokens[end:], "FROM"):
            yield Made("rows", name)

    @staticmethod
    def _outside_parentheses(tokens: Sequence[Token], word: str) -> bool:
        depth = 0
        for token in tokens:
            depth += token.is_operator("(") - token.is_operator(")")
            if depth == 0 and token.is_word(word):
                return True
        return False

    # -- objects

    def _create(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        at, temporary = 1, False
        while at < len(tokens):
            kind = next((words for words in LONGEST_FIRST if _reads(tokens, at, words)), None)
            if kind is not None:
                break
            if tokens[at].is_word(*TABLE_LIKE):
                yield from self._create_table(tokens, at)
                return
            known = tokens[at].is_word(*BEFORE_KIND) or tokens[at].kind is not TokenKind.WORD
            if not known and not tokens[at - 1].is_operator("=", "@"):
                return  # a user mapping, a database, a tablespace: nothing that a migration's database holds
            temporary = temporary or tokens[at].is_word("TEMP", "TEMPORARY")
            at += 1
        else:
            return
        if temporary and KINDS[kind] in ("view", "sequence"):
            return
        at += len(kind)
        if kind == ("TEXT", "SEARCH"):
            at += 1
        name, end = self._name(tokens, self._after_condition(tokens, at))
        is_enum = kind == ("TYPE",) and any(token.is_word("ENUM") for token in tokens[end : end + 2])
        yield Made("enum type" if is_enum else KINDS[kind], name)

    def _create_table(self, tokens: Sequence[Token], at: int) -> Iterator[Effect]:
        """Tables are the models' business; what a query puts into one is not."""
        name, end = self._name(tokens, self._after_condition(tokens, at + 1))
        body = body_of(tokens[end:])
        if body and body[0].is_word("SELECT", "VALUES", "WITH") and self._sources.gives_rows(body):
            yield Made("rows", name)

    def _drop(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        at = 2 if tokens[1:2] and tokens[1].is_word("MATERIALIZED", "TEMPORARY", "PUBLIC") else 1
        if at < len(tokens) and tokens[at].is_word("TABLE"):
            names = self._names(tokens[self._after_condition(tokens, at + 1) :])
            yield from (Gone("table", name) for name in names)
            return
        kind = next((words for words in LONGEST_FIRST if _reads(tokens, at, words)), None)
        if kind is None:
            return
        start = self._after_condition(tokens, at + len(kind))
        for name in self._names(tokens[start:]):
            yield Gone(KINDS[kind], name)

    def _alter(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        table = next((at for at, token in enumerate(tokens[:3]) if token.is_word("TABLE")), None)
        if table is None:
            return
        old, end = self._name(tokens, self._after_condition(tokens, table + 1))
        rest = tokens[end:]
        if tokens[0].is_word("RENAME") and rest and rest[0].is_word("TO"):
            yield Renamed(old, self._name(rest, 1)[0])
        elif len(rest) > 2 and rest[0].is_word("RENAME") and rest[1].is_word("TO", "AS"):
            yield Renamed(old, self._name(rest, 2)[0])

    def _select(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        """A function that is called for what it does, and SELECT … INTO of PostgreSQL and SQL Server."""
        body = tuple(tokens)
        for at, token in enumerate(body):
            if token.is_word("FROM"):
                return
            called = at + 1 < len(body) and body[at + 1].is_operator("(")
            if called and token.kind in (TokenKind.WORD, TokenKind.NAME) and token.value.upper() not in HARMLESS_CALLS:
                yield Made(UNKNOWN, "")
                return
            if token.is_word("INTO"):
                name, _ = self._name(body, at + 1)
                if self._sources.gives_rows(body):
                    yield Made("rows", name)
                return

    # -- names

    @staticmethod
    def _after_condition(tokens: Sequence[Token], at: int) -> int:
        """Skip IF [NOT] EXISTS, CONCURRENTLY, ONLY."""
        while at < len(tokens) and tokens[at].is_word("IF", "NOT", "EXISTS", "CONCURRENTLY", "ONLY"):
            at += 1
        return at

    def _name(self, tokens: Sequence[Token], at: int) -> tuple[str, int]:
        """A name as written, with its schema, and where it ends."""
        end = at
        while end < len(tokens) and tokens[end].kind in (TokenKind.WORD, TokenKind.NAME, TokenKind.STRING):
            end += 1
            if end < len(tokens) and tokens[end].is_operator("."):
                end += 1
                continue
            break
        if end == at:
            return "", at
        return self._sql[tokens[at].start : tokens[end - 1].end], end

    def _name_after(self, tokens: Sequence[Token], word: str) -> str:
        place = next((at for at, token in enumerate(tokens) if token.is_word(word)), len(tokens))
        return self._name(tokens, self._after_condition(tokens, place + 1))[0]

    def _names(self, tokens: Sequence[Token]) -> Iterator[str]:
        """A list of names, with arguments in parentheses passed over."""
        at = 0
        while at < len(tokens):
            name, at = self._name(tokens, self._after_condition(tokens, at))
            if not name:
                return
            yield name
            depth = 0
            while at < len(tokens) and (depth or not tokens[at].is_operator(",")):
                depth += tokens[at].is_operator("(") - tokens[at].is_operator(")")
                at += 1
            at += 1


def _reads(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    return len(tokens) >= at + len(words) and all(tokens[at + n].is_word(word) for n, word in enumerate(words))
