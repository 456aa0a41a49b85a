"""Loads a project and plans its prune: settings and options, files, environments, git."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener, Step
from migralint.commands.opening import open_script
from migralint.commands.plan_settings import options_of
from migralint.commands.prune.stamp_options import manifest_from_stamps
from migralint.commands.prune.surroundings import all_makers, look_around, read_losses
from migralint.environments.environment import Manifest
from migralint.environments.manifest import TagResolver, manifest_path, read_manifest
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.finding import Finding
from migralint.history.history import History
from migralint.loading.discovery.absent_revisions import no_revisions
from migralint.loading.discovery.project import Project
from migralint.loading.git.lost_files import with_lost
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.history_context import subject_of
from migralint.loading.records.ledger import read_ledger
from migralint.loading.records.tags import tag_resolver
from migralint.loading.revisions.directory import LoadedDirectory, load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.file_edits import FileEdit, file_edits
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.plan import PrunePlan, Status, plan_prune
from migralint.pruning.repository.branch_claims import spared_for_branches
from migralint.pruning.repository.losses import Loss
from migralint.source.errors import InputError
from migralint.source.spelling import did_you_mean

if TYPE_CHECKING:
    from migralint.commands.prune.options import PruneCommand


class PreparedPrune(Struct, frozen=True):
    """A plan with all data that showing or applying it needs."""

    command: PruneCommand

    project: Project
    loaded: LoadedDirectory
    environments: EnvironmentContext
    repository: Repository | None
    plan: PrunePlan
    edits: tuple[FileEdit, ...]
    """The rewritten files."""
    losses: tuple[Loss, ...]
    """Objects that the removed files create and that create_all may not create, as far as static reading shows; after a
    verification, those that it found."""
    makers: tuple[Loss, ...] = ()
    """The places in all revisions that create such objects, as far as static reading shows."""
    generated: tuple[FileEdit, ...] = ()
    """The generated files of the squashes; they do not exist before."""
    proved: tuple[str, ...] = ()
    """The databases on which the squashes were compared with the revisions that they replace."""
    applied: bool = False
    """Whether the plan was applied."""

    @property
    def status(self) -> Status:
        """nothing, ready, blocked or applied."""
        return "applied" if self.applied else self.plan.status

    @property
    def removed(self) -> tuple[str, ...]:
        """The ids of the removed revisions, in load order."""
        return self.plan.removed

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """The findings that prevent the plan from being applied."""
        return self.plan.blockers

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings to consider before it is applied."""
        return self.plan.warnings

    @property
    def script(self) -> ScriptDirectory:
        """The pruned directory."""
        return self.loaded.script


def prepare(command: PruneCommand, *, beside_the_graph: bool = True, listener: Listener = SILENT) -> PreparedPrune:
    """Load and plan. Raises InputError for wrong usage, unreadable input, and if there is nothing to prune.

    `beside_the_graph` includes everything that does not change which revisions are removed: git's state, the files that
    name or read removed ones, the edits of kept ones.
    """

    def progress(text: str) -> None:
        listener.progress(Step(text))

    project, script = open_script(command.project)
    progress("reading the revision files")
    loaded = load_directory(script)
    if not loaded.files:
        raise no_revisions([script], otherwise="name the folder that holds them")
    path = manifest_path(
        script.path,
        os.path.abspath(command.project.manifest) if command.project.manifest else project.settings.manifest,
    )
    ledger = read_ledger(script.path)
    manifest = (
        manifest_from_stamps(command.stamps, path, loaded.history, ledger)
        if command.stamps
        else _manifest(path, tag_resolver(script, progress))
    )
    environments = EnvironmentContext(
        subject_of(loaded, allowed_heads=project.settings.heads), manifest, now=datetime.now(UTC), ledger=ledger
    )
    stamps = [stamp for _, stamp, _ in environments.unknown if stamp not in environments.ledger.pruned]
    if environments.subject.unexplained or stamps:
        progress("looking in git for missing files")
        environments = environments.about(with_lost(environments.subject, script, stamps))
    repository = find_repository(script.path)
    options = _options(command, project, loaded.history, manifest)
    globs = command.protect_refs or project.settings.protect_refs
    if globs:
        options = replace(options, spared=_spared(repository, script, loaded.history, globs, progress))
    plan = plan_prune(environments, script, options)
    prepared = PreparedPrune(command, project, loaded, environments, repository, plan, (), ())
    return _looked_around(prepared, command, progress) if beside_the_graph else prepared


def _manifest(path: str, tags: TagResolver) -> Manifest:
    if not os.path.lexists(path):
        hint = (
            "try a plan with --stamp NAME=REV, where REV is the revision of a database (`alembic current`); "
            "`migralint init` writes a first manifest"
        )
        raise InputError("there is no such manifest", path=path, hint=hint)
    return read_manifest(path, tags=tags)


def _looked_around(prepared: PreparedPrune, command: PruneCommand, progress: Callable[[str], None]) -> PreparedPrune:
    edits, unwritable = file_edits(prepared.plan.rewrites)
    plan = prepared.plan.with_findings(unwritable)
    blockers, warnings = look_around(
        plan,
        prepared.script,
        repository=prepared.repository,
        archive=command.archive,
        allow_dirty=command.allow_dirty,
        progress=progress,
    )
    return replace(
        prepared,
        plan=plan.with_findings(blockers, warnings),
        edits=edits,
        losses=() if plan.options.squash else read_losses(plan, prepared.loaded.files),
        makers=all_makers(plan, prepared.loaded.files),
    )


def _options(command: PruneCommand, project: Project, history: History, manifest: Manifest) -> PruneOptions:
    settings = project.settings
    by_settings = options_of(settings)
    until = command.until if command.until is not None else by_settings.until
    if until is not None and history.resolve(until) is None:
        message = f"--until {until}: there is no such revision"
        hint = did_you_mean(until, [*history.revisions, *history.labels]) or "write the full id, or a branch label"
        raise (
            InputError(message, hint=hint)
            if command.until is not None
            else settings.error(f'"until" names the revision "{until}", which does not exist', "until", hint=hint)
        )
    names = [environment.name for environment in manifest.environments]
    for name in command.without:
        if name not in names:
            raise InputError(
                f"--without {name}: there is no such environment",
                hint=did_you_mean(name, names) or f"the manifest lists {', '.join(names) or 'none'}",
            )
    deep = by_settings.deep if command.deep is None else command.deep
    if deep and command.squash:
        raise InputError(
            "--squash and --deep cannot be combined: --squash gives each piece of the history one new base, "
            "--deep may leave several",
            hint="" if command.deep else "--no-deep overrides the setting",
        )
    return replace(
        by_settings,
        deep=deep,
        squash=command.squash,
        until=until,
        keep=by_settings.keep if command.keep is None else command.keep,
        keep_since=by_settings.keep_since if command.keep_since is None else command.keep_since,
        without=frozenset(command.without),
    )


def _spared(
    repository: Repository | None,
    script: ScriptDirectory,
    history: History,
    globs: tuple[str, ...],
    progress: Callable[[str], None],
) -> dict[str, str]:
    if repository is None:
        raise InputError(
            "--protect-refs: the project is not in a git repository", hint="omit the option or the setting"
        )
    return spared_for_branches(repository, script.version_locations, history, globs, progress=progress)
