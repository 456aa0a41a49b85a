"""What `alembic upgrade heads` would run on the databases of an environment, and how large its tables are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from migralint.commands.environments.manifest_file import Opened, environments_of
from migralint.commands.environments.plan_values import EnvironmentPlan, PlannedRevision, PlannedSet, Table, TableSize
from migralint.commands.environments.reading import entry_of, read_all, reading_options
from migralint.commands.lint.options import CheckOptions
from migralint.commands.lint.project import check_project
from migralint.commands.listener import SILENT, Listener
from migralint.commands.opening import ProjectOptions
from migralint.database.stamps.read import ask_once
from migralint.database.stamps.request import Stamped, Unread
from migralint.environments.environment import Environment, OneTable, StampSet
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.finding import Finding
from migralint.history.file import RevisionFile
from migralint.history.operation import OPAQUE
from migralint.history.upgrade import UpgradeRefused
from migralint.linting.walking.kinds import kinds_of
from migralint.rules.environment.standing import standing_of
from migralint.source.errors import InputError

SHOWN = 50
"""The maximum number of stamp sets whose upgrades are planned, the largest first."""


def plan_environment(
    opened: Opened,
    project: ProjectOptions,
    name: str,
    *,
    connect: bool = False,
    python: str | None = None,
    timeout: int = 60,
    listener: Listener = SILENT,
) -> EnvironmentPlan:
    """The plan of the entry `name`; `connect` reads the stamp of its database, and the sizes of tables.

    Writes nothing. Raises InputError for an unknown entry, one without stamps, and with `connect` for an entry that is
    not one database with a URL.
    """
    manifest = opened.read()
    entry = entry_of(manifest, name)
    if connect:
        _refuse_many(entry, manifest.path)
    sets, unreached, recorded = entry.stamp_sets, None, None
    server = None
    if connect:
        options = reading_options(opened, python=python, timeout=timeout)
        assert isinstance(entry.reading, OneTable)
        outcomes, interrupted = read_all({name: (entry.url_env or "", entry.reading)}, options, listener=listener)
        if interrupted:
            raise KeyboardInterrupt
        outcome = outcomes[name]
        if isinstance(outcome, Stamped):
            server, sets = outcome.server, outcome.stamp_sets
            recorded = entry.stamp_sets[0] if entry.stamp_sets and entry.stamp_sets != sets else None
        else:
            unreached = outcome
    if not sets and unreached is None:
        hint = f"run `migralint env record {name}`" if entry.is_recordable else ""
        missing = entry.missing or "it is built by create_all"
        raise InputError(f'environment "{name}" has no stamp set: {missing}', path=manifest.path, hint=hint)
    environments = environments_of(opened, manifest)
    planned = tuple(_planned(one, environments) for one in sets[:SHOWN])
    revisions = _revisions(planned, environments, project)
    sizes = None
    if connect and unreached is None:
        asked = _sizes(entry, revisions.values(), options.python, timeout)
        unreached, sizes = (asked, None) if isinstance(asked, Unread) else (None, asked)
    return EnvironmentPlan(
        name, planned, max(0, len(sets) - SHOWN), entry.unknown_databases, revisions, server, sizes, recorded, unreached
    )


def _refuse_many(entry: Environment, path: str) -> None:
    if entry.url_env is None or not isinstance(entry.reading, OneTable):
        hint = "without --connect, the plan uses the recorded stamps"
        message = f'environment "{entry.name}" is not one database with a url-env'
        raise InputError(message, path=path, line=entry.line, hint=hint)


def _planned(stamp_set: StampSet, environments: EnvironmentContext) -> PlannedSet:
    standing = standing_of(stamp_set, environments)
    if standing.help:
        return PlannedSet(stamp_set, (), f"{standing.message}; {standing.help}")
    try:
        return PlannedSet(stamp_set, environments.history.upgrade_plan(stamp_set.stamps).steps)
    except UpgradeRefused as error:
        return PlannedSet(stamp_set, (), str(error))
    except ValueError:
        return PlannedSet(stamp_set, (), "the history has a cycle; `migralint check` names it")


def _revisions(
    planned: Iterable[PlannedSet], environments: EnvironmentContext, project: ProjectOptions
) -> dict[str, PlannedRevision]:
    by_length = sorted(planned, key=lambda one: -len(one.steps))
    ids = list(dict.fromkeys(step for one in by_length for step in one.steps))
    if not ids:
        return {}
    files = {file.as_revision.id: file for file in environments.subject.files if file.as_revision is not None}
    findings = _findings(project)
    kinds = kinds_of(environments.subject, frozenset(ids))
    return {
        id: PlannedRevision(
            id,
            environments.history.revisions[id].path,
            environments.history.revisions[id].message,
            *_touched(files.get(id)),
            tuple(findings.get(environments.history.revisions[id].path or "", ())),
            kinds[id].kind.value if id in kinds else None,
        )
        for id in ids
    }


def _findings(project: ProjectOptions) -> Mapping[str, list[Finding]]:
    options = CheckOptions((project.path,), project.config, project.name, project.settings, project.manifest)
    by_path: dict[str, list[Finding]] = {}
    for finding in check_project(options).report.findings:
        if finding.problem.location is not None and finding.suppressed is None:
            by_path.setdefault(finding.problem.location.path, []).append(finding)
    return by_path


def _touched(file: RevisionFile | None) -> tuple[tuple[Table, ...], bool]:
    """The tables in the operations of `upgrade()`, and whether it contains anything that cannot be read."""
    if file is None:
        return (), True
    tables: dict[Table, None] = {}
    more = False
    for operation in file.operations:
        if operation.function != "upgrade":
            continue
        if operation.table is not None:
            tables[(operation.schema, operation.table)] = None
        elif operation.sql or operation.name in (OPAQUE, "execute", "get_bind", "bulk_insert"):
            more = True
    return tuple(tables), more


def _sizes(
    entry: Environment, revisions: Iterable[PlannedRevision], python: str, timeout: int
) -> tuple[TableSize, ...] | Unread:
    tables = list(dict.fromkeys(table for one in revisions for table in one.tables))
    if not tables:
        return ()
    url = os.environ[entry.url_env or ""].strip()
    answer = ask_once(url, {"kind": "sizes", "tables": tables}, python=python, timeout=timeout)
    if isinstance(answer, Unread):
        return answer
    return tuple(
        TableSize(table, one["exists"], one["bytes"], one["rows"], one["exact"])
        for table, one in zip(tables, answer["sizes"], strict=True)
    )
