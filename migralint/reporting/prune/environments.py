"""The environments of a prune plan as tables: what each still has to run, and which to upgrade to remove more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.pruning.planning.environment_effects import EnvironmentEffect, StampSetEffect
from migralint.reporting.findings.summary import counted
from migralint.reporting.prune.reasons import listed
from migralint.reporting.prune.request import PruneRequest
from migralint.reporting.segments import Line, line, visible, width

_SETS_SHOWN = 5
"""The number of stamp sets of one environment that are shown by default."""
Cell = tuple[str, str]
"""Text and style."""


def environment_lines(request: PruneRequest) -> Iterator[Line]:
    """Yield one row per stamp set."""
    plan = request.plan
    rows: list[tuple[Cell, ...]] = []
    for environment in plan.environments:
        rows += _rows(request, environment)
    named = {environment.name for environment in plan.environments}
    idle = [one.name for one in plan.manifest.environments if not one.needs_stamps and one.name not in named]
    rows += [((visible(name), ""), ("built by create_all", "dim")) for name in idle]
    if not rows:
        return
    yield line(("Environments", "bold underline"))
    yield from table(rows)
    yield line("")


def lever_lines(request: PruneRequest) -> Iterator[Line]:
    """Yield the leverage table."""
    levers = request.plan.levers
    if not levers:
        return
    yield line(
        ("Leverage", "bold underline"),
        f"  upgrading {'one environment' if len(levers[0].environments) == 1 else 'these'} frees more files:",
    )
    yield from table(
        [
            (
                (visible(listed(lever.environments)), ""),
                (f"to {visible(listed(lever.move_to))}", ""),
                (f"{counted(lever.frees, 'more file')}", "green"),
            )
            for lever in levers
        ]
    )
    yield line("")


def table(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Line]:
    """Yield rows with aligned columns; rows may be shorter than others."""
    columns = max((len(row) for row in rows), default=0)
    widths = [
        max((width(row[column][0]) for row in rows if len(row) > column + 1), default=0) for column in range(columns)
    ]
    for row in rows:
        segments: list[tuple[str, str]] = []
        for column, (text, style) in enumerate(row):
            padding = " " * (widths[column] - width(text) + 2) if column + 1 < len(row) else ""
            segments += [(text, style), (padding, "")]
        yield line("  ", *segments)


def _rows(request: PruneRequest, environment: EnvironmentEffect) -> Iterator[tuple[Cell, ...]]:
    name = visible(environment.name)
    if not environment.stamp_sets:
        yield (name, ""), ("no stamp set", "bold red")
        return
    shown = environment.stamp_sets if request.verbose else environment.stamp_sets[:_SETS_SHOWN]
    for place, one in enumerate(shown):
        yield (
            (name if not place else "", ""),
            (_where(one), ""),
            (counted(one.stamp_set.databases, environment.noun), ""),
            (_to_run(one), ""),
            _afterwards(request, one),
        )
    hidden = len(environment.stamp_sets) - len(shown) + environment.more
    if hidden:
        yield (
            ("", ""),
            (
                f"… and {counted(hidden, 'more stamp set')}; the {environment.noun} furthest behind has "
                f"{environment.furthest_behind:,} to run",
                "dim",
            ),
        )


def _where(one: StampSetEffect) -> str:
    return visible(" + ".join(sorted(one.stamp_set.stamps))) or "unstamped"


def _to_run(one: StampSetEffect) -> str:
    if one.applied is None or one.pending is None:
        return "unknown stamp"
    return f"{one.applied:,} applied, {one.pending:,} to run" if one.pending else f"all {one.applied:,} applied"


def _afterwards(request: PruneRequest, one: StampSetEffect) -> Cell:
    if not request.plan.removed or one.applied is None:
        return "", ""
    when = "as before" if request.applied else "afterwards"
    return (f"same upgrade {when}", "green") if one.plan_unchanged else ("DIFFERENT UPGRADE AFTERWARDS", "bold red")
