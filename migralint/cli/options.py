"""The options that every command shares, declared once."""

from __future__ import annotations

from typing import Annotated

import typer

from migralint.cli.console.color import Color

PathArgument = Annotated[
    str,
    typer.Argument(
        metavar="PATH",
        help="A project folder, an alembic.ini, a pyproject.toml, a script directory, or a versions folder.",
        show_default=False,
    ),
]
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
ColorOption = Annotated[Color, typer.Option("--color", help="Colour the output (NO_COLOR is honoured).")]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but the document itself.")]
VerboseOption = Annotated[bool, typer.Option("-v", "--verbose", help="Say more on the way.")]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the cache.")]
