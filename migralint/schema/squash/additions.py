"""What the revisions of one piece add to a database that other pieces have started."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from migralint.schema.compare.databases import compare
from migralint.schema.database import Database


def added(
    before: Database, after: Database, as_compared: Callable[[Database], Database] = lambda one: one
) -> tuple[Database, tuple[str, ...]]:
    """Return the objects that only `after` has, and descriptions of the objects of `before` that have changed.

    If anything has changed, the first value is not the whole difference. `as_compared` removes from a database what
    differs between runs.
    """
    parts: dict[str, Any] = {}
    common: dict[str, Any] = {}
    for name in Database.__struct_fields__:
        if name in ("dialect", "version"):
            continue
        known = {_identity(one) for one in getattr(before, name)}
        things = getattr(after, name)
        parts[name] = tuple(one for one in things if _identity(one) not in known)
        common[name] = tuple(one for one in things if _identity(one) in known)
    changed = compare(as_compared(before), as_compared(replace(after, **common)))
    return replace(after, **parts), tuple(f"{one.kind} {one.table or ''} {one.object or ''}".strip() for one in changed)


def _identity(thing: Any) -> Any:
    if isinstance(thing, str):
        return thing
    name = getattr(thing, "signature", None) or thing.name
    return (getattr(thing, "schema", None), getattr(thing, "table", None), name)


def nothing(database: Database) -> Database:
    """Return the same database without any object."""
    return Database(database.dialect, database.version)


def left_over(database: Database, ignored: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of the objects in a database that should be empty."""
    return tuple(
        str(_identity(thing)[-1]) if not isinstance(thing, str) else thing
        for name in Database.__struct_fields__
        if name not in ("dialect", "version", "schemas")
        for thing in getattr(database, name)
    )
