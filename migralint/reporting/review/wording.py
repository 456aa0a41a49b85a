"""The sentences of a review, the same in all its formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from migralint.commands.review.result import Floor, Review, ReviewedRevision, Runner
from migralint.findings.finding import Finding
from migralint.reporting.counted import counted
from migralint.rules.wording import listed
from migralint.source.paths import relative

_MOST_WHY = 6


def kind_line(one: ReviewedRevision) -> str:
    """The kind of a revision and the reasons: `contract: drops column users.note`."""
    reasons = list(dict.fromkeys(reason.why for reason in one.kind.reasons))
    if not reasons:
        return str(one.kind.kind)
    more = f"; {len(reasons) - _MOST_WHY} more" if len(reasons) > _MOST_WHY else ""
    return f"{one.kind.kind}: {'; '.join(reasons[:_MOST_WHY])}{more}"


def reversible_line(one: ReviewedRevision) -> str:
    """Whether it can be downgraded: `no: it has no downgrade()`."""
    back = one.reversible
    return f"{back.word}: {back.why}" if back.why else back.word


def place(one: ReviewedRevision | None, finding: Finding, folder: str) -> str:
    """The place of a finding: `line 12` in the file of its own revision, otherwise with the file; empty if it has
    none."""
    at = finding.problem.location
    if at is None:
        return ""
    if one is not None and at.path == one.revision.path:
        return f"line {at.line}"
    return f"{relative(at.path, folder)}:{at.line}"


def kinds_line(review: Review) -> str:
    """The number of revisions of each kind, and of findings of each severity: `3 expand, 1 contract; 1 error, 2
    warnings`."""
    kinds = Counter(str(one.kind.kind) for one in review.revisions)
    findings = _counted(finding for one in review.revisions for finding in one.findings)
    return f"{', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}; {findings or 'no findings'}"


def findings_line(one: ReviewedRevision) -> str:
    """The number of findings of each severity: `1 error, 2 warnings`; `none`."""
    return _counted(one.findings) or "none"


def _counted(findings: Iterable[Finding]) -> str:
    severities = [finding.severity for finding in findings]
    worst = sorted({*severities}, reverse=True)
    parts = [counted(severities.count(each), each.word) for each in worst]
    return ", ".join(parts)


def title(review: Review) -> str:
    """The changes of the branch, in one line."""
    if not review.revisions:
        return "No new revisions"
    return counted(len(review.revisions), "new revision")


def heads_line(review: Review) -> str:
    """The heads after the merge."""
    heads = review.heads
    if len(heads) == 1:
        moved = "" if heads != review.heads_before else ", as before"
        return f"one head after the merge with {review.ref}: {heads[0]}{moved}"
    if not heads:
        return f"no head after the merge with {review.ref}: the history is a cycle, or empty"
    more = (
        "" if len(heads) <= len(review.heads_before) else "; `migralint rebase` or `alembic merge` reduces them to one"
    )
    return f"{len(heads)} heads after the merge with {review.ref}: {listed(heads)}{more}"


def runners_line(review: Review) -> str:
    """The databases that run it: `production and 1,009 tenants: 1 step; 35 tenants: 24 steps`."""
    if review.runners is None:
        return "it is not known who runs it: there is no list of environments (`migralint env add` writes one)"
    if not review.runners:
        return "no listed database will run it"
    return "; ".join(_groups(review.runners))


def _groups(runners: Iterable[Runner]) -> Iterator[str]:
    for (steps, why), group in groupby(runners, key=lambda one: (one.steps, one.why)):
        who = listed([_who(one) for one in group])
        yield f"{who}: {why}" if steps is None else f"{who}: {counted(steps, 'step')}"


def _who(runner: Runner) -> str:
    if runner.databases == runner.total <= 1:
        return runner.environment
    of_all = f" of {runner.total:,}" if runner.databases < runner.total else ""
    tags = " (tags)" if runner.noun == "tag" else ""
    return f"{runner.databases:,}{of_all} {runner.environment}{tags}"


def floor_line(floor: Floor | None) -> str:
    """The change of the floor; empty if the floor is not known."""
    if floor is None:
        return ""
    pruned = ""
    if floor.pruned:
        pruned = f"this branch prunes {counted(len(floor.pruned), 'revision')}; "
    if floor.before == floor.after and floor.removable_before == floor.removable_after:
        stays = f"the floor stays at {listed(floor.after)}" if floor.after else "the floor stays: nothing can be pruned"
        return pruned + stays
    after = listed(floor.after) or "nothing to prune"
    before = listed(floor.before) or "nothing to prune"
    files = f"prune could remove {counted(floor.removable_after, 'file')}, before {floor.removable_before:,}"
    return f"{pruned}the floor moves from {before} to {after}: {files}"
