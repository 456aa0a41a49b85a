"""Translates CREATE TABLE of other dialects: each part, keys as indexes; drops options after the body."""

from __future__ import annotations

from .....sql.names import quote
from .....sql.tokens import Token, closing
from ..record import EXACT, MEANING_LOST, NO_MEANING
from .definitions import column_definition, constraint_definition
from .table_edit import splice
from .translation import Translation


def create_table(sql: str, tokens: tuple[Token, ...], dialect: str) -> Translation | None:
    """Return CREATE TABLE with each part translated, MySQL's keys as indexes, and without options after the body."""
    if any(token.word == "PARTITION" for token in tokens[:6]):
        return Translation((), (("a partition", MEANING_LOST),))
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
    if tokens[opening - 2].text == "." and tokens[opening - 3].name == "public":
        changes.append((tokens[opening - 3].start, tokens[opening - 2].end, ""))
    kept = []
    at = opening + 1
    if any(token.word == "LIKE" and tokens[index].text in "(," for index, token in enumerate(tokens[1:])):
        return None  # the columns of another table: they must not be omitted
    while at < end:
        last = at
        while last < end and tokens[last].text != ",":
            last = closing(tokens, last) + 1 if tokens[last].text == "(" else last + 1
        part = sql[tokens[at].start : tokens[last - 1].end]
        kept += _part(part, tokens[at:last], named.name, dialect, notes, indexes)
        at = last + 1
    changes.append((tokens[opening].end, tokens[end].start, "\n\t" + ", \n\t".join(kept) + "\n"))
    rest = tokens[end + 1 :]
    if rest and rest[0].word not in ("WITHOUT", "STRICT"):
        changes.append((rest[0].start, rest[-1].end, ""))
        words = {token.word for token in rest}
        lost = words & {"CHARSET", "CHARACTER", "COLLATE", "INHERITS", "PARTITION", "AUTO_INCREMENT"}
        notes.append(("options of a table", MEANING_LOST if lost else NO_MEANING))
    return Translation((splice(sql, *changes), *indexes), tuple(notes))


def _part(
    part: str, tokens: tuple[Token, ...], table: str, dialect: str, notes: list[tuple[str, str]], indexes: list[str]
) -> list[str]:
    word = tokens[0].word
    if word in ("KEY", "INDEX") and len(tokens) > 2:
        at = 1 if tokens[1].text == "(" else 2
        columns = part[tokens[at].start - tokens[0].start :]
        name = tokens[1].name if at == 2 else tokens[2].name
        indexes.append(f"CREATE INDEX {quote(name)} ON {quote(table)} {columns}")
        notes.append(("a key within CREATE TABLE as an index", EXACT))
        return []
    if word in ("FULLTEXT", "SPATIAL", "EXCLUDE") or any(token.word == "EXCLUDE" for token in tokens[:3]):
        notes.append((f"{'an exclusion constraint' if 'EXCLUDE' in part.upper() else word} left out", MEANING_LOST))
        return []
    constraint = word in ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
    translated = constraint_definition(part) if constraint else column_definition(part, dialect)
    notes.extend(translated.notes)
    return [translated.text]
