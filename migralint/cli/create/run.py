"""What `migralint create` does, in its order: refuse what would lack something, then build it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migralint.cli.console.streams import note, write_stdout
from migralint.cli.exits import Exit
from migralint.cli.losses import lost_differences, named
from migralint.cli.verify.run import ProgressLine, VerifyCommand, verify_options
from migralint.database.create import Created, NotCreated, Occupied, Script, create
from migralint.database.options import VerifyOptions
from migralint.database.result import Verification, together
from migralint.database.verify.verify import verify
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.project import Project, open_project
from migralint.loading.records.unfinished import refuse_unfinished_prune
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.version_width import columns_from_text
from migralint.source.errors import InputError
from migralint.source.redaction import is_malformed

_SHOWN = 8
"""Names that are listed of what is in the way."""


@dataclass(frozen=True, slots=True)
class CreateCommand:
    """The command line of `create`."""

    url: str | None = None
    path: str = "."
    url_env: str | None = None
    sql: bool = False
    no_verify: bool = False
    python: str | None = None
    metadata: str | None = None
    config: str | None = None
    name: str | None = None
    settings: str | None = None
    quiet: bool = False


def run_create(command: CreateCommand) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or what cannot be reached."""
    url = _url(command)
    project = open_project((command.path,), config=command.config, name=command.name, settings_file=command.settings)
    script = the_one(project.candidates)
    refuse_unfinished_prune(script.path, script.version_locations)
    options = verify_options(VerifyCommand(python=command.python, metadata=command.metadata), project.settings, script)
    if command.url_env is not None:
        options = replace(options, secret_variables=options.secret_variables | {command.url_env})
    progress = ProgressLine() if not command.quiet and sys.stderr.isatty() else None
    try:
        if command.no_verify:
            columns = columns_from_text(script)
        else:
            verification = _verified(project, script, options, url, progress)
            refusals = list(_losses(verification))
            if refusals:
                return _refused(*refusals, hint="see `migralint verify`; --no-verify builds it nevertheless")
            columns = next((one.version_columns for one in verification.targets if one.version_columns), ())
        answer = create(
            script,
            options,
            url,
            as_sql=command.sql,
            version_columns=columns,
            progress=progress or (lambda step: None),
        )
    finally:
        if progress is not None:
            progress.clear()
    return _report(answer, command)


def _report(answer: Created | Occupied | Script | NotCreated, command: CreateCommand) -> int:
    match answer:
        case Created():
            write_stdout(
                f"created {answer.tables} tables; {answer.version_table} holds {', '.join(answer.heads) or 'no row'}\n"
            )
        case Script():
            write_stdout("".join(f"{statement};\n\n" for statement in answer.statements))
        case Occupied():
            more = len(answer.found) - _SHOWN
            names = ", ".join(answer.found[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
            return _refused(
                f"the database is not empty: it has {names}",
                hint="create builds new databases only; bring an existing one up to date with `alembic upgrade heads`",
            )
        case NotCreated():
            failure = answer.failure
            where = f" ({os.path.relpath(failure.path)}:{failure.line})" if failure.path else ""
            return _refused(
                f"{failure.explanation}{where}: {failure.error}", hint="nothing was left behind in the database"
            )
    return Exit.OK


def _refused(*messages: str, hint: str) -> int:
    for message in messages:
        note(f"refused: {message}")
    print(f"  {hint}", file=sys.stderr)
    return Exit.FINDINGS


def _url(command: CreateCommand) -> str:
    if (command.url is None) == (command.url_env is None):
        raise InputError("which database? give a URL or --url-env VAR, one of them", hint="see migralint create --help")
    url = command.url
    if command.url_env is not None:
        url = os.environ.get(command.url_env)
        if not url:
            raise InputError(f"the environment variable {command.url_env} is not set", hint="it should hold the URL")
    assert url is not None
    if is_malformed(url):
        raise InputError(
            "this is not a URL that can be read (it is not repeated here: it may hold a password)",
            hint="such as postgresql://user:password@host/database, with special characters of the password escaped",
        )
    return url


def _verified(
    project: Project, script: ScriptDirectory, options: VerifyOptions, url: str, progress: ProgressLine | None
) -> Verification:
    backend = url.partition(":")[0].partition("+")[0]
    databases = project.settings.verify.databases or ("postgresql" if backend == "postgresql" else "sqlite",)
    return together([verify(script, options, database=database, progress=progress) for database in databases])


def _losses(answer: Verification) -> Iterator[str]:
    """What a database built by create_all would lack, as far as verify finds out; why it could not, if it could not."""
    for target in answer.targets:
        if target.failure is not None:
            yield (
                f"what create_all would lack is unknown, because verify fails ({target.failure.kind}): "
                f"{target.failure.explanation}{f' ({target.failure.error})' if target.failure.error else ''}"
            )
        for difference in lost_differences(target):
            yield f"create_all would lack what the migrations leave: {named(difference)}: {difference.migrations}"
