"""Short descriptions of groups of databases, the same in every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from migralint.database.drift.result import Drift, Group, NotJudged
from migralint.reporting.counted import counted
from migralint.schema.compare import Difference

SIDES = ("migrations", "database")
"""The two sides of the comparison: the schema that the migrations up to the stamp build, and the live database."""
_NAMED = 5
_SHOWN = 2


def entries(drift: Drift) -> Iterator[tuple[str, tuple[Group, ...], tuple[NotJudged, ...]]]:
    """Yield each entry with its groups and its unjudged databases, in the order of the comparison."""
    names = dict.fromkeys((*(one.entry for one in drift.groups), *(one.entry for one in drift.not_judged)))
    for name in names:
        groups = tuple(one for one in drift.groups if one.entry == name)
        yield name, groups, tuple(one for one in drift.not_judged if one.entry == name)


def entry_summary(groups: Sequence[Group], not_judged: Sequence[NotJudged], *, strict: bool) -> str:
    """ "1,041 alike; 2 lack index ix_orders; 1 has table tmp_fix; 3 not judged"."""
    alike = sum(len(one.databases) for one in groups if not one.is_drift(strict=strict))
    parts = [f"{alike:,} alike"] if alike else []
    drifting = [one for one in groups if one.is_drift(strict=strict)]
    parts += [f"{len(one.databases):,} {group_words(one, strict=strict)}" for one in drifting]
    unjudged = sum(len(one.databases) for one in not_judged)
    parts += [f"{unjudged:,} not judged"] if unjudged else []
    return "; ".join(parts)


def group_words(group: Group, *, strict: bool) -> str:
    """What a drifting group lacks, has in addition, or has in another form: "lack index ix_orders"."""
    several = len(group.databases) > 1
    counted_ones = [one for one in group.differences if strict or not one.note]
    verbs = {
        "missing": "lack" if several else "lacks",
        "superfluous": "have" if several else "has",
        "different": "differ in" if several else "differs in",
    }
    shown = [f"{verbs[side_of(one)]} {named(one)}" for one in counted_ones[:_SHOWN]]
    more = len(counted_ones) - _SHOWN
    return ", ".join(shown) + (f", and {counted(more, 'more difference')}" if more > 0 else "")


def side_of(difference: Difference) -> Literal["missing", "superfluous", "different"]:
    """Whether the live database lacks it, has it in addition, or has it in another form."""
    if difference.migrations is None:
        return "missing"
    return "superfluous" if difference.models is None else "different"


def named(difference: Difference) -> str:
    """The object that differs: "index ix_orders", "column users.email"."""
    kind = difference.kind
    if difference.object is None:
        return f"{kind} {difference.table}" if kind == "table" else f"{kind} of {difference.table}"
    if kind in ("index", "trigger", "view", "sequence"):
        return f"{kind} {difference.object}"
    parts = [part for part in (difference.table, difference.object) if part is not None]
    return f"{kind} {'.'.join(parts)}"


def databases_words(entry: str, databases: Sequence[str]) -> str:
    """The owner of these differences: the entry, or its databases by name."""
    names = [one for one in databases if one]
    if not names:
        return entry
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{entry}: {', '.join(names[:_NAMED])}{more}"


def verdict(drift: Drift) -> str:
    """The last line: how many databases match their stamps."""
    alike = _count(one for one in drift.groups if not one.is_drift(strict=drift.strict))
    drifting = _count(one for one in drift.groups if one.is_drift(strict=drift.strict))
    unjudged = _count(drift.not_judged)
    parts = [f"{counted(drifting, 'database')} not as {_whose(drifting)}"] if drifting else []
    parts += [f"{counted(unjudged, 'database')} not judged"] if unjudged else []
    parts += [f"{counted(alike, 'database')} as {_whose(alike)}"] if alike else []
    return ", ".join(parts) or "no database was checked"


def _whose(count: int) -> str:
    return "its stamp says" if count == 1 else "their stamps say"


def _count(groups: Iterable[Group | NotJudged]) -> int:
    return sum(len(one.databases) for one in groups)
