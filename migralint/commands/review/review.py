"""Builds a review: the new revisions according to git, their findings, their SQL, and the databases that run them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from migralint.changes.kind import UNREAD, Kind
from migralint.commands.lint.lint import lint_project
from migralint.commands.lint.new_revisions import NewRevisions
from migralint.commands.lint.options import CheckOptions
from migralint.commands.listener import SILENT, Listener, Step, child_steps
from migralint.commands.opening import ProjectOptions, open_script
from migralint.commands.review.databases import floor_of_merge, manifest_at, runners_of
from migralint.commands.review.result import Review, ReviewedRevision
from migralint.commands.review.reversible import reversible
from migralint.commands.verify import VerifyCommand, verify_options
from migralint.database.render import RenderedSql, Rendering, render_sql
from migralint.drawing.facts import Facts
from migralint.drawing.picture import View, draw
from migralint.findings.finding import Finding
from migralint.findings.history_context import HistoryContext
from migralint.history.file import FileKind
from migralint.linting.walking.kinds import kinds_of
from migralint.loading.discovery.absent_revisions import no_revisions
from migralint.loading.discovery.project import Project
from migralint.loading.git.merge_target import merge_target
from migralint.loading.git.published.target import find_target
from migralint.loading.git.repository import find_repository
from migralint.loading.history_context import subject_of
from migralint.loading.records.manifest import load_manifest
from migralint.loading.revisions.directory import Loading, load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.surroundings.dialects import find_dialects, operation_settings
from migralint.loading.surroundings.project_facts import project_facts
from migralint.source.errors import InputError
from migralint.source.paths import relative

_REACH = 4
"""The number of rows of the picture around each new revision and each head."""
_ELSEWHERE = ("ML0", "ML4")
"""Prefixes of the codes of findings about comments and environments, for which the branch is not responsible."""


class ReviewCommand(Struct, frozen=True):
    """The branch to review, and the options; None and empty mean the value of the settings."""

    project: ProjectOptions = ProjectOptions()
    against: str | None = None
    """The merge target: a branch, tag or commit."""
    static: bool = False
    """Run no project code: no SQL."""
    python: str | None = None


def review(command: ReviewCommand, *, listener: Listener = SILENT) -> Review:
    """Return what the work tree adds to its merge target. Runs project code, unless `static`.

    Raises InputError for wrong usage, unreadable input, and if git does not have the branch or its common history with
    this one.
    """
    project, script = open_script(command.project)
    ref = command.against if command.against is not None else project.settings.against
    ref = ref if ref is not None else _usual_target(script)
    target = find_target(script.path, ref)
    listener.progress(Step("reading the revision files"))
    loaded = load_directory(script)
    if not loaded.files:
        raise no_revisions([script], otherwise="name the folder that holds them")
    facts = project_facts(script)
    subject = subject_of(loaded, allowed_heads=project.settings.heads, dialects=project.settings.dialect)
    dialects = find_dialects(script, project.settings, facts, subject.files)
    subject = replace(subject, operation_settings=operation_settings(project.settings, dialects), project=facts)
    options = CheckOptions((script.path,), against=ref)
    subject = NewRevisions(options, project.settings, listener).mark(subject, loaded)
    published = subject.published
    assert published is not None  # an unfinished prune was refused before
    after = subject.merged or subject
    new = [one for one in after.history.order if one in published.new]
    new += [one for one in after.history.revisions if one in published.new and one not in new]  # on a cycle
    findings = _findings(command, project, script, ref, listener)
    rendering, no_sql = _rendered(command, project, script, new, sorted(dialects.names), listener)
    kinds = kinds_of(after, new)
    manifest = load_manifest(script, project.settings.manifest if command.project.manifest is None else _named(command))
    environments = manifest.environments if manifest is not None else None
    heads = after.history.heads()
    return Review(
        script,
        ref,
        target.commit,
        tuple(_reviewed(after, name, kinds.get(name, UNREAD), findings, rendering.sql) for name in new),
        heads,
        tuple(one for one in published.revisions if one in published.heads),
        draw(
            after.history,
            Facts(environments),
            View(around=tuple(dict.fromkeys((*new, *heads))), reach=_REACH),
            name=relative(script.path, script.root),
        ),
        tuple(_others(findings, new)),
        runners_of(after.history, environments, frozenset(new)) if environments is not None else None,
        floor_of_merge(subject, script, project.settings, manifest, manifest_at(target, script, project, manifest)),
        tuple(dict.fromkeys(one.dialect for one in rendering.sql)),
        no_sql,
    )


def _named(command: ReviewCommand) -> str | None:
    return os.path.abspath(command.project.manifest) if command.project.manifest is not None else None


def _usual_target(script: ScriptDirectory) -> str:
    repository = find_repository(script.path)
    target = merge_target(repository) if repository is not None else None
    if target is None:
        raise InputError(
            "git does not know the branch to merge into (no upstream, no origin/HEAD, no main or master)"
            if repository is not None
            else f"{script.path} is not in a git repository, and only git knows what a branch adds",
            hint="pass it with --against REF" if repository is not None else "",
        )
    return target.ref


def _findings(
    command: ReviewCommand, project: Project, script: ScriptDirectory, ref: str, listener: Listener
) -> list[Finding]:
    """The findings of check, compared with the same branch; without accepted findings."""
    options = CheckOptions((script.path,), manifest=command.project.manifest, against=ref, allow_empty=True)
    if command.project.manifest is not None:
        project = project._replace(settings=replace(project.settings, manifest=_named(command)))
    alone = project._replace(candidates=(script,))
    linted = lint_project(options, alone, Loading(script, None), None, None, started=0, listener=listener)
    counting = [one for one in linted.report.findings if one.suppressed is None]
    return sorted(counting, key=lambda one: (-one.severity, one.code))


def _others(findings: Iterable[Finding], new: Sequence[str]) -> Iterable[Finding]:
    """The findings outside new revisions: in the graph, in published revisions, and in new files without a readable
    revision."""
    for one in findings:
        if not {*one.problem.revisions} & {*new} and not one.code.startswith(_ELSEWHERE):
            yield one


def _rendered(
    command: ReviewCommand,
    project: Project,
    script: ScriptDirectory,
    new: Sequence[str],
    dialects: Sequence[str],
    listener: Listener,
) -> tuple[Rendering, str]:
    if command.static or not new:
        return Rendering(), "--static: no project code was run" if command.static else ""
    options = verify_options(VerifyCommand(python=command.python), project.settings, script)
    rendering = render_sql(script, options, new, dialects, progress=child_steps(listener))
    failure = rendering.failure
    if failure is None:
        return rendering, ""
    listener.note(f"no SQL was rendered: {failure.explanation}")
    return rendering, failure.explanation


def _reviewed(
    subject: HistoryContext, name: str, kind: Kind, findings: Iterable[Finding], sql: Iterable[RenderedSql]
) -> ReviewedRevision:
    file = next(
        (
            one
            for one in subject.files
            if one.kind is FileKind.REVISION and one.as_revision is not None and one.as_revision.id == name
        ),
        None,
    )
    return ReviewedRevision(
        subject.history.revisions[name],
        kind,
        reversible(file),
        tuple(one for one in findings if name in one.problem.revisions),
        tuple(one for one in sql if one.revision == name),
    )
