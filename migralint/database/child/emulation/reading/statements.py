"""Statements of other dialects: which have no meaning on SQLite, and how to write the others; executes nothing."""

from __future__ import annotations

from .....sql.names import folded, quote
from .....sql.tokens import Token, tokenize_server
from ..record import EXACT, MEANING_LOST, NO_MEANING
from .create_index import create_index
from .create_table import create_table
from .no_effect import no_effect
from .table_edit import splice
from .translation import Translation


def translate(sql: str, dialect: str = "") -> Translation | None:
    """Translate a statement of `dialect` that SQLite refused; None if this module does not know it.

    It does not handle ALTER TABLE, INSERT, UPDATE, DELETE and SELECT.
    """
    tokens = tokenize_server(sql.rstrip().rstrip(";"))
    words = tuple(token.word for token in tokens[:5])
    passed = no_effect(tokens)
    if passed is not None:
        return Translation((), (passed,))
    if words[:1] == ("TRUNCATE",):
        return _truncate(tokens)
    if words[:1] == ("DROP",):
        return _drop(sql, tokens)
    if words[:1] == ("CREATE",):
        return _create(sql, tokens, dialect)
    if words[:2] == ("ALTER", "INDEX"):
        return _alter_index(tokens)
    if words[:2] == ("RENAME", "TABLE"):
        return _rename_tables(tokens)
    return None


def without_schema(sql: str, schema: str) -> str:
    """Return the statement without `schema.` before names."""
    tokens = tokenize_server(sql)
    changes = [
        (token.start, dot.end, "")
        for token, dot in zip(tokens, tokens[1:])
        if dot.text == "." and token.is_name and folded(token.name) == schema
    ]
    return splice(sql, *changes)


def _truncate(tokens: tuple[Token, ...]) -> Translation:
    skipped = ("TRUNCATE", "TABLE", "ONLY", "RESTART", "CONTINUE", "IDENTITY", "CASCADE", "RESTRICT")
    names = [
        token.name
        for token, following in zip(tokens, (*tokens[1:], None))
        if token.can_name and token.word not in skipped and (following is None or following.text != ".")
    ]
    cls = MEANING_LOST if any(token.word in ("CASCADE", "RESTART") for token in tokens) else EXACT
    return Translation(tuple(f"DELETE FROM {quote(name)}" for name in names), (("TRUNCATE as DELETE", cls),))


def _drop(sql: str, tokens: tuple[Token, ...]) -> Translation | None:
    """Translate DROP of tables, views, indexes and triggers: one statement per name.

    CASCADE, CONCURRENTLY and `ON table` are omitted.
    """
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
        schema = tokens[at].name if end > at else None
        own = quote(tokens[end].name)
        names.append(own if schema in (None, "public") else f"{quote(str(schema))}.{own}")
        at = end + 1
        if at < len(tokens) and tokens[at].text == ",":
            at += 1
        else:
            break
    if not names or [f"DROP {kind} {condition}{names[0]}"] == [sql.strip()]:
        return None
    return Translation(tuple(f"DROP {kind} {condition}{name}" for name in names), ((f"DROP {kind}", EXACT),))


def _alter_index(tokens: tuple[Token, ...]) -> Translation | None:
    words = [token.word for token in tokens]
    if "RENAME" in words:
        return None
    return Translation((), (("ALTER INDEX", NO_MEANING),))


def _rename_tables(tokens: tuple[Token, ...]) -> Translation:
    names = [token for token in tokens[2:] if token.can_name and token.word != "TO"]
    pairs = zip(names[::2], names[1::2])
    return Translation(
        tuple(f"ALTER TABLE {quote(old.name)} RENAME TO {quote(new.name)}" for old, new in pairs),
        (("RENAME TABLE", EXACT),),
    )


def _create(sql: str, tokens: tuple[Token, ...], dialect: str) -> Translation | None:
    words = [token.word for token in tokens[:6]]
    if words[1:4] == ["OR", "REPLACE", "VIEW"]:
        start = tokens[4].start
        name = tokens[4].name
        return Translation(
            (f"DROP VIEW IF EXISTS {quote(name)}", f"CREATE VIEW {sql[start:]}"), (("CREATE OR REPLACE VIEW", EXACT),)
        )
    if "TRIGGER" in words[1:5] and not any(token.word == "BEGIN" for token in tokens):
        return Translation((), (("CREATE TRIGGER that calls a function", MEANING_LOST),))
    if "INDEX" in words[1:4]:
        return create_index(sql, tokens)
    if "TABLE" in words[1:4]:
        return create_table(sql, tokens, dialect)
    return None
