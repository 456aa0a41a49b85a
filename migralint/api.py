"""The Python API: what the command line calls, as functions. Prints nothing and never exits.

Wrong usage and unreadable input raise `migralint.InputError`, whose `hint` says what to do next; flaws of the
migrations are part of the results. Functions that run project code say so. Progress goes to a `Listener`.

    >>> import migralint
    >>> project = migralint.load("examples/shop")
    >>> [history.heads() for history in project.histories]
    [('f3e1b7aa0d52',)]
    >>> migralint.plan_prune(project).status
    'ready'
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener, Step
from migralint.commands.opening import ProjectOptions
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.commands.create import Refused
    from migralint.commands.guard import Guarded
    from migralint.commands.prune.prepare import PreparedPrune
    from migralint.commands.rebase.prepare import PreparedRebase
    from migralint.commands.rescue import Rescued
    from migralint.database.create import Created, NotCreated, Occupied, Script
    from migralint.database.drift.result import Drift
    from migralint.database.result import Verification
    from migralint.drawing.row import Picture
    from migralint.findings.report import Report
    from migralint.history.history import History
    from migralint.loading.script_directory import ScriptDirectory
    from migralint.loading.settings.values import Settings

__all__ = [
    "InputError",
    "Listener",
    "Project",
    "Step",
    "apply_prune",
    "check",
    "create",
    "draw",
    "drift",
    "guard",
    "load",
    "plan_prune",
    "rebase",
    "recover_prune",
    "rescue",
    "rollback_prune",
    "verify",
]


class Project(Struct, frozen=True, dict=True):
    """One project: its settings and its script directories, read from disk when they are asked for."""

    options: ProjectOptions = field(default_factory=ProjectOptions)

    @cached_property
    def settings(self) -> Settings:
        """migralint's settings, by default if the project has none."""
        return self.options.project().settings

    @cached_property
    def script_directories(self) -> tuple[ScriptDirectory, ...]:
        """One at least, in a stable order."""
        return self.options.project().candidates

    @cached_property
    def histories(self) -> tuple[History, ...]:
        """The revisions of each script directory, in the same order; `History.graph` is a `networkx.DiGraph`."""
        from migralint.loading.revisions.directory import load_directory

        return tuple(load_directory(script).history for script in self.script_directories)


def load(
    path: str = ".",
    *,
    config: str | None = None,
    name: str | None = None,
    settings: str | None = None,
    manifest: str | None = None,
) -> Project:
    """Find the project at `path`, as every command does.

    `path`: a project folder, an `alembic.ini`, a `pyproject.toml`, a script directory or a `versions/` folder;
    `config`, `name`: Alembic's `-c` and `-n`; `settings`, `manifest`: files in place of those the project has.
    Raises InputError if settings or configuration are wrong, or if there is no script directory.
    """
    project = Project(ProjectOptions(path, config, name, settings, manifest))
    _ = project.script_directories
    return project


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

    `against` (a git branch, tag or commit) and `since` (a revision) say which revisions are new. Findings are ordered
    by path, line, column and code. Raises InputError for an unknown rule, unreadable settings, a git ref or revision
    that is not there, and, without `allow_empty`, where there are no revisions.
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


def plan_prune(
    project: Project,
    *,
    deep: bool | None = None,
    squash: bool = False,
    until: str | None = None,
    keep: int | None = None,
    keep_since: date | None = None,
    protect_refs: Sequence[str] = (),
    without: Sequence[str] = (),
    stamps: Sequence[str] = (),
    databases: Sequence[str] = (),
    python: str | None = None,
    allow_dirty: bool = False,
    archive: str | None = None,
    listener: Listener = SILENT,
) -> PreparedPrune:
    """Work out which revisions no environment needs; arguments are the options of `migralint prune`.

    Static, unless `squash` is asked for: a squash is generated and proved, which runs project code. Changes nothing.
    Raises InputError for wrong usage, unreadable input, and where there is nothing to prune.
    """
    from migralint.commands.prune.options import PruneCommand
    from migralint.commands.prune.prune import plan

    command = PruneCommand(
        project=project.options,
        deep=deep,
        squash=squash,
        until=until,
        keep=keep,
        keep_since=keep_since,
        protect_refs=tuple(protect_refs),
        without=tuple(without),
        stamps=tuple(stamps),
        databases=tuple(databases),
        python=python,
        allow_dirty=allow_dirty,
        archive=archive,
    )
    return plan(command, listener=listener)


def apply_prune(plan: PreparedPrune, *, no_verify: bool = False, listener: Listener = SILENT) -> PreparedPrune:
    """Verify, then remove and rewrite the files, all or nothing; runs project code.

    Returns the plan with the status "applied", or "blocked" with what stands in the way, and then nothing was changed.
    Raises InputError with the directory as it was, or, after a failure of the last step, with the journal in place:
    the error says so, and `recover_prune` or `rollback_prune` lead on. A plan made with `without` or `stamps` is
    refused.
    """
    from migralint.commands.prune.prune import carry_out

    if plan.command.without:
        raise InputError("a plan made without an environment answers a what-if question and cannot be applied")
    if plan.command.stamps:
        raise InputError("a plan made with `stamps` cannot be applied", hint="write the environments into a manifest")
    return carry_out(plan, replace(plan.command, no_verify=no_verify), listener=listener)


def recover_prune(project: Project) -> int:
    """Finish a prune or rebase that was interrupted; returns the number of files concerned.

    Raises InputError without one.
    """
    from migralint.commands.prune.recover import leave_unfinished

    return leave_unfinished(project.options, undo=False).files


