"""The result of `migralint guard`, as text."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.commands.guard import Guarded
from migralint.reporting.prune.diff import file_diff
from migralint.reporting.segments import Line, line, visible
from migralint.source.paths import relative

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def guard_lines(done: Guarded, *, folder: str) -> Iterator[Line]:
    """Yield the result for both files, and the lines to insert; paths are relative to `folder`."""
    guard, env = (visible(relative(path, folder)) for path in (done.guard_path, done.env_path))
    yield _about_guard(done, guard)
    match done.env:
        case "calls-it":
            yield line(f"{env} already calls it")
        case "left-alone":
            yield line(f"{env} was not changed: {guard} has no check_database() to call")
        case "unusual":
            yield line((f"{env} cannot be edited: {done.reason}", "yellow"))
            yield from _by_hand(done)
        case "shown" | "inserted":
            inserted = done.env == "inserted"
            yield line(f"{env} now calls it:" if inserted else f"{env} must call it; --write makes this change:")
            yield line("")
            yield from _diff(done, env)


def _about_guard(done: Guarded, guard: str) -> Line:
    match done.guard:
        case "written":
            return line(f"wrote {guard}")
        case "refreshed":
            return line(f"updated {guard}")
        case "current":
            return line(f"{guard} is up to date")
        case "edited":
            what = "not changed, because it was edited; delete it and run `migralint guard` to get a new one"
            return line((f"{guard} was {what}", "yellow"))
        case "not-written":
            return line(f"nothing was written; `migralint guard` without --write writes {guard}")


def _by_hand(done: Guarded) -> Iterator[Line]:
    first, second = done.lines
    yield line("insert these two lines by hand, the second right before context.run_migrations():")
    yield line("")
    yield line(f"    {first}")
    yield line(f"    {second}")


def _diff(done: Guarded, env: str) -> Iterator[Line]:
    assert done.edit is not None
    for text in file_diff(done.edit, env):
        yield line((visible(text), "bold" if text[:3] in ("---", "+++") else _STYLES.get(text[:1], "")))
