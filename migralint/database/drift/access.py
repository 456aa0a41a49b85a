"""Owners and privileges of a live database: what the migrations say has to hold, what operators add is a note.

In a scratch database every object belongs to the role that made it; in a live one, to the role that ran the migrations,
which is taken to be the one that owns the version table. Who may connect is the operators' business alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from migralint.schema.access import Access, Grant

_OF_OPERATORS = ("database", "schema")
"""Kinds of objects whose owner does not matter if the migrations do not mention it."""


def parted(
    expected: Sequence[Access], actual: Sequence[Access], *, role: str, owner: str, scratch_role: str
) -> tuple[tuple[Access, ...], tuple[Access, ...], tuple[Access, ...]]:
    """Return the expected access, the part of `actual` that was expected, and the rest of `actual`.

    `role` has read the live database, `owner` has run its migrations, `scratch_role` those of the scratch database.
    """
    promised = tuple(_by_default_of(one, scratch_role) for one in expected)
    by_key = {_key(one): one for one in promised}
    kept, beside = [], []
    for one in (_without_reader(_by_default_of(each, owner), role) for each in actual):
        match = by_key.get(_key(one), Access(one.name, one.sort, one.kind, one.target, one.schema, one.of_role))
        own = one.owner in ("", owner) and not match.owner
        same = replace(
            one,
            owner=match.owner if one.owner == match.owner or own else (one.owner or owner) if match.owner else "",
            granted=_common(one.granted, match.granted),
            revoked=_common(one.revoked, match.revoked),
        )
        if same.owner or same.granted or same.revoked:
            kept.append(same)
        more = replace(
            one,
            owner="" if match.owner or own or one.sort in _OF_OPERATORS else one.owner,
            granted=_beyond(one.granted, match.granted),
            revoked=_beyond(one.revoked, match.revoked),
        )
        if one.sort != "database" and (more.owner or more.granted or more.revoked):
            beside.append(more)
    return promised, tuple(kept), tuple(beside)


def _key(access: Access) -> tuple[str, str, str, str]:
    return access.sort, access.kind, access.target, access.name


def _by_default_of(access: Access, owner: str) -> Access:
    """Give the default privileges of the role that runs the migrations the same name on both sides."""
    if access.sort != "default privileges" or access.of_role != owner:
        return access
    name = access.name.replace(f"{owner} ON ", "the role of the migrations ON ", 1)
    return replace(access, name=name, of_role="the role of the migrations")


def _without_reader(access: Access, role: str) -> Access:
    """Omit the privileges of the reading role: without them it could not read."""
    granted = tuple(one for one in access.granted if one.role != role)
    return replace(access, granted=granted)


def _common(actual: Sequence[Grant], expected: Sequence[Grant]) -> tuple[Grant, ...]:
    return tuple(one for one in expected if one in actual)


def _beyond(actual: Sequence[Grant], expected: Sequence[Grant]) -> tuple[Grant, ...]:
    return tuple(one for one in actual if one not in expected)
