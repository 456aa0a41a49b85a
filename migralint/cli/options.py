"""The options that every command shares, declared once."""

from __future__ import annotations

from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.source.errors import InputError

PathArgument = Annotated[
    str,
    typer.Argument(
        metavar="PATH",
        help="A project folder, an alembic.ini, a pyproject.toml, a script directory, or a versions folder.",
        show_default=False,
    ),
]
SamePathOption = Annotated[
    str | None, typer.Option("-p", "--project", "--path", metavar="PATH", help="The same as PATH.", hidden=True)
]
"""Earlier spellings of PATH, one for each command that had it: they stay valid, and all commands accept all of them."""


def one_path(path: str, same: str | None) -> str:
    """Return the single value of PATH and its earlier spellings. Raises InputError if they have different values."""
    if same is None or same == path:
        return path
    if path != ".":
        raise InputError(f"PATH is given twice: {path} and {same}", hint="omit one of them")
    return same


ConfigOption = Annotated[
    str | None,
    typer.Option("-c", "--config", metavar="FILE", help="Alembic's configuration file; default: ALEMBIC_CONFIG."),
]
NameOption = Annotated[
    str | None,
    typer.Option("-n", "--name", metavar="SECTION", help="The section of the ini file to read, as in Alembic."),
]
SettingsOption = Annotated[
    str | None,
    typer.Option("--settings", metavar="FILE", help="migralint's settings: a migralint.toml or a pyproject.toml."),
]
OutputOption = Annotated[
    list[str] | None,
    typer.Option("--output", metavar="FORMAT=FILE", help="Write the result to a file too, in any format; repeatable."),
]
ColorOption = Annotated[Color, typer.Option("--color", help="Colour the output (NO_COLOR is honoured).")]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="Print only the report.")]
VerboseOption = Annotated[bool, typer.Option("-v", "--verbose", help="Print progress and details to stderr.")]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the cache.")]
