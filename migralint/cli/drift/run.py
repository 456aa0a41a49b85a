"""Runs `migralint drift`: the comparison, its documents, the exit code."""

from __future__ import annotations

from migralint.cli.console.output import Output
from migralint.cli.console.progress import listening
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable
from migralint.cli.drift.documents import FORMATS, drift_document
from migralint.cli.exits import Exit
from migralint.commands.drift.drift import DriftCommand, drift_of_project


def run_drift(command: DriftCommand, output: Output) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    refuse_unwritable(outputs)
    with listening(quiet=output.quiet, verbose=output.verbose) as listener:
        drifted = drift_of_project(command, listener=listener)

    def document(name: str, colour: bool) -> str:
        return drift_document(drifted, name, verbose=output.verbose, colour=colour)

    put_out(document(output.format, output.colour), [(path, document(name, False)) for name, path in outputs])
    return Exit.OK if drifted.drift.status == "match" else Exit.FINDINGS
