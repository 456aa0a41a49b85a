"""Translates column and constraint definitions of other dialects for SQLite; keeps those that SQLite knows."""

from __future__ import annotations

from .....sql.names import quote
from .....sql.tokens import Token, TokenKind, closing, tokenize_server
from ..record import EXACT, MEANING_LOST, NO_MEANING
from .expressions import Translated, default_expression, translate_expression
from .table_edit import splice
from .type_names import SERIAL, usual_name

# Words that end a type or a default if they are outside parentheses.
_END_WORDS = """CONSTRAINT DEFAULT NOT NULL PRIMARY UNIQUE CHECK REFERENCES COLLATE AS DEFERRABLE INITIALLY GENERATED
    IDENTITY AUTO_INCREMENT AUTOINCREMENT COMMENT ON CHARSET FIRST AFTER STORED VIRTUAL KEY FOREIGN
    INVISIBLE ENFORCED"""
_ENDS = frozenset(_END_WORDS.split())


def column_definition(text: str, dialect: str = "") -> Translated:
    """Translate a column definition of `dialect`, which starts with the name.

    Unknown parts are kept for SQLite to refuse.
    """
    tokens = tokenize_server(text)
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    end = _type(text, tokens, dialect, changes, notes)
    _rest(text, tokens, end, changes, notes)
    return Translated(splice(text, *changes).strip(), tuple(notes))


def constraint_definition(text: str) -> Translated:
    """Translate a table constraint, with or without `CONSTRAINT name`."""
    tokens = tokenize_server(text)
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    at = 2 if tokens and tokens[0].word == "CONSTRAINT" else 0
    if at and tokens[1].word in ("FOREIGN", "UNIQUE", "PRIMARY", "CHECK"):  # MySQL: the name may be missing
        return constraint_definition(text[tokens[1].start :])
    words = [token.word for token in tokens[at : at + 2]]
    # In MySQL the name of a key is between its kind and its columns: FOREIGN KEY fk_name (a), UNIQUE KEY uq_name (a).
    named = at + (2 if words[:2] in (["FOREIGN", "KEY"], ["UNIQUE", "KEY"], ["UNIQUE", "INDEX"]) else 1)
    if words[:1] == ["UNIQUE"] and named == at + 2:
        changes.append((tokens[at + 1].start, tokens[at + 1].end, ""))
    if words[:1] in (["FOREIGN"], ["UNIQUE"]) and named < len(tokens) and tokens[named].can_name:
        name = tokens[named]
        changes.append((name.start, name.end, ""))
        if at == 0:
            changes.append((tokens[0].start, tokens[0].start, f"CONSTRAINT {quote(name.name)} "))
        notes.append(("a key's name after its kind", EXACT))
    _rest(text, tokens, at, changes, notes)
    return Translated(splice(text, *changes).strip(), tuple(notes))


def declared_type(text: str, dialect: str = "") -> Translated:
    """Return a type in the form that a column definition accepts."""
    translated = column_definition(f"x {text}", dialect)
    return Translated(translated.text[1:].strip(), translated.notes)


def _type(
    text: str,
    tokens: tuple[Token, ...],
    dialect: str,
    changes: list[tuple[int, int, str]],
    notes: list[tuple[str, str]],
) -> int:
    """Translate the type of a column definition; return the index after it."""
    at = 1
    while at < len(tokens) and tokens[at].word not in _ENDS:
        if tokens[at].word == "CHARACTER" and at + 1 < len(tokens) and tokens[at + 1].word == "SET":
            break
        at = closing(tokens, at) + 1 if tokens[at].text == "(" else at + 1
    if at == 1:
        return at
    first, last = tokens[1], tokens[at - 1]
    written = text[first.start : last.end]
    if first.word in SERIAL:
        null = "" if any(token.word == "NULL" for token in tokens[at:]) else " NOT NULL"
        changes.append((first.start, last.end, SERIAL[first.word] + null))
        notes.append(("a serial column as a plain number", EXACT))
        return at
    name = usual_name(written, dialect)
    if name.text != written:
        changes.append((first.start, last.end, name.text))
    notes.extend(name.notes)
    return at


