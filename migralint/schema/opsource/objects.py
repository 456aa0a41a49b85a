"""SQL that creates objects and comments on them, shared by mends and squashes."""

from __future__ import annotations

from migralint.schema.naming import Identifier, Thing, creates_itself, kind_of, target_of
from migralint.schema.objects import CompositeType, Domain, EnumType, Other, Policy
from migralint.schema.opsource.layout import string
from migralint.schema.opsource.python import domain_words

_CONFIGURATION = "text search configuration"
NAMED_APART = ("collation", "text search dictionary", _CONFIGURATION)
"""Sorts whose definition is the text after the name, in an order in which each only needs those before it."""


def created(thing: EnumType | CompositeType | Domain | Policy | Other, identifier: Identifier) -> list[str]:
    """Return the statements that create the object; empty if there are none. `identifier` quotes its name."""
    name = target_of(thing, identifier)
    match thing:
        case EnumType():
            return [f"CREATE TYPE {name} AS ENUM ({', '.join(string(value) for value in thing.values)})"]
        case CompositeType():
            return [f"CREATE TYPE {name} AS {thing.definition}"]
        case Domain():
            return [f"CREATE DOMAIN {name} AS {domain_words(thing, identifier)}"]
        case Policy():
            return [f"CREATE POLICY {name} {thing.definition}"]
        case Other() if thing.sort in NAMED_APART:
            options, *further = thing.definition.split("\n") if thing.sort == _CONFIGURATION else [thing.definition]
            kind = kind_of(thing)
            return [f"CREATE {kind} {name} {options}", *(f"ALTER {kind} {name} {one}" for one in further)]
        case Other():
            return [thing.definition] if creates_itself(thing) else []


def comment_on(thing: Thing, identifier: Identifier) -> str:
    """Return the statement that sets the comment of the object, or removes it."""
    comment = string(thing.comment) if thing.comment else "NULL"
    return f"COMMENT ON {kind_of(thing)} {target_of(thing, identifier)} IS {comment}"
