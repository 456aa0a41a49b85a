"""Compares create_all with a full upgrade, according to the settings and the caller."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from migralint.commands.listener import SILENT, Listener, child_steps
from migralint.commands.opening import ProjectOptions, open_script
from migralint.database.options import VerifyOptions
from migralint.database.result import Verification, together
from migralint.database.verify.verify import verify
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.url_variables import url_variables
from migralint.loading.settings.values import OWN_FILE, SHARED_FILE, Settings
from migralint.source.errors import InputError
from migralint.source.redaction import is_malformed

if TYPE_CHECKING:
    from migralint.schema.compare import AllowEntry


class VerifyCommand(Struct, frozen=True):
    """The databases to verify, and the options; empty and None mean the value of the settings."""

    project: ProjectOptions = field(default_factory=ProjectOptions)
    python: str | None = None
    databases: tuple[str, ...] = ()
    metadata: str | None = None
    imports: tuple[str, ...] = ()
    app: str | None = None
    start: str | None = None
    x: tuple[str, ...] = ()
    strict: bool = False
    strict_sqlite: bool = False
    timeout: float | None = None
    chain: str | None = None
    """A commit: compare the migrations at that commit, instead of the models, with the present migrations."""


class Verified(Struct, frozen=True):
    """A verification with its inputs."""

    verification: Verification
    script: ScriptDirectory
    strict: bool
    """Whether notes count as drift."""


def verify_project(command: VerifyCommand, *, listener: Listener = SILENT) -> Verified:
    """Build both databases and compare them; runs project code.

    Raises InputError for wrong usage or unreadable input; models or migrations that fail are part of the result.
    """
    project, script = open_script(command.project)
    settings = project.settings
    databases = command.databases or settings.verify.databases or ("sqlite",)
    for database in databases:
        check_database(database)
    options = verify_options(command, settings, script)
    if command.chain is not None:
        from migralint.database.chain.chain import verify_chain  # a rare option, which imports the squash

        chains = verify_chain(script, options, command.chain, databases=databases, progress=child_steps(listener))
        return Verified(together(chains), script, options.strict)
    verification = verify_on(databases, script, options, listener)
    return Verified(verification, script, options.strict)


def verify_on(
    databases: Sequence[str], script: ScriptDirectory, options: VerifyOptions, listener: Listener
) -> Verification:
    """Verify on each of `databases`, and combine the results."""
    progress = child_steps(listener)
    return together([verify(script, options, database=database, progress=progress) for database in databases])


def check_database(database: str) -> None:
    """Raise InputError unless it is the word for a database, or a URL that can be parsed."""
    if database in ("sqlite", "postgresql"):
        return
    if is_malformed(database):
        # Not repeated: it may contain a password in an unexpected place.
        raise InputError("--database must be sqlite, postgresql, or a valid URL", hint=_URL_HINT)
    backend = database.partition(":")[0].partition("+")[0]
    if backend not in ("postgresql", "postgres", "mysql", "mariadb"):
        raise InputError(
            f"--database {backend}: only postgresql, mysql and mariadb servers are supported", hint=_URL_HINT
        )


_URL_HINT = "pass sqlite, postgresql, or a URL such as postgresql://user@host/database"


def verify_options(command: VerifyCommand, settings: Settings, script: ScriptDirectory) -> VerifyOptions:
    """Combine the settings and the command; the command takes precedence, its `x` comes last."""
    own = settings.verify
    return VerifyOptions(
        python=command.python or settings.python,
        metadata=command.metadata or own.metadata,
        imports=command.imports or own.imports,
        app=command.app or own.app,
        x=(*own.x, *command.x),
        attributes=dict(own.attributes),
        environment=dict(own.environment),
        sys_path=own.sys_path,
        setup_sql=own.setup_sql,
        start=_start(command.start) or own.start,
        strict=command.strict or own.strict,
        emulate=not (command.strict_sqlite or own.strict_sqlite),
        timeout=command.timeout or own.timeout,
        allow=_allow(settings),
        dialect=_dialect(settings.dialect),
        dialects=settings.dialect,
        settings_file=os.path.abspath(settings.path or _where_to_write(script)),
        settings_stand=_has_table(settings),
        secret_variables=url_variables(script, settings),
    )


def _has_table(settings: Settings) -> bool:
    table: object = {} if settings.document is None else settings.document.values
    for key in (*settings.table, "verify"):
        table = table.get(key) if isinstance(table, dict) else None
    return table is not None


def _where_to_write(script: ScriptDirectory) -> str:
    """The file for settings if there is none: pyproject.toml at the top of the project, if it has one."""
    shared = os.path.join(script.root, SHARED_FILE)
    return shared if os.path.isfile(shared) else os.path.join(script.root, OWN_FILE)


def _allow(settings: Settings) -> tuple[AllowEntry, ...]:
    if not settings.verify.allow:
        return ()
    from migralint.schema.compare import AllowEntry  # imports the comparison, which is not needed before

    return tuple(AllowEntry(one.aspect, one.reason, one.table, one.object) for one in settings.verify.allow)


def _start(start: str | None) -> str | None:
    if start is None or not start.lower().endswith(".sql"):
        return start
    if not os.path.isfile(start):
        raise InputError("no such file", path=start, hint="--start must be FILE.sql or package.module:metadata")
    return os.path.abspath(start)


def _dialect(dialects: Sequence[str]) -> str | None:
    """The dialect whose rules apply here: that of a project which also runs on SQLite is SQLite."""
    if "sqlite" in dialects:
        return "sqlite"
    return dialects[0] if dialects else None
