"""Compares live databases with their own stamps, according to the settings and the caller."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.commands.drift.targets import Targets, listed_targets, variable_target
from migralint.commands.environments.manifest_file import Opened, environments_of, open_manifest
from migralint.commands.listener import SILENT, Listener, Step, child_steps
from migralint.commands.opening import ProjectOptions
from migralint.commands.verify import VerifyCommand, check_database, verify_options
from migralint.database.drift.comparison_options import ComparedRows, Rules, Standing
from migralint.database.drift.drift import drift
from migralint.database.drift.result import Drift
from migralint.database.drift.target import LiveTarget
from migralint.environments.environment import Manifest, StampSet
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


class DriftCommand(Struct, frozen=True):
    """The live databases to compare, and the options; empty and None mean the value of the settings."""

    project: ProjectOptions = field(default_factory=ProjectOptions)
    names: tuple[str, ...] = ()
    """Entries of the manifest."""
    everything: bool = False
    """Every entry that has a url-env."""
    url_env: str | None = None
    """The variable that holds the URL of a database, which need not be listed."""
    schemas: str | None = None
    """With `url_env`: each schema that matches this glob is its own database."""
    version_table: str | None = None
    version_table_schema: str | None = None
    rows: tuple[str, ...] = ()
    """Tables whose rows are compared, too."""
    databases: tuple[str, ...] = ()
    """Where scratch databases are created: "sqlite", "postgresql", or URLs of servers."""
    python: str | None = None
    x: tuple[str, ...] = ()
    strict: bool = False
    timeout: int = 60
    """Seconds for each statement on a live database."""


class Drifted(Struct, frozen=True):
    """The result of the comparison, and its project."""

    drift: Drift
    script: ScriptDirectory


def drift_of_project(command: DriftCommand, *, listener: Listener = SILENT) -> Drifted:
    """Compare the selected databases; runs project code, but never on them.

    Raises InputError for wrong usage or unreadable input; errors of a database are part of the result.
    """
    opened = open_manifest(command.project)
    return drift_of(opened, _targets(opened, command), command, listener=listener)


def drift_of(opened: Opened, targets: Targets, command: DriftCommand, *, listener: Listener = SILENT) -> Drifted:
    """Compare `targets`; only the options of the command are used, not its selection. Raises InputError as
    `drift_of_project`."""
    for database in command.databases:
        check_database(database)
    settings = opened.settings
    options = verify_options(
        VerifyCommand(python=command.python, x=command.x, strict=command.strict), settings, opened.script
    )
    options = replace(options, secret_variables=options.secret_variables | targets.variables)
    standings = _Standings(opened)
    rules = Rules(
        standings.of,
        standings.prepare,
        ComparedRows(frozenset(command.rows)),
        options.allow,
        dialect=options.dialect,
        dialects=options.dialects,
    )
    total = len(targets.live)

    def done(target: LiveTarget, count: int) -> None:
        listener.progress(Step(f"compared {target.entry}", count, total))

    result = Drift((), (), strict=options.strict)
    if targets.live:
        result = drift(
            opened.script,
            options,
            targets.live,
            rules,
            places=_places(command.databases, settings.verify.databases),
            timeout=command.timeout,
            progress=child_steps(listener),
            on_done=done,
        )
    passed_over = ", ".join(targets.passed_over)
    notices = (f"not compared, because they have no url-env: {passed_over}",) if passed_over else ()
    return Drifted(
        replace(result, not_judged=(*result.not_judged, *targets.unreachable), notices=(*result.notices, *notices)),
        opened.script,
    )


def _targets(opened: Opened, command: DriftCommand) -> Targets:
    ways = (bool(command.names), command.everything, command.url_env is not None)
    if sum(ways) != 1:
        raise InputError("no database given: name environments, or pass --all or --url-env VARIABLE", hint="see --help")
    if command.url_env is None:
        if command.schemas or command.version_table or command.version_table_schema:
            raise InputError(
                "--schemas, --version-table and --version-table-schema require --url-env",
                hint="for an entry, the manifest sets these",
            )
        return listed_targets(opened, command.names, everything=command.everything)
    if command.schemas is not None and command.version_table_schema is not None:
        raise InputError("--schemas and --version-table-schema contradict each other")
    return variable_target(
        command.url_env,
        glob=command.schemas,
        version_table=command.version_table,
        schema=command.version_table_schema,
    )


def _places(asked: Sequence[str], configured: Sequence[str]) -> dict[str, str]:
    """The servers for scratch databases, by the kind of the live database; those of the command take precedence."""
    places = {"sqlite": "sqlite", "postgresql": "postgresql"}
    for database in (*configured, *asked):
        kind = database.partition(":")[0].partition("+")[0]
        kind = {"postgres": "postgresql"}.get(kind, kind)
        for each in ("mysql", "mariadb") if kind in ("mysql", "mariadb") else (kind,):
            places[each] = database
    return places


class _Standings:
    """The meaning of stamp sets in this directory; it is read on demand, and results are cached."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._known: dict[frozenset[str], Standing | None] = {}
        self._lock = threading.RLock()

    @cached_property
    def _environments(self) -> EnvironmentContext:
        return environments_of(self._opened, Manifest(self._opened.path))

    def prepare(self) -> None:
        """Read the directory."""
        with self._lock:
            _ = self._environments

    def of(self, stamps: frozenset[str]) -> Standing | None:
        """Why a database with these stamps cannot be judged; None: it can."""
        with self._lock:
            if stamps not in self._known:
                self._known[stamps] = self._judged(stamps)
            return self._known[stamps]

    def _judged(self, stamps: frozenset[str]) -> Standing | None:
        from migralint.loading.git.lost_files import with_lost
        from migralint.rules.environment.standing import standing_of

        environments = self._environments
        unknown = sorted(stamps - environments.history.revisions.keys() - environments.ledger.pruned.keys())
        if unknown:
            environments = environments.about(with_lost(environments.subject, self._opened.script, unknown))
        standing = standing_of(StampSet(stamps), environments)
        return None if standing.is_fine else Standing(standing.kind, standing.message, standing.help)