def _rest(
    text: str,
    tokens: tuple[Token, ...],
    at: int,
    changes: list[tuple[int, int, str]],
    notes: list[tuple[str, str]],
) -> None:
    def drop(count: int, what: str, cls: str) -> int:
        last = min(at + count, len(tokens)) - 1
        changes.append((tokens[at].start, tokens[last].end, ""))
        notes.append((what, cls))
        return last + 1

    def ahead(*words: str) -> bool:
        return [token.word for token in tokens[at : at + len(words)]] == list(words)

    while at < len(tokens):
        token = tokens[at]
        if token.word == "DEFAULT":
            end = _default_end(tokens, at + 1)
            if end > at + 1:
                written = text[tokens[at + 1].start : tokens[end - 1].end]
                translated = default_expression(written)
                if translated.text != written:
                    start = tokens[at + 1].start if translated.text else token.start
                    changes.append((start, tokens[end - 1].end, translated.text))
                    notes.extend(translated.notes or [("a default in parentheses", EXACT)])
            at = end
        elif ahead("GENERATED", "BY", "DEFAULT", "AS", "IDENTITY") or ahead("GENERATED", "ALWAYS", "AS", "IDENTITY"):
            count = 5 if tokens[at + 1].word == "BY" else 4
            options = at + count < len(tokens) and tokens[at + count].text == "("
            at = drop(closing(tokens, at + count) - at + 1 if options else count, "an identity column", MEANING_LOST)
        elif token.word == "IDENTITY":
            options = at + 1 < len(tokens) and tokens[at + 1].text == "("
            at = drop(closing(tokens, at + 1) - at + 1 if options else 1, "an identity column", MEANING_LOST)
        elif token.word in ("AUTO_INCREMENT", "ENFORCED", "INVISIBLE"):
            at = drop(1, token.text, NO_MEANING)
        elif ahead("ON", "UPDATE") and at + 2 < len(tokens) and tokens[at + 2].word in ("CURRENT_TIMESTAMP", "NOW"):
            call = at + 3 < len(tokens) and tokens[at + 3].text == "("
            at = drop(closing(tokens, at + 3) - at + 1 if call else 3, "ON UPDATE CURRENT_TIMESTAMP", MEANING_LOST)
        elif token.word == "COMMENT" and at + 1 < len(tokens) and tokens[at + 1].kind is TokenKind.STRING:
            at = drop(2, "a comment", NO_MEANING)
        elif ahead("CHARACTER", "SET"):
            at = drop(3, "a character set", MEANING_LOST)
        elif token.word == "CHARSET":
            at = drop(2, "a character set", MEANING_LOST)
        elif token.word == "FIRST" and at == len(tokens) - 1:
            at = drop(1, "the place of a column", NO_MEANING)
        elif token.word == "AFTER" and at == len(tokens) - 2:
            at = drop(2, "the place of a column", NO_MEANING)
        elif ahead("NOT", "VALID"):
            at = drop(2, "NOT VALID", NO_MEANING)
        elif ahead("NO", "INHERIT"):
            at = drop(2, "NO INHERIT", NO_MEANING)
        elif ahead("NULLS", "NOT", "DISTINCT"):
            at = drop(3, "NULLS NOT DISTINCT", MEANING_LOST)
        elif ahead("NULLS", "DISTINCT"):
            at = drop(2, "NULLS DISTINCT", EXACT)
        elif token.word == "INCLUDE" and at + 1 < len(tokens) and tokens[at + 1].text == "(":
            at = drop(closing(tokens, at + 1) - at + 1, "INCLUDE columns of a key", MEANING_LOST)
        elif token.word == "USING" and at + 1 < len(tokens) and tokens[at + 1].word in ("BTREE", "HASH"):
            at = drop(2, "the method of an index", NO_MEANING)
        elif token.word == "REFERENCES" and at + 2 < len(tokens) and tokens[at + 2].text == ".":
            changes.append((tokens[at + 1].start, tokens[at + 2].end, ""))
            at += 4
        elif token.word in ("CHECK", "AS") and at + 1 < len(tokens) and tokens[at + 1].text == "(":
            end = closing(tokens, at + 1)
            translate_expression(tokens, at + 2, end, changes, notes)
            at = end + 1
        else:
            at = closing(tokens, at) + 1 if token.text == "(" else at + 1


def _default_end(tokens: tuple[Token, ...], at: int) -> int:
    """Return the index after the expression that starts at `at`; a NULL at its beginning belongs to it."""
    index = at + 1
    if at < len(tokens) and tokens[at].text == "(":
        index = closing(tokens, at) + 1
    while index < len(tokens):
        token = tokens[index]
        if token.word in _ENDS or (token.word == "CHARACTER" and tokens[index - 1].text != "::"):
            break
        index = closing(tokens, index) + 1 if token.text == "(" else index + 1
    return index