def rollback_prune(project: Project) -> int:
    """Undo a prune or rebase that was interrupted; returns the number of files concerned.

    Raises InputError without one.
    """
    from migralint.commands.prune.recover import leave_unfinished

    return leave_unfinished(project.options, undo=True).files


def rebase(
    project: Project,
    onto: str | None = None,
    *,
    merge: bool = False,
    renumber: bool = False,
    allow_dirty: bool = False,
    dry_run: bool = False,
    listener: Listener = SILENT,
) -> PreparedRebase:
    """Put this branch's own revisions on top of the head of `onto`, a ref of git; None: the merge target it knows.

    Static. All or nothing; with `dry_run` nothing is changed. `merge` writes a merge revision instead, `renumber` gives
    the next sequential ids. The result's status is "rebased", "merged", "ready" (`dry_run`), "nothing", or "refused"
    with its `reasons`. Raises InputError where git cannot tell which revisions are whose, for uncommitted changes
    unless `allow_dirty`, and if the disk fails; `recover_prune` and `rollback_prune` lead on from an interrupted one.
    """
    from migralint.commands.rebase.options import RebaseCommand
    from migralint.commands.rebase.rebase import carry_out, plan

    command = RebaseCommand(project.options, onto, merge, renumber, allow_dirty)
    prepared = plan(command, listener=listener)
    return prepared if dry_run else carry_out(prepared, listener=listener)


def rescue(project: Project, revision: str, *, archive: str | None = None, write: str | None = None) -> Rescued:
    """Find a pruned revision; with `write`, restore its chain into that directory, which must be new or empty.

    Raises InputError if the ledger does not have it.
    """
    from migralint.commands.rescue import RescueCommand
    from migralint.commands.rescue import rescue as find

    return find(RescueCommand(revision, project.options, archive, write))


def guard(project: Project, *, write: bool = False) -> Guarded:
    """Write `migralint_guard.py` beside env.py, unless somebody edited it; with `write`, insert the lines that call it.

    Static. With `write`, an env.py that is too unusual leaves both files as they are. Raises InputError where there is
    no env.py, and for files that cannot be read or written.
    """
    from migralint.commands.guard import GuardCommand, write_guard

    return write_guard(GuardCommand(project.options, write))


def verify(
    project: Project,
    databases: Sequence[str] = (),
    *,
    python: str | None = None,
    metadata: str | None = None,
    strict: bool = False,
    chain: str | None = None,
    listener: Listener = SILENT,
) -> Verification:
    """Compare create_all with a full upgrade on scratch databases; runs project code.

    `databases`: "sqlite", "postgresql" (a throw-away server) or URLs of servers; empty: as the settings say. Models
    or migrations that fail are part of the result. `chain`: a commit of git, whose migrations are compared with those
    now, in place of the models. Raises InputError for wrong usage, and if git does not have that commit.
    """
    from migralint.commands.verify import VerifyCommand, verify_project

    command = VerifyCommand(
        project=project.options,
        python=python,
        databases=tuple(databases),
        metadata=metadata,
        strict=strict,
        chain=chain,
    )
    return verify_project(command, listener=listener).verification


def create(
    project: Project,
    url: str,
    *,
    sql: bool = False,
    no_verify: bool = False,
    python: str | None = None,
    metadata: str | None = None,
    listener: Listener = SILENT,
) -> Created | Script | Occupied | NotCreated | Refused:
    """Build a new database by create_all and stamp it with the row heads; runs project code.

    With `sql`, return the statements and connect nowhere. Raises InputError if the database cannot be reached.
    """
    from migralint.commands.create import CreateCommand, create_database

    command = CreateCommand(
        url=url, project=project.options, sql=sql, no_verify=no_verify, python=python, metadata=metadata
    )
    return create_database(command, listener=listener)


def drift(
    project: Project,
    environments: Sequence[str] = (),
    *,
    everything: bool = False,
    url_env: str | None = None,
    schemas: str | None = None,
    rows: Sequence[str] = (),
    databases: Sequence[str] = (),
    python: str | None = None,
    strict: bool = False,
    timeout: int = 60,
    listener: Listener = SILENT,
) -> Drift:
    """Compare live databases with what the migrations up to their own stamps make; runs project code, not on them.

    Exactly one of `environments` (entries of the manifest), `everything` (all that have a url-env) and `url_env` (the
    variable that holds a URL; with `schemas`, each schema that matches is a database) says which. `rows`: tables whose
    rows are compared, too. `databases`: where scratch databases are made, as for `verify`. `timeout`: seconds for each
    statement. Databases that cannot be judged are part of the result. Raises InputError for wrong usage.
    """
    from migralint.commands.drift.drift import DriftCommand, drift_of_project

    command = DriftCommand(
        project=project.options,
        names=tuple(environments),
        everything=everything,
        url_env=url_env,
        schemas=schemas,
        rows=tuple(rows),
        databases=tuple(databases),
        python=python,
        strict=strict,
        timeout=timeout,
    )
    return drift_of_project(command, listener=listener).drift


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
    `migralint.drawing`. Raises InputError for a revision or label that does not exist, and without any revision.
    """
    from migralint.commands.graph import GraphCommand, graph
    from migralint.commands.windows import Window

    window = Window(last, tuple(around), branch, start, end)
    command = GraphCommand(project=project.options, window=window, unfold=unfold, findings=findings)
    return tuple(history.picture(most_lanes=most_lanes) for history in graph(command))
