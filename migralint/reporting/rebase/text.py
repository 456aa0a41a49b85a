"""A rebase as text: the new order, the diff, what old databases must do, or why it is refused."""

from __future__ import annotations

import os
from collections.abc import Iterator

from migralint.commands.rebase.prepare import PreparedRebase
from migralint.findings.problem import Problem
from migralint.pruning.rebasing.databases import OldDatabase
from migralint.pruning.rebasing.merge_revision import MergeRevision
from migralint.reporting.counted import counted
from migralint.reporting.prune.diff import file_diff
from migralint.reporting.segments import Line, line, visible
from migralint.rules.wording import listed, titled
from migralint.source.paths import shortest

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def plan_lines(prepared: PreparedRebase, folder: str) -> Iterator[Line]:
    """Yield the planned changes, or why there are none; paths are relative to `folder`."""
    onto = prepared.onto
    why = f", {onto.why}" if onto.why else ""
    yield line(("Onto", "bold underline"), f"  {visible(onto.ref)}{why} ({onto.commit[:12]})")
    for name, reason in prepared.plan.lines.apart.items():
        yield line(f"  {visible(name)} is not moved: {visible(reason)}")
    for note in prepared.notes:
        yield line(f"  {visible(note)}")
    yield line("")
    if prepared.status == "refused":
        yield from _reasons(prepared, folder)
        yield from _merges(prepared, folder, "Written instead with --merge:")
        return
    if prepared.command.merge:
        yield from _merges(prepared, folder, "Merge revisions; no other file changes:")
        return
    if prepared.plan.changes_anything:
        yield from _order(prepared)
        yield from _diff(prepared, folder)
        yield from _databases(prepared)


def last_lines(prepared: PreparedRebase) -> Iterator[Line]:
    """Yield the last sentence: what was done, or what can be done."""
    own = counted(len(prepared.plan.graph.own), "revision")
    onto = visible(prepared.onto.ref)
    match prepared.status:
        case "nothing":
            if not prepared.plan.graph.own:
                yield line((f"{onto} has all revisions of this work tree; there is nothing to do", "bold green"))
            else:
                what = "nothing to merge" if prepared.command.merge else "nothing to do"
                yield line((f"{own} of this branch, in their place already; {what}", "bold green"))
        case "ready":
            yield line(("Nothing was changed; the same command without --diff applies this", "bold green"))
        case "rebased":
            files = counted(len(prepared.files), "file")
            done = f"The revisions of this branch are on top of {onto} now: {files} changed; commit the result"
            yield line((done, "bold green"))
        case "merged":
            yield line((f"{counted(len(prepared.merges), 'merge revision')} written; commit the result", "bold green"))
        case "refused":
            yield line((f"Refused; nothing was changed ({counted(len(prepared.reasons), 'reason')})", "bold red"))


def _order(prepared: PreparedRebase) -> Iterator[Line]:
    plan = prepared.plan
    yield line(("Order", "bold underline"), f"  {counted(len(plan.became), 'revision')} of this branch, oldest first:")
    for name, one in plan.became.items():
        before = plan.graph.written[name]
        was = f"was {before.id}; " if before.id != one.id else ""
        below = listed(one.down_revision) or "nothing"
        moved = (
            "" if before.down_revision == one.down_revision else f", not on {listed(before.down_revision) or 'nothing'}"
        )
        yield line(f"  {visible(titled(one))}: {was}builds on {visible(below)}{visible(moved)}")
    for name in plan.removed:
        one = plan.graph.written[name]
        yield line(f"  {visible(titled(one))}: removed, because it does nothing and there is nothing left to merge")
    yield line("")


def _diff(prepared: PreparedRebase, folder: str) -> Iterator[Line]:
    if not prepared.edits:
        return
    yield line(("Rewrites", "bold underline"), f"  {counted(len(prepared.edits), 'file')}, only these lines:")
    for edit, move in zip(prepared.edits, prepared.plan.moves, strict=True):
        new = shortest(move.after.path or edit.path, folder)
        for text in file_diff(edit, shortest(edit.path, folder), new):
            yield line((visible(text), "bold" if text[:3] in ("---", "+++") else _STYLES.get(text[:1], "")))
    yield line("")


def _databases(prepared: PreparedRebase) -> Iterator[Line]:
    if not prepared.databases:
        return
    yield line(
        ("Databases", "bold underline"),
        "  that have run these revisions in their old order, such as your own:",
    )
    for one in prepared.databases:
        yield from _database(one, prepared.onto.ref)
    if len(prepared.plan.after.row_heads()) > 1:
        yield line("  --purge removes all rows: name the rows of the other branches of this history as well.")
    yield line("  If nobody needs the database, build it again instead.")
    yield line("")


def _database(one: OldDatabase, ref: str) -> Iterator[Line]:
    back = " ".join(one.back_to) or "base"
    stamped = f"  Stamped {visible(one.stamp)}: "
    if not one.lacks:
        yield line(f"{stamped}afterwards ", _command(f"alembic stamp --purge {one.becomes or back}"))
        return
    lacking = "a revision" if len(one.lacks) == 1 else f"{len(one.lacks):,} revisions"
    yield line(f"{stamped}Alembic would take {lacking} of {visible(ref)} as run although it was not run.")
    if len(one.back_to) < 2:
        down = _command(f"alembic downgrade {back}")
        yield line(
            "    Before this change, or with the old files: ", down, ", then ", _command("alembic upgrade heads")
        )
    if one.becomes is None:
        return
    yield line(
        "    Or in place, if neither side builds on changes of the other (if it was stamped earlier: end with that id):"
    )
    upgrades = [f"alembic upgrade {head}" for head in one.up_to]
    for command in (f"alembic stamp --purge {back}", *upgrades, f"alembic stamp --purge {one.becomes}"):
        yield line("      ", _command(command))
    yield line("    If it has run both (`alembic current` shows both heads): ", _command(command))


def _command(text: str) -> tuple[str, str]:
    return visible(text), "bold"


def _merges(prepared: PreparedRebase, folder: str, title: str) -> Iterator[Line]:
    if not prepared.merges:
        return
    yield line((title, "bold underline"))
    for one in prepared.merges:
        yield from _merge(one, folder)


def _merge(one: MergeRevision, folder: str) -> Iterator[Line]:
    yield line((f"+++ {visible(shortest(one.revision.path or '', folder))}", "bold"))
    for text in one.data.decode().rstrip("\n").split("\n"):
        yield line((visible(f"+{text}"), "green"))
    yield line("")


def _reasons(prepared: PreparedRebase, folder: str) -> Iterator[Line]:
    yield line(("Refused", "bold underline"))
    for problem in prepared.reasons:
        yield line(("  error", "bold red"), f"  {visible(_where(problem, folder) + problem.message)}")
        if problem.help:
            yield line(("    = ", "dim"), ("help ", "green"), visible(problem.help))
    yield line("")


def _where(problem: Problem, folder: str) -> str:
    at = problem.location
    return f"{shortest(at.path, folder).replace(os.sep, '/')}:{at.line}: " if at is not None else ""
