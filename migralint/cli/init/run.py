"""Runs `migralint init`: shows what was found, asks, shows and writes."""

from __future__ import annotations

import os
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from migralint.cli.console.color import Color, wants_colour
from migralint.cli.console.progress import listening
from migralint.cli.console.streams import note, write_stdout
from migralint.cli.exits import Exit
from migralint.cli.init.questions import answered, can_ask, confirmed
from migralint.commands.init.options import Wishes
from migralint.commands.init.proposal import default_wishes, propose
from migralint.commands.init.survey import survey
from migralint.commands.opening import ProjectOptions
from migralint.reporting.init.text import diff_lines, next_lines, proposal_lines, survey_lines
from migralint.reporting.segments import Line, plain
from migralint.source.errors import InputError
from migralint.source.file_change import write_all


class InitOptions(Struct, frozen=True):
    """The options of the command."""

    yes: bool = False
    diff: bool = False
    ci: str = "auto"
    pre_commit: bool = True
    guard: bool = True
    quiet: bool = False
    color: Color = Color.AUTO


def run_init(options: ProjectOptions, asked: InitOptions) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    if asked.yes and asked.diff:
        raise InputError("--yes and --diff cannot be combined")
    if not (asked.yes or asked.diff or can_ask()):
        raise InputError("cannot ask questions: this is not a terminal", hint="use --diff to look, --yes to write")
    with listening(quiet=asked.quiet) as listener:
        project = survey(options, listener=listener)
    folder = os.getcwd()
    if not asked.quiet and not asked.diff:
        _show(survey_lines(project, folder), asked)
    wishes = _chosen(default_wishes(project), asked)
    if not (asked.yes or asked.diff):
        wishes = answered(project, wishes)
    proposal = propose(project, wishes)
    if asked.diff:
        _show(diff_lines(proposal.changes, project.top), asked)
        if not proposal.changes:
            note("nothing to write: everything exists already")
        return Exit.OK
    if proposal.changes and not asked.yes:
        _show(proposal_lines(proposal, folder, written=False), asked)
        if not confirmed("Write these files?"):
            note("nothing was written")
            return Exit.OK
    write_all(proposal.changes)
    if not asked.quiet:
        _show(proposal_lines(proposal, folder, written=True), asked)
        _show(next_lines(project), asked)
    if not proposal.changes:
        note("nothing to write: everything exists already")
    return Exit.OK


def _chosen(wishes: Wishes, asked: InitOptions) -> Wishes:
    """The answers, with the options of the command applied."""
    wishes = replace(wishes, pre_commit=asked.pre_commit, guard=asked.guard)
    match asked.ci:
        case "github":
            return replace(wishes, ci="github")
        case "gitlab":
            return replace(wishes, ci="gitlab")
        case "none":
            return replace(wishes, ci=None)
    return wishes


def _show(lines: Iterable[Line], asked: InitOptions) -> None:
    if wants_colour(asked.color):
        from migralint.reporting.paint import painted

        write_stdout(painted(lines))
    else:
        write_stdout("".join(f"{line}\n" for line in plain(lines)))
