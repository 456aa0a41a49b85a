"""Reads the version tables of environments and writes what they hold into the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from migralint.commands.environments.manifest_file import Opened, environments_of
from migralint.commands.environments.reading import chosen, read_entries, reading_options
from migralint.commands.listener import SILENT, Listener
from migralint.database.stamps.request import Outcome, Stamped
from migralint.environments.environment import Environment, Manifest, OneTable, StampSet
from migralint.environments.writing import record_stamps
from migralint.loading.records.fleet import RecordsFile, records_path
from migralint.rules.environment.standing import Standing, standing_of
from migralint.source.errors import InputError
from migralint.source.interruption import held_signals, unwinding


class Recorded(Struct, frozen=True):
    """The result of reading each environment."""

    entries: tuple[Environment, ...]
    outcomes: dict[str, Outcome]
    """By name, in the requested order."""
    at: datetime
    """The time when reading started; a fleet's record has its own time."""
    standings: tuple[tuple[str, StampSet, Standing], ...]
    """Name, stamps and their meaning, for each stamp set that was recorded."""
    interrupted: bool = False
    """Whether Ctrl-C interrupted it."""

    @property
    def recorded(self) -> dict[str, Stamped]:
        """The environments that were read."""
        return {name: one for name, one in self.outcomes.items() if isinstance(one, Stamped)}

    @property
    def is_complete(self) -> bool:
        """Whether all of them were read."""
        return all(isinstance(one, Stamped) and one.is_complete for one in self.outcomes.values())


class RecordOptions(Struct, frozen=True):
    """The entries to read, and the options."""

    names: tuple[str, ...] = ()
    everything: bool = False
    """All entries that can be read, instead of `names`."""
    python: str | None = None
    """The interpreter with the project's drivers; None: the default one."""
    timeout: int = 60
    """Seconds for each database."""
    command_timeout: int = 600
    """Seconds for a command that names databases."""
    fresher_than: timedelta | None = None
    """Databases with a more recent record than this are not read again (`--resume`)."""
    sample: int | None = None
    """The number of databases of each fleet to read, chosen at random."""


def record(opened: Opened, options: RecordOptions, *, listener: Listener = SILENT) -> Recorded:
    """Read the entries; those that cannot be reached keep their old record. Ctrl-C and a termination signal keep the
    results so far.

    Raises InputError for an unknown entry, and if the manifest or a record cannot be read or written; and
    KeyboardInterrupt if it was interrupted before any database was read.
    """
    before = opened.read()
    entries = chosen(before, options.names, everything=options.everything)
    _refuse_needless(before, entries, options)
    reading = reading_options(
        opened,
        python=options.python,
        timeout=options.timeout,
        command_timeout=options.command_timeout,
        fresher_than=options.fresher_than,
        sample=options.sample,
    )
    files = {one.name: RecordsFile(records_path(before.path, one.name)) for one in entries if one.keep_records}
    by_name = {entry.name: entry for entry in entries}
    began = datetime.now(UTC)

    def write(outcomes: Mapping[str, Outcome]) -> None:
        read = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Stamped)}
        if read:
            with held_signals():
                opened.edit(lambda data: _recorded(data, opened.path, by_name, read, began))

    with unwinding():
        try:
            outcomes, interrupted = read_entries(
                entries, reading, records=lambda entry: files.get(entry.name), on_read=write, listener=listener
            )
        finally:
            for file in files.values():
                file.close()
        if interrupted and not any(isinstance(one, Stamped) for one in outcomes.values()):
            raise KeyboardInterrupt
        return Recorded(entries, outcomes, began, _standings(opened, before, outcomes), interrupted)


def _recorded(
    data: bytes | None, path: str, entries: Mapping[str, Environment], read: Mapping[str, Stamped], at: datetime
) -> bytes:
    if data is None:
        raise InputError("is gone", path=path)
    for name, outcome in read.items():
        fleet = outcome.fleet
        data = record_stamps(
            data,
            path,
            name,
            outcome.stamp_sets,
            fleet.oldest if fleet is not None else at,
            counts=not isinstance(entries[name].reading, OneTable),
            unread=fleet.unread if fleet is not None else 0,
            sample_of=fleet.sample_of if fleet is not None else None,
        )
    return data


def _refuse_needless(manifest: Manifest, entries: Iterable[Environment], options: RecordOptions) -> None:
    """Raise InputError if `--resume` or `--sample` would have no effect."""
    for entry in entries:
        if options.sample is not None and not entry.is_fleet and not options.everything:
            message = f'environment "{entry.name}" is always read completely, so --sample does not apply'
            hint = "--sample applies to entries with command or targets-query"
            raise InputError(message, path=manifest.path, line=entry.line, hint=hint)
        if options.fresher_than is not None and not entry.keep_records and not options.everything:
            message = f'environment "{entry.name}" has no records to resume from'
            raise InputError(message, path=manifest.path, line=entry.line, hint="add: keep-records = true")


def _standings(
    opened: Opened, manifest: Manifest, outcomes: Mapping[str, Outcome]
) -> tuple[tuple[str, StampSet, Standing], ...]:
    environments = environments_of(opened, manifest)
    return tuple(
        (name, stamp_set, standing_of(stamp_set, environments))
        for name, outcome in outcomes.items()
        if isinstance(outcome, Stamped)
        for stamp_set in outcome.stamp_sets
    )
