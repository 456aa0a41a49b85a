"""Which databases of the manifest may need a pruned revision; pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from migralint.environments.environment import Environment, Manifest, StampSet
from migralint.pruning.rescue.restored import RestoredHistory

Need = Literal["stamped", "pending", "unstamped"]
"""Stamped at the revision itself; stamped at others, with the revision pending; not stamped, so that it needs
everything."""


class NeedyEnvironment(Struct, frozen=True):
    """Databases of one environment that need the revision for the same reason."""

    environment: Environment
    need: Need
    stamp_sets: tuple[StampSet, ...]

    @property
    def databases(self) -> int:
        """The number of databases."""
        return sum(one.databases for one in self.stamp_sets)


def needy_environments(
    manifest: Manifest, revision_id: str, restored: RestoredHistory | None
) -> Iterator[NeedyEnvironment]:
    """The environments whose databases are stamped at the pruned revision, or still have to run it.

    In the order of the manifest. Stamp sets with an unknown stamp are left out; if there is no restored history, so are
    those that are not stamped at the revision itself.
    """
    for environment in manifest.environments:
        by_need: dict[Need, list[StampSet]] = {}
        for stamp_set in environment.stamp_sets:
            need = _need(stamp_set.stamps, revision_id, restored)
            if need is not None:
                by_need.setdefault(need, []).append(stamp_set)
        for need in ("stamped", "pending", "unstamped"):
            if need in by_need:
                yield NeedyEnvironment(environment, need, tuple(by_need[need]))


def _need(stamps: frozenset[str], revision_id: str, restored: RestoredHistory | None) -> Need | None:
    if revision_id in stamps:
        return "stamped"
    if restored is None:
        return None
    if not stamps:
        return "unstamped"
    history = restored.history
    if not all(stamp in history for stamp in stamps):
        return None  # unknown, or above the pruned revisions
    return None if revision_id in history.ancestors(stamps) else "pending"
