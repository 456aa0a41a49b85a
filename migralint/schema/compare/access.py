"""Compares attributes beside the definitions of objects: privileges, comments on their parts, …"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from migralint.schema.access import Access, Grant
from migralint.schema.compare.context import Context, Pairing, difference, pair
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.database import full_name
from migralint.schema.objects import ObjectAttribute

S = TypeVar("S", ObjectAttribute, Access)


def compare_attributes(context: Context, differences: Iterable[Difference]) -> Iterator[Difference]:
    """Yield notes about attributes of objects, such as comments; skip objects that `differences` reports as missing."""
    missing = _missing(differences)
    paired = pair(context.models.attributes, context.migrations.attributes, lambda aside: replace(aside, says=""))
    for one, other in _sides(paired):
        thing = one or other
        assert thing is not None
        if (one and one.says) != (other and other.says) and not _names(thing) & missing:
            ours, theirs = (side.says if side is not None else None for side in (one, other))
            name = full_name(thing.schema, thing.name)
            yield difference(Kind.STORED_DDL, None, f"{thing.sort} {name}".rstrip(), ours, theirs, note=True)


def compare_access(context: Context, differences: Iterable[Difference]) -> Iterator[Difference]:
    """Yield the differences in owners and privileges; skip the objects that `differences` reports as missing."""
    missing = _missing(differences)
    paired = pair(
        context.models.access, context.migrations.access, lambda one: (one.sort, one.kind, one.target, one.name)
    )
    for one, other in _sides(paired):
        thing = one or other
        assert thing is not None
        if one != other and not _names(thing) & missing:
            ours, theirs = (_described(side) if side is not None else None for side in (one, other))
            yield difference(Kind.PRIVILEGES, *_place(thing), ours, theirs, About(one, other))


def _place(thing: Access) -> tuple[str | None, str | None]:
    """Return the table and the object for the difference."""
    name = full_name(thing.schema, thing.name)
    match thing.sort:
        case "table":
            return name, None
        case "column":
            table, _, column = name.rpartition(".")
            return table, column
        case "default privileges":
            return None, f"{thing.sort} {thing.name}"
    return None, f"{thing.sort} {name}".rstrip()


def _missing(differences: Iterable[Difference]) -> set[str]:
    return {
        name for one in differences if None in (one.models, one.migrations) for name in (one.object, one.table) if name
    }


def _names(thing: ObjectAttribute | Access) -> set[str]:
    """Return the names that a difference may use for it."""
    name = full_name(thing.schema, thing.name)
    return {name, name.rpartition(".")[0], name.rpartition(" ON ")[2]}


def _sides(paired: Pairing[S]) -> Iterator[tuple[S | None, S | None]]:
    yield from ((one, None) for one in paired.missing)
    yield from ((None, one) for one in paired.extra)
    yield from paired.both


def _described(access: Access) -> str:
    """Return what differs from the defaults, as SQL."""
    words = [f"OWNER {access.owner}"] if access.owner else []
    words += [f"GRANT {_grant_words(one, 'TO')}" for one in access.granted]
    words += [f"REVOKE {_grant_words(one, 'FROM')}" for one in access.revoked]
    return "; ".join(words)


def _grant_words(grant: Grant, word: str) -> str:
    more = " WITH GRANT OPTION" if grant.grantable else ""
    return f"{grant.privilege} {word} {grant.role or 'PUBLIC'}{more}" + (
        f" BY {grant.grantor}" if grant.grantor else ""
    )
