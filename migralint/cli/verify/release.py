"""Runs `migralint verify --release`: the judgement, its documents, the exit code."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from migralint.cli.console.output import Output
from migralint.cli.console.progress import listening
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable
from migralint.cli.exits import Exit
from migralint.commands.verify import VerifyCommand
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.commands.release import ReleaseVerified

FORMATS = ("text", "json")


def run_release(command: VerifyCommand, ref: str, output: Output, *, explain_setup: bool = False) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    if command.chain is not None:
        raise InputError("--release and --chain cannot be combined")
    if explain_setup:
        raise InputError("--explain-setup cannot be combined with --release")
    if output.format not in FORMATS:
        raise InputError(
            f"--release does not support the format {output.format}", hint=f"choose {' or '.join(FORMATS)}"
        )
    outputs = parse_outputs(output.outputs, FORMATS)
    refuse_unwritable(outputs)
    from migralint.commands.release import verify_release_project

    with listening(quiet=output.quiet, verbose=output.verbose) as listener:
        verified = verify_release_project(command, ref, listener=listener)

    def document(name: str, *, colour: bool) -> str:
        return _document(verified, name, verbose=output.verbose, colour=colour)

    put_out(
        document(output.format, colour=output.colour), [(path, document(name, colour=False)) for name, path in outputs]
    )
    return Exit.OK if verified.verification.status == "harmless" else Exit.FINDINGS


def _document(verified: ReleaseVerified, name: str, *, verbose: bool, colour: bool) -> str:
    if name == "json":
        from migralint.reporting.release.json import release_json_lines

        return _joined(release_json_lines(verified.verification, root=verified.script.root))
    from migralint.reporting.release.text import release_lines
    from migralint.reporting.segments import plain

    lines = release_lines(verified.verification, folder=os.getcwd(), verbose=verbose)
    if not colour:
        return _joined(plain(lines))
    from migralint.reporting.paint import painted

    return painted(lines)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
