"""SQL names of objects other than tables: the word after CREATE, DROP and COMMENT ON, and the target."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

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

Thing: TypeAlias = View | Trigger | Sequence | EnumType | Domain | CompositeType | Function | Extension | Policy | Other
Identifier: TypeAlias = Callable[[str | None, str], str]
"""Quotes a schema (None: without schema) and a name."""

_OF_THE_DATABASE = (
    "event trigger",
    "publication",
    "language",
    "access method",
    "foreign data wrapper",
    "foreign server",
)
_STATES = {"DISABLED": "DISABLE", "REPLICA": "ENABLE REPLICA", "ALWAYS": "ENABLE ALWAYS"}


def kind_of(thing: Thing) -> str:
    """Return the SQL keyword of the object: "MATERIALIZED VIEW", "RULE", "PROCEDURE", …"""
    match thing:
        case View():
            return "MATERIALIZED VIEW" if thing.materialized else "VIEW"
        case EnumType() | CompositeType():
            return "TYPE"
        case Trigger() if is_rule(thing):
            return "RULE"
        case Other():
            return "SERVER" if thing.sort == "foreign server" else thing.sort.upper()
        case Function():
            words = thing.definition.split(None, 4)[:4]
            return next((word for word in ("PROCEDURE", "AGGREGATE") if word in words), "FUNCTION")
    return type(thing).__name__.upper()


def is_rule(trigger: Trigger) -> bool:
    """Return whether it is a rule, not a trigger."""
    return trigger.definition.startswith("CREATE RULE ")


def target_of(thing: Thing, identifier: Identifier) -> str:
    """Return the text after that keyword: the name, and whatever else distinguishes it from others of its kind."""
    match thing:
        case Function():
            # The signature is already quoted.
            schema = "" if thing.schema is None else f"{identifier(None, thing.schema)}."
            signature = thing.signature
            if kind_of(thing) == "AGGREGATE" and signature.endswith("()"):
                signature = f"{signature[:-2]}(*)"
            return f"{schema}{signature}"
        case Extension():
            return identifier(None, thing.name)
        case Trigger() if thing.definition.upper().startswith(("BEFORE", "AFTER", "INSTEAD")):  # SQLite's
            return identifier(thing.schema, thing.name)
        case Policy() | Trigger():
            return f"{identifier(None, thing.name)} ON {identifier(thing.schema, thing.table)}"
        case Other():
            return _target_of_other(thing, identifier)
    return identifier(thing.schema, thing.name)


def _target_of_other(thing: Other, identifier: Identifier) -> str:
    match thing.sort:
        case "operator":
            return thing.name  # as the server prints it
        case "operator class" | "operator family":
            name, _, method = thing.name.rpartition(" USING ")
            return f"{identifier(thing.schema, name)} USING {identifier(None, method)}"
        case "cast":
            return f"({thing.name})"
        case "transform":
            return f"FOR {thing.name}"
        case "user mapping":
            role, _, server = thing.name.rpartition(" ON ")
            return f"FOR {role if role == 'public' else identifier(None, role)} SERVER {identifier(None, server)}"
        case sort if sort in _OF_THE_DATABASE:
            return identifier(None, thing.name)
    return identifier(thing.schema, thing.name)


def drop_statement(thing: Thing, identifier: Identifier) -> str:
    """Return the SQL that drops the object, or that resets a setting."""
    match thing:
        case Other(sort="setting"):
            return thing.definition.rpartition("=")[0] + "= 0"
        case Other(sort="database setting"):
            return re.sub(
                r' SET ("(?:[^"]|"")*"(?:\."(?:[^"]|"")*")*) TO .*\', current_database',
                r" RESET \1', current_database",
                thing.definition,
                flags=re.DOTALL,
            )
        case Other(sort="partition trigger"):
            return re.sub(r" (?:DISABLE|ENABLE(?: REPLICA| ALWAYS)?) TRIGGER ", " ENABLE TRIGGER ", thing.definition)
    return f"DROP {kind_of(thing)} {target_of(thing, identifier)}"


def creates_itself(thing: Other) -> bool:
    """Return whether the definition is the statement that creates the object."""
    return thing.definition.startswith(("CREATE ", "PRAGMA ", "DO ", "ALTER TABLE "))


def enabling(trigger: Trigger, identifier: Identifier) -> list[str]:
    """Return the statement that changes a new trigger or rule to its state; none for the default state."""
    if trigger.enabled not in _STATES:
        return []
    table = identifier(trigger.schema, trigger.table)
    return [f"ALTER TABLE {table} {_STATES[trigger.enabled]} {kind_of(trigger)} {identifier(None, trigger.name)}"]
