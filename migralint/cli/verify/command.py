"""`migralint verify`: the command line of the verification; `verify_run` does the work."""

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


class VerifyFormat(StrEnum):
    """The format of a verification."""

    TEXT = "text"
    JSON = "json"
    CONCISE = "concise"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"


EPILOG = """\
\b
Examples:
  migralint verify                             the project here, on SQLite
  migralint verify --database postgresql       on a temporary server
  migralint verify --python .venv/bin/python   in the project's interpreter
  migralint verify --metadata shop.models:Base if env.py cannot be run
  migralint verify --start schema.sql          starts from an existing schema
  migralint verify --chain origin/main         against earlier migrations
  migralint verify --release v2.3              does v2.3 still run on it?

Exit status: 0 match, 1 drift, breaking or failed, 2 wrong usage.
"""


def verify(
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    python: Annotated[
        str | None,
        typer.Option(
            "--python",
            metavar="FILE",
            help="The project's interpreter, or its virtual environment; default: the active one, .venv, this one.",
        ),
    ] = None,
    database: Annotated[
        list[str] | None,
        typer.Option(
            "--database",
            metavar="DATABASE",
            help="sqlite (the default), postgresql (a temporary server), or a server's URL; repeatable.",
        ),
    ] = None,
    metadata: Annotated[
        str | None,
        typer.Option("--metadata", metavar="MODULE:NAME", help="The models, instead of what env.py declares."),
    ] = None,
    imports: Annotated[
        list[str] | None,
        typer.Option(
            "--import", metavar="MODULE", help="A module with models that env.py does not import; repeatable."
        ),
    ] = None,
    app: Annotated[
        str | None, typer.Option("--app", metavar="MODULE:NAME", help="The Flask application that env.py needs.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option(
            "--start",
            metavar="START",
            help="The schema that the first revision builds on: FILE.sql or package.module:metadata.",
        ),
    ] = None,
    chain: Annotated[
        str | None,
        typer.Option(
            "--chain",
            metavar="REV",
            help="Compare the migrations as they were at a commit, instead of the models, with the migrations now.",
        ),
    ] = None,
    release: Annotated[
        str | None,
        typer.Option(
            "--release",
            metavar="REF",
            help=(
                "Report whether the release at a tag, branch or commit still runs once the new migrations are applied."
            ),
        ),
    ] = None,
    x: Annotated[
        list[str] | None,
        typer.Option("-x", metavar="ARGUMENT", help="An argument for env.py, as with `alembic -x`; repeatable."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count notes as drift.")] = False,
    strict_sqlite: Annotated[bool, typer.Option("--strict-sqlite", help="Do not emulate what SQLite lacks.")] = False,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout", metavar="SECONDS", min=0.1, max=1e7, help="Time limit for one verification (default: 600)."
        ),
    ] = None,
    explain_setup: Annotated[
        bool, typer.Option("--explain-setup", help="Print only the settings that a failed run needs, ready to paste.")
    ] = False,
    format_: Annotated[VerifyFormat, typer.Option("--format", help="Format of the result.")] = VerifyFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Compare the database of create_all with that of a full upgrade. Runs project code."""
    from migralint.cli.console.output import Output
    from migralint.cli.verify.run import run_verify
    from migralint.commands.opening import ProjectOptions
    from migralint.commands.verify import VerifyCommand

    command = VerifyCommand(
        project=ProjectOptions(one_path(path, same_path), config, name, settings),
        python=python,
        databases=tuple(database or ()),
        metadata=metadata,
        imports=tuple(imports or ()),
        app=app,
        start=start,
        x=tuple(x or ()),
        strict=strict,
        strict_sqlite=strict_sqlite,
        timeout=timeout,
        chain=chain,
    )
    shown = Output(format_.value, tuple(output or ()), color, quiet, verbose)
    if release is not None:
        from migralint.cli.verify.release import run_release

        return run_release(command, release, shown, explain_setup=explain_setup)
    return run_verify(command, shown, explain_setup=explain_setup)
