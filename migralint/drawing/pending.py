"""How many databases of every environment still have to run each revision; exact for the largest stamp sets."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from migralint.environments.environment import Environment
from migralint.history.history import History

COUNTED = 200
"""The number of stamp sets of an environment that are counted exactly, the largest first.  All other sets together
count as one database."""


class Pending(Struct, frozen=True):
    """The pending revisions of one environment."""

    name: str
    databases: int
    counts: dict[str, int]
    """By revision, the number of databases that have not applied it; revisions that all databases have applied are
    omitted."""
    stamped: dict[str, int]
    """By revision, the number of databases that are stamped there."""
    most: int
    """The largest number of pending revisions of one of its databases."""
    unknown: str = ""
    """Why the stamps are not (all) known, as a sentence; what is unknown counts as pending."""
    at_least: bool = False
    """Whether `counts` contains lower bounds."""


def pending_of(history: History, environments: Sequence[Environment]) -> tuple[Pending, ...]:
    """Return one value per environment that needs stamps, in the order of the manifest."""
    return tuple([_pending(history, one) for one in environments if one.needs_stamps])


def _pending(history: History, environment: Environment) -> Pending:
    stamped: dict[str, int] = {}
    for stamp_set in environment.stamp_sets:
        for stamp in stamp_set.stamps:
            if stamp in history:
                stamped[stamp] = stamped.get(stamp, 0) + stamp_set.databases
    total = environment.databases
    everything = dict.fromkeys(history.revisions, max(1, total))
    if not environment.stamp_sets:
        why = environment.missing or "no stamp set"
        return Pending(environment.name, total, everything, stamped, len(history), f"not known: {why}")
    if len(history.order) < len(history):
        return Pending(environment.name, total, everything, stamped, len(history), "not known: the history has a cycle")
    ancestry = history.ancestry
    unread = environment.unknown_databases
    unknown = 0
    rest = 0
    most = 0
    counts: dict[str, int] = {}
    by_size = sorted(environment.stamp_sets, key=lambda one: -one.databases)
    for index, stamp_set in enumerate(by_size):
        if any(stamp not in history for stamp in stamp_set.stamps):
            unknown += stamp_set.databases
            continue
        missing = ancestry.everything & ~ancestry.with_self(stamp_set.stamps)
        most = max(most, missing.bit_count())
        if index >= COUNTED:
            rest |= missing
            continue
        for node in ancestry.nodes(missing):
            counts[node] = counts.get(node, 0) + stamp_set.databases
    for node in ancestry.nodes(rest):
        counts[node] = counts.get(node, 0) + 1
    why = ""
    if unknown:
        why = f"{unknown:,} of {total:,} at a stamp that no file has" if total > 1 else "at a stamp that no file has"
    if unread:
        why = f"{why}, {unread:,} never read" if why else f"{unread:,} never read"
        total += unread
    if unknown or unread:
        counts = {node: counts.get(node, 0) + unknown + unread for node in history.revisions}
        most = len(history)
    return Pending(environment.name, total, counts, stamped, most, why, len(by_size) > COUNTED)
