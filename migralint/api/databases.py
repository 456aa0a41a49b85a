"""API functions that build or read databases, and run project code for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from migralint.api.project import Project
from migralint.commands.listener import SILENT, Listener

if TYPE_CHECKING:
    from migralint.commands.create import Refused
    from migralint.database.create import Created, NotCreated, Occupied, Script
    from migralint.database.drift.result import Drift
    from migralint.database.release.verdict import ReleaseVerification
    from migralint.database.result import Verification


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

    `databases`: "sqlite", "postgresql" (a temporary server) or URLs of servers; empty: those of the settings. Models or
    migrations that fail are part of the result. `chain`: a git commit, whose migrations are compared with the present
    ones instead of the models. Raises InputError for wrong usage, and if git does not have that commit.
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


def verify_release(
    project: Project,
    ref: str,
    databases: Sequence[str] = (),
    *,
    python: str | None = None,
    metadata: str | None = None,
    listener: Listener = SILENT,
) -> ReleaseVerification:
    """Check whether the release at `ref` (a git branch, tag or commit) still runs once all migrations are applied.

    Runs project code, including that of the release; `databases` are as for `verify`. Effects are ordered, the worst
    first.
    Raises InputError for wrong usage, and if git does not have the commit.
    """
    from migralint.commands.release import verify_release_project
    from migralint.commands.verify import VerifyCommand

    command = VerifyCommand(project=project.options, python=python, databases=tuple(databases), metadata=metadata)
    return verify_release_project(command, ref, listener=listener).verification


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

    With `sql`, return the statements without connecting. Raises InputError if the database cannot be reached.
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
    """Compare live databases with what the migrations up to their stamps build; runs project code, but not on them.

    Exactly one of `environments` (entries of the manifest), `everything` (all that have a url-env) and `url_env` (the
    variable that holds a URL; with `schemas`, each matching schema is a database) selects them. `rows`: tables whose
    rows are compared, too. `databases`: where scratch databases are created, as for `verify`. `timeout`: seconds for
    each statement. Databases that cannot be judged are part of the result. Raises InputError for wrong usage.
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
