"""API functions that only read: findings, the review of a branch, pictures of the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from migralint.api.project import Project
from migralint.commands.listener import SILENT, Listener

if TYPE_CHECKING:
    from migralint.commands.review.result import Review
    from migralint.drawing.row import Picture
    from migralint.findings.report import Report


def check(
    project: Project,
    *,
    select: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    baseline: str | None = None,
    against: str | None = None,
    since: str | None = None,
    allow_empty: bool = False,
    listener: Listener = SILENT,
) -> Report:
    """Lint revision files, their graph and the manifest; rules are codes, prefixes or names. Static.

    `against` (a git branch, tag or commit) and `since` (a revision) select the new revisions. Findings are ordered by
    path, line, column and code. Raises InputError for an unknown rule, unreadable settings, a git ref or revision that
    does not exist, and, without `allow_empty`, if there are no revisions.
    """
    from migralint.commands.lint.options import CheckOptions
    from migralint.commands.lint.project import check_project

    options = project.options
    return check_project(
        CheckOptions(
            paths=(options.path,),
            config=options.config,
            name=options.name,
            settings=options.settings,
            manifest=options.manifest,
            select=tuple(select),
            extend_select=tuple(extend_select),
            ignore=tuple(ignore),
            baseline=baseline,
            against=against,
            since=since,
            allow_empty=allow_empty,
        ),
        listener=listener,
    ).report


def review(
    project: Project,
    against: str | None = None,
    *,
    static: bool = False,
    python: str | None = None,
    listener: Listener = SILENT,
) -> Review:
    """Return what the work tree adds to its merge target, and who will run it.

    `against`: that branch; None: as the setting says, or as git knows. Runs project code to render the SQL, unless
    `static`. Revisions are in the order of an upgrade. Raises InputError if git does not have the branch, or its common
    history with this one.
    """
    from migralint.commands.review.review import ReviewCommand
    from migralint.commands.review.review import review as review_branch

    return review_branch(ReviewCommand(project.options, against, static, python), listener=listener)


def draw(
    project: Project,
    *,
    unfold: bool = False,
    last: int | None = None,
    around: Sequence[str] = (),
    branch: str | None = None,
    start: str | None = None,
    end: str | None = None,
    findings: bool = True,
    most_lanes: int | None = None,
) -> tuple[Picture, ...]:
    """Lay out the histories of the project as rows, one picture each; arguments are the options of `migralint graph`.

    `start` and `end` are its `--from` and `--to`. Static. Broken histories are drawn as they are; renderers are in
    `migralint.drawing`. Raises InputError for a revision or label that does not exist, and if there are no revisions.
    """
    from migralint.commands.graph import GraphCommand, graph
    from migralint.commands.windows import Window

    window = Window(last, tuple(around), branch, start, end)
    command = GraphCommand(project=project.options, window=window, unfold=unfold, findings=findings)
    return tuple(history.picture(most_lanes=most_lanes) for history in graph(command))
