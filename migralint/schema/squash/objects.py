"""Writes what a database holds beside tables, as SQL: what creates it and what drops it."""

from __future__ import annotations

import re

from migralint.schema.database import full_name
from migralint.schema.mend.statements import reset
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
from migralint.schema.squash.layout import identifier, string
from migralint.schema.squash.style import Style

Thing = View | Trigger | Sequence | Domain | CompositeType | EnumType | Function | Extension | Policy | Other


class NotWritableError(Exception):
    """There is no SQL for it here; the message names it."""


def create(thing: Thing, style: Style) -> list[str]:
    """Return the statements that make it. Raises NotWritableError."""
    made = _create(thing, style)
    # An extension brings its own comment along.
    if thing.comment and not isinstance(thing, Extension):
        made.append(f"COMMENT ON {_kind(thing)} {_target(thing)} IS {string(thing.comment)}")
    return made


def drop(thing: Thing) -> str:
    """Return the statement that removes it."""
    if isinstance(thing, Other) and thing.sort == "setting":
        return reset(thing)
    return f"DROP {_kind(thing)} {_target(thing)}"


def sequence_words(sequence: Sequence) -> str:
    """What a sequence is, as CREATE and ALTER SEQUENCE take it."""
    words = [f"AS {sequence.type}", f"INCREMENT BY {sequence.increment}"]
    words += [f"MINVALUE {sequence.minimum}"] if sequence.minimum is not None else []
    words += [f"MAXVALUE {sequence.maximum}"] if sequence.maximum is not None else []
    words += [f"START WITH {sequence.start}", f"CACHE {sequence.cache}", *(["CYCLE"] if sequence.cycle else [])]
    return " ".join(words)


def _create(thing: Thing, style: Style) -> list[str]:
    name = _target(thing)
    match thing:
        case View() | Trigger() if style.dialect == "sqlite":
            return [style.stored["view" if isinstance(thing, View) else "trigger", full_name(thing.schema, thing.name)]]
        case View():
            return _view(thing)
        case Trigger():
            return [_unqualified(thing.definition) if thing.schema is None else thing.definition, *_enabled(thing)]
        case Sequence():
            return [f"CREATE SEQUENCE {name} {sequence_words(thing)}"]
        case EnumType():
            return [f"CREATE TYPE {name} AS ENUM ({', '.join(string(value) for value in thing.values)})"]
        case CompositeType():
            return [f"CREATE TYPE {name} AS {thing.definition}"]
        case Domain():
            return [f"CREATE DOMAIN {name} AS {_domain(thing)}"]
        case Function():
            return [_unqualified(thing.definition) if thing.schema is None else thing.definition]
        case Extension():
            schema = f" SCHEMA {identifier(None, thing.schema)}" if thing.schema else ""
            return [f"CREATE EXTENSION IF NOT EXISTS {name}{schema}"]
        case Policy():
            return [f"CREATE POLICY {name} {thing.definition}"]
        case Other() if thing.definition.startswith(("CREATE ", "PRAGMA ")):
            return [thing.definition]
    raise NotWritableError(f"there is no SQL for the {_kind(thing).lower()} {thing.name}")


_NAME = r'(?:"(?:[^"]|"")*"|\S+)'
_QUALIFIED = re.compile(
    r"(CREATE OR REPLACE (?:FUNCTION|PROCEDURE) "
    rf"|CREATE (?:CONSTRAINT )?TRIGGER {_NAME} (?:BEFORE|AFTER|INSTEAD OF) .*? ON "
    rf"|CREATE (?:UNIQUE )?INDEX {_NAME} ON )public\.",
    re.DOTALL,
)


def _unqualified(definition: str) -> str:
    """The statement without the schema that goes without saying, as for everything else."""
    found = _QUALIFIED.match(definition)
    return definition if found is None else found[1] + definition[found.end() :]


def _view(view: View) -> list[str]:
    given = [option for option in view.options if "=" in option and not option.startswith("INDEX ")]
    options = f" WITH ({', '.join(given)})" if given else ""
    empty = " WITH NO DATA" if "WITH NO DATA" in view.options else ""
    made = f"CREATE {_kind(view)} {_target(view)}{options} AS\n{view.definition.strip()}{empty}"
    indexes = [option.removeprefix("INDEX ") for option in view.options if option.startswith("INDEX ")]
    return [made, *(_unqualified(one) if view.schema is None else one for one in indexes)]


def _enabled(trigger: Trigger) -> list[str]:
    words = {"DISABLED": "DISABLE", "REPLICA": "ENABLE REPLICA", "ALWAYS": "ENABLE ALWAYS"}
    if trigger.enabled not in words:
        return []
    kind = "RULE" if _is_rule(trigger) else "TRIGGER"
    table = identifier(trigger.schema, trigger.table)
    return [f"ALTER TABLE {table} {words[trigger.enabled]} {kind} {identifier(None, trigger.name)}"]


def _domain(domain: Domain) -> str:
    words = [domain.type]
    words += [f"COLLATE {identifier(None, domain.collation)}"] if domain.collation else []
    words += [f"DEFAULT {domain.default}"] if domain.default is not None else []
    words += [] if domain.nullable else ["NOT NULL"]
    words += [f"CONSTRAINT {identifier(None, name)} {definition}" for name, definition in domain.checks]
    return " ".join(words)


def _is_rule(trigger: Trigger) -> bool:
    return trigger.definition.startswith("CREATE RULE ")


def _kind(thing: Thing) -> str:
    match thing:
        case View():
            return "MATERIALIZED VIEW" if thing.materialized else "VIEW"
        case EnumType() | CompositeType():
            return "TYPE"
        case Trigger() if _is_rule(thing):
            return "RULE"
        case Other():
            return thing.sort.upper()
        case Function():
            words = thing.definition.split(None, 4)
            return "PROCEDURE" if "PROCEDURE" in words else "AGGREGATE" if "AGGREGATE" in words else "FUNCTION"
    return type(thing).__name__.upper()


def _target(thing: Thing) -> str:
    match thing:
        case Function():
            # The signature is quoted already.
            return thing.signature if thing.schema is None else f"{identifier(None, thing.schema)}.{thing.signature}"
        case Extension():
            return identifier(None, thing.name)
        case Policy():
            return f"{identifier(None, thing.name)} ON {identifier(thing.schema, thing.table)}"
        case Trigger() if not thing.definition.upper().startswith(("BEFORE", "AFTER", "INSTEAD")):
            return f"{identifier(None, thing.name)} ON {identifier(thing.schema, thing.table)}"
    return identifier(thing.schema, thing.name)
