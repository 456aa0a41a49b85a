"""What SQL statements leave in a database beyond tables, as far as their text shows; of any dialect.

Its own reader beside `migralint/changes/sql`, with which it shares the tokeniser and where statements end: that
one reads what rules are about, of a known dialect, and may pass over the rest. Here what is passed over would be lost:
blocks, calls and code for procedures are `UNKNOWN`, and queries are asked whether they give rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from migralint.pruning.repository.row_sources import RowSources, body_of, parts_of
from migralint.pruning.repository.sql_names import after_condition, name_after, name_at, names_in
from migralint.sql.mysql_script import without_hash_comments
from migralint.sql.script import statement_ranges
from migralint.sql.tokens import Token, TokenKind, tokenize


class Created(Struct, frozen=True):
    """An object was created."""

    kind: str
    name: str
    """As written, with its schema; empty if it cannot be read."""


class Dropped(Struct, frozen=True):
    """An object no longer exists; kind "rows": the table is empty, "table": it does not exist."""

    kind: str
    name: str


class Renamed(Struct, frozen=True):
    """A table was renamed."""

    old: str
    new: str


Effect = Created | Dropped | Renamed
UNKNOWN = "unknown"
"""The kind of an effect that may be any."""

_KINDS = {
    ("VIEW",): "view", ("TRIGGER",): "trigger", ("FUNCTION",): "function", ("PROCEDURE",): "function",
    ("AGGREGATE",): "function", ("SEQUENCE",): "sequence", ("EXTENSION",): "extension", ("SCHEMA",): "schema",
    ("DOMAIN",): "domain", ("TYPE",): "type", ("POLICY",): "policy", ("RULE",): "rule", ("EVENT",): "event",
    ("OPERATOR",): "operator", ("CAST",): "cast", ("COLLATION",): "collation", ("PUBLICATION",): "publication",
    ("SUBSCRIPTION",): "subscription", ("SERVER",): "foreign server", ("STATISTICS",): "statistics",
    ("ROLE",): "role", ("USER",): "role", ("LANGUAGE",): "language", ("SYNONYM",): "synonym",
    ("PACKAGE",): "package", ("FOREIGN", "DATA", "WRAPPER"): "foreign data wrapper",
    ("FOREIGN", "TABLE"): "foreign table", ("EVENT", "TRIGGER"): "trigger", ("VIRTUAL", "TABLE"): "virtual table",
    ("TEXT", "SEARCH"): "text search object",
}  # fmt: skip
_TABLE_LIKE = frozenset({"TABLE", "INDEX"})
_BEFORE_KIND = frozenset(
    {
        "OR", "REPLACE", "ALTER", "MATERIALIZED", "RECURSIVE", "CONSTRAINT", "ALGORITHM", "DEFINER", "SQL", "SECURITY",
        "INVOKER", "UNDEFINED", "MERGE", "TRUSTED", "PROCEDURAL", "UNLOGGED", "FORCE", "EDITIONABLE", "NONEDITIONABLE",
        "DEFAULT", "UNIQUE", "FULLTEXT", "SPATIAL", "PUBLIC", "TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "CURRENT_USER",
    }
)  # fmt: skip
_BLOCKS = frozenset({"DO", "CALL", "EXEC", "EXECUTE", "DECLARE", "IF", "BEGIN", "LOAD", "PREPARE", "IMPORT", "WHILE"})
"""Words that start statements with any possible effect."""
_TRANSACTION = frozenset(
    {"TRANSACTION", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "CONCURRENT"}
)
_HARMLESS_CALLS = frozenset(
    {
        "SET_CONFIG", "SETVAL", "NEXTVAL", "CURRVAL", "NOW", "VERSION", "COUNT", "MAX", "MIN", "SUM", "COALESCE",
        "PG_ADVISORY_LOCK", "PG_ADVISORY_UNLOCK", "PG_ADVISORY_XACT_LOCK", "CURRENT_SETTING", "PG_SLEEP", "EXISTS",
        "TO_REGCLASS", "DATABASE", "SCHEMA", "CONCAT", "SQLITE_VERSION", "PG_TERMINATE_BACKEND", "LOWER", "UPPER",
        "CAST", "CASE",
    }
)  # fmt: skip


def effects(sql: str, holds_rows: Callable[[str], bool]) -> Iterator[Effect]:
    """Yield the effects of each statement in `sql`, in order; `holds_rows` tells whether a table may have rows.

    `#` starts a comment on MySQL and is an operator on PostgreSQL. If that matters, an object exists if either reading
    leaves it, and is gone only if both remove it.
    """
    if "#" not in sql or (code := without_hash_comments(sql)) == sql:
        yield from _effects(sql, holds_rows)  # one by one: the statements so far determine which tables contain rows
        return
    as_written, other = (list(_effects(one, lambda table: True)) for one in (sql, code))
    yield from (one for one in as_written if not isinstance(one, Dropped) or one in other)
    yield from (one for one in other if not isinstance(one, Dropped) and one not in as_written)


def _effects(sql: str, holds_rows: Callable[[str], bool]) -> Iterator[Effect]:
    tokens = tokenize(sql, "any")
    ranges = list(statement_ranges(tokens, blocks=True))
    statements = [tokens[one.begin : one.end] for one in ranges]
    if all(one.closed for one in ranges) and not any(map(_is_torn, statements)):
        for statement in statements:
            yield from _Statement(sql, statement, holds_rows).effects()
        return
    # Parts of a routine are read as statements, or statements as parts of one: nothing is certainly dropped.
    yield Created(UNKNOWN, "")
    for statement in statements:
        of_statement = _Statement(sql, statement, lambda table: True).effects()
        yield from (one for one in of_statement if not isinstance(one, Dropped))


def _is_torn(statement: Sequence[Token]) -> bool:
    """Whether it starts with a word that only occurs inside a routine."""
    if statement[0].is_word("END"):
        return len(statement) > 1 and not statement[1].is_word("TRANSACTION", "WORK", "AND")
    return statement[0].is_word("ELSE", "ELSEIF", "ELSIF", "WHEN", "UNTIL", "LEAVE", "ITERATE", "EXCEPTION")


class _Statement:
    """One statement, read from its first word on."""

    def __init__(self, sql: str, tokens: Sequence[Token], holds_rows: Callable[[str], bool]) -> None:
        self._sql = sql
        self._tokens = tuple(tokens)
        self._sources = RowSources(holds_rows)

    def effects(self) -> Iterator[Effect]:
        """The effects of the statement."""
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
                yield Created("rows", name_after(self._sql, tokens, word))
            case "CREATE":
                yield from self._create(tokens)
            case "DROP":
                yield from self._drop(tokens)
            case "TRUNCATE":
                start = 2 if tokens[1:2] and tokens[1].is_word("TABLE") else 1
                yield from (Dropped("rows", name) for name in names_in(self._sql, tokens[start:]))
            case "DELETE" if not any(token.is_word("WHERE", "USING", "JOIN", "LIMIT") for token in tokens):
                yield Dropped("rows", name_after(self._sql, tokens, "FROM"))
            case "ALTER" | "RENAME":
                yield from self._alter(tokens)
            case "SELECT":
                yield from self._select(tokens)
            case "BEGIN" if len(tokens) == 1 or tokens[1].is_word(*_TRANSACTION):
                return
            case word if word in _BLOCKS:
                yield Created(UNKNOWN, "")

    # -- rows

    def _insert(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        place = next((at for at, token in enumerate(tokens[:8]) if token.is_word("INTO")), None)
        if place is None:  # MySQL and SQL Server do not need it
            place = 0
            while place + 1 < len(tokens) and tokens[place + 1].is_word(*_INSERT_WORDS):
                place += 1
        if tokens[place + 1 : place + 2] and tokens[place + 1].is_word("TABLE", "ONLY"):
            place += 1
        name, end = name_at(self._sql, tokens, place + 1)
        if self._sources.gives_rows(body_of(tokens[end:])):
            yield Created("rows", name)

    def _merge(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        using = next((at for at, token in enumerate(tokens) if token.is_word("USING")), None)
        inserts = any(token.is_word("INSERT") for token in tokens)
        start = 2 if tokens[1:2] and tokens[1].is_word("INTO") else 1
        if using is not None and inserts and self._sources.source_gives_rows(tokens[using + 1 :]):
            yield Created("rows", name_at(self._sql, tokens, start)[0])

    def _copy(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        name, end = name_at(self._sql, tokens, 1)
        if name and self._outside_parentheses(tokens[end:], "FROM"):
            yield Created("rows", name)

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
            kind = next((words for words in _LONGEST_FIRST if _reads(tokens, at, words)), None)
            if kind is not None:
                break
            if tokens[at].is_word(*_TABLE_LIKE):
                yield from self._create_table(tokens, at)
                return
            known = tokens[at].is_word(*_BEFORE_KIND) or tokens[at].kind is not TokenKind.WORD
            if not known and not tokens[at - 1].is_operator("=", "@"):
                return  # a user mapping, a database, a tablespace: not part of the migrated database
            temporary = temporary or tokens[at].is_word("TEMP", "TEMPORARY")
            at += 1
        else:
            return
        if temporary and _KINDS[kind] in ("view", "sequence"):
            return
        at += len(kind)
        if kind == ("TEXT", "SEARCH"):
            at += 1
        name, end = name_at(self._sql, tokens, after_condition(tokens, at))
        is_enum = kind == ("TYPE",) and any(token.is_word("ENUM") for token in tokens[end : end + 2])
        yield Created("enum type" if is_enum else _KINDS[kind], name)

    def _create_table(self, tokens: Sequence[Token], at: int) -> Iterator[Effect]:
        """A table itself belongs to the models; the rows that a query inserts into it do not."""
        name, end = name_at(self._sql, tokens, after_condition(tokens, at + 1))
        body = body_of(tokens[end:])
        if body and body[0].is_word("SELECT", "VALUES", "WITH") and self._sources.gives_rows(body):
            yield Created("rows", name)

    def _drop(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        at = 2 if tokens[1:2] and tokens[1].is_word("MATERIALIZED", "TEMPORARY", "PUBLIC") else 1
        if at < len(tokens) and tokens[at].is_word("TABLE"):
            names = names_in(self._sql, tokens[after_condition(tokens, at + 1) :])
            yield from (Dropped("table", name) for name in names)
            return
        kind = next((words for words in _LONGEST_FIRST if _reads(tokens, at, words)), None)
        if kind is None:
            return
        start = after_condition(tokens, at + len(kind))
        for name in names_in(self._sql, tokens[start:]):
            yield Dropped(_KINDS[kind], name)

    def _alter(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        table = next((at for at, token in enumerate(tokens[:3]) if token.is_word("TABLE")), None)
        if table is None:
            return
        old, end = name_at(self._sql, tokens, after_condition(tokens, table + 1))
        rest = tokens[end:]
        if tokens[0].is_word("RENAME") and rest and rest[0].is_word("TO"):
            yield Renamed(old, name_at(self._sql, rest, 1)[0])
        elif len(rest) > 2 and rest[0].is_word("RENAME") and rest[1].is_word("TO", "AS"):
            yield Renamed(old, name_at(self._sql, rest, 2)[0])

    def _select(self, tokens: Sequence[Token]) -> Iterator[Effect]:
        """A function called for its effect, and SELECT … INTO of PostgreSQL and SQL Server."""
        body = tuple(tokens)
        for at, token in enumerate(body):
            if token.is_word("FROM"):
                return
            called = at + 1 < len(body) and body[at + 1].is_operator("(")
            if called and token.kind in (TokenKind.WORD, TokenKind.NAME) and token.value.upper() not in _HARMLESS_CALLS:
                yield Created(UNKNOWN, "")
                return
            if token.is_word("INTO"):
                name, _ = name_at(self._sql, body, at + 1)
                if self._sources.gives_rows(body):
                    yield Created("rows", name)
                return


_LONGEST_FIRST = tuple(sorted(_KINDS, key=len, reverse=True))
_INSERT_WORDS = frozenset(
    {"OR", "REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "OVERWRITE"}
)


def _reads(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    return len(tokens) >= at + len(words) and all(tokens[at + n].is_word(word) for n, word in enumerate(words))
