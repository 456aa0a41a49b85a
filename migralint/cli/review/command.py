"""`migralint review`: the parameters."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.options import (
    ColorOption,
    ConfigOption,
    NameOption,
    OutputOption,
    PathArgument,
    QuietOption,
    SamePathOption,
    SettingsOption,
    VerboseOption,
    one_path,
)


class ReviewFormat(StrEnum):
    """The format of a review."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


EPILOG = """\
\b
Examples:
  migralint review                           against the merge target
  migralint review --against origin/main -v  with the SQL
  migralint review --format markdown         a comment for a pull request
  migralint review --static                  run nothing of the project
  migralint review --output markdown=review.md --output json=review.json

Exit status: 0 reviewed, whatever the result; 2 wrong usage.
"""


def review(
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: Annotated[
        str | None, typer.Option("--manifest", metavar="FILE", help="The list of environments.", show_default=False)
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="REF",
            help="The branch, tag or commit to merge into; default: the setting, then the one that git knows.",
            show_default=False,
        ),
    ] = None,
    static: Annotated[bool, typer.Option("--static", help="Do not run project code; shows no SQL.")] = False,
    python: Annotated[
        str | None,
        typer.Option(
            "--python",
            metavar="FILE",
            help="The project's interpreter, or its virtual environment; default: the active one, .venv, this one.",
        ),
    ] = None,
    format_: Annotated[ReviewFormat, typer.Option("--format", help="Format of the review.")] = ReviewFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Show what this branch adds and which environments will run it. Runs project code, unless --static."""
    from migralint.cli.console.output import Output
    from migralint.cli.review.run import run_review
    from migralint.commands.opening import ProjectOptions
    from migralint.commands.review.review import ReviewCommand

    return run_review(
        ReviewCommand(
            ProjectOptions(one_path(path, same_path), config, name, settings, manifest), against, static, python
        ),
        Output(format_.value, tuple(output or ()), color, quiet, verbose),
    )
