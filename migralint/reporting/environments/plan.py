"""What an upgrade of an environment would run, as text and as JSON; pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migralint import __version__
from migralint.commands.environments.plan_values import EnvironmentPlan, PlannedRevision, PlannedSet, TableSize
from migralint.findings.finding import Finding
from migralint.reporting.counted import counted
from migralint.reporting.environments.manifest import stamp_set_document, stamps_text
from migralint.reporting.segments import Line, line, visible
from migralint.source.paths import relative, shortest

VERSION = 1
_MOST_SETS = 10


def plan_lines(plan: EnvironmentPlan, folder: str) -> Iterator[Line]:
    """Yield a line per stamp set, then one per revision with its findings and the sizes of its tables."""
    yield line((visible(plan.name), "bold"), (f"  {plan.server}" if plan.server else "", "dim"))
    for one in plan.sets[:_MOST_SETS]:
        yield from _set_lines(one, alone=len(plan.sets) == 1)
    if (more := len(plan.sets) - _MOST_SETS + plan.more) > 0:
        yield line(f"  and {counted(more, 'more stamp set')}")
    if plan.unread:
        yield line("  ", (f"{counted(plan.unread, 'database')} never read", "bold red"))
    if plan.recorded is not None:
        yield line("  ", ("the record says ", "yellow"), stamps_text(plan.recorded))
    sizes = {size.table: size for size in plan.sizes or ()}
    for revision in plan.revisions.values():
        yield from _revision_lines(revision, sizes, folder)


def _set_lines(one: PlannedSet, *, alone: bool) -> Iterator[Line]:
    amount = "" if alone and one.stamp_set.databases == 1 else f"{one.stamp_set.databases:,} × "
    if one.refused:
        yield line("  ", ("no ", "bold red"), f"{amount}{stamps_text(one.stamp_set)}: {visible(one.refused)}")
        return
    runs = f"{counted(len(one.steps), 'revision')} to run" if one.steps else "nothing to run"
    yield line("  ", ("ok ", "green"), f"{amount}{stamps_text(one.stamp_set)}: {runs}")


def _revision_lines(revision: PlannedRevision, sizes: dict[Any, TableSize], folder: str) -> Iterator[Line]:
    kind = f"  {revision.kind}" if revision.kind is not None else ""
    path = f"  {visible(shortest(revision.path, folder))}" if revision.path is not None else ""
    yield line("  ", (visible(revision.id), "bold"), f"{kind}  {visible(revision.message)}".rstrip(), (path, "dim"))
    for finding in revision.findings:
        at = finding.problem.location
        where = f"{at.line}: " if at is not None else ""
        yield line("    ", (finding.severity.name.lower(), ""), f" {finding.code} {where}{visible(finding.message)}")
    for table in revision.tables:
        if table in sizes:
            yield line(
                "    ", visible(".".join(part for part in table if part is not None)), f": {_size(sizes[table])}"
            )
    if sizes and revision.runs_more:
        yield line("    ", ("it runs SQL or code that may use unknown tables", "yellow"))


def _size(size: TableSize) -> str:
    if not size.exists:
        return "does not exist yet"
    rows = "rows not known" if size.rows is None else f"{'' if size.exact else 'about '}{counted(size.rows, 'row')}"
    return rows if size.bytes is None else f"{rows}, {_bytes(size.bytes)}"


def _bytes(number: int) -> str:
    amount = float(number)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TiB"


def plan_document(plan: EnvironmentPlan, root: str) -> dict[str, Any]:
    """The same as JSON; `migralint/json_schemas/env-plan.schema.json` describes it."""
    return {
        "version": VERSION,
        "tool_version": __version__,
        "environment": plan.name,
        "server": plan.server,
        "error": None if plan.unreached is None else {"kind": plan.unreached.kind, "message": plan.unreached.message},
        "unread": plan.unread,
        "stamp_sets": [
            {**stamp_set_document(one.stamp_set), "steps": list(one.steps), "refused": one.refused or None}
            for one in plan.sets
        ],
        "more": plan.more,
        "revisions": [_revision(one, root) for one in plan.revisions.values()],
        "tables": None if plan.sizes is None else [_table(one) for one in plan.sizes],
    }


def _revision(revision: PlannedRevision, root: str) -> dict[str, Any]:
    return {
        "revision": revision.id,
        "path": None if revision.path is None else relative(revision.path, root),
        "message": revision.message,
        "kind": revision.kind,
        "tables": [{"schema": schema, "name": name} for schema, name in revision.tables],
        "runs_more": revision.runs_more,
        "findings": [_finding(one) for one in revision.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    at = finding.problem.location
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.name.lower(),
        "message": finding.message,
        "line": at.line if at is not None else None,
        "help": finding.help,
    }


def _table(size: TableSize) -> dict[str, Any]:
    schema, name = size.table
    return {
        "schema": schema,
        "name": name,
        "exists": size.exists,
        "bytes": size.bytes,
        "rows": size.rows,
        "exact": size.exact,
    }
