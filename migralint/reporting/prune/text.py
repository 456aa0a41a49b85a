"""A prune plan for people: what goes, what stays and why, who still runs what, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.pruning.planning.leverage import floor_of
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.planning.reasons import Goes
from migralint.reporting.findings.summary import counted
from migralint.reporting.prune.diff import diff_lines
from migralint.reporting.prune.environments import environment_lines, lever_lines
from migralint.reporting.prune.floor import floor_lines
from migralint.reporting.prune.reasons import all_words, listed, titled
from migralint.reporting.prune.request import PruneRequest
from migralint.reporting.segments import Line, line, visible

_SHOWN = 12
"""Entries of a long list that are shown unless everything is asked for."""
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}


def prune_text_lines(request: PruneRequest) -> Iterator[Line]:
    """Yield the whole plan; the last line says what can be done with it."""
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
    yield from _last_line(request)


def explanation_lines(plan: PrunePlan, revisions: Iterable[str]) -> Iterator[Line]:
    """Yield one sentence per revision; the plan's history is known."""
    assert plan.explanation is not None
    for revision in revisions:
        reasons = plan.explanation.reasons(revision)
        goes = isinstance(reasons[0], Goes)
        yield line(
            (visible(titled(plan.history, revision)), "bold"),
            " ",
            ("goes" if goes else "stays", "red" if goes else "green"),
            f": {visible(all_words(plan.history, reasons))}",
        )


def _goes(request: PruneRequest) -> Iterator[Line]:
    plan = request.plan
    into = f", squashed into {listed(request.squashed_into)}" if request.squashed_into else ""
    yield _title("Gone" if request.applied else "Goes", f"{counted(len(plan.removed), 'revision')}{visible(into)}")
    # The newest are those somebody may still know.
    newest_first = [node for node in reversed(plan.history.order) if node in set(plan.removed)]
    yield from _cut_short(request, [visible(titled(plan.history, node)) for node in newest_first])
    yield line("")


def _stays(request: PruneRequest) -> Iterator[Line]:
    plan = request.plan
    assert plan.explanation is not None
    yield _title("Stays", f"{counted(plan.kept_count, 'revision')}; the oldest of them, and what holds them:")
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
    yield _title("Stays", "everything:")
    words = [
        f"{titled(plan.history, node)}: {all_words(plan.history, plan.explanation.reasons(node))}" for node in bases
    ]
    yield from _cut_short(request, [visible(text) for text in words])
    yield line("")


def _losses(request: PruneRequest) -> Iterator[Line]:
    known = [loss for loss in request.losses if loss.kind != "unknown"]
    unknown = len(request.losses) - len(known)
    if not request.losses:
        return
    yield _title("Lost", "what these revisions made and create_all does not bring back to a new database:")
    shown = request.losses if request.verbose else known
    yield from _cut_short(
        request,
        [
            visible(f"{loss}  {request.shown_path(loss.location.path)}:{loss.location.line} ({loss.revision})")
            for loss in shown
        ],
    )
    if unknown and not request.verbose:
        places = f"{counted(unknown, 'place')} of code {'that' if known else 'whose work'} reading cannot follow"
        yield line((f"  {'and ' if known else ''}{places} (-v lists them)", "dim"))
    yield line("")


def _findings(request: PruneRequest, title: str, findings: Sequence[Finding]) -> Iterator[Line]:
    if not findings:
        return
    yield _title(title)
    shown = findings if request.verbose else findings[:_SHOWN]
    for finding in shown:
        problem, at = finding.problem, finding.problem.location
        where = f"{request.shown_path(at.path)}:{at.line}: " if at is not None else ""
        yield line(
            "  ",
            (finding.severity.word, _STYLES[finding.severity]),
            " ",
            (f"{finding.code} {finding.name}", "bold"),
            f"  {visible(where + problem.message)}",
        )
        if problem.help:
            yield line(("    = ", "dim"), ("help ", "green"), visible(problem.help))
    yield from _more(len(findings) - len(shown))
    yield line("")


def _not_promised(request: PruneRequest) -> Iterator[Line]:
    untouched = "" if request.squashed_into else ", upgrades of an empty database (build new ones by create_all)"
    yield line(
        (
            "Not promised afterwards: downgrades below the oldest revisions that stay, relative downgrades, "
            f"abbreviated ids{untouched}.",
            "dim",
        )
    )
    yield line("")


def _last_line(request: PruneRequest) -> Iterator[Line]:
    plan = request.plan
    environments = counted(len(plan.manifest.environments), "environment")
    read = f"{counted(len(plan.history), 'revision')}, {environments}: "
    can_go = f"{len(plan.removed):,} of them can go"
    match request.status:
        case "applied":
            yield line(read, (f"{counted(len(plan.removed), 'revision')} removed", "bold green"))
        case "ready":
            left_out = ", were it not for what was left out" if plan.options.without else "; nothing was changed yet"
            yield line(read, (f"{can_go}{left_out}", "bold green"))
        case "nothing":
            yield line(read, ("nothing can go", "bold"))
        case "blocked":
            what = f"{can_go} once that is settled" if plan.removed else "nothing can go before that is settled"
            yield line(read, (f"{counted(len(plan.blockers), 'blocker')}; {what}", "bold red"))


def _title(title: str, rest: str = "") -> Line:
    return line((title, "bold underline"), f"  {rest}" if rest else "")


def _cut_short(request: PruneRequest, texts: Sequence[str]) -> Iterator[Line]:
    shown = texts if request.verbose or len(texts) <= _SHOWN + 1 else texts[:_SHOWN]
    for text in shown:
        yield line(f"  {text}")
    yield from _more(len(texts) - len(shown))


def _more(number: int) -> Iterator[Line]:
    if number:
        yield line((f"  … and {number:,} more (-v lists them)", "dim"))
