"""What the databases of all environments have applied, as bit sets; a million databases are a few stamp sets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from migralint.environments.environment import Environment, StampSet
from migralint.history.history import History


class Fleet:
    """The environments of a manifest over an acyclic history.

    `create-all` entries and those in `without` are ignored. Sets are integers of `history.ancestry`.
    """

    def __init__(
        self, history: History, environments: Iterable[Environment], without: frozenset[str] = frozenset()
    ) -> None:
        """Environments in the order of the manifest."""
        self.history = history
        self.environments = tuple(one for one in environments if one.needs_stamps and one.name not in without)

    def over(self, stamps: frozenset[str]) -> int:
        """A(S) without S: applied in a database with these stamps, and not one of its rows; empty if a stamp is
        unknown."""
        if any(stamp not in self.history for stamp in stamps):
            return 0
        ancestry = self.history.ancestry
        return ancestry.with_self(stamps) & ~ancestry.bits(stamps)

    @cached_property
    def expendable(self) -> dict[str, int]:
        """For each environment by name the revisions that it alone does not need; empty if it has no stamp set."""
        result: dict[str, int] = {}
        for environment in self.environments:
            mask = self.history.ancestry.everything if environment.stamp_sets else 0
            for stamp_set in environment.stamp_sets:
                mask &= self.over(stamp_set.stamps)
                if not mask:
                    break
            result[environment.name] = mask
        return result

    def everywhere(self, *, instead: dict[str, int] | None = None) -> int:
        """P0: the revisions that no stamp set of any environment needs; empty if there is no stamp set at all.

        `instead` replaces the sets of single environments, to compute the effect of an upgrade of theirs.
        """
        if not self.environments:
            return 0
        common = self.history.ancestry.everything
        for name, mask in self.expendable.items():
            common &= mask if instead is None else instead.get(name, mask)
        return common

    def applied(self, stamp_set: StampSet) -> int | None:
        """The number of revisions that a database with these stamps has applied; None if a stamp is unknown."""
        if any(stamp not in self.history for stamp in stamp_set.stamps):
            return None
        return self.history.ancestry.with_self(stamp_set.stamps).bit_count()
