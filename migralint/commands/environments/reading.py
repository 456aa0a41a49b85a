"""Reads the databases that entries of the manifest, or a caller, name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from migralint.commands.environments.fleet import read_fleet
from migralint.commands.environments.manifest_file import Opened
from migralint.commands.environments.reading_options import ReadingOptions
from migralint.commands.listener import SILENT, Listener, Step
from migralint.database.project.environment import working_folder
from migralint.database.project.interpreter import choose_interpreter
from migralint.database.stamps.read import read_stamps
from migralint.database.stamps.request import Job, Outcome, Stamped, Unread
from migralint.environments.environment import Counts, DatabaseReading, Environment, Manifest, OneTable
from migralint.loading.records.fleet import RecordsFile
from migralint.source.errors import InputError
from migralint.source.toml import did_you_mean


def chosen(manifest: Manifest, names: Iterable[str], *, everything: bool) -> tuple[Environment, ...]:
    """The selected entries. Raises InputError for an unknown one, and for one that cannot be connected to."""
    if everything:
        recordable = tuple(one for one in manifest.environments if one.is_recordable)
        if not recordable:
            message = "no entry has url-env or command, so there is nothing to connect to"
            raise InputError(message, path=manifest.path)
        return recordable
    return tuple(_connectable(manifest, name) for name in dict.fromkeys(names))


def _connectable(manifest: Manifest, name: str) -> Environment:
    environment = entry_of(manifest, name)
    if not environment.is_recordable:
        hint = 'name the variable that holds its URL: url-env = "…"'
        raise InputError(f'environment "{name}" has no url-env', path=manifest.path, line=environment.line, hint=hint)
    if isinstance(environment.source, Counts) and isinstance(environment.reading, OneTable):
        hint = 'name the databases: schemas = "tenant-*", a query, a targets-query or a command'
        message = f'environment "{name}" stands for many databases, but its url-env points to one'
        raise InputError(message, path=manifest.path, line=environment.line, hint=hint)
    return environment


def entry_of(manifest: Manifest, name: str) -> Environment:
    """The entry with this name. Raises InputError, with the most similar name, if there is none."""
    environment = manifest.get(name)
    if environment is None:
        known = [one.name for one in manifest.environments]
        hint = did_you_mean(name, known) or f"it lists: {', '.join(known) or 'none'}"
        raise InputError(f'there is no environment "{name}"', path=manifest.path, hint=hint)
    return environment


def reading_options(
    opened: Opened,
    *,
    python: str | None,
    timeout: int,
    command_timeout: int = 600,
    fresher_than: timedelta | None = None,
    sample: int | None = None,
) -> ReadingOptions:
    """The options for reading, with the project's interpreter. Raises InputError if `python` is not an interpreter."""
    folder = working_folder(opened.script)
    interpreter = choose_interpreter(python or opened.settings.python, folder, os.environ)
    return ReadingOptions(interpreter, folder, timeout, command_timeout, fresher_than, sample)


def read_entries(
    entries: Iterable[Environment],
    options: ReadingOptions,
    *,
    records: Callable[[Environment], RecordsFile | None] = lambda entry: None,
    on_read: Callable[[Mapping[str, Outcome]], None] = lambda outcomes: None,
    listener: Listener = SILENT,
) -> tuple[dict[str, Outcome], bool]:
    """Read the entries: results by name, in order, and whether Ctrl-C interrupted it.

    First all entries with one URL each, in parallel, then one fleet after the other. `on_read` receives the first
    results together, and those of every fleet as it is read. `records` returns the records of a fleet's databases.
    """
    entries = tuple(entries)
    readings = {
        entry.name: (entry.url_env or "", entry.reading)
        for entry in entries
        if isinstance(entry.reading, DatabaseReading)
    }
    outcomes, interrupted = read_all(readings, options, listener=listener)
    on_read(outcomes)
    for entry in entries:
        if entry.name in readings:
            continue
        if interrupted:
            outcomes[entry.name] = Unread("interrupted", "interrupted before it was read")
            continue
        outcomes[entry.name], interrupted = read_fleet(entry, options, records(entry), listener)
        on_read({entry.name: outcomes[entry.name]})
    return {entry.name: outcomes[entry.name] for entry in entries}, interrupted


def read_all(
    readings: Mapping[str, tuple[str, DatabaseReading]],
    options: ReadingOptions,
    *,
    listener: Listener = SILENT,
) -> tuple[dict[str, Outcome], bool]:
    """Read the databases: results by name, in order, and whether Ctrl-C interrupted it.

    `readings`: name to the variable that holds the URL, and the options for reading.
    """
    outcomes: dict[str, Outcome] = {
        name: Unread("not-set", f"the variable {variable} is not set")
        for name, (variable, _) in readings.items()
        if not os.environ.get(variable, "").strip()
    }
    jobs = [
        Job(name, os.environ[variable].strip(), reading)
        for name, (variable, reading) in readings.items()
        if name not in outcomes
    ]
    done = 0

    def report(job: Job, outcome: Outcome) -> None:
        nonlocal done
        done += 1
        outcomes[job.name] = outcome
        if isinstance(outcome, Stamped):
            listener.progress(Step(f"read {job.name}", done, len(jobs)))

    interrupted = False
    if jobs:
        try:
            read_stamps(jobs, python=options.python, timeout=options.timeout, on_outcome=report)
        except KeyboardInterrupt:
            interrupted = True
    not_read = Unread("interrupted", "interrupted before it was read")
    in_order = {name: outcomes.get(name, not_read) for name in readings}
    _note_same(in_order, listener)
    return in_order, interrupted


def _note_same(outcomes: Mapping[str, Outcome], listener: Listener) -> None:
    first: dict[str, str] = {}
    for name, outcome in outcomes.items():
        if isinstance(outcome, Stamped) and outcome.identity:
            other = first.setdefault(outcome.identity, name)
            if other != name:
                listener.note(f"the URLs of {other} and {name} lead to the same database")
