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
    """How a plan is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    """The body of a pull request."""
    HTML = "html"


EPILOG = """\
\b
Examples:
  migralint prune                         the plan: what goes, stays, and why
  migralint prune --explain 1975ea83b712  why this revision goes or stays
  migralint prune --without staging       what could go if staging were gone
  migralint prune --stamp prod=1975ea83b712   a first plan, without a manifest
  migralint prune --apply                 verify, then carry it out
  migralint prune --apply --squash        one generated revision instead
  migralint prune --rollback              undo a prune that was interrupted
  migralint prune --keep 5 --keep-since 2025-01-01

Exit status: 0 nothing can go, or the plan is ready; 1 something blocks it; 2 wrong usage or unreadable input.
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
        typer.Option("--squash", help="Put one generated revision in the place of those that go; runs project code."),
    ] = False,
    accept_volatile: Annotated[
        list[str] | None,
        typer.Option(
            "--accept-volatile",
            metavar="NAME=HOW",
            help="With --squash: what becomes of a table or table.column whose values are others in each run: frozen, "
            "leave-out or a Python expression; repeatable.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="REV", help="Take only strict ancestors of this revision.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option("--keep", metavar="N", min=0, help="Keep what is up to N steps below the new bases.")
    ] = None,
    keep_since: Annotated[
        datetime | None,
        typer.Option(
            "--keep-since",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Keep what was made on this day or later, by Create Date; and what has no readable one.",
        ),
    ] = None,
    protect_refs: Annotated[
        list[str] | None,
        typer.Option(
            "--protect-refs", metavar="GLOB", help="Keep what unmerged git branches build on; repeatable ('*' for all)."
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="ENV", help="Plan as if this environment were gone; repeatable."),
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
            help="Where to verify, and to prove a squash: sqlite, postgresql or a URL; repeatable.",
        ),
    ] = None,
    recover: Annotated[bool, typer.Option("--recover", help="Finish a prune that was interrupted.")] = False,
    rollback: Annotated[bool, typer.Option("--rollback", help="Undo a prune that was interrupted.")] = False,
    python: Annotated[
        str | None,
        typer.Option("--python", metavar="FILE", help="The interpreter that has the project's packages."),
    ] = None,
    allow_dirty: Annotated[
        bool, typer.Option("--allow-dirty", help="Uncommitted changes in the files concerned are no blocker.")
    ] = False,
    archive: Annotated[
        str | None,
        typer.Option("--archive", metavar="FILE", help="Where removed files are kept if git does not have them."),
    ] = None,
    format_: Annotated[PruneFormat, typer.Option("--format", help="How the plan is written.")] = PruneFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Say which revisions no environment needs; --apply removes them."""
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
