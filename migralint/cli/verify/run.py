"""Runs `migralint verify`: one verification, its documents, the exit code."""

from __future__ import annotations

from migralint.cli.console.output import Output
from migralint.cli.console.progress import listening
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable
from migralint.cli.exits import Exit
from migralint.cli.verify.documents import FORMATS, setup_text, verification_document
from migralint.commands.verify import VerifyCommand, verify_project
from migralint.database.result import Status


def run_verify(command: VerifyCommand, output: Output, *, explain_setup: bool = False) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input.

    `explain_setup`: print the settings that failures suggest instead of the verification.
    """
    outputs = parse_outputs(output.outputs, FORMATS)
    refuse_unwritable(outputs)
    with listening(quiet=output.quiet, verbose=output.verbose) as listener:
        verified = verify_project(command, listener=listener)

    exit_code = Exit.OK if verified.verification.status is Status.MATCH else Exit.FINDINGS
    if explain_setup:
        put_out(setup_text(verified.verification), [])
        return exit_code

    def document(name: str, colour: bool) -> str:
        return verification_document(
            verified.verification,
            name,
            verified.script,
            strict=verified.strict,
            verbose=output.verbose,
            colour=colour,
        )

    put_out(document(output.format, output.colour), [(path, document(name, False)) for name, path in outputs])
    return exit_code
