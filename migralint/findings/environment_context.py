"""The input of the environment rules: the manifest beside the history; values only, no disk, no clock."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.environments.environment import Environment, Manifest, StampSet
from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.history.ledger import Ledger
from migralint.source.location import Location


class EnvironmentContext(Struct, frozen=True, dict=True):
    """The environments of one script directory, and what is known besides them."""

    subject: HistoryContext
    manifest: Manifest
    now: datetime
    """The time from which ages are measured, with a time zone."""
    ledger: Ledger = field(default_factory=Ledger)
    """Records of earlier prunes; empty if there were none."""
    prunable: tuple[str, ...] | None = None
    """The ids of the revisions that a prune would remove now, according to its plan; None: the plan was not
    computed."""

    @property
    def history(self) -> History:
        """The revisions in the directory."""
        return self.subject.history

    def about(self, subject: HistoryContext) -> EnvironmentContext:
        """The same environments with another history of the directory."""
        return replace(self, subject=subject)

    def place(self, environment: Environment) -> Location:
        """The line of the entry in the manifest."""
        return Location(self.manifest.path, environment.line)

    @cached_property
    def unknown(self) -> tuple[tuple[Environment, str, tuple[StampSet, ...]], ...]:
        """Every stamp that is not a revision of the directory, with the stamp sets of the environment that contain it.

        In the order of the manifest. A stamp is left out if its file may be one that could not be read.
        """
        unknown_stamps = []
        for environment in self.manifest.environments:
            holders: dict[str, list[StampSet]] = {}
            for stamp_set in environment.stamp_sets:
                for stamp in sorted(stamp_set.stamps):
                    if stamp not in self.history and not self.subject.may_be_hidden(stamp):
                        holders.setdefault(stamp, []).append(stamp_set)
            unknown_stamps += [(environment, stamp, tuple(sets)) for stamp, sets in holders.items()]
        return tuple(unknown_stamps)

    def never_ran(self, stamps: frozenset[str]) -> str | None:
        """A pruned revision that a database with these stamps, all of the directory, has not run; None if it has run
        all.

        Such a revision is on another line of the history: an upgrade to the heads would start in the middle of that
        line. Squashed revisions do not count, as the squash is still to be run.
        """
        if not self._floors:
            return None
        applied = self.history.ancestry.with_self(stamps)
        return next((name for name, floor in self._floors if not applied & floor), None)

    @cached_property
    def _floors(self) -> tuple[tuple[str, int], ...]:
        """The last pruned revision of every line, with the kept revisions directly above it."""
        if self.history.cycles():
            return ()
        floors = []
        for name in self.ledger.pruned:
            above = self.ledger.directly_above(name)
            if not any(one in self.ledger.pruned for one in above) and not self.ledger.prune_of(name).squashed_into:
                here = [one for one in above if one in self.history]
                if here:  # without one, more files were deleted by hand, and nothing can be known
                    floors.append((name, self.history.ancestry.bits(here)))
        return tuple(floors)

    def named_by_prefix(self, stamp: str) -> tuple[str, ...]:
        """The revisions whose ids start with the stamp, which Alembic takes for an abbreviated id.

        As `RevisionMap._revision_for_ident` does it: known ids of more than three characters.
        """
        place = bisect_left(self._sorted_ids, stamp)
        ids = []
        while place < len(self._sorted_ids) and self._sorted_ids[place].startswith(stamp):
            ids.append(self._sorted_ids[place])
            place += 1
        return tuple(known for known in ids if len(known) > 3)

    @cached_property
    def _sorted_ids(self) -> list[str]:
        return sorted(self.history.revisions)

    def stamp_sets(self) -> Iterator[tuple[Environment, StampSet]]:
        """Every stamp set with its environment, in the order of the manifest."""
        for environment in self.manifest.environments:
            for stamp_set in environment.stamp_sets:
                yield environment, stamp_set
