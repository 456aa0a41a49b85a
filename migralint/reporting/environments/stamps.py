"""The results of `env record` and `env check`, as text and as JSON; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from migralint import __version__
from migralint.commands.environments.check import CheckedEnvironment
from migralint.database.stamps.request import FleetReading, Outcome, Stamped, Unread
from migralint.environments.environment import Environment, StampSet
from migralint.reporting.environments.failures import causes, failures_of
from migralint.reporting.environments.manifest import moment, stamp_set_document, stamps_text
from migralint.reporting.segments import Line, line, visible
from migralint.rules.environment.wording import shell_word
from migralint.source.paths import relative

VERSION = 1
_MOST_SETS = 20


def check_lines(checked: Iterable[CheckedEnvironment]) -> Iterator[Line]:
    """Yield a block per environment that was read; stderr lists the others."""
    for one in checked:
        if not isinstance(one.outcome, Stamped):
            continue
        yield line((visible(one.name), "bold"), (f"  {one.outcome.server}", "dim"))
        for stamp_set, standing in one.standings[:_MOST_SETS]:
            amount = f"{stamp_set.databases:,} × " if _is_fleet(one) else ""
            mark = ("ok ", "green") if standing.is_fine else ("no ", "bold red")
            yield line("  ", mark, f"{amount}{stamps_text(stamp_set)}: {visible(standing.message)}")
            if standing.help:
                yield line(("     help ", "green"), visible(standing.help))
        if (more := len(one.standings) - _MOST_SETS) > 0:
            yield line(f"     and {more} more stamp sets")
        if one.differs:
            record = f"the record says {_short(one.recorded)}" if one.recorded else "it was never recorded"
            yield line("  ", ("no ", "bold red"), record)
            yield line(("     help ", "green"), f"run `migralint env record {shell_word(visible(one.name))}`")


def check_document(checked: Iterable[CheckedEnvironment], manifest: str | None, root: str) -> dict[str, Any]:
    """The same as JSON; `migralint/json_schemas/env-check.schema.json` describes it."""
    return {
        "version": VERSION,
        "tool_version": __version__,
        "manifest": None if manifest is None else relative(manifest, root),
        "environments": [
            {
                "name": one.name,
                "fine": one.is_fine,
                "server": _server(one.outcome),
                "error": _error(one.outcome),
                "failures": _failures(one.outcome),
                "record": None if one.recorded is None or _error(one.outcome) else "differs" if one.differs else "same",
                "stamp_sets": [
                    {
                        **stamp_set_document(stamp_set),
                        "standing": standing.kind,
                        "message": standing.message,
                        "help": standing.help,
                    }
                    for stamp_set, standing in one.standings
                ],
            }
            for one in checked
        ],
    }


def record_lines(entries: Iterable[Environment], recorded: Mapping[str, Stamped]) -> Iterator[Line]:
    """Yield a line per recorded environment: its present and its previous stamp."""
    for entry in entries:
        if entry.name in recorded:
            now = recorded[entry.name].stamp_sets
            if not entry.stamp_sets:
                before = "first record"
            elif _counts(now) == _counts(entry.stamp_sets):
                before = "as before"
            else:
                before = f"was {_short(entry.stamp_sets)}"
            how = _how_far(recorded[entry.name].fleet)
            yield line((visible(entry.name), "bold"), f"  {_short(now)}", (how, "yellow"), (f"  {before}", "dim"))


def _how_far(fleet: FleetReading | None) -> str:
    if fleet is None:
        return ""
    parts = []
    if fleet.sample_of is not None:
        parts.append(f"a sample of {fleet.sample_of:,}")
    if fleet.unread:
        parts.append(f"{fleet.unread:,} never read")
    if fleet.kept:
        parts.append(f"{fleet.kept:,} as recorded before, the oldest {moment(fleet.oldest)}")
    return f"  ({'; '.join(parts)})" if parts else ""


def record_document(
    entries: Iterable[Environment], outcomes: Mapping[str, Outcome], at: datetime, manifest: str, root: str
) -> dict[str, Any]:
    """The same as JSON; `migralint/json_schemas/env-record.schema.json` describes it."""
    return {
        "version": VERSION,
        "tool_version": __version__,
        "manifest": relative(manifest, root),
        "recorded_at": moment(at),
        "environments": [
            {
                "name": entry.name,
                "recorded": isinstance(outcomes[entry.name], Stamped),
                "server": _server(outcomes[entry.name]),
                "error": _error(outcomes[entry.name]),
                "fleet": _fleet(outcomes[entry.name]),
                "failures": _failures(outcomes[entry.name]),
                "before": [stamp_set_document(one) for one in entry.stamp_sets],
                "stamp_sets": [stamp_set_document(one) for one in _sets(outcomes[entry.name])],
            }
            for entry in entries
        ],
    }


def _fleet(outcome: Outcome) -> dict[str, Any] | None:
    fleet = outcome.fleet if isinstance(outcome, Stamped) else None
    if fleet is None:
        return None
    return {
        "listed": fleet.listed,
        "read": fleet.read,
        "kept": fleet.kept,
        "unread": fleet.unread,
        "sample_of": fleet.sample_of,
        "oldest": moment(fleet.oldest),
    }


def _failures(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {"kind": one.kind, "message": one.message, "databases": one.databases, "examples": list(one.examples)}
        for one in causes(failures_of(outcome))
    ]


def _is_fleet(one: CheckedEnvironment) -> bool:
    return isinstance(one.outcome, Stamped) and sum(each.databases for each in one.outcome.stamp_sets) > 1


def _counts(stamp_sets: Iterable[StampSet]) -> dict[frozenset[str], int]:
    return {one.stamps: one.databases for one in stamp_sets}


def _short(stamp_sets: tuple[StampSet, ...]) -> str:
    if len(stamp_sets) == 1 and stamp_sets[0].databases == 1:
        return stamps_text(stamp_sets[0])
    first = ", ".join(f"{one.databases:,} × {stamps_text(one)}" for one in stamp_sets[:3])
    return first + (f" and {len(stamp_sets) - 3} more stamp sets" if len(stamp_sets) > 3 else "")


def _sets(outcome: Outcome) -> tuple[StampSet, ...]:
    return outcome.stamp_sets if isinstance(outcome, Stamped) else ()


def _server(outcome: Outcome) -> str | None:
    return outcome.server if isinstance(outcome, Stamped) else None


def _error(outcome: Outcome) -> dict[str, str] | None:
    return {"kind": outcome.kind, "message": outcome.message} if isinstance(outcome, Unread) else None
