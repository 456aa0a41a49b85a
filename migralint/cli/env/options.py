"""The options that the `env` commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class EnvFormat(StrEnum):
    """Format of the result."""

    TEXT = "text"
    JSON = "json"


PathOption = Annotated[
    str,
    typer.Option(
        "--path",
        metavar="PATH",
        help="A project folder, an alembic.ini, a pyproject.toml, a script directory, or a versions folder.",
        show_default="the current folder",
    ),
]
"""PATH, as an option for commands whose arguments are any number of names."""
SameOption = Annotated[
    str | None, typer.Option("-p", "--project", metavar="PATH", help="The same as PATH.", hidden=True)
]
ManifestOption = Annotated[
    str | None,
    typer.Option(
        "--manifest",
        metavar="FILE",
        help="The list of environments.",
        show_default="migralint-environments.toml beside env.py",
    ),
]
FormatOption = Annotated[EnvFormat, typer.Option("--format", help="Format of the answer.")]
EXIT_STATUS = "Exit status: 0 done, 2 wrong usage or unreadable input."
