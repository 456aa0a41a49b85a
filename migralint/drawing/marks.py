"""The marks of every revision: its place in the graph, its environments, its flaws."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence

from migralint.drawing.edges import DrawnEdges
from migralint.drawing.facts import Facts
from migralint.drawing.row import Mark
from migralint.environments.environment import Environment
from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.history.history import History

Marks = dict[str, list[Mark]]
_PLACES = 3
"""The number of ids or files that one mark names."""


def collect_marks(history: History, edges: DrawnEdges, facts: Facts) -> Marks:
    """Return the marks of every node that has any, in the order of their kinds."""
    marks: Marks = {}
    for node, mark in (
        *_of_graph(history),
        *((node, Mark("floor", "floor")) for node in facts.floor if node in history),
        *((node, Mark("label", f"label {label}")) for label, node in history.labels.items()),
        *_of_environments(history, facts.environments or ()),
        *_of_leverage(history, facts),
        *_of_dependencies(history),
        *_of_findings(history, facts.findings),
        *_of_flaws(history, edges),
    ):
        marks.setdefault(node, []).append(mark)
    return marks


def notes(history: History, facts: Facts) -> tuple[str, ...]:
    """Return the facts that no row can show, one sentence each."""
    lines = []
    for environment in facts.environments or ():
        unknown: Counter[str] = Counter()
        unstamped = 0
        for stamp_set in environment.stamp_sets:
            unstamped += 0 if stamp_set.stamps else stamp_set.databases
            for stamp in sorted(stamp_set.stamps):
                if stamp not in history:
                    unknown[stamp] += stamp_set.databases
        name = environment.name
        if unstamped:
            lines.append(f"{name}: {_databases(unstamped)} without a stamp")
        lines += [
            f"{name}: {_databases(number)} stamped at {stamp}, which is not in the files"
            for stamp, number in unknown.items()
        ]
        if environment.missing:
            lines.append(f"{name}: {environment.missing}")
    if facts.unread:
        files = "1 file" if facts.unread == 1 else f"{facts.unread:,} files"
        lines.append(f"{files} could not be read and may hold revisions: see `migralint check`")
    return tuple(lines)


def _of_graph(history: History) -> Iterator[tuple[str, Mark]]:
    for kind, nodes in (
        ("head", history.heads()),
        ("base", history.bases()),
        ("merge", history.merge_points()),
        ("fork", history.branch_points()),
    ):
        for node in nodes:
            yield node, Mark(kind, kind)  # type: ignore[arg-type]


def _of_environments(history: History, environments: Sequence[Environment]) -> Iterator[tuple[str, Mark]]:
    for environment in environments:
        here: Counter[str] = Counter()
        for stamp_set in environment.stamp_sets:
            for stamp in stamp_set.stamps:
                here[stamp] += stamp_set.databases
        total = environment.databases
        for stamp, number in sorted(here.items()):
            if stamp in history:
                text = environment.name if total == 1 else f"{environment.name} {number:,} of {total:,}"
                yield stamp, Mark("environment", text, count=number, total=total)


def _of_leverage(history: History, facts: Facts) -> Iterator[tuple[str, Mark]]:
    for one in facts.leverage:
        if one.revision in history:
            files = "1 more file" if one.frees == 1 else f"{one.frees:,} more files"
            yield one.revision, Mark("leverage", f"{', '.join(one.environments)} here: {files}", count=one.frees)


def _of_dependencies(history: History) -> Iterator[tuple[str, Mark]]:
    for node in history.revisions:
        needed = history.dependencies(node)
        if needed:
            yield node, Mark("needs", f"needs {', '.join(needed)}", needed)


def _of_findings(history: History, findings: Sequence[Finding]) -> Iterator[tuple[str, Mark]]:
    by_path = {revision.path: node for node, revision in history.revisions.items() if revision.path is not None}
    counts: Counter[tuple[str, Severity, str, str]] = Counter()
    for finding in findings:
        if finding.suppressed is not None or (finding.merged and finding.severity is Severity.INFO):
            continue  # no action is needed; `check` also folds these into one line per rule
        at = finding.problem.location
        if at is not None and at.path not in by_path:
            continue  # it concerns the manifest or another file
        named = finding.problem.revisions or ((by_path[at.path],) if at is not None else ())
        for node in dict.fromkeys(named):
            if node in history:
                counts[node, finding.severity, finding.code, finding.name] += 1
    worst_first = sorted(counts.items(), key=lambda item: (-item[0][1], item[0][2]))
    for (node, severity, code, name), number in worst_first:
        text = f"{code} {name}" if number == 1 else f"{code} {name} ({number})"
        yield node, Mark("finding", text, severity=severity.word)


def _of_flaws(history: History, edges: DrawnEdges) -> Iterator[tuple[str, Mark]]:
    for node, name in history.missing_dependencies:
        yield node, Mark("missing", f"needs {name}, which is missing", (name,))
    for node in edges.missing:
        yield node, Mark("missing", "missing: no file has this id")
    for node, revisions in history.duplicates.items():
        files = [os.path.basename(revision.path) for revision in revisions if revision.path is not None]
        listed = f": {_listed(files)}" if files else ""
        yield node, Mark("duplicate", f"id in {len(revisions)} files{listed}")
    for node, parents in edges.upward.items():
        itself = parents == (node,)
        back = "names itself as its parent" if itself else f"its parent {_listed(parents)} is above it"
        yield node, Mark("cycle", f"cycle: {back}", parents)


def cut_marks(down: Sequence[str], up: Sequence[str]) -> Iterator[Mark]:
    """Yield marks that name the other ends of lanes that are not drawn."""
    if down:
        yield Mark("down", f"continues at {_listed(down)}", tuple(down))
    if up:
        yield Mark("up", f"from {_listed(up)}", tuple(up))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _PLACES
    return ", ".join(names[:_PLACES]) + (f" and {more:,} more" if more > 0 else "")


def _databases(number: int) -> str:
    return "1 database" if number == 1 else f"{number:,} databases"
