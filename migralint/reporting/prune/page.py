"""A prune plan as a page: the body of a pull request, with the proof for every environment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from migralint.findings.finding import Finding
from migralint.pruning.planning.environment_effects import EnvironmentEffect
from migralint.pruning.planning.leverage import floor_of
from migralint.pruning.repository.losses import Loss
from migralint.reporting.findings.summary import counted
from migralint.reporting.page.page import (
    Block,
    Bullets,
    Code,
    Details,
    Heading,
    Inline,
    Listing,
    Page,
    Paragraph,
    Table,
    inline,
)
from migralint.reporting.prune.causes import Cause, causes
from migralint.reporting.prune.diff import file_diff
from migralint.reporting.prune.reasons import all_words, listed
from migralint.reporting.prune.request import PruneRequest
from migralint.reporting.segments import visible
from migralint.source.location import Location


def prune_page(request: PruneRequest) -> Page:
    """Build the page; it contains the whole plan, with long lists folded."""
    plan = request.plan
    number = counted(len(plan.removed), "old revision")
    match request.status:
        case "nothing":
            title = inline("Nothing can be pruned")
        case "blocked":
            title = inline(f"Pruning {number} is blocked" if plan.removed else "Pruning is blocked")
        case _:
            title = inline(f"Prune {number}")
    return Page(title, tuple(_blocks(request)))


def _blocks(request: PruneRequest) -> Iterator[Block]:
    plan = request.plan
    yield from _findings(request, "Blockers", plan.blockers, tasks=True)
    if plan.removed:
        yield from _why_safe(request)
        yield from _what_goes(request)
    yield from _stays(request)
    yield from _environments(request)
    if plan.removed:
        yield from _rewrites(request)
        yield from _losses(request)
    yield from _findings(request, "To clean up", plan.warnings, tasks=True)
    yield from _leverage(request)
    if plan.removed:
        yield from _not_promised(request)


def _why_safe(request: PruneRequest) -> Iterator[Block]:
    plan = request.plan
    verb = "were removed" if request.applied else "can be removed"
    yield Paragraph(
        inline(
            f"{len(plan.removed):,} of {counted(len(plan.history), 'revision')} {verb} from ",
            Code(request.document_path(request.script.path)),
            "; ",
            f"{plan.kept_count:,} are kept. Every database of every environment has applied each removed revision, "
            "none is stamped at one of them, and no removed revision needs a kept one. So on each of these "
            "databases ",
            Code("alembic upgrade heads"),
            ", or an upgrade to any kept revision, runs the same revisions in the same order as before and ends "
            "with the same rows in the version table.",
        )
    )
    if request.squashed_into:
        yield Paragraph(
            inline("New databases run ", *_codes(request.squashed_into), " instead of the removed revisions.")
        )


def _what_goes(request: PruneRequest) -> Iterator[Block]:
    plan = request.plan
    removed = frozenset(plan.removed)
    rows = [
        (inline(Code(node)), inline(plan.history.revisions[node].message), inline(Code(_path(request, node))))
        for node in reversed(plan.history.order)
        if node in removed
    ]
    table = Table(("revision", "message", "file"), tuple(rows))
    yield Details(inline(f"Removed: {counted(len(rows), 'revision')}, the newest first"), (table,))


def _stays(request: PruneRequest) -> Iterator[Block]:
    plan = request.plan
    if plan.explanation is None:
        return
    oldest = floor_of(plan.history, frozenset(plan.removed)) if plan.removed else plan.history.bases()
    yield Heading(inline("Why the rest is kept"))
    yield Bullets(
        tuple(
            inline(
                Code(node),
                f" {plan.history.revisions[node].message}: ".replace(" : ", ": "),
                all_words(plan.history, plan.explanation.reasons(node)),
            )
            for node in oldest
        )
    )


def _environments(request: PruneRequest) -> Iterator[Block]:
    plan = request.plan
    if not plan.environments:
        return
    yield Heading(inline("Every environment"))
    nouns = {environment.noun for environment in plan.environments}
    number = f"{nouns.pop()}s" if len(nouns) == 1 else "number"
    headers = ("environment", "stamped at", number, "applied", "still to run", "upgrade afterwards")
    rows = [row for environment in plan.environments for row in _rows(environment, with_noun=number == "number")]
    yield Table(headers, tuple(rows))


def _rows(environment: EnvironmentEffect, *, with_noun: bool) -> Iterator[tuple[Inline, ...]]:
    if not environment.stamp_sets:
        yield inline(environment.name), inline("no stamp set"), (), (), (), ()
    for one in environment.stamp_sets:
        yield (
            inline(environment.name),
            _codes(sorted(one.stamp_set.stamps)) or inline("unstamped"),
            inline(counted(one.stamp_set.databases, environment.noun) if with_noun else f"{one.stamp_set.databases:,}"),
            inline("unknown" if one.applied is None else f"{one.applied:,}"),
            inline("unknown" if one.pending is None else f"{one.pending:,}"),
            inline("" if one.applied is None else "the same" if one.plan_unchanged else "DIFFERENT"),
        )
    if environment.more:
        more = f"{counted(environment.more, 'more stamp set')}, up to {environment.furthest_behind:,} to run"
        yield inline(environment.name), inline(more), (), (), (), inline("the same")


def _rewrites(request: PruneRequest) -> Iterator[Block]:
    if not request.edits:
        return
    lines = [visible(text) for edit in request.edits for text in file_diff(edit, request.document_path(edit.path))]
    summary = inline(f"Rewritten: {counted(len(request.edits), 'file')}, only these lines")
    yield Details(summary, (Listing("diff", tuple(lines)),))


def _losses(request: PruneRequest) -> Iterator[Block]:
    seen = [loss for loss in request.losses if loss.seen]
    read = [loss for loss in request.losses if not loss.seen]
    if seen:
        yield Heading(inline("Missing from new databases"))
        yield Paragraph(inline("The removed revisions created this, and create_all does not:"))
        yield Bullets(tuple(_loss(request, loss) for loss in seen), tasks=True)
    if not read:
        return
    yield Heading(inline("Possibly missing from new databases"))
    yield Paragraph(inline("The removed revisions created this, and create_all may not; verify shows whether it does:"))
    known = tuple(_loss(request, loss) for loss in read if loss.kind != "unknown")
    unknown = tuple(_loss(request, loss) for loss in read if loss.kind == "unknown")
    if known:
        yield Bullets(known, tasks=True)
    if unknown:
        words = f"{counted(len(unknown), 'place')} with code that could not be read and may create objects or rows"
        yield Details(inline(words), (Bullets(unknown),))


def _loss(request: PruneRequest, loss: Loss) -> Inline:
    place = Code(f"{request.document_path(loss.location.path)}:{loss.location.line}")
    return inline(place) if loss.kind == "unknown" else inline(str(loss), ": ", place)


def _findings(request: PruneRequest, title: str, findings: Sequence[Finding], *, tasks: bool) -> Iterator[Block]:
    if not findings:
        return
    yield Heading(inline(title))
    for single, group in groupby(causes(findings), key=lambda cause: not cause.places):
        if single:
            yield Bullets(tuple(_cause(request, cause) for cause in group), tasks=tasks)
            continue
        for cause in group:
            yield Bullets((_cause(request, cause),), tasks=tasks)
            places = tuple(inline(*_code(request, one.at), one.words) for one in cause.places)
            summary = f"{cause.finding.code}: {counted(len(places), 'place' if not cause.alone else 'more place')}"
            yield Details(inline(summary), (Bullets(places),))


def _cause(request: PruneRequest, cause: Cause) -> Inline:
    where = _code(request, cause.finding.problem.location) if cause.alone else ()
    return inline(*where, f"{cause.headline}{f' ({cause.help})' if cause.help else ''}")


def _code(request: PruneRequest, at: Location | None) -> tuple[str, ...]:
    return (Code(f"{request.document_path(at.path)}:{at.line}"), " ") if at is not None else ()


def _leverage(request: PruneRequest) -> Iterator[Block]:
    levers = request.plan.levers
    if levers:
        yield Heading(inline("How to remove more"))
        yield Bullets(
            tuple(
                inline(
                    f"upgrading {listed(lever.environments)} to ",
                    *_codes(lever.move_to),
                    f": {counted(lever.frees, 'more file')}",
                )
                for lever in levers
            )
        )


def _not_promised(request: PruneRequest) -> Iterator[Block]:
    empty = "" if request.squashed_into else ", and upgrades of an empty database: build new databases with create_all"
    yield Heading(inline("Not supported afterwards"))
    yield Paragraph(
        inline(
            "Downgrades below the oldest kept revisions, relative downgrades, abbreviated revision ids"
            f"{empty}. A database that is not listed and is stamped at a removed revision is stranded: ",
            Code("migralint rescue REVISION"),
            " shows what it needs.",
        )
    )
    yield Heading(inline("How to undo this"))
    yield Paragraph(
        inline(
            "Revert the whole commit: it restores files and headers as they were. Never restore single files into "
            "the history: databases that have applied them would run them again."
        )
    )


def _path(request: PruneRequest, node: str) -> str:
    path = request.plan.history.revisions[node].path
    return request.document_path(path) if path is not None else ""


def _codes(names: Sequence[str]) -> Inline:
    parts: list[str] = []
    for name in names:
        parts += [", "] * bool(parts) + [Code(name)]
    return inline(*parts)
