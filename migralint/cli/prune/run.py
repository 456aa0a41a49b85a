"""Runs `migralint prune`: plan, explanation, apply or recovery; its documents; the exit code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.cli.console.progress import listening
from migralint.cli.console.recovery import left_words
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable, write_stdout
from migralint.cli.exits import Exit
from migralint.source.errors import InputError

# Expensive modules are imported on demand.

if TYPE_CHECKING:
    from migralint.cli.console.output import Output
    from migralint.commands.listener import Listener
    from migralint.commands.prune.options import PruneCommand

FORMATS = ("text", "json", "markdown", "html")


class Mode(Struct, frozen=True):
    """What to do with the plan: show, explain or apply it; or finish or undo an interrupted prune."""

    apply: bool = False
    explain: tuple[str, ...] = ()
    recover: bool = False
    rollback: bool = False


def run_prune(command: PruneCommand, mode: Mode, output: Output) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    _refuse_contradictions(command, mode, output)
    refuse_unwritable(outputs)
    if mode.recover or mode.rollback:
        return _leave_unfinished(command, undo=mode.rollback)
    if mode.explain:
        return _explain(command, mode.explain, output, outputs)

    from migralint.cli.prune.documents import plan_document
    from migralint.commands.prune.prune import carry_out, plan

    with listening(quiet=output.quiet, verbose=output.verbose) as listener:
        prepared = plan(command, listener=listener)
        if not mode.apply:  # --apply removes them itself
            _name_leftovers(prepared.script.path, listener)
        if mode.apply:
            prepared = carry_out(prepared, command, listener=listener)
    document = plan_document(prepared, output.format, colour=output.colour, verbose=output.verbose)
    put_out(
        document,
        [(path, plan_document(prepared, name, colour=False, verbose=True)) for name, path in outputs],
    )
    return Exit.FINDINGS if prepared.plan.status == "blocked" else Exit.OK


def _name_leftovers(script_directory: str, listener: Listener) -> None:
    from migralint.loading.records.unfinished import leftovers

    for folder in leftovers(script_directory):
        listener.note(
            f"{os.path.relpath(folder)} was left by a prune that was killed before any revision file was changed; "
            "`migralint prune --rollback` removes it"
        )


def _explain(
    command: PruneCommand, revisions: tuple[str, ...], output: Output, outputs: tuple[tuple[str, str], ...]
) -> int:
    from migralint.cli.prune.documents import explanation_document
    from migralint.commands.prune.prepare import prepare

    with listening(quiet=output.quiet) as listener:
        prepared = prepare(command, beside_the_graph=False, listener=listener)
    text = explanation_document(prepared, revisions, output.format, colour=output.colour)
    put_out(text, [(path, explanation_document(prepared, revisions, name, colour=False)) for name, path in outputs])
    return Exit.OK


def _leave_unfinished(command: PruneCommand, *, undo: bool) -> int:
    from migralint.commands.prune.recover import leave_unfinished

    write_stdout(left_words(leave_unfinished(command.project, undo=undo), undo=undo))
    return Exit.OK


def _refuse_contradictions(command: PruneCommand, mode: Mode, output: Output) -> None:
    for condition, message in (
        (
            mode.explain and output.format not in ("text", "json"),
            f"--explain supports the formats text and json, not {output.format}",
        ),
        (
            command.stamps and (mode.apply or mode.recover or mode.rollback),
            "--stamp only plans; to use --apply, record the environments with `migralint env add`",
        ),
        (mode.apply and command.without, "--without is a what-if option and cannot be combined with --apply"),
        (mode.apply and mode.explain, "--explain only explains and cannot be combined with --apply"),
        (mode.recover and mode.rollback, "--recover (finish) and --rollback (undo) cannot be combined"),
        ((mode.recover or mode.rollback) and mode.apply, "finish or undo the old prune before a new --apply"),
        (command.no_verify and not mode.apply, "--no-verify requires --apply"),
    ):
        if condition:
            raise InputError(message)
