"""Reads a fleet whose databases a command or a query names: all of them, those without a recent record, or a sample."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from migralint.commands.environments.fleet_targets import targets_of
from migralint.commands.environments.progress import Pace
from migralint.commands.environments.reading_options import ReadingOptions
from migralint.commands.listener import SILENT, Listener
from migralint.database.stamps.read import read_stamps
from migralint.database.stamps.request import FleetReading, Job, Outcome, Stamped, Unread
from migralint.database.stamps.targets import Targets
from migralint.environments.environment import Environment
from migralint.environments.stamp_sets import group
from migralint.loading.records.fleet import DatabaseRecord, RecordsFile


def read_fleet(
    entry: Environment, options: ReadingOptions, records: RecordsFile | None, listener: Listener = SILENT
) -> tuple[Outcome, bool]:
    """Read the stamps of the databases from the entry's command or query; True: Ctrl-C interrupted it.

    `records`: the results of earlier runs, to which each database is added as it is read; None: no record is kept. A
    database that cannot be read keeps its earlier record. Unread if no database was read: then nothing new is known.
    """
    began = datetime.now(UTC)
    targets = targets_of(entry, options, listener)
    if isinstance(targets, Unread):
        return targets, False
    fleet = _Fleet(entry, options, targets, records, began)
    interrupted = fleet.read(listener)
    return fleet.outcome(), interrupted


class _Fleet:
    """One reading of one fleet."""

    def __init__(
        self,
        entry: Environment,
        options: ReadingOptions,
        targets: Targets,
        records: RecordsFile | None,
        began: datetime,
    ) -> None:
        self._entry = entry
        self._options = options
        self._targets = targets
        self._records = records
        self._earlier: Mapping[str, DatabaseRecord] = dict(records.records) if records is not None else {}
        self._now: dict[str, DatabaseRecord] = {}
        self._failures: dict[str, Unread] = {}
        self._identities: dict[str, str] = {}
        self._names = [*targets.stamped, *targets.located]
        if options.sample is not None and options.sample < len(self._names):
            self._chosen = set(random.sample(self._names, options.sample))
        else:
            self._chosen = set(self._names)
        for name, stamps in targets.stamped.items():
            if name in self._chosen:
                self._now[name] = DatabaseRecord(stamps, began)
        self._began = began

    def read(self, listener: Listener) -> bool:
        """Read the databases that have URLs; True: Ctrl-C interrupted it."""
        jobs = [
            Job(name, target.url, target.table)
            for name, target in self._targets.located.items()
            if name in self._chosen and not self._is_fresh(name) and not self._is_double(name)
        ]
        pace = Pace(listener, self._entry.name, len(jobs))

        def take(job: Job, outcome: Outcome) -> None:
            self._take(job.name, outcome)
            pace.advance()

        return _interrupted(
            lambda: read_stamps(
                jobs,
                python=self._options.python,
                timeout=self._options.timeout,
                concurrency=self._entry.concurrency,
                per_host=self._entry.per_host,
                on_outcome=take,
            )
        )

    def outcome(self) -> Outcome:
        """The result so far; the records are sorted."""
        kept = {
            name: record
            for name, record in self._earlier.items()
            if name not in self._now and (name in self._targets.stamped or name in self._targets.located)
        }
        whole = {
            name: current for name in self._names if (current := self._now.get(name) or kept.get(name)) is not None
        }
        missing = sum(name not in whole for name in self._earlier)
        if self._records is not None and (self._now or kept):
            self._records.replace(whole)
        known = {name: record for name, record in whole.items() if name in self._chosen}
        fresh = sum(self._is_fresh(name) for name in kept if name in self._chosen)
        if not self._now and not fresh:
            return self._nothing()
        is_sample = self._options.sample is not None
        return Stamped(
            group({name: record.stamps for name, record in known.items()}),
            "",
            fleet=FleetReading(
                listed=len(self._names),
                read=sum(name in self._chosen for name in self._now),
                kept=len(known) - len(self._now),
                unread=len(self._chosen) - len(known),
                oldest=min(record.at for record in known.values()),
                failures=self._in_order(),
                sample_of=len(self._names) if is_sample else None,
                gone=missing,
            ),
        )

    def _nothing(self) -> Unread:
        if not self._failures:
            return Unread("interrupted", "interrupted before any of its databases was read")
        kind = next(iter(self._failures.values())).kind
        total = len(self._failures)
        return Unread(kind, f"none of its {total:,} databases was read", failures=self._in_order())

    def _in_order(self) -> dict[str, Unread]:
        return {name: self._failures[name] for name in self._names if name in self._failures}

    def _take(self, name: str, outcome: Outcome) -> None:
        if isinstance(outcome, Unread):
            self._failures[name] = outcome
            return
        first = self._identities.setdefault(outcome.identity, name) if outcome.identity else name
        if first != name:
            self._failures[name] = Unread("same-database", f'its URL points to the database of "{first}"')
            return
        record = self._now[name] = DatabaseRecord(outcome.stamp_sets[0].stamps, datetime.now(UTC))
        if self._records is not None:
            self._records.append(name, record)

    def _is_fresh(self, name: str) -> bool:
        limit, record = self._options.fresher_than, self._earlier.get(name)
        return limit is not None and record is not None and timedelta(0) <= self._began - record.at < limit

    def _is_double(self, name: str) -> bool:
        first = self._targets.doubled.get(name)
        if first is not None:
            self._failures[name] = Unread("same-database", f'it has the same URL as "{first}"')
        return first is not None


def _interrupted(read: Callable[[], object]) -> bool:
    try:
        read()
    except KeyboardInterrupt:
        return True
    return False
