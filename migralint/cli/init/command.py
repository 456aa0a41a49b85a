"""`migralint init`: the command line of the set-up."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.options import (
    ColorOption,
    ConfigOption,
    NameOption,
    PathArgument,
    QuietOption,
    SamePathOption,
    one_path,
)


class Ci(StrEnum):
    """The continuous integration for which a file is written."""

    AUTO = "auto"
    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


EPILOG = """\
\b
Examples:
  migralint init                 show the files, ask, write
  migralint init --diff          only show what would be written
  migralint init --yes           write it without asking
  migralint init backend --yes --ci gitlab

Existing entries are kept, so it can be run again. Of env files, only the names of variables are used.

Exit status: 0 written, shown, or nothing left to write; 2 wrong usage, no revisions, or a file that cannot be written.
"""


def init(
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    manifest: Annotated[
        str | None,
        typer.Option("--manifest", metavar="FILE", help="Where to write the list of environments.", show_default=False),
    ] = None,
    yes: Annotated[bool, typer.Option("-y", "--yes", help="Write everything without asking.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show the changes as a diff; write nothing.")] = False,
    ci: Annotated[Ci, typer.Option("--ci", help="The CI service; auto: the one of the git remote.")] = Ci.AUTO,
    no_pre_commit: Annotated[
        bool, typer.Option("--no-pre-commit", help="Do not change the configuration of pre-commit.")
    ] = False,
    no_guard: Annotated[
        bool, typer.Option("--no-guard", help="Do not change env.py: no guard against unsafe databases.")
    ] = False,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> int:
    """Write the settings, a first list of environments, the pre-commit hook, the CI job and the guard."""
    from migralint.cli.init.run import InitOptions, run_init
    from migralint.commands.opening import ProjectOptions

    return run_init(
        ProjectOptions(one_path(path, same_path), config, name, None, manifest),
        InitOptions(
            yes=yes, diff=diff, ci=ci.value, pre_commit=not no_pre_commit, guard=not no_guard, quiet=quiet, color=color
        ),
    )
