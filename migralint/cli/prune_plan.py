"""Loads what `prune` is asked about and plans: settings and options, files, environments, git."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from migralint.cli.prune_settings import options_of
from migralint.cli.prune_surroundings import look_around, read_losses
from migralint.environments.environment import Manifest
from migralint.environments.manifest import manifest_path, read_manifest
from migralint.findings.environment_context import EnvironmentContext
from migralint.history.history import History
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.project import Project, open_project
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.nothing import NAME_IT, no_revisions
from migralint.loading.records.ledger import read_ledger
from migralint.loading.records.tags import tag_resolver
from migralint.loading.records.unfinished import refuse_unfinished_prune
from migralint.loading.revisions.directory import LoadedDirectory, load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.subject import subject_of
from migralint.pruning.applying.file_edits import FileEdit, file_edits
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.plan import PrunePlan, plan_prune
from migralint.pruning.repository.branch_claims import spared_for_branches
from migralint.pruning.repository.losses import Loss
from migralint.source.errors import InputError
from migralint.source.spelling import did_you_mean

if TYPE_CHECKING:
    from migralint.cli.prune.run import PruneCommand


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan and everything it was made from: what showing or applying it takes."""

    project: Project
    loaded: LoadedDirectory
    roster: EnvironmentContext
    repository: Repository | None
    plan: PrunePlan
    edits: tuple[FileEdit, ...]
    """The rewritten files."""
    losses: tuple[Loss, ...]
    """What the removed files make, as far as reading tells."""
    generated: tuple[FileEdit, ...] = ()
    """The files of the squashes, once they are generated; there is nothing before them."""
    proved: tuple[str, ...] = ()
    """The databases on which the squashes were compared with what they stand for."""

    @property
    def script(self) -> ScriptDirectory:
        """The directory that is pruned."""
        return self.loaded.script


def prepare(command: PruneCommand, *, beside_the_graph: bool = True) -> Prepared:
    """Load and plan. Raises InputError for wrong usage, unreadable input, and where there is nothing to prune.

    `beside_the_graph` is about everything that does not change which revisions go: git's state, the files that name
    or read removed ones, the edits of kept ones.
    """
    project = open_project([command.path], config=command.config, name=command.name, settings_file=command.settings)
    script = the_one(project.candidates)
    refuse_unfinished_prune(script.path, script.version_locations)
    loaded = load_directory(script)
    if not loaded.files:
        raise no_revisions([script], hint=NAME_IT)
    path = manifest_path(
        script.path, os.path.abspath(command.manifest) if command.manifest else project.settings.manifest
    )
    manifest = read_manifest(path, tags=tag_resolver(script))
    roster = EnvironmentContext(
        subject_of(loaded, allowed_heads=project.settings.heads),
        manifest,
        now=datetime.now(UTC),
        ledger=read_ledger(script.path),
    )
    repository = find_repository(script.path)
    options = _options(command, project, loaded.history, manifest)
    globs = command.protect_refs or project.settings.protect_refs
    if globs:
        options = replace(options, spared=_spared(repository, script, loaded.history, globs))
    plan = plan_prune(roster, script, options)
    prepared = Prepared(project, loaded, roster, repository, plan, (), ())
    return _looked_around(prepared, command) if beside_the_graph else prepared


def _looked_around(prepared: Prepared, command: PruneCommand) -> Prepared:
    edits, unwritable = file_edits(prepared.plan.rewrites)
    plan = prepared.plan.with_findings(unwritable)
    blockers, warnings = look_around(
        plan,
        prepared.script,
        repository=prepared.repository,
        archive=command.archive,
        allow_dirty=command.allow_dirty,
    )
    return replace(
        prepared,
        plan=plan.with_findings(blockers, warnings),
        edits=edits,
        losses=read_losses(plan, prepared.loaded.files),
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
            "--squash gives each piece of the history one new base, and --deep may leave several: choose one",
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
    repository: Repository | None, script: ScriptDirectory, history: History, globs: tuple[str, ...]
) -> dict[str, str]:
    if repository is None:
        raise InputError(
            "--protect-refs: the project is not in a git repository", hint="leave the option, or the setting, out"
        )
    return spared_for_branches(repository, script.version_locations, history, globs)
