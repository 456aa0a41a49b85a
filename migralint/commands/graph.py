"""Collects what a picture shows: histories, the environments, what a prune would remove, the findings of check."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from migralint.commands.check_answers import Checked, Checking
from migralint.commands.opening import ProjectOptions
from migralint.commands.windows import Window, chosen, pruned_hint
from migralint.drawing.facts import Facts
from migralint.drawing.picture import View, draw
from migralint.drawing.row import Picture
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.history_context import HistoryContext
from migralint.history.file import RevisionFile
from migralint.history.history import History
from migralint.loading.discovery.project import Project
from migralint.loading.history_context import subject_of
from migralint.loading.records.ledger import read_ledger
from migralint.loading.records.manifest import load_manifest
from migralint.loading.records.unfinished import refuse_unfinished_prune
from migralint.loading.revisions.directory import LoadedDirectory, Loading
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.cache import user_cache
from migralint.source.errors import InputError
from migralint.source.paths import relative, shortest

if TYPE_CHECKING:
    from migralint.pruning.planning.plan import PrunePlan


class GraphCommand(Struct, frozen=True):
    """The options of the drawing."""

    project: ProjectOptions = ProjectOptions()
    window: Window = Window()
    unfold: bool = False
    """Draw a row for every revision."""
    findings: bool = True
    """Lint, and mark the findings."""
    kinds: bool = False
    """Add each revision's effect on running code."""


class DrawnHistory(Struct, frozen=True):
    """One history, with all data that its picture can show."""

    script: ScriptDirectory
    history: History
    facts: Facts
    view: View
    files: tuple[RevisionFile, ...] = ()
    plan: PrunePlan | None = None
    """The plan of a prune with the settings; None if that is uncertain."""

    def picture(self, *, most_lanes: int | None = None, folder: str | None = None) -> Picture:
        """Draw it with at most `lanes` lanes; its name is relative to `folder` (None: to its project)."""
        view = replace(self.view, most_lanes=most_lanes)
        return draw(self.history, self.facts, view, name=self.name(folder))

    def name(self, folder: str | None = None) -> str:
        """The path of the script directory relative to a folder (None: to its project)."""
        path, root = self.script.path, self.script.root
        name = shortest(path, folder) if folder is not None else relative(path, root)
        return os.path.basename(path) if name == "." else name


def graph(command: GraphCommand) -> tuple[DrawnHistory, ...]:
    """Load every history of the project, including broken ones, and the data about it; static.

    With a window that names revisions or a label, only the histories that have them. Raises InputError for wrong
    settings or an unreadable manifest, if there are no revisions, and if the window names nothing that exists.
    """
    project = command.project.project()
    for script in project.candidates:
        refuse_unfinished_prune(script.path, script.version_locations)
    cache = user_cache("files")
    checking = Checking(command.project, project, kinds=command.kinds, keeping=command.findings)
    loadings = [Loading(script, cache) for script in project.candidates]
    read = [loading.finish() for loading in loadings]
    loaded = [directory for directory in read if len(directory.history)]
    if not loaded:
        folders = [folder for script in project.candidates for folder in script.version_locations or (script.path,)]
        raise InputError(
            f"no revisions found in {', '.join(relative(folder, os.getcwd()) for folder in folders)}",
            hint="name the folder that holds them; `migralint check` says which files could not be read",
        )
    chosen_views = chosen(
        command.window,
        [directory.history for directory in loaded],
        unknown_hint=lambda name: pruned_hint(name, [read_ledger(one.script.path) for one in loaded]),
    )
    checked = checking.answer(loadings[0], cache) if command.findings else checking.kept
    drawn = []
    for directory, view in zip(loaded, chosen_views, strict=True):
        if view is None:
            continue
        facts, plan = _facts(directory, project, command, checked)
        shown = replace(view, unfold=command.unfold)
        drawn.append(DrawnHistory(directory.script, directory.history, facts, shown, directory.files, plan))
    return tuple(drawn)


def _facts(
    directory: LoadedDirectory, project: Project, command: GraphCommand, checked: Checked | None
) -> tuple[Facts, PrunePlan | None]:
    manifest_file, script = command.project.manifest, directory.script
    named = os.path.abspath(manifest_file) if manifest_file is not None else project.settings.manifest
    manifest = load_manifest(script, named)
    subject = subject_of(directory, allowed_heads=project.settings.heads)
    findings = checked.findings.get(script.path, ()) if checked is not None and command.findings else ()
    facts = Facts(findings=tuple(findings), unread=len(subject.unplaced))
    if command.kinds:
        kinds = checked.kinds.get(script.path) if checked is not None else _kinds(subject, script, project)
        facts = replace(facts, kinds=kinds or {}, authors=_authors(subject, script))
    if manifest is None:
        return facts, None
    context = EnvironmentContext(subject, manifest, now=datetime.now(UTC), ledger=subject.ledger)
    return _with_plan(context, directory.script, project, replace(facts, environments=manifest.environments))


def _kinds(subject: HistoryContext, script: ScriptDirectory, project: Project) -> dict[str, str]:
    """The kind of each revision, as one word."""
    from migralint.linting.walking.kinds import kinds_of
    from migralint.loading.surroundings.dialects import find_dialects, operation_settings
    from migralint.loading.surroundings.project_facts import project_facts

    around = project_facts(script)
    settings = operation_settings(project.settings, find_dialects(script, project.settings, around, subject.files))
    subject = replace(subject, operation_settings=settings, project=around)
    return {revision: str(kind.kind) for revision, kind in kinds_of(subject).items()}


def _authors(subject: HistoryContext, script: ScriptDirectory) -> dict[str, str]:
    """The author of the commit that added each revision file, if git knows it."""
    from migralint.loading.git.authors import authors_of

    known = authors_of(script.version_locations)
    paths = ((name, revision.path) for name, revision in subject.history.revisions.items())
    return {name: known[path] for name, path in paths if path is not None and path in known}


def _with_plan(
    context: EnvironmentContext, script: ScriptDirectory, project: Project, facts: Facts
) -> tuple[Facts, PrunePlan | None]:
    """The same drawing with the revisions that a prune with the settings would remove; and its plan."""
    from migralint.commands.plan_facts import plan_facts
    from migralint.commands.plan_settings import options_of
    from migralint.pruning.planning.plan import plan_prune

    options = options_of(project.settings)
    if options.until is not None and context.history.resolve(options.until) is None:
        return facts, None  # in a run with several directories it may be a revision of another one
    plan = plan_prune(context, script, options)
    if plan.status == "blocked":
        return facts, None  # an entry that is missing or unknown may need any of them
    return replace(
        plan_facts(plan, findings=facts.findings, unread=facts.unread), kinds=facts.kinds, authors=facts.authors
    ), plan
