"""A prune plan as text: what is removed, what is kept and why, what the environments still run, and blockers."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.pruning.planning.leverage import floor_of
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.planning.reasons import Removable
from migralint.pruning.repository.losses import Loss
from migralint.reporting.findings.summary import counted
from migralint.reporting.prune.causes import Cause, causes
from migralint.reporting.prune.diff import diff_lines
from migralint.reporting.prune.environments import environment_lines, lever_lines
from migralint.reporting.prune.floor import floor_lines
from migralint.reporting.prune.reasons import all_words, listed, titled
from migralint.reporting.prune.request import PruneRequest
from migralint.reporting.segments import Line, line, visible
from migralint.source.location import Location

_SHOWN = 8
"""The number of entries of a long list that are shown by default."""
_ENDS = (4, 2)
"""In a long list of revisions, the number of the newest and of the oldest that are shown."""
_PLACES = 5
"""The number of places of one cause that are shown by default."""
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}


def prune_text_lines(request: PruneRequest) -> Iterator[Line]:
    """Yield the whole plan; the last line tells whether it can be applied."""
    plan = request.plan
    if plan.removed:
        yield from _goes(request)
        yield from _stays(request)
        yield from floor_lines(request)
    elif plan.explanation is not None:
        yield from _nothing_goes(request)
    yield from environment_lines(request)
    yield from lever_lines(request)
    if plan.removed:
        yield from diff_lines(request)
        yield from _losses(request)
    yield from _findings(request, "Warnings", plan.warnings)
    yield from _findings(request, "Blocked by", plan.blockers)
    if plan.removed and not request.applied:
        yield from _not_promised(request)
        yield from _next(request)
    yield from _last_line(request)


def explanation_lines(plan: PrunePlan, revisions: Iterable[str]) -> Iterator[Line]:
    """Yield one sentence per revision; `plan.explanation` must not be None."""
    assert plan.explanation is not None
    for revision in revisions:
        reasons = plan.explanation.reasons(revision)
        goes = isinstance(reasons[0], Removable)
        yield line(
            (visible(titled(plan.history, revision)), "bold"),
            " ",
            ("is removed" if goes else "is kept", "red" if goes else "green"),
            f": {visible(all_words(plan.history, reasons))}",
        )


def _goes(request: PruneRequest) -> Iterator[Line]:
    plan = request.plan
    into = f", squashed into {listed(request.squashed_into)}" if request.squashed_into else ""
    yield _title("Removed" if request.applied else "Remove", f"{counted(len(plan.removed), 'revision')}{visible(into)}")
    # The newest ones are those that users may still know.
    newest_first = [node for node in reversed(plan.history.order) if node in set(plan.removed)]
    yield from _ends(request, [visible(titled(plan.history, node)) for node in newest_first])
    yield line("")


def _stays(request: PruneRequest) -> Iterator[Line]:
    plan = request.plan
    assert plan.explanation is not None
    yield _title("Kept", f"{counted(plan.kept_count, 'revision')}; the oldest of them, and why they are kept:")
    floor = floor_of(plan.history, frozenset(plan.removed))
    words = [
        f"{titled(plan.history, node)}: {all_words(plan.history, plan.explanation.reasons(node))}" for node in floor
    ]
    yield from _cut_short(request, [visible(text) for text in words])
    yield line("")


def _nothing_goes(request: PruneRequest) -> Iterator[Line]:
    plan = request.plan
    assert plan.explanation is not None
    bases = plan.history.bases()
    yield _title("Kept", "everything:")
    words = [
        f"{titled(plan.history, node)}: {all_words(plan.history, plan.explanation.reasons(node))}" for node in bases
    ]
    yield from _cut_short(request, [visible(text) for text in words])
    yield line("")


def _losses(request: PruneRequest) -> Iterator[Line]:
    seen = [loss for loss in request.losses if loss.seen]
    read = [loss for loss in request.losses if not loss.seen]
    if seen:
        yield _title("Lost", "objects and rows of these revisions that create_all does not build in a new database:")
        yield from _loss_lines(request, seen)
        yield line("")
    if not read:
        return
    known = [loss for loss in read if loss.kind != "unknown"]
    unknown = len(read) - len(known)
    yield _title(
        "May be lost", "objects and rows of these revisions that create_all may not build; verify shows which:"
    )
    yield from _loss_lines(request, read if request.verbose else known)
    if unknown and not request.verbose:
        places = f"{counted(unknown, 'place')} with code that could not be read and may create objects or rows"
        yield line((f"  {'and ' if known else ''}{places} (-v lists them)", "dim"))
    yield line("")


def _loss_lines(request: PruneRequest, losses: Sequence[Loss]) -> Iterator[Line]:
    places = (f"{request.shown_path(loss.location.path)}:{loss.location.line} ({loss.revision})" for loss in losses)
    lines = [visible(f"{loss}  {place}") for loss, place in zip(losses, places, strict=True)]
    yield from _cut_short(request, lines)


def _findings(request: PruneRequest, title: str, findings: Sequence[Finding]) -> Iterator[Line]:
    if not findings:
        return
    yield _title(title)
    groups = causes(findings)
    shown = groups if request.verbose else groups[:_SHOWN]
    for cause in shown:
        finding = cause.finding
        where = _where(request, finding.problem.location) if cause.alone else ""
        yield line(
            "  ",
            (finding.severity.word, _STYLES[finding.severity]),
            " ",
            (f"{finding.code} {finding.name}", "bold"),
            f"  {visible(where + cause.headline)}",
        )
        yield from _places(request, cause)
        if cause.help:
            yield line(("    = ", "dim"), ("help ", "green"), visible(cause.help))
    yield from _more(len(groups) - len(shown))
    yield line("")


def _places(request: PruneRequest, cause: Cause) -> Iterator[Line]:
    every = cause.places
    shown = every if request.verbose or len(every) <= _PLACES + 1 else every[:_PLACES]
    for place in shown:
        yield line(f"      {visible((_where(request, place.at) + place.words).removesuffix(': '))}")
    if len(shown) < len(every):
        yield line((f"      … and {len(every) - len(shown):,} more (-v lists them)", "dim"))


def _where(request: PruneRequest, at: Location | None) -> str:
    return f"{request.shown_path(at.path)}:{at.line}: " if at is not None else ""


def _not_promised(request: PruneRequest) -> Iterator[Line]:
    untouched = "" if request.squashed_into else ", upgrades of an empty database (build new databases with create_all)"
    yield line(
        (
            "Not supported afterwards: downgrades below the oldest kept revisions, relative downgrades, "
            f"abbreviated ids{untouched}.",
            "dim",
        )
    )
    yield line("")


def _next(request: PruneRequest) -> Iterator[Line]:
    """The next command; nothing if the blockers tell the next step, or if the plan answers a what-if question."""
    if request.status != "ready" or request.plan.options.without:
        return
    if request.has_stamp_options:
        yield _title("Next", "add these environments to the manifest; --apply uses only the manifest:")
        for command in _add_commands(request):
            yield line((f"  {command}", "dim"))
        yield line("")
        return
    yield _title(
        "Next", "the same command with --apply verifies, then removes and rewrites these files, all or nothing"
    )
    folded = "" if request.verbose else "; -v lists everything"
    yield line(
        (
            f"  --explain REV says why a revision is removed or kept; --format markdown writes a pull request{folded}",
            "dim",
        )
    )
    yield line("")


def _add_commands(request: PruneRequest) -> Iterator[str]:
    """The commands that record the environments of the command line in a manifest."""
    for environment in request.plan.manifest.environments:
        sets = environment.stamp_sets
        if len(sets) == 1 and sets[0].databases == 1:
            rows = "".join(f" --stamp {shlex.quote(stamp)}" for stamp in sorted(sets[0].stamps)) or " --unstamped"
        else:
            rows = "".join(f" --count {shlex.quote(f'{one.key}={one.databases}')}" for one in sets)
        yield visible(f"migralint env add {shlex.quote(environment.name)}{rows}")


def _last_line(request: PruneRequest) -> Iterator[Line]:
    plan = request.plan
    environments = counted(len(plan.manifest.environments), "environment")
    read = f"{counted(len(plan.history), 'revision')}, {environments}: "
    can_go = f"{len(plan.removed):,} can be removed"
    match request.status:
        case "applied":
            yield line(read, (f"{counted(len(plan.removed), 'revision')} removed", "bold green"))
        case "ready":
            left_out = " without the excluded environments" if plan.options.without else "; nothing was changed"
            yield line(read, (f"{can_go}{left_out}", "bold green"))
        case "nothing":
            yield line(read, ("nothing can be removed", "bold"))
        case "blocked":
            what = f"{can_go} once these are fixed" if plan.removed else "nothing can be removed before these are fixed"
            yield line(read, (f"{counted(len(plan.blockers), 'blocker')}; {what}", "bold red"))


def _title(title: str, rest: str = "") -> Line:
    return line((title, "bold underline"), f"  {rest}" if rest else "")


def _cut_short(request: PruneRequest, texts: Sequence[str]) -> Iterator[Line]:
    shown = texts if request.verbose or len(texts) <= _SHOWN + 1 else texts[:_SHOWN]
    for text in shown:
        yield line(f"  {text}")
    yield from _more(len(texts) - len(shown))


def _ends(request: PruneRequest, texts: Sequence[str]) -> Iterator[Line]:
    first, last = _ENDS
    hidden = 0 if request.verbose else len(texts) - first - last
    if hidden < 2:
        first, hidden = len(texts), 0
    yield from (line(f"  {text}") for text in texts[:first])
    yield from _more(hidden)
    yield from (line(f"  {text}") for text in texts[first + hidden :])


def _more(number: int) -> Iterator[Line]:
    if number:
        yield line((f"  … and {number:,} more (-v lists them)", "dim"))
