"""`migralint graph`: the parameters of the picture."""

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
    SettingsOption,
    VerboseOption,
)


class GraphFormat(StrEnum):
    """The format of the drawing."""

    TREE = "tree"
    MERMAID = "mermaid"
    DOT = "dot"
    HTML = "html"
    JSON = "json"


EPILOG = """\
\b
Examples:
  migralint graph                          the history, long lines folded
  migralint graph --all --last 20          a row for each of the newest 20
  migralint graph --around 1975ea83b712    what is near a revision
  migralint graph --from 1975ea83b712 --to 2b9d41c6a302
  migralint graph --format mermaid         for a README or a pull request
  migralint graph --format dot --output json=history.json
  migralint graph --output html=page.html  a page to search and walk through

Exit status: 0 drawn, even if the history is broken; 2 wrong usage, no revisions.
"""


def graph(
    path: PathArgument = ".",
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: Annotated[
        str | None, typer.Option("--manifest", metavar="FILE", help="The list of environments.", show_default=False)
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Give every revision a row; fold nothing.")] = False,
    last: Annotated[
        int | None, typer.Option("--last", metavar="N", min=1, help="Only the newest N revisions, from the heads down.")
    ] = None,
    around: Annotated[
        list[str] | None,
        typer.Option("--around", metavar="REV", help="Only the rows close to this revision; repeatable."),
    ] = None,
    branch: Annotated[
        str | None, typer.Option("--branch", metavar="LABEL", help="Only the revisions of this branch label.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="REV", help="Only this revision and its descendants.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="REV", help="Only this revision and its ancestors.")] = None,
    findings: Annotated[
        bool, typer.Option("--findings/--no-findings", help="Run the rules and mark the findings.")
    ] = True,
    ascii_: Annotated[
        bool, typer.Option("--ascii", help="Draw with ASCII characters; the default if the locale is not UTF-8.")
    ] = False,
    format_: Annotated[GraphFormat, typer.Option("--format", help="Format of the picture.")] = GraphFormat.TREE,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Draw the history: every revision above its parents, with environments and findings."""
    from migralint.cli.console.output import Output
    from migralint.cli.graph.run import run_graph
    from migralint.commands.graph import GraphCommand
    from migralint.commands.opening import ProjectOptions
    from migralint.commands.windows import Window

    return run_graph(
        GraphCommand(
            project=ProjectOptions(path, config, name, settings, manifest),
            window=Window(last, tuple(around or ()), branch, from_, to),
            unfold=all_,
            findings=findings,
        ),
        Output(format_.value, tuple(output or ()), color, quiet, verbose),
        ascii_only=ascii_,
    )
