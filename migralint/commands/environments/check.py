"""Compares databases with the manifest: are they as recorded, and can they be upgraded?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from migralint.commands.environments.manifest_file import Opened, environments_of
from migralint.commands.environments.reading import chosen, read_all, read_entries, reading_options
from migralint.commands.listener import SILENT, Listener
from migralint.database.stamps.request import Outcome, Stamped
from migralint.environments.environment import Environment, Manifest, OneTable, Schemas, StampSet
from migralint.loading.git.lost_files import with_lost
from migralint.rules.environment.standing import Standing, standing_of


class CheckedEnvironment(Struct, frozen=True):
    """The result of `env check` for one environment."""

    name: str
    outcome: Outcome
    standings: tuple[tuple[StampSet, Standing], ...] = ()
    """The stamp sets that were read, the largest first."""
    recorded: tuple[StampSet, ...] | None = None
    """The stamp sets in the manifest; None: it is not listed there."""

    @property
    def differs(self) -> bool:
        """Whether the databases differ from the manifest."""
        if self.recorded is None or not isinstance(self.outcome, Stamped):
            return False
        return {one.stamps: one.databases for one in self.recorded} != {
            one.stamps: one.databases for one in self.outcome.stamp_sets
        }

    @property
    def is_fine(self) -> bool:
        """Whether it was read, matches its record, and can be upgraded."""
        read = isinstance(self.outcome, Stamped) and self.outcome.is_complete
        return read and not self.differs and all(standing.is_fine for _, standing in self.standings)


def check_listed(
    opened: Opened,
    names: Iterable[str],
    *,
    everything: bool,
    python: str | None,
    timeout: int,
    listener: Listener = SILENT,
) -> tuple[CheckedEnvironment, ...]:
    """Read the entries `names` (or all that have a url-env) and judge their stamps. Writes nothing.

    Raises InputError for an unknown entry, and if the manifest cannot be read.
    """
    manifest = opened.read()
    listed = {one.name: one for one in chosen(manifest, names, everything=everything)}
    options = reading_options(opened, python=python, timeout=timeout)
    outcomes, interrupted = read_entries(listed.values(), options, listener=listener)
    if interrupted:
        raise KeyboardInterrupt
    return _judged(opened, manifest, listed, outcomes)


def check_variable(
    opened: Opened,
    variable: str,
    reading: OneTable | Schemas,
    *,
    python: str | None,
    timeout: int,
    listener: Listener = SILENT,
) -> tuple[CheckedEnvironment, ...]:
    """Read the database whose URL is in an environment variable, and judge its stamps. Writes nothing."""
    readings = {f"${variable}": (variable, reading)}
    options = reading_options(opened, python=python, timeout=timeout)
    outcomes, interrupted = read_all(readings, options, listener=listener)
    if interrupted:
        raise KeyboardInterrupt
    return _judged(opened, None, {}, outcomes)


def _judged(
    opened: Opened, manifest: Manifest | None, listed: Mapping[str, Environment], outcomes: Mapping[str, Outcome]
) -> tuple[CheckedEnvironment, ...]:
    environments = environments_of(opened, manifest)
    stamps = {
        stamp
        for one in outcomes.values()
        if isinstance(one, Stamped)
        for each in one.stamp_sets
        for stamp in each.stamps
    }
    if unknown := sorted(stamps - environments.history.revisions.keys() - environments.ledger.pruned.keys()):
        environments = environments.about(with_lost(environments.subject, opened.script, unknown))
    checked = []
    for name, outcome in outcomes.items():
        sets = outcome.stamp_sets if isinstance(outcome, Stamped) else ()
        recorded = listed[name].stamp_sets if name in listed else None
        tables = outcome.tables if isinstance(outcome, Stamped) else ()
        standings = tuple((one, standing_of(one, environments, tables)) for one in sets)
        checked.append(CheckedEnvironment(name, outcome, standings, recorded))
    return tuple(checked)
