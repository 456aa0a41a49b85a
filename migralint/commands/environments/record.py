"""Reads the version tables of environments and writes what they hold into the manifest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct

from migralint.commands.environments.opened import Opened, roster_of
from migralint.commands.environments.reading import chosen, read_all
from migralint.commands.listener import SILENT, Listener
from migralint.database.stamps.request import Outcome, Stamped
from migralint.environments.environment import Environment, OneTable, StampSet
from migralint.environments.writing import record_stamps
from migralint.rules.environment.standing import Standing, standing_of
from migralint.source.errors import InputError


class Recorded(Struct, frozen=True):
    """What was read of each environment."""

    entries: tuple[Environment, ...]
    outcomes: dict[str, Outcome]
    """By name, in the order asked for."""
    at: datetime
    standings: tuple[tuple[str, StampSet, Standing], ...]
    """Name, stamps and what they mean, for each stamp set that was recorded."""

    @property
    def recorded(self) -> dict[str, Stamped]:
        """Those that were read."""
        return {name: one for name, one in self.outcomes.items() if isinstance(one, Stamped)}

    @property
    def is_complete(self) -> bool:
        """Whether all were read."""
        return len(self.recorded) == len(self.outcomes)


def record(
    opened: Opened,
    names: Iterable[str],
    *,
    everything: bool,
    python: str | None,
    timeout: int,
    listener: Listener = SILENT,
) -> Recorded:
    """Read the entries `names` (or all that have a url-env); one that is not reached keeps its old record.

    Raises InputError for an unknown entry, and if the manifest cannot be read or written.
    """
    before = opened.read()
    entries = chosen(before, names, everything=everything)
    wanted = {entry.name: (entry.url_env or "", entry.reading) for entry in entries}
    outcomes = read_all(opened, wanted, python=python, timeout=timeout, listener=listener)
    at = datetime.now(UTC)
    read = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Stamped)}

    def change(data: bytes | None) -> bytes:
        if data is None:
            raise InputError("is gone", path=opened.path)
        for entry in entries:
            if entry.name in read:
                sets, counts = read[entry.name].stamp_sets, not isinstance(entry.reading, OneTable)
                data = record_stamps(data, opened.path, entry.name, sets, at, counts=counts)
        return data

    if read:
        opened.edit(change)
    roster = roster_of(opened, before)
    standings = tuple(
        (name, stamp_set, standing_of(stamp_set, roster))
        for name, outcome in read.items()
        for stamp_set in outcome.stamp_sets
    )
    return Recorded(entries, outcomes, at, standings)
