"""The options of the `env` commands that connect to databases, and what they print of failures."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from migralint.cli.console.streams import note
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.database.stamps.request import Outcome

PythonOption = Annotated[
    str | None,
    typer.Option(
        "--python",
        metavar="FILE",
        help="The interpreter with the project's database drivers.",
        show_default="the active virtual environment, .venv, else this one",
    ),
]
TimeoutOption = Annotated[
    int, typer.Option("--timeout", min=1, metavar="SECONDS", help="Time limit for each database.")
]
NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help="Entries of the manifest.", show_default=False)
]


def refuse_url(variable: str) -> None:
    """Raise InputError for a URL instead of its variable; the message does not repeat it: it may contain a password."""
    if "://" in variable or (not variable.replace("_", "a").isalnum() and variable not in os.environ):
        raise InputError(
            "--url-env takes the name of a variable, not a URL",
            hint="put the URL into an environment variable, and give its name: --url-env DATABASE_URL",
        )


def note_failures(outcomes: Mapping[str, Outcome]) -> None:
    """Print a line for each environment that was not read, and for each cause in a fleet."""
    from migralint.reporting.environments.failures import failure_lines

    for text in failure_lines(outcomes):
        note(text)


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def age_of(text: str) -> timedelta:
    """Read `90s`, `30m`, `6h` or `2d`. Raises InputError for anything else."""
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not number.isascii() or not number.isdigit() or len(number) > 6:
        raise InputError(f"--fresher-than {text}: not an age", hint="write 90s, 30m, 6h or 2d")
    return timedelta(seconds=int(number) * _UNITS[unit])
