"""Column and constraint definitions of other dialects said in SQLite's words; a definition that SQLite knows stays."""

from __future__ import annotations

from dataclasses import dataclass

from .record import EXACT, MEANING_LOST, NO_MEANING
from .table_edit import splice
from .tokens import Token, closing, quote, tokenize


@dataclass(frozen=True)
class Translated:
    """A definition as SQLite reads it."""

    text: str
    notes: tuple[tuple[str, str], ...]
    """What was changed and its class, in order; empty if nothing was."""


_SERIAL = {
    "SERIAL": "INTEGER",
    "SERIAL4": "INTEGER",
    "BIGSERIAL": "BIGINT",
    "SERIAL8": "BIGINT",
    "SMALLSERIAL": "SMALLINT",
    "SERIAL2": "SMALLINT",
}
# Words that end a type or a default where they stand outside of parentheses.
_END_WORDS = """CONSTRAINT DEFAULT NOT NULL PRIMARY UNIQUE CHECK REFERENCES COLLATE AS DEFERRABLE INITIALLY GENERATED
    IDENTITY AUTO_INCREMENT AUTOINCREMENT COMMENT ON CHARSET FIRST AFTER STORED VIRTUAL KEY FOREIGN
    INVISIBLE ENFORCED"""
_ENDS = frozenset(_END_WORDS.split())
_NOW = frozenset(("NOW", "TRANSACTION_TIMESTAMP", "STATEMENT_TIMESTAMP", "LOCALTIMESTAMP", "GETDATE", "SYSDATE"))


def column_definition(text: str) -> Translated:
    """A column definition, its name first. What is not known stays, so that SQLite itself refuses it."""
    tokens = tokenize(text)
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    end = _type(text, tokens, changes, notes)
    _rest(text, tokens, end, changes, notes)
    return Translated(splice(text, *changes).strip(), tuple(notes))


def constraint_definition(text: str) -> Translated:
    """A table constraint, with or without `CONSTRAINT name`."""
    tokens = tokenize(text)
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    at = 2 if tokens and tokens[0].word == "CONSTRAINT" else 0
    if at and tokens[1].word in ("FOREIGN", "UNIQUE", "PRIMARY", "CHECK"):  # MySQL: the name may be missing
        return constraint_definition(text[tokens[1].start :])
    words = [token.word for token in tokens[at : at + 2]]
    # MySQL names a key between its kind and its columns: FOREIGN KEY fk_name (a), UNIQUE KEY uq_name (a).
    named = at + (2 if words[:2] in (["FOREIGN", "KEY"], ["UNIQUE", "KEY"], ["UNIQUE", "INDEX"]) else 1)
    if words[:1] == ["UNIQUE"] and named == at + 2:
        changes.append((tokens[at + 1].start, tokens[at + 1].end, ""))
    if words[:1] in (["FOREIGN"], ["UNIQUE"]) and named < len(tokens) and tokens[named].can_name:
        name = tokens[named]
        changes.append((name.start, name.end, ""))
        if at == 0:
            changes.append((tokens[0].start, tokens[0].start, f"CONSTRAINT {quote(name.identifier)} "))
        notes.append(("a key's name after its kind", EXACT))
    _rest(text, tokens, at, changes, notes)
    return Translated(splice(text, *changes).strip(), tuple(notes))


def default_expression(text: str) -> Translated:
    """An expression as it can follow DEFAULT: literals bare, anything else in parentheses; empty if it has to go."""
    tokens = tokenize(text)
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    if tokens and tokens[0].word == "NEXTVAL":
        return Translated("", (("a default from a sequence", MEANING_LOST),))
    _expression(tokens, 0, len(tokens), changes, notes)
    result = splice(text, *changes).strip()
    return Translated(result if _stands_bare(result) else f"({result})", tuple(notes))


def declared_type(text: str) -> Translated:
    """A type as it can stand in a column definition."""
    translated = column_definition(f"x {text}")
    return Translated(translated.text[1:].strip(), translated.notes)


def _stands_bare(text: str) -> bool:
    tokens = tokenize(text)
    if not tokens:
        return False
    if tokens[0].text == "(":
        return closing(tokens, 0) == len(tokens) - 1
    if tokens[0].text in ("+", "-"):
        tokens = tokens[1:]
    if len(tokens) != 1:
        return False
    known = ("NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME")
    return tokens[0].kind in ("string", "number") or tokens[0].word in known


