"""Reads the databases that entries of the manifest, or a caller, name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from migralint.commands.environments.opened import Opened
from migralint.commands.listener import SILENT, Listener, Step
from migralint.database.project.environment import working_folder
from migralint.database.project.interpreter import choose_interpreter
from migralint.database.stamps.read import read_stamps
from migralint.database.stamps.request import Job, Outcome, Stamped, Unread
from migralint.environments.environment import Counts, Environment, Manifest, OneTable, Reading
from migralint.source.errors import InputError
from migralint.source.toml import did_you_mean


def chosen(manifest: Manifest, names: Iterable[str], *, everything: bool) -> tuple[Environment, ...]:
    """The entries that are meant. Raises InputError for an unknown one, and for one that cannot be connected to."""
    if everything:
        found = tuple(one for one in manifest.environments if one.url_env is not None)
        if not found:
            raise InputError("no entry has url-env, so there is nothing to connect to", path=manifest.path)
        return found
    return tuple(_connectable(manifest, name) for name in dict.fromkeys(names))


def _connectable(manifest: Manifest, name: str) -> Environment:
    environment = manifest.get(name)
    if environment is None:
        known = [one.name for one in manifest.environments]
        hint = did_you_mean(name, known) or f"it lists: {', '.join(known) or 'none'}"
        raise InputError(f'there is no environment "{name}"', path=manifest.path, hint=hint)
    if environment.url_env is None:
        hint = 'name the variable that holds its URL: url-env = "…"'
        raise InputError(f'environment "{name}" has no url-env', path=manifest.path, line=environment.line, hint=hint)
    if isinstance(environment.source, Counts) and isinstance(environment.reading, OneTable):
        hint = 'say which databases: schemas = "tenant-*", or a query'
        message = f'environment "{name}" counts many databases, but its url-env leads to one'
        raise InputError(message, path=manifest.path, line=environment.line, hint=hint)
    return environment


def read_all(
    opened: Opened,
    wanted: Mapping[str, tuple[str, Reading]],
    *,
    python: str | None,
    timeout: int,
    listener: Listener = SILENT,
) -> dict[str, Outcome]:
    """Outcomes by name, in order. `wanted`: name to the variable that holds the URL, and how to read.

    `timeout` is in seconds, for each database.
    """
    unset = [name for name, (variable, _) in wanted.items() if not os.environ.get(variable)]
    jobs = [
        Job(name, os.environ[variable].strip(), reading)
        for name, (variable, reading) in wanted.items()
        if name not in unset
    ]
    folder = working_folder(opened.script)
    interpreter = choose_interpreter(python or opened.settings.python, folder, os.environ)
    outcomes: dict[str, Outcome] = {
        name: Unread("not-set", f"the variable {wanted[name][0]} is not set") for name in unset
    }
    if jobs:
        done = 0

        def report(job: Job, outcome: Outcome) -> None:
            nonlocal done
            done += 1
            if isinstance(outcome, Stamped):
                listener.progress(Step(f"read {job.name}", done, len(jobs)))

        outcomes |= read_stamps(jobs, python=interpreter, timeout=timeout, on_outcome=report)
    return {name: outcomes[name] for name in wanted}
