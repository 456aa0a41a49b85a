"""Writes objects other than tables as SQL: CREATE and DROP."""

from __future__ import annotations

import re

from migralint.schema.database import full_name
from migralint.schema.naming import Thing, drop_statement, enabling, kind_of, target_of
from migralint.schema.objects import (
    CompositeType,
    Domain,
    EnumType,
    Extension,
    Function,
    Other,
    Policy,
    Sequence,
    Trigger,
    View,
)
from migralint.schema.opsource.layout import identifier
from migralint.schema.opsource.objects import comment_on, created
from migralint.schema.opsource.python import view_words
from migralint.schema.squash.style import Style


class NotWritableError(Exception):
    """There is no SQL for this object; the message names it."""


def create(thing: Thing, style: Style) -> list[str]:
    """Return the statements that create the object. Raises NotWritableError."""
    statements = _create(thing, style)
    # An extension creates its own comment.
    if thing.comment and not isinstance(thing, Extension):
        statements.append(comment_on(thing, identifier))
    return statements


def drop(thing: Thing) -> str:
    """Return the statement that drops the object."""
    return drop_statement(thing, identifier)


def sequence_words(sequence: Sequence) -> str:
    """Return the clauses of CREATE and ALTER SEQUENCE."""
    words = [f"AS {sequence.type}", f"INCREMENT BY {sequence.increment}"]
    words += [f"MINVALUE {sequence.minimum}"] if sequence.minimum is not None else []
    words += [f"MAXVALUE {sequence.maximum}"] if sequence.maximum is not None else []
    words += [f"START WITH {sequence.start}", f"CACHE {sequence.cache}", *(["CYCLE"] if sequence.cycle else [])]
    return " ".join(words)


def _create(thing: Thing, style: Style) -> list[str]:
    name = target_of(thing, identifier)
    match thing:
        case View() | Trigger() if style.dialect == "sqlite":
            return [style.stored["view" if isinstance(thing, View) else "trigger", full_name(thing.schema, thing.name)]]
        case View():
            return _view(thing)
        case Trigger():
            return [
                _unqualified(thing.definition) if thing.schema is None else thing.definition,
                *enabling(thing, identifier),
            ]
        case Sequence():
            return [f"CREATE SEQUENCE {name} {sequence_words(thing)}"]
        case Function():
            return [_unqualified(thing.definition) if thing.schema is None else thing.definition]
        case Extension():
            schema = f" SCHEMA {identifier(None, thing.schema)}" if thing.schema else ""
            return [f"CREATE EXTENSION IF NOT EXISTS {name}{schema}"]
        case EnumType() | CompositeType() | Domain() | Policy() | Other():
            if statements := created(thing, identifier):
                return statements
    raise NotWritableError(f"there is no SQL for the {kind_of(thing).lower()} {thing.name}")


_NAME = r'(?:"(?:[^"]|"")*"|\S+)'
_QUALIFIED = re.compile(
    r"(CREATE OR REPLACE (?:FUNCTION|PROCEDURE) "
    rf"|CREATE (?:CONSTRAINT )?TRIGGER {_NAME} (?:BEFORE|AFTER|INSTEAD OF) .*? ON "
    rf"|CREATE (?:UNIQUE )?INDEX {_NAME} ON )public\.",
    re.DOTALL,
)


def _unqualified(definition: str) -> str:
    """Return the statement without the default schema, as for all other objects."""
    match = _QUALIFIED.match(definition)
    return definition if match is None else match[1] + definition[match.end() :]


def _view(view: View) -> list[str]:
    options, empty, indexes = view_words(view)
    statement = f"CREATE {kind_of(view)} {target_of(view, identifier)}{options} AS\n{view.definition.strip()}{empty}"
    return [statement, *(_unqualified(one) if view.schema is None else one for one in indexes)]
