"""Runs `migralint rebase`: plan, change or recovery; its documents; the exit code."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.cli.console.progress import listening
from migralint.cli.console.recovery import left_words
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable, write_stdout
from migralint.cli.exits import Exit
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.cli.console.output import Output
    from migralint.commands.rebase.options import RebaseCommand
    from migralint.commands.rebase.prepare import PreparedRebase
    from migralint.reporting.segments import Line

FORMATS = ("text", "json")


class Mode(Struct, frozen=True):
    """What to do with the plan: show or apply it; or finish or undo an interrupted rebase."""

    diff: bool = False
    recover: bool = False
    rollback: bool = False


def run_rebase(command: RebaseCommand, mode: Mode, output: Output) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    _refuse_contradictions(command, mode)
    refuse_unwritable(outputs)
    if mode.recover or mode.rollback:
        from migralint.commands.prune.recover import leave_unfinished

        left = leave_unfinished(command.project, undo=mode.rollback, command="rebase")
        write_stdout(left_words(left, undo=mode.rollback))
        return Exit.OK

    from migralint.commands.rebase.rebase import carry_out, plan
    from migralint.reporting.rebase.text import last_lines, plan_lines

    with listening(quiet=output.quiet, verbose=output.verbose) as listener:
        prepared = plan(command, listener=listener)
    if output.format == "text":  # the changes are shown before they are made
        write_stdout(_text(plan_lines(prepared, os.getcwd()), colour=output.colour))
    if not mode.diff:
        with listening(quiet=output.quiet, verbose=output.verbose) as listener:
            prepared = carry_out(prepared, listener=listener)
    end = _text(last_lines(prepared), colour=output.colour) if output.format == "text" else _document(prepared, "json")
    put_out(end, [(path, _document(prepared, name)) for name, path in outputs])
    return Exit.FINDINGS if prepared.status == "refused" else Exit.OK


def _document(prepared: PreparedRebase, name: str) -> str:
    """The whole result in the format, with its last line end."""
    if name == "json":
        from migralint.reporting.json_text import json_lines_of
        from migralint.reporting.rebase.json import rebase_document

        return "\n".join(json_lines_of(rebase_document(prepared))) + "\n"
    from migralint.reporting.rebase.text import last_lines, plan_lines

    return _text((*plan_lines(prepared, os.getcwd()), *last_lines(prepared)), colour=False)


def _text(lines: Iterable[Line], *, colour: bool) -> str:
    if colour:
        from migralint.reporting.paint import painted

        return painted(lines)
    from migralint.reporting.segments import plain

    return "".join(f"{line}\n" for line in plain(lines))


def _refuse_contradictions(command: RebaseCommand, mode: Mode) -> None:
    for condition, message in (
        (mode.recover and mode.rollback, "--recover (finish) and --rollback (undo) cannot be combined"),
        (
            (mode.recover or mode.rollback) and (mode.diff or command.merge or command.renumber or command.onto),
            "finish or undo the old rebase before a new one",
        ),
        (command.merge and command.renumber, "--merge moves nothing, so it cannot be combined with --renumber"),
    ):
        if condition:
            raise InputError(message)