def _type(
    text: str, tokens: tuple[Token, ...], changes: list[tuple[int, int, str]], notes: list[tuple[str, str]]
) -> int:
    """Translate the type of a column definition; returns the index after it."""
    at = 1
    while at < len(tokens) and tokens[at].word not in _ENDS:
        if tokens[at].word == "CHARACTER" and at + 1 < len(tokens) and tokens[at + 1].word == "SET":
            break
        at = closing(tokens, at) + 1 if tokens[at].text == "(" else at + 1
    if at == 1:
        return at
    first, last = tokens[1], tokens[at - 1]
    written = text[first.start : last.end]
    if first.word in _SERIAL:
        null = "" if any(token.word == "NULL" for token in tokens[at:]) else " NOT NULL"
        changes.append((first.start, last.end, _SERIAL[first.word] + null))
        notes.append(("a serial column as a plain number", EXACT))
    elif first.word in ("ENUM", "SET") and at > 2 and tokens[2].text == "(":
        longest = max((len(token.identifier) for token in tokens[3:at] if token.kind == "string"), default=0)
        changes.append((first.start, last.end, f"VARCHAR({longest})"))
        notes.append(("an enumeration as VARCHAR", MEANING_LOST))
    elif any(token.text.startswith("[") for token in tokens[1:at]):
        changes.append((first.start, last.end, quote(written)))
        notes.append(("an array type as its name", MEANING_LOST))
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
        elif token.word == "COMMENT" and at + 1 < len(tokens) and tokens[at + 1].kind == "string":
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
            _expression(tokens, at + 2, end, changes, notes)
            at = end + 1
        else:
            at = closing(tokens, at) + 1 if token.text == "(" else at + 1


def _default_end(tokens: tuple[Token, ...], at: int) -> int:
    """Index after the expression that starts at `at`; a first NULL belongs to it."""
    index = at + 1
    if at < len(tokens) and tokens[at].text == "(":
        index = closing(tokens, at) + 1
    while index < len(tokens):
        token = tokens[index]
        if token.word in _ENDS or (token.word == "CHARACTER" and tokens[index - 1].text != "::"):
            break
        index = closing(tokens, index) + 1 if token.text == "(" else index + 1
    return index


def _expression(
    tokens: tuple[Token, ...],
    at: int,
    end: int,
    changes: list[tuple[int, int, str]],
    notes: list[tuple[str, str]],
) -> None:
    """Translate what can be said in SQLite without changing its value: casts of literals, now(), E'' strings."""
    start = at
    while at < end:
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < end else None
        call = following is not None and following.text == "("
        if token.text == "::" and at > start:
            before = tokens[at - 1]
            last = _cast_end(tokens, at, end)
            if before.kind in ("string", "number") or before.word in ("NULL", "TRUE", "FALSE"):
                changes.append((token.start, tokens[last - 1].end, ""))
                notes.append(("a cast of a literal", EXACT))
            elif before.text == ")" or before.kind in ("word", "name"):
                changes.append((token.start, tokens[last - 1].end, ""))
                notes.append(("a cast in an expression left out", MEANING_LOST))
            at = last
        elif token.word in _NOW and call:
            changes.append((token.start, tokens[closing(tokens, at + 1)].end, "CURRENT_TIMESTAMP"))
            notes.append((f"{token.text.lower()}() as CURRENT_TIMESTAMP", EXACT))
            at = closing(tokens, at + 1) + 1
        elif token.word in ("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME") and call:
            changes.append((tokens[at + 1].start, tokens[closing(tokens, at + 1)].end, ""))
            notes.append(("the precision of CURRENT_TIMESTAMP", NO_MEANING))
            at = closing(tokens, at + 1) + 1
        elif token.word == "LOCALTIMESTAMP":
            changes.append((token.start, token.end, "CURRENT_TIMESTAMP"))
            notes.append(("localtimestamp as CURRENT_TIMESTAMP", EXACT))
            at += 1
        elif [one.word for one in tokens[at : at + 3]] == ["AT", "TIME", "ZONE"] and at + 3 < end:
            changes.append((token.start, tokens[at + 3].end, ""))
            notes.append(("AT TIME ZONE in a default", MEANING_LOST))
            at += 4
        elif token.kind == "string" and token.text[0] in "eEbBnN":
            changes.append((token.start, token.start + 1, ""))
            notes.append(("a string with a prefix", EXACT))
            at += 1
        else:
            at += 1


def literal_value(tokens: tuple[Token, ...], at: int, end: int, changes: list[tuple[int, int, str]]) -> None:
    """Collect the changes that a data statement allows: casts of literals left out, now() as CURRENT_TIMESTAMP."""
    while at < end:
        token = tokens[at]
        if (
            token.text == "::"
            and at > 0
            and (tokens[at - 1].kind in ("string", "number") or tokens[at - 1].word == "NULL")
        ):
            last = _cast_end(tokens, at, end)
            changes.append((token.start, tokens[last - 1].end, ""))
            at = last
        elif token.word in _NOW and at + 1 < end and tokens[at + 1].text == "(":
            last = closing(tokens, at + 1)
            changes.append((token.start, tokens[last].end, "CURRENT_TIMESTAMP"))
            at = last + 1
        else:
            at += 1


def _cast_end(tokens: tuple[Token, ...], at: int, end: int) -> int:
    """Index after the type that follows the `::` at index `at`."""
    index = at + 2
    double = (("DOUBLE", "PRECISION"), ("CHARACTER", "VARYING"), ("BIT", "VARYING"))
    if index < end and (tokens[at + 1].word, tokens[index].word) in double:
        index += 1
    while index + 1 < end and tokens[index].text == ".":
        index += 2
    if index < end and tokens[index].text == "(":
        index = closing(tokens, index) + 1
    for words in (("WITH", "TIME", "ZONE"), ("WITHOUT", "TIME", "ZONE")):
        if tuple(token.word for token in tokens[index : index + 3]) == words:
            index += 3
    while index < end and tokens[index].text.startswith("["):
        index += 1
    return index
