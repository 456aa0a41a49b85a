"""Differences that the project accepts."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from migralint.schema.compare.difference import Difference


class AllowEntry(Struct, frozen=True):
    """Accepts the differences that all of its patterns fit (`*`, `?`, `[…]`, case counts)."""

    aspect: str
    """Fits the kind's word ("column-type", "column-*") or its code ("ML511")."""
    reason: str
    table: str = "*"
    """Fits the table as reports show it; for what belongs to no table only `*` does."""
    object: str = "*"
    """Fits the object as reports show it; for the table itself only `*` does."""

    def accepts(self, difference: Difference) -> bool:
        """Whether every pattern fits."""
        aspect = any(fnmatchcase(word, self.aspect) for word in (difference.kind, difference.code))
        return (
            aspect
            and fnmatchcase(difference.table or "", self.table)
            and fnmatchcase(difference.object or "", self.object)
        )


class Allowed(Struct, frozen=True):
    """What an allow list did to a comparison."""

    remaining: tuple[Difference, ...]
    """What no entry accepts, in the order given."""
    accepted: tuple[tuple[Difference, AllowEntry], ...]
    """What the first entry that fits accepts."""
    unused: tuple[AllowEntry, ...]
    """Entries that fit nothing, in the order given: each is a finding."""


def apply_allow(differences: Iterable[Difference], entries: Iterable[AllowEntry]) -> Allowed:
    """Part the differences by the entries of `[[tool.migralint.verify.allow]]`."""
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
