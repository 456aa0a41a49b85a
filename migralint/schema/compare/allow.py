"""Differences that the project accepts."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from migralint.schema.compare.difference import Difference


class AllowEntry(Struct, frozen=True):
    """Accepts the differences that match all of its patterns (`*`, `?`, `[…]`, case-sensitive)."""

    aspect: str
    """Matches the word of the kind ("column-type", "column-*") or its code ("ML511")."""
    reason: str
    table: str = "*"
    """Matches the table name in reports; only `*` matches an object without a table."""
    object: str = "*"
    """Matches the object name in reports; only `*` matches the table itself."""

    def accepts(self, difference: Difference) -> bool:
        """Return whether every pattern matches."""
        aspect = any(fnmatchcase(word, self.aspect) for word in (difference.kind, difference.code))
        return (
            aspect
            and fnmatchcase(difference.table or "", self.table)
            and fnmatchcase(difference.object or "", self.object)
        )


class Allowed(Struct, frozen=True):
    """A comparison after the allow list was applied."""

    remaining: tuple[Difference, ...]
    """The differences that no entry accepts, in their original order."""
    accepted: tuple[tuple[Difference, AllowEntry], ...]
    """The accepted differences, each with the first entry that accepts it."""
    unused: tuple[AllowEntry, ...]
    """The entries that match nothing, in their original order: each is a finding."""


def apply_allow(differences: Iterable[Difference], entries: Iterable[AllowEntry]) -> Allowed:
    """Divide the differences by the entries of `[[tool.migralint.verify.allow]]`."""
    listed = tuple(entries)
    remaining: list[Difference] = []
    accepted: list[tuple[Difference, AllowEntry]] = []
    used: set[int] = set()
    for difference in differences:
        fitting = [place for place, entry in enumerate(listed) if entry.accepts(difference)]
        used.update(fitting)
        if fitting:
            accepted.append((difference, listed[fitting[0]]))
        else:
            remaining.append(difference)
    unused = tuple(entry for place, entry in enumerate(listed) if place not in used)
    return Allowed(tuple(remaining), tuple(accepted), unused)
