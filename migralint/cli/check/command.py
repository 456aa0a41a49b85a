"""`migralint check`: the parameters of the linter."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.options import (
    ColorOption,
    ConfigOption,
    NameOption,
    NoCacheOption,
    OutputOption,
    QuietOption,
    SamePathOption,
    SettingsOption,
    VerboseOption,
)


class CheckFormat(StrEnum):
    """The format of a report."""

    TEXT = "text"
    JSON = "json"
    CONCISE = "concise"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"


class Threshold(StrEnum):
    """The severities, for `--fail-on`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_RULES = "RULE,…"
EPILOG = """\
\b
Examples:
  migralint check                            the project in the current folder
  migralint check services/api services/jobs  several projects at once
  migralint check --select ML1 --format json  only the graph, for a program
  migralint check --format github --output sarif=migralint.sarif
  migralint check --against origin/main      published and new revisions
  migralint check --fix                      apply the safe fixes
  migralint check --write-baseline migralint-baseline.json
  migralint check --add-ignores --reason "older than migralint" --diff

Exit status: 0 nothing to report, 1 a finding at or above --fail-on, 2 wrong usage or nothing to check.
"""


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH",
            help="Project folders, ini files, script directories or versions folders; default: the current folder.",
            show_default=False,
        ),
    ] = None,
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: Annotated[
        str | None, typer.Option("--manifest", metavar="FILE", help="The list of environments to lint as well.")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar=_RULES, help="Run only these rules: codes, prefixes (ML1), names, ALL."),
    ] = None,
    extend_select: Annotated[
        list[str] | None, typer.Option("--extend-select", metavar=_RULES, help="Run these rules as well.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar=_RULES, help="Do not run these rules.")
    ] = None,
    heads: Annotated[
        int | None, typer.Option("--heads", min=1, metavar="N", help="Number of heads that one history may have.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="REF",
            help="The branch, tag or commit to merge into: its revisions are published, file rules read new ones.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="REV", help="Treat only the revisions after this one as new; needs no git."),
    ] = None,
    fail_on: Annotated[
        Threshold | None,
        typer.Option("--fail-on", help="Exit 1 on findings at or above this severity (default: warning)."),
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 even if there are findings.")] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Accept a project without revisions: it is new.")
    ] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Apply safe fixes and report the remaining findings.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print what --fix would change; exit 1 if there is anything to change.")
    ] = False,
    add_ignores: Annotated[
        bool,
        typer.Option(
            "--add-ignores", help="Write a comment that accepts each finding; with --diff only show the comments."
        ),
    ] = False,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="The reason to write into these comments.")
    ] = None,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="FILE", help="A file with accepted findings.")
    ] = None,
    write_baseline: Annotated[
        str | None, typer.Option("--write-baseline", metavar="FILE", help="Record all present findings as accepted.")
    ] = None,
    statistics: Annotated[bool, typer.Option("--statistics", help="Count findings by rule (text, json).")] = False,
    format_: Annotated[CheckFormat, typer.Option("--format", help="Format of the report.")] = CheckFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Lint the revision files, their graph, and the environments."""
    from migralint.cli.check.run import Mode, run_check
    from migralint.cli.console.output import Output
    from migralint.commands.lint.options import CheckOptions

    return run_check(
        CheckOptions(
            paths=(*(paths or ()), *([same_path] if same_path is not None else ())),
            config=config,
            name=name,
            settings=settings,
            manifest=manifest,
            select=_split(select),
            extend_select=_split(extend_select),
            ignore=_split(ignore),
            heads=heads,
            against=against,
            since=since,
            fail_on=None if fail_on is None else fail_on.value,
            allow_empty=allow_empty,
            baseline=baseline,
            no_cache=no_cache,
        ),
        Mode(exit_zero, fix, diff, add_ignores, reason or "", write_baseline, statistics),
        Output(format_.value, tuple(output or ()), color, quiet, verbose),
    )


def _split(values: list[str] | None) -> tuple[str, ...]:
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())
