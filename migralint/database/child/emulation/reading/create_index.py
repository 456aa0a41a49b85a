"""Translates CREATE INDEX: removes CONCURRENTLY, methods, operator classes, INCLUDE, storage."""

from __future__ import annotations

from .....sql.names import quote, same_name
from .....sql.tokens import Token, TokenKind, closing
from ..record import EXACT, GUESSED, MEANING_LOST, NO_MEANING
from .server_names import postgresql_name
from .table_edit import splice
from .translation import Translation


def create_index(sql: str, tokens: tuple[Token, ...]) -> Translation | None:
    """Return CREATE INDEX without what only servers have: CONCURRENTLY, methods, operator classes, INCLUDE, WITH."""
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    if any(token.word in ("FULLTEXT", "SPATIAL") for token in tokens[:3]):
        return Translation((), ((f"a {tokens[1].text.lower()} index", MEANING_LOST),))
    at = next(index for index, token in enumerate(tokens) if token.word == "INDEX") + 1
    if at < len(tokens) and tokens[at].word == "CONCURRENTLY":
        changes.append((tokens[at].start, tokens[at].end, ""))
        notes.append(("CREATE INDEX CONCURRENTLY", NO_MEANING))
        at += 1
    on = next((index for index in range(at, len(tokens)) if tokens[index].word == "ON"), None)
    if on is None:
        return None
    nameless = on if on == at else None
    at = on + 1
    if tokens[at].word == "ONLY":
        changes.append((tokens[at].start, tokens[at].end, ""))
        at += 1
    table = tokens[at]
    at += 1
    if at < len(tokens) and tokens[at].text == ".":
        # SQLite requires the schema before the index's name, and does not know "public".
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
    opening, end = at, closing(tokens, at)
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
            notes.append(("the storage of an index", NO_MEANING))
            at += 2
        elif word == "WHERE":
            break
        else:
            at += 1
    if at < len(tokens):
        _literal_casts(tokens, at, changes, notes)
    for one, dot in zip(tokens[opening:], tokens[opening + 1 :]):
        # SQLite does not accept `table.` before the columns of an index.
        if dot.text == "." and one.can_name and same_name(one.name, table.name):
            changes.append((one.start, dot.end, ""))
            notes.append(("columns of an index with their table", EXACT))
    if nameless is not None:
        columns = [token.name for token in tokens[opening + 1 : end] if token.is_name]
        name = postgresql_name(table.name, "_".join(columns), "idx")
        changes.append((tokens[nameless].start, tokens[nameless].start, f"{quote(name)} "))
        notes.append(("the name of an index without one", GUESSED))
    if not changes:
        return None
    return Translation((splice(sql, *changes),), tuple(notes))


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
            if inside == at + 2 and tokens[at + 1].kind is TokenKind.NUMBER:
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
            elif tokens[at].is_name and tokens[at - 1].text != "." and at > first:
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
        if tokens[index].text == "::" and tokens[index - 1].kind in (TokenKind.STRING, TokenKind.NUMBER):
            changes.append((tokens[index].start, tokens[index + 1].end, ""))
            notes.append(("a cast of a literal", EXACT))
