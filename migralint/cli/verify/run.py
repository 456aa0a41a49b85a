"""What `migralint verify` does, in its order: settings and options put together, verification, report."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from migralint.cli.console.color import Color, wants_colour
from migralint.cli.console.streams import parse_outputs, put_out, to_stderr
from migralint.cli.exits import Exit
from migralint.cli.verify.documents import FORMATS, verification_document
from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import Progress
from migralint.database.result import Status, together
from migralint.database.verify.verify import verify
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.project import open_project
from migralint.loading.records.unfinished import refuse_unfinished_prune
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.url_variables import url_variables
from migralint.loading.settings.values import Settings
from migralint.reporting.segments import visible
from migralint.source.errors import InputError
from migralint.source.frozen import frozen
from migralint.source.redaction import is_malformed

if TYPE_CHECKING:
    from migralint.schema.compare import AllowEntry


@frozen
class VerifyCommand:
    """The command line of `verify`; empty and None mean: as the settings say."""

    path: str = "."
    config: str | None = None
    name: str | None = None
    settings: str | None = None
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
    format: str = "text"
    output: tuple[str, ...] = ()
    """`FORMAT=FILE`, as written."""
    color: Color = Color.AUTO
    quiet: bool = False
    verbose: bool = False


def run_verify(command: VerifyCommand) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(command.output, FORMATS)
    project = open_project((command.path,), config=command.config, name=command.name, settings_file=command.settings)
    script = the_one(project.candidates)
    refuse_unfinished_prune(script.path, script.version_locations)
    settings = project.settings
    databases = command.databases or settings.verify.databases or ("sqlite",)
    for database in databases:
        check_database(database)
    options = verify_options(command, settings, script)
    progress = ProgressLine() if not command.quiet and (command.verbose or sys.stderr.isatty()) else None
    try:
        verification = together(
            [verify(script, options, database=database, progress=progress) for database in databases]
        )
    finally:
        if progress is not None:
            progress.clear()
    colour = command.format == "text" and wants_colour(command.color)

    def document(name: str, colour: bool) -> str:
        return verification_document(
            verification, name, script, strict=options.strict, verbose=command.verbose, colour=colour
        )

    put_out(document(command.format, colour), [(path, document(name, False)) for name, path in outputs])
    return Exit.OK if verification.status is Status.MATCH else Exit.FINDINGS


def check_database(database: str) -> None:
    """Raise InputError unless it is the word of a database, or a URL that can be taken apart."""
    if database in ("sqlite", "postgresql"):
        return
    if is_malformed(database):
        # Not repeated: it may hold a password in a place where nobody looks for one.
        raise InputError("--database is neither sqlite nor postgresql, nor a URL that can be read", hint=_URL_HINT)
    backend = database.partition(":")[0].partition("+")[0]
    if backend not in ("postgresql", "postgres", "mysql", "mariadb"):
        raise InputError(f"--database {backend}: only postgresql, mysql and mariadb servers are known", hint=_URL_HINT)


_URL_HINT = "give sqlite, postgresql, or a URL such as postgresql://user@host/database"


def verify_options(command: VerifyCommand, settings: Settings, script: ScriptDirectory) -> VerifyOptions:
    """Put the settings and the command line together; the command line goes first, `-x` comes last."""
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
        secret_variables=url_variables(script, settings),
    )


def _allow(settings: Settings) -> tuple[AllowEntry, ...]:
    if not settings.verify.allow:
        return ()
    from migralint.schema.compare import AllowEntry  # brings the comparison, which nothing needs yet

    return tuple(AllowEntry(one.aspect, one.reason, one.table, one.object) for one in settings.verify.allow)


def _start(start: str | None) -> str | None:
    if start is None or not start.lower().endswith(".sql"):
        return start
    if not os.path.isfile(start):
        raise InputError("no such file", path=start, hint="--start takes FILE.sql or package.module:metadata")
    return os.path.abspath(start)


def _dialect(dialects: Sequence[str]) -> str | None:
    """The one dialect whose rules count here: a project that runs on SQLite too is held to SQLite's."""
    if "sqlite" in dialects:
        return "sqlite"
    return dialects[0] if dialects else None


class ProgressLine:
    """How far the verification is: one line that rewrites itself on a terminal, else a line for each step."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        """Show one step."""
        text = progress.stage
        if progress.revision is not None:
            text = f"upgrade {progress.index + 1}/{progress.total} {progress.revision}"
        if progress.target not in (None, "default"):
            text = f"{progress.target}: {text}"
        if self._terminal:
            sys.stderr.write(f"\r\x1b[K{visible(text)[:100]}")
            sys.stderr.flush()
        else:
            to_stderr(text)

    def clear(self) -> None:
        """Remove the line."""
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
