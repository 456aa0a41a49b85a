"""Runs `migralint create`: what was built or refused, and the exit code."""

from __future__ import annotations

import os

from migralint.cli.console.progress import listening
from migralint.cli.console.streams import note, to_stderr, write_stdout
from migralint.cli.exits import Exit
from migralint.commands.create import CreateCommand, Refused, create_database
from migralint.database.create import Created, NotCreated, Occupied, Script
from migralint.reporting.counted import counted

_SHOWN = 8
"""The maximum number of listed names of existing objects, and of listed differences."""
_WAYS = (
    "add it to the models, or accept the difference with an entry in [[tool.migralint.verify.allow]] (`migralint "
    "verify` shows both sides); --no-verify builds the database anyway"
)


def run_create(command: CreateCommand, *, quiet: bool) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or an unreachable database."""
    with listening(quiet=quiet) as listener:
        result = create_database(command, listener=listener)
    if isinstance(result, Created | Script) and not quiet:
        _say_drift(result.differs)
    match result:
        case Refused(reasons):
            return _refused(*reasons, hint=_WAYS)
        case Created():
            rows = ", ".join(result.heads) or "no row"
            write_stdout(f"created {counted(result.tables, 'table')}; {result.version_table} holds {rows}\n")
        case Script():
            write_stdout("".join(f"{statement};\n\n" for statement in result.statements))
        case Occupied():
            more = len(result.found) - _SHOWN
            names = ", ".join(result.found[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
            return _refused(
                f"the database is not empty: it has {names}",
                hint="create builds new databases only; bring an existing one up to date with `alembic upgrade heads`",
            )
        case NotCreated():
            failure = result.failure
            where = f" ({os.path.relpath(failure.path)}:{failure.line})" if failure.path else ""
            return _refused(f"{failure.explanation}{where}: {failure.error}", hint="the database was left empty")
    return Exit.OK


def _say_drift(differs: tuple[str, ...]) -> None:
    for text in differs[:_SHOWN]:
        note(f"differs from what the migrations build: {text}")
    if len(differs) > _SHOWN:
        note(f"differs in {len(differs) - _SHOWN} more; `migralint verify` lists all")


def _refused(*messages: str, hint: str) -> int:
    for message in messages:
        note(f"refused: {message}")
    to_stderr(f"  {hint}")
    return Exit.FINDINGS
