"""Which databases of the manifest may need a pruned revision; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from migralint.environments.environment import Environment, Manifest, StampSet
from migralint.history.history import History
from migralint.pruning.rescue.restored import RestoredHistory

Need = Literal["stamped", "pending", "unstamped"]
"""Stamped at the revision itself; at others, with the revision still to run; nowhere, so that it needs everything."""


@dataclass(frozen=True, slots=True)
class NeedyEnvironment:
    """Databases of one environment that need the revision for the same reason."""

    environment: Environment
    need: Need
    stamp_sets: tuple[StampSet, ...]

    @property
    def databases(self) -> int:
        """How many they are."""
        return sum(one.databases for one in self.stamp_sets)


def needy_environments(manifest: Manifest, restored: RestoredHistory, live: History) -> Iterator[NeedyEnvironment]:
    """The environments whose databases are stamped at the pruned revision, or have it still to run.

    In the order of the manifest. Stamp sets with a stamp that nobody knows are left out.
    """
    for environment in manifest.environments:
        found: dict[Need, list[StampSet]] = {}
        for stamp_set in environment.stamp_sets:
            need = _need(stamp_set, restored, live)
            if need is not None:
                found.setdefault(need, []).append(stamp_set)
        for need in ("stamped", "pending", "unstamped"):
            if need in found:
                yield NeedyEnvironment(environment, need, tuple(found[need]))


def _need(stamp_set: StampSet, restored: RestoredHistory, live: History) -> Need | None:
    if not stamp_set.stamps:
        return "unstamped"
    if restored.target in stamp_set.stamps:
        return "stamped"
    history = restored.history
    if any(stamp not in history and stamp not in live for stamp in stamp_set.stamps):
        return None
    if not all(stamp in history for stamp in stamp_set.stamps):
        return None  # above the floor, or beside all that was pruned
    return None if restored.target in history.ancestors(stamp_set.stamps) else "pending"
