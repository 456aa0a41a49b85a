"""Runs `migralint guard`: its documents and the exit code."""

from __future__ import annotations

import os

from migralint.cli.console.output import Output
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable
from migralint.cli.exits import Exit
from migralint.commands.guard import GuardCommand, Guarded, write_guard
from migralint.reporting.guard.json import guard_document
from migralint.reporting.guard.text import guard_lines
from migralint.reporting.json_text import json_lines_of
from migralint.reporting.segments import plain

FORMATS = ("text", "json")


def run_guard(command: GuardCommand, output: Output) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    refuse_unwritable(outputs)
    done = write_guard(command)
    files = [(path, _document(done, name, colour=False)) for name, path in outputs]
    put_out(_document(done, output.format, colour=output.colour), files)
    return Exit.OK if done.is_done else Exit.FINDINGS


def _document(done: Guarded, name: str, *, colour: bool) -> str:
    """The result in the format, with its last line end."""
    if name == "json":
        return "\n".join(json_lines_of(guard_document(done))) + "\n"
    lines = guard_lines(done, folder=os.getcwd())
    if not colour:
        return "".join(f"{line}\n" for line in plain(lines))
    from migralint.reporting.paint import painted

    return painted(lines)
