"""The options of the `env` commands that connect to databases, and what they print of failures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from migralint.cli.console.streams import note

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
TimeoutOption = Annotated[int, typer.Option("--timeout", min=1, metavar="SECONDS", help="Limit for each database.")]
NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help="Entries of the manifest.", show_default=False)
]


def note_failures(outcomes: Mapping[str, Outcome]) -> None:
    """Print a line for each database that was not read."""
    from migralint.database.stamps.request import Unread

    for name, outcome in outcomes.items():
        if isinstance(outcome, Unread):
            note(f"{name} was not read: {outcome.message}")
