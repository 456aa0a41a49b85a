"""Gets the databases of a fleet from a command or a query."""

from __future__ import annotations

import os

from migralint.commands.environments.reading_options import ReadingOptions
from migralint.commands.listener import Listener, Step
from migralint.database.stamps.command import run_command
from migralint.database.stamps.read import ask_once, redactor_of
from migralint.database.stamps.request import Unread
from migralint.database.stamps.targets import TargetError, Targets, secrets_of
from migralint.environments.environment import Command, Environment, TargetsQuery


def targets_of(entry: Environment, options: ReadingOptions, listener: Listener) -> Targets | Unread:
    """The databases from the command or the query of the entry, or why they are not known."""
    match entry.reading:
        case Command() as command:
            program = os.path.basename(command.arguments[0])
            listener.progress(Step(f"run {program} for {entry.name}"))
            return run_command(
                command,
                options.folder,
                options.command_timeout,
                lambda count: listener.progress(Step(f"run {program} for {entry.name}", count)),
            )
        case TargetsQuery(sql=sql, table=table):
            return _asked_targets(entry, sql, Targets(table), options)
    raise AssertionError(entry.reading)


def _asked_targets(entry: Environment, sql: str, targets: Targets, options: ReadingOptions) -> Targets | Unread:
    url = os.environ.get(entry.url_env or "", "").strip()
    if not url:
        return Unread("not-set", f"the variable {entry.url_env} is not set")
    request = {"kind": "targets", "sql": sql.strip().rstrip(";")}
    answer = ask_once(url, request, python=options.python, timeout=options.timeout, sql=sql)
    if isinstance(answer, Unread):
        return answer
    for number, (name, target) in enumerate(answer["targets"], 1):
        try:
            targets.add_url(name, target)
        except TargetError as error:
            text = f"the targets-query returned an unusable row, row {number}: {error}"
            return Unread("query", redactor_of(*secrets_of(targets.urls, text)).redact(text))
    return targets if targets else Unread("query", "the targets-query returned no rows")
