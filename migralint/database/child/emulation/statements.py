"""Statements of other dialects: which mean nothing on SQLite, and how the others are said there; executes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from .definitions import column_definition, constraint_definition
from .record import EXACT, MEANING_LOST, NO_MEANING
from .table_edit import splice
from .tokens import Token, closing, fold, quote, tokenize


@dataclass(frozen=True)
class Said:
    """One statement as SQLite can run it."""

    statements: tuple[str, ...]
    """What to run instead, in order; empty: nothing."""
    notes: tuple[tuple[str, str], ...]
    """What was done and its class."""


# First words of statements and what becomes of them; longest match first.
_NOTHING = (
    ("COMMENT ON", NO_MEANING),
    ("SET CONSTRAINTS", MEANING_LOST),
    ("SET", NO_MEANING),
    ("RESET", NO_MEANING),
    ("SHOW", NO_MEANING),
    ("USE", NO_MEANING),
    ("GRANT", NO_MEANING),
    ("REVOKE", NO_MEANING),
    ("REASSIGN OWNED", NO_MEANING),
    ("ALTER DEFAULT PRIVILEGES", NO_MEANING),
    ("SECURITY LABEL", NO_MEANING),
    ("CREATE EXTENSION", NO_MEANING),
    ("DROP EXTENSION", NO_MEANING),
    ("ALTER EXTENSION", NO_MEANING),
    ("LOCK TABLE", NO_MEANING),
    ("LOCK TABLES", NO_MEANING),
    ("LOCK", NO_MEANING),
    ("UNLOCK TABLES", NO_MEANING),
    ("ANALYZE", NO_MEANING),
    ("ANALYSE", NO_MEANING),
    ("OPTIMIZE TABLE", NO_MEANING),
    ("VACUUM", NO_MEANING),
    ("CLUSTER", NO_MEANING),
    ("REINDEX", NO_MEANING),
    ("CHECKPOINT", NO_MEANING),
    ("DISCARD", NO_MEANING),
    ("NOTIFY", NO_MEANING),
    ("CREATE ROLE", NO_MEANING),
    ("CREATE USER", NO_MEANING),
    ("ALTER ROLE", NO_MEANING),
    ("ALTER USER", NO_MEANING),
    ("DROP ROLE", NO_MEANING),
    ("DROP USER", NO_MEANING),
    ("ALTER DATABASE", NO_MEANING),
    ("CREATE STATISTICS", NO_MEANING),
    ("DROP STATISTICS", NO_MEANING),
    ("DO", MEANING_LOST),
    ("CALL", MEANING_LOST),
    ("CREATE TYPE", MEANING_LOST),
    ("ALTER TYPE", MEANING_LOST),
    ("DROP TYPE", MEANING_LOST),
    ("CREATE DOMAIN", MEANING_LOST),
    ("ALTER DOMAIN", MEANING_LOST),
    ("DROP DOMAIN", MEANING_LOST),
    ("CREATE FUNCTION", MEANING_LOST),
    ("CREATE OR REPLACE FUNCTION", MEANING_LOST),
    ("ALTER FUNCTION", MEANING_LOST),
    ("DROP FUNCTION", MEANING_LOST),
    ("CREATE PROCEDURE", MEANING_LOST),
    ("CREATE OR REPLACE PROCEDURE", MEANING_LOST),
    ("DROP PROCEDURE", MEANING_LOST),
    ("CREATE AGGREGATE", MEANING_LOST),
    ("CREATE OPERATOR", MEANING_LOST),
    ("CREATE CAST", MEANING_LOST),
    ("CREATE COLLATION", MEANING_LOST),
    ("CREATE TEXT SEARCH", MEANING_LOST),
    ("ALTER TEXT SEARCH", MEANING_LOST),
    ("DROP TEXT SEARCH", MEANING_LOST),
    ("CREATE SEQUENCE", MEANING_LOST),
    ("ALTER SEQUENCE", MEANING_LOST),
    ("DROP SEQUENCE", MEANING_LOST),
    ("CREATE POLICY", MEANING_LOST),
    ("ALTER POLICY", MEANING_LOST),
    ("DROP POLICY", MEANING_LOST),
    ("CREATE RULE", MEANING_LOST),
    ("CREATE OR REPLACE RULE", MEANING_LOST),
    ("DROP RULE", MEANING_LOST),
    ("CREATE EVENT TRIGGER", MEANING_LOST),
    ("CREATE PUBLICATION", MEANING_LOST),
    ("DROP PUBLICATION", MEANING_LOST),
    ("CREATE MATERIALIZED VIEW", MEANING_LOST),
    ("ALTER MATERIALIZED VIEW", MEANING_LOST),
    ("DROP MATERIALIZED VIEW", MEANING_LOST),
    ("REFRESH MATERIALIZED VIEW", MEANING_LOST),
    ("ALTER VIEW", MEANING_LOST),
)
_NOTHING_BY_LENGTH = tuple(
    (tuple(words.split()), cls) for words, cls in sorted(_NOTHING, key=lambda entry: -len(entry[0].split()))
)


def say(sql: str) -> Said | None:
    """How a statement that SQLite refused is said there; None if this module does not know it.

    ALTER TABLE, INSERT, UPDATE, DELETE and SELECT are not its business.
    """
    tokens = tokenize(sql.rstrip().rstrip(";"))
    words = tuple(token.word for token in tokens[:5])
    for start, cls in _NOTHING_BY_LENGTH:
        if words[: len(start)] == start:
            return Said((), ((" ".join(start), cls),))
    if words[:1] == ("TRUNCATE",):
        return _truncate(tokens)
    if words[:1] == ("DROP",):
        return _drop(sql, tokens)
    if words[:1] == ("CREATE",):
        return _create(sql, tokens)
    if words[:2] == ("ALTER", "INDEX"):
        return _alter_index(tokens)
    if words[:2] == ("RENAME", "TABLE"):
        return _rename_tables(tokens)
    return None


def without_schema(sql: str, schema: str) -> str:
    """The statement without `schema.` before names."""
    tokens = tokenize(sql)
    changes = [
        (token.start, dot.end, "")
        for token, dot in zip(tokens, tokens[1:])
        if dot.text == "." and token.kind in ("word", "name") and fold(token.identifier) == schema
    ]
    return splice(sql, *changes)


def _truncate(tokens: tuple[Token, ...]) -> Said:
    skipped = ("TRUNCATE", "TABLE", "ONLY", "RESTART", "CONTINUE", "IDENTITY", "CASCADE", "RESTRICT")
    names = [
        token.identifier
        for token, following in zip(tokens, (*tokens[1:], None))
        if token.can_name and token.word not in skipped and (following is None or following.text != ".")
    ]
    cls = MEANING_LOST if any(token.word in ("CASCADE", "RESTART") for token in tokens) else EXACT
    return Said(tuple(f"DELETE FROM {quote(name)}" for name in names), (("TRUNCATE as DELETE", cls),))


def _drop(sql: str, tokens: tuple[Token, ...]) -> Said | None:
    """DROP of tables, views, indexes and triggers: one name each, without CASCADE, CONCURRENTLY or `ON table`."""
    at = 1
    kind = tokens[at].word
    if kind not in ("TABLE", "VIEW", "INDEX", "TRIGGER"):
        return None
    at += 1
    if tokens[at].word == "CONCURRENTLY":
        at += 1
    condition = ""
    if tokens[at].word == "IF":
        condition = "IF EXISTS "
        at += 2
    names = []
    while at < len(tokens) and tokens[at].can_name and tokens[at].word not in ("ON", "CASCADE", "RESTRICT"):
        end = at
        while end + 2 < len(tokens) and tokens[end + 1].text == ".":
            end += 2
        schema = tokens[at].identifier if end > at else None
        own = quote(tokens[end].identifier)
        names.append(own if schema in (None, "public") else f"{quote(str(schema))}.{own}")
        at = end + 1
        if at < len(tokens) and tokens[at].text == ",":
            at += 1
        else:
            break
    if not names or [f"DROP {kind} {condition}{names[0]}"] == [sql.strip()]:
        return None
    return Said(tuple(f"DROP {kind} {condition}{name}" for name in names), ((f"DROP {kind}", EXACT),))


def _alter_index(tokens: tuple[Token, ...]) -> Said | None:
    words = [token.word for token in tokens]
    if "RENAME" in words:
        return None
    return Said((), (("ALTER INDEX", NO_MEANING),))


def _rename_tables(tokens: tuple[Token, ...]) -> Said:
    names = [token for token in tokens[2:] if token.can_name and token.word != "TO"]
    pairs = zip(names[::2], names[1::2])
    return Said(
        tuple(f"ALTER TABLE {quote(old.identifier)} RENAME TO {quote(new.identifier)}" for old, new in pairs),
        (("RENAME TABLE", EXACT),),
    )


def _create(sql: str, tokens: tuple[Token, ...]) -> Said | None:
    words = [token.word for token in tokens[:6]]
    if words[1:4] == ["OR", "REPLACE", "VIEW"]:
        start = tokens[4].start
        name = tokens[4].identifier
        return Said(
            (f"DROP VIEW IF EXISTS {quote(name)}", f"CREATE VIEW {sql[start:]}"), (("CREATE OR REPLACE VIEW", EXACT),)
        )
    if "TRIGGER" in words[1:5] and not any(token.word == "BEGIN" for token in tokens):
        return Said((), (("CREATE TRIGGER that calls a function", MEANING_LOST),))
    if "INDEX" in words[1:4]:
        return _create_index(sql, tokens)
    if "TABLE" in words[1:4]:
        return _create_table(sql, tokens)
    return None


def _create_index(sql: str, tokens: tuple[Token, ...]) -> Said | None:
    """CREATE INDEX without what only servers have: CONCURRENTLY, methods, operator classes, INCLUDE, WITH."""
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    if any(token.word in ("FULLTEXT", "SPATIAL") for token in tokens[:3]):
        return Said((), ((f"a {tokens[1].text.lower()} index", MEANING_LOST),))
    at = next(index for index, token in enumerate(tokens) if token.word == "INDEX") + 1
    if at < len(tokens) and tokens[at].word == "CONCURRENTLY":
        changes.append((tokens[at].start, tokens[at].end, ""))
        notes.append(("CREATE INDEX CONCURRENTLY", NO_MEANING))
        at += 1
    on = next((index for index in range(at, len(tokens)) if tokens[index].word == "ON"), None)
    if on is None:
        return None
    at = on + 1
    if tokens[at].word == "ONLY":
        changes.append((tokens[at].start, tokens[at].end, ""))
        at += 1
    table = tokens[at]
    at += 1
    if at < len(tokens) and tokens[at].text == ".":
        # SQLite wants the schema before the index's name, and knows no "public".
        changes.append((table.start, tokens[at].end, ""))
        table = tokens[at + 1]
        at += 2
    if tokens[at].word == "USING":
        method = tokens[at + 1].text.lower()
        changes.append((tokens[at].start, tokens[at + 1].end, ""))
        notes.append((f"the method of an index ({method})", NO_MEANING if method == "btree" else MEANING_LOST))
        at += 2
    if tokens[at].text != "(":
        return None
    end = closing(tokens, at)
    _index_columns(sql, tokens, at, end, changes, notes)
    at = end + 1
    while at < len(tokens):
        word = tokens[at].word
        if word == "INCLUDE":
            last = closing(tokens, at + 1)
            changes.append((tokens[at].start, tokens[last].end, ""))
            notes.append(("INCLUDE columns of an index", MEANING_LOST))
            at = last + 1
        elif word == "NULLS":
            count = 3 if tokens[at + 1].word == "NOT" else 2
            changes.append((tokens[at].start, tokens[at + count - 1].end, ""))
            notes.append(("NULLS NOT DISTINCT", MEANING_LOST if count == 3 else EXACT))
            at += count
        elif word == "WITH" and tokens[at + 1].text == "(":
            last = closing(tokens, at + 1)
            changes.append((tokens[at].start, tokens[last].end, ""))
            notes.append(("storage parameters of an index", NO_MEANING))
            at = last + 1
        elif word in ("TABLESPACE", "USING", "COMMENT"):
            changes.append((tokens[at].start, tokens[at + 1].end, ""))
            notes.append(("where an index is stored", NO_MEANING))
            at += 2
        elif word == "WHERE":
            break
        else:
            at += 1
    if at < len(tokens):
        _literal_casts(tokens, at, changes, notes)
    if not changes:
        return None
    return Said((splice(sql, *changes),), tuple(notes))


def _index_columns(
    sql: str,
    tokens: tuple[Token, ...],
    start: int,
    end: int,
    changes: list[tuple[int, int, str]],
    notes: list[tuple[str, str]],
) -> None:
    at = start + 1
    while at < end:
        # One column: an expression or a name, then an operator class, ASC or DESC, NULLS FIRST or LAST.
        first = at
        at = closing(tokens, at) + 1 if tokens[at].text == "(" else at + 1
        if at < end and tokens[at].text == "(":
            inside = closing(tokens, at)
            if inside == at + 2 and tokens[at + 1].kind == "number":
                changes.append((tokens[at].start, tokens[inside].end, ""))
                notes.append(("the length of an index prefix", MEANING_LOST))
            at = inside + 1
        while at < end and tokens[at].text != ",":
            word = tokens[at].word
            if word in ("ASC", "DESC"):
                at += 1
            elif word == "COLLATE":
                at += 2
            elif word == "NULLS":
                changes.append((tokens[at].start, tokens[at + 1].end, ""))
                notes.append(("NULLS FIRST or LAST of an index", MEANING_LOST))
                at += 2
            elif tokens[at].kind in ("word", "name") and tokens[at - 1].text != "." and at > first:
                last = closing(tokens, at + 1) if tokens[at + 1].text == "(" else at
                changes.append((tokens[at].start, tokens[last].end, ""))
                notes.append(("an operator class", MEANING_LOST))
                at = last + 1
            else:
                at += 1
        at += 1


def _literal_casts(
    tokens: tuple[Token, ...], at: int, changes: list[tuple[int, int, str]], notes: list[tuple[str, str]]
) -> None:
    for index in range(at + 1, len(tokens) - 1):
        if tokens[index].text == "::" and tokens[index - 1].kind in ("string", "number"):
            changes.append((tokens[index].start, tokens[index + 1].end, ""))
            notes.append(("a cast of a literal", EXACT))


def _create_table(sql: str, tokens: tuple[Token, ...]) -> Said | None:
    """CREATE TABLE with each part translated, MySQL's keys as indexes, and options after the body left out."""
    opening = next((index for index, token in enumerate(tokens) if token.text == "("), None)
    if opening is None or any(token.word in ("AS", "SELECT", "LIKE") for token in tokens[:opening]):
        return None
    end = closing(tokens, opening)
    named = tokens[opening - 1]
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    indexes: list[str] = []
    if tokens[1].word == "UNLOGGED":
        changes.append((tokens[1].start, tokens[1].end, ""))
        notes.append(("UNLOGGED", NO_MEANING))
    if tokens[opening - 2].text == "." and tokens[opening - 3].identifier == "public":
        changes.append((tokens[opening - 3].start, tokens[opening - 2].end, ""))
    kept = []
    at = opening + 1
    while at < end:
        last = at
        while last < end and tokens[last].text != ",":
            last = closing(tokens, last) + 1 if tokens[last].text == "(" else last + 1
        part = sql[tokens[at].start : tokens[last - 1].end]
        kept += _part(part, tokens[at:last], named.identifier, notes, indexes)
        at = last + 1
    changes.append((tokens[opening].end, tokens[end].start, "\n\t" + ", \n\t".join(kept) + "\n"))
    rest = tokens[end + 1 :]
    if rest and rest[0].word not in ("WITHOUT", "STRICT"):
        changes.append((rest[0].start, rest[-1].end, ""))
        words = {token.word for token in rest}
        lost = words & {"CHARSET", "CHARACTER", "COLLATE", "INHERITS", "PARTITION", "AUTO_INCREMENT"}
        notes.append(("options of a table", MEANING_LOST if lost else NO_MEANING))
    return Said((splice(sql, *changes), *indexes), tuple(notes))


def _part(
    part: str, tokens: tuple[Token, ...], table: str, notes: list[tuple[str, str]], indexes: list[str]
) -> list[str]:
    word = tokens[0].word
    if word in ("KEY", "INDEX") and len(tokens) > 2:
        at = 1 if tokens[1].text == "(" else 2
        columns = part[tokens[at].start - tokens[0].start :]
        name = tokens[1].identifier if at == 2 else tokens[2].identifier
        indexes.append(f"CREATE INDEX {quote(name)} ON {quote(table)} {columns}")
        notes.append(("a key within CREATE TABLE as an index", EXACT))
        return []
    if word in ("FULLTEXT", "SPATIAL", "EXCLUDE", "LIKE") or any(token.word == "EXCLUDE" for token in tokens[:3]):
        notes.append((f"{'an exclusion constraint' if 'EXCLUDE' in part.upper() else word} left out", MEANING_LOST))
        return []
    constraint = word in ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
    translated = constraint_definition(part) if constraint else column_definition(part)
    notes.extend(translated.notes)
    return [translated.text]
