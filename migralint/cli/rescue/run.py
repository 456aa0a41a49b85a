"""Runs `migralint rescue`: its documents and the exit code."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec.structs import replace

from migralint.cli.console.output import Output
from migralint.cli.console.streams import note, parse_outputs, put_out
from migralint.cli.exits import Exit
from migralint.commands.rescue import RescueCommand, Rescued, rescue
from migralint.loading.records.ledger import LEDGER_FILE
from migralint.reporting.json_text import json_lines_of
from migralint.reporting.rescue.json import pruned_document, rescue_document
from migralint.reporting.rescue.text import pruned_lines, rescue_lines
from migralint.reporting.segments import plain

FORMATS = ("text", "json")


def run_rescue(command: RescueCommand, output: Output) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    rescued = rescue(_without_revision(command))
    files = [(path, _document(rescued, name, verbose=True, colour=False)) for name, path in outputs]
    put_out(_document(rescued, output.format, verbose=output.verbose, colour=output.colour), files)
    if rescued.not_written:
        note(rescued.not_written)
    return Exit.OK if rescued.is_complete else Exit.FINDINGS


def _without_revision(command: RescueCommand) -> RescueCommand:
    """Read a single argument as the revision, unless it is a file or folder: then it is the PATH."""
    if command.revision is not None and command.project.path == "." and os.path.exists(command.revision):
        return replace(command, project=replace(command.project, path=command.revision), revision=None)
    return command


def _document(rescued: Rescued, name: str, *, verbose: bool, colour: bool) -> str:
    """The result in the format, with its last line end."""
    script, path = rescued.script, str(Path(rescued.script.path, LEDGER_FILE))
    if name == "json":
        document = (
            pruned_document(rescued.ledger, path, root=script.root)
            if rescued.rescue is None
            else rescue_document(rescued.rescue, path, root=script.root)
        )
        return "\n".join(json_lines_of(document)) + "\n"
    lines = (
        pruned_lines(rescued.ledger, path, folder=os.getcwd())
        if rescued.rescue is None
        else rescue_lines(rescued.rescue, folder=os.getcwd(), verbose=verbose)
    )
    if not colour:
        return "".join(f"{line}\n" for line in plain(lines))
    from migralint.reporting.paint import painted

    return painted(lines)
