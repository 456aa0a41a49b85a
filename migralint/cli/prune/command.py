"""`migralint prune`: the parameters of the pruner."""

from __future__ import annotations

from datetime import datetime
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


class PruneFormat(StrEnum):
    """The format of a plan."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    """The body of a pull request."""
    HTML = "html"


EPILOG = """\
\b
Examples:
  migralint prune                         show the plan, with reasons
  migralint prune --explain 1975ea83b712  why this revision is removed or kept
  migralint prune --without staging       plan as if staging did not exist
  migralint prune --stamp prod=1975ea83b712   a first plan, without a manifest
  migralint prune --apply                 verify, then apply the plan
  migralint prune --apply --squash        one generated revision instead
  migralint prune --rollback              undo a prune that was interrupted
  migralint prune --keep 5 --keep-since 2025-01-01

Exit status: 0 nothing to remove, or the plan is ready; 1 blocked; 2 wrong usage or unreadable input.
"""


def prune(
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: Annotated[
        str | None, typer.Option("--manifest", metavar="FILE", help="The list of environments.", show_default=False)
    ] = None,
    deep: Annotated[
        bool | None,
        typer.Option("--deep/--no-deep", help="Remove every removable revision, even if several bases remain."),
    ] = None,
    squash: Annotated[
        bool,
        typer.Option("--squash", help="Replace the removed revisions with one generated revision; runs project code."),
    ] = False,
    accept_volatile: Annotated[
        list[str] | None,
        typer.Option(
            "--accept-volatile",
            metavar="NAME=HOW",
            help="With --squash: how to treat a table or table.column whose values differ in each run: frozen, "
            "leave-out or a Python expression; repeatable.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="REV", help="Remove only strict ancestors of this revision.")
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", metavar="N", min=0, help="Keep N more steps of revisions below the new bases."),
    ] = None,
    keep_since: Annotated[
        datetime | None,
        typer.Option(
            "--keep-since",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Keep revisions created on this day or later (Create Date), and those without a readable date.",
        ),
    ] = None,
    protect_refs: Annotated[
        list[str] | None,
        typer.Option(
            "--protect-refs",
            metavar="GLOB",
            help="Keep revisions that unmerged git branches build on; repeatable ('*' for all).",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="ENV", help="Plan as if this environment did not exist; repeatable."),
    ] = None,
    stamps: Annotated[
        list[str] | None,
        typer.Option(
            "--stamp",
            metavar="NAME=REV",
            help="Without a manifest: plan as if NAME were a database at this revision (full id; id1+id2 for several "
            "rows); repeatable.",
        ),
    ] = None,
    explain: Annotated[
        list[str] | None,
        typer.Option("--explain", metavar="REV", help="Only explain why this revision is removed or kept; repeatable."),
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Verify, then remove and rewrite the files; all or nothing.")
    ] = False,
    no_verify: Annotated[
        bool,
        typer.Option("--no-verify", help="With --apply: do not compare create_all with a full upgrade first."),
    ] = False,
    database: Annotated[
        list[str] | None,
        typer.Option(
            "--database",
            metavar="DATABASE",
            help="The database to verify on, and to prove a squash on: sqlite, postgresql or a URL; repeatable.",
        ),
    ] = None,
    recover: Annotated[bool, typer.Option("--recover", help="Finish a prune that was interrupted.")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Undo a prune that was interrupted.")] = False,
    python: Annotated[
        str | None,
        typer.Option("--python", metavar="FILE", help="The interpreter that has the project's packages."),
    ] = None,
    allow_dirty: Annotated[
        bool,
        typer.Option("--allow-dirty", help="Do not let uncommitted changes in the affected files block the prune."),
    ] = False,
    archive: Annotated[
        str | None,
        typer.Option("--archive", metavar="FILE", help="Keep removed files that git does not have in this archive."),
    ] = None,
    format_: Annotated[PruneFormat, typer.Option("--format", help="Format of the plan.")] = PruneFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Show which revisions no environment needs; --apply removes them."""
    from migralint.cli.console.output import Output
    from migralint.cli.prune.run import Mode, run_prune
    from migralint.commands.opening import ProjectOptions
    from migralint.commands.prune.options import PruneCommand

    return run_prune(
        PruneCommand(
            project=ProjectOptions(one_path(path, same_path), config, name, settings, manifest),
            deep=deep,
            squash=squash,
            accept_volatile=tuple(accept_volatile or ()),
            until=until,
            keep=keep,
            keep_since=None if keep_since is None else keep_since.date(),
            protect_refs=tuple(protect_refs or ()),
            without=tuple(without or ()),
            stamps=tuple(stamps or ()),
            no_verify=no_verify,
            databases=tuple(database or ()),
            python=python,
            allow_dirty=allow_dirty,
            archive=archive,
        ),
        Mode(apply=apply, explain=tuple(explain or ()), recover=recover, rollback=rollback),
        Output(format_.value, tuple(output or ()), color, quiet, verbose),
    )
