"""`migralint rebase`: the parameters."""

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


class RebaseFormat(StrEnum):
    """The format of the result."""

    TEXT = "text"
    JSON = "json"


EPILOG = """\
\b
Examples:
  migralint rebase --diff              only show what would change
  migralint rebase                     onto the branch it will be merged into
  migralint rebase --onto origin/main  onto another branch, tag or commit
  migralint rebase --merge             a merge revision instead
  migralint rebase --renumber          use the next sequential ids
  migralint rebase --rollback          undo one that was interrupted

Exit status: 0 done, or nothing to do; 1 refused; 2 wrong usage, unreadable input, or a merge is needed first.
"""


def rebase(
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: Annotated[
        str | None, typer.Option("--manifest", metavar="FILE", help="The list of environments.", show_default=False)
    ] = None,
    onto: Annotated[
        str | None,
        typer.Option(
            "--onto",
            metavar="REF",
            help="The branch, tag or commit to move onto; default: the merge target that git knows.",
            show_default=False,
        ),
    ] = None,
    merge: Annotated[
        bool,
        typer.Option("--merge", help="Write a merge revision and move nothing; also works for published revisions."),
    ] = False,
    renumber: Annotated[
        bool, typer.Option("--renumber", help="Give this branch's revisions the next numbers and rename their files.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Only show what would change.")] = False,
    allow_dirty: Annotated[
        bool, typer.Option("--allow-dirty", help="Also change files that have uncommitted changes.")
    ] = False,
    recover: Annotated[bool, typer.Option("--recover", help="Finish a rebase that was interrupted.")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Undo a rebase that was interrupted.")] = False,
    format_: Annotated[RebaseFormat, typer.Option("--format", help="Format of the answer.")] = RebaseFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Move this branch's own revisions on top of another branch's head."""
    from migralint.cli.console.output import Output
    from migralint.cli.rebase.run import Mode, run_rebase
    from migralint.commands.opening import ProjectOptions
    from migralint.commands.rebase.options import RebaseCommand

    return run_rebase(
        RebaseCommand(
            project=ProjectOptions(one_path(path, same_path), config, name, settings, manifest),
            onto=onto,
            merge=merge,
            renumber=renumber,
            allow_dirty=allow_dirty,
        ),
        Mode(diff=diff, recover=recover, rollback=rollback),
        Output(format_.value, tuple(output or ()), color, quiet, verbose),
    )
