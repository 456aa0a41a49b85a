"""Reads the databases that an `env` command names, with progress on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from migralint.cli.console.streams import note
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from migralint.cli.env.opened import Opened
    from migralint.database.stamps.request import Job, Outcome
    from migralint.environments.environment import Environment, Manifest, Reading

PythonOption = Annotated[
    str | None,
    typer.Option(
        "--python",
        metavar="FILE",
        help="The interpreter with the project's database drivers.",
        show_default="the active virtual environment, .venv, else this one",
    ),
]
TimeoutOption = Annotated[int, typer.Option("--timeout", min=1, metavar="SECONDS", help="Limit for each database.")]
NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help="Entries of the manifest.", show_default=False)
]


def chosen(manifest: Manifest, names: Iterable[str], *, everything: bool) -> tuple[Environment, ...]:
    """The entries that are meant. Raises InputError for an unknown one, and for one that cannot be connected to."""
    if everything:
        found = tuple(one for one in manifest.environments if one.url_env is not None)
        if not found:
            raise InputError("no entry has url-env, so there is nothing to connect to", path=manifest.path)
        return found
    return tuple(_connectable(manifest, name) for name in dict.fromkeys(names))


def _connectable(manifest: Manifest, name: str) -> Environment:
    from migralint.environments.environment import Counts, OneTable
    from migralint.source.toml import did_you_mean

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
    quiet: bool,
) -> dict[str, Outcome]:
    """Outcomes by name, in order. `wanted`: name to the variable that holds the URL, and how to read.

    Each failure is told on stderr.
    """
    from migralint.database.project.environment import working_folder
    from migralint.database.project.interpreter import choose_interpreter
    from migralint.database.stamps.read import read_stamps
    from migralint.database.stamps.request import Job, Unread

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
        with _progress(len(jobs), quiet=quiet) as tell:
            outcomes |= read_stamps(jobs, python=interpreter, timeout=timeout, on_outcome=tell)
    for name in wanted:
        outcome = outcomes[name]
        if isinstance(outcome, Unread):
            note(f"{name} was not read: {outcome.message}")
    return {name: outcomes[name] for name in wanted}


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[Job, Outcome], None]]:
    from migralint.database.stamps.request import Stamped

    if quiet or total < 2:
        yield lambda job, outcome: None
    elif sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("reading databases"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("", total=total)
            yield lambda job, outcome: progress.advance(task)
    else:
        done = 0

        def tell(job: Job, outcome: Outcome) -> None:
            nonlocal done
            done += 1
            if isinstance(outcome, Stamped):
                note(f"read {job.name} ({done} of {total})")

        yield tell
