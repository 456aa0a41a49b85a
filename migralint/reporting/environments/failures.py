"""Why databases were not read: one line per cause; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from migralint.database.stamps.request import Outcome, Stamped, Unread
from migralint.reporting.counted import counted

_EXAMPLES = 3
_NAMED = re.compile(r"\"[^\"]*\"|'[^']*'|\d+")
"""The parts of an error message that differ between databases: names and numbers."""


class Cause(Struct, frozen=True):
    """Databases that failed for the same reason."""

    kind: str
    message: str
    """The message of the first of them."""
    databases: int
    examples: tuple[str, ...]
    """Names of the first of them."""


def causes(failures: Mapping[str, Unread]) -> tuple[Cause, ...]:
    """The failures of a fleet by cause, the most frequent first."""
    groups: dict[tuple[str, str], list[str]] = {}
    for name, failure in failures.items():
        alike = _NAMED.sub("…", re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", failure.message))
        groups.setdefault((failure.kind, alike), []).append(name)
    result = [
        Cause(kind, failures[names[0]].message, len(names), tuple(names[:_EXAMPLES]))
        for (kind, _), names in groups.items()
    ]
    return tuple(sorted(result, key=lambda one: -one.databases))


def failures_of(outcome: Outcome) -> Mapping[str, Unread]:
    """The databases of a fleet that were not read, and why; empty for other entries."""
    if isinstance(outcome, Stamped):
        return outcome.fleet.failures if outcome.fleet is not None else {}
    return outcome.failures


def failure_lines(outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    """Yield a sentence for each environment that was not read, and for each cause in a fleet."""
    for name, outcome in outcomes.items():
        if isinstance(outcome, Unread):
            yield f"{name} was not read: {outcome.message}"
        for cause in causes(failures_of(outcome)):
            more = f" and {cause.databases - len(cause.examples):,} more" if cause.databases > _EXAMPLES else ""
            yield (
                f"{name}: {counted(cause.databases, 'database')} not read ({', '.join(cause.examples)}{more}): "
                f"{cause.message}"
            )
