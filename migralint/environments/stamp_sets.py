"""Groups the stamps of databases into stamp sets; each database counts separately."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migralint.environments.environment import StampSet

EXAMPLES = 3
"""The number of database names that a stamp set keeps."""


def parse_key(key: str) -> frozenset[str]:
    """Return the stamps in a key of `counts`: "id1+id2"; "" means unstamped.

    Raises ValueError, with a message for users, for an empty or repeated id.
    """
    if key == "":
        return frozenset()
    ids = key.split("+")
    if any(not one or one != one.strip() for one in ids):
        raise ValueError('several rows are written "id1+id2", without spaces')
    if len(set(ids)) < len(ids):
        raise ValueError("the same id is listed twice")
    return frozenset(ids)


def largest_first(stamp_sets: Iterable[StampSet]) -> tuple[StampSet, ...]:
    """Sort stamp sets for the manifest and for reports: the largest number of databases first, then by id."""
    return tuple(sorted(stamp_sets, key=lambda one: (-one.databases, one.key)))


def group(databases: Mapping[str, frozenset[str]]) -> tuple[StampSet, ...]:
    """Return the stamp sets of the databases, given by name, the largest first."""
    names: dict[frozenset[str], list[str]] = {}
    for name, stamps in databases.items():
        names.setdefault(stamps, []).append(name)
    return largest_first(StampSet(stamps, len(who), tuple(who[:EXAMPLES])) for stamps, who in names.items())
