"""Findings of a graph rule in the merged tree that it does not have in the working tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.source.location import Location


def after_merge(
    check: Callable[[HistoryContext], Iterable[Problem]], subject: HistoryContext, known_problems: Sequence[Problem]
) -> Iterator[Problem]:
    """Yield the problems of the merged tree that are not among the `known_problems` of the working tree.

    Their locations are in the working tree, or None: a file that only the merge target has is not on disk.
    """
    merged = subject.merged
    if merged is None:
        return
    here = {file.path for file in subject.files}
    known = {(problem.message, problem.revisions) for problem in known_problems}
    for problem in check(merged):
        if (problem.message, problem.revisions) in known:
            continue
        place = _place(problem, subject, here)
        elsewhere = here - {place.path} if place is not None and place != problem.location else here
        yield replace(
            problem,
            message=f"after the merge with {merged.merged_with}: {problem.message}",
            location=place,
            related=tuple(one for one in problem.related if one.location.path in elsewhere),
            fix=None,
        )


def _place(problem: Problem, subject: HistoryContext, here: set[str]) -> Location | None:
    if problem.location is not None and problem.location.path in here:
        return problem.location
    known = [subject.history.revisions[one] for one in problem.revisions if one in subject.history]
    known.sort(key=lambda revision: not subject.is_new(revision))
    return next((place for one in known if (place := one.down_revision_at or one.id_at) is not None), None)
