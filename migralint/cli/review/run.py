"""Runs `migralint review`: its documents, the exit code."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from migralint.cli.console.output import Output
from migralint.cli.console.progress import listening
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable
from migralint.cli.exits import Exit
from migralint.commands.review.result import Review
from migralint.commands.review.review import ReviewCommand, review

FORMATS = ("text", "markdown", "json")


def run_review(command: ReviewCommand, output: Output) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    refuse_unwritable(outputs)
    with listening(quiet=output.quiet, verbose=output.verbose) as listener:
        result = review(command, listener=listener)

    def document(name: str, *, colour: bool) -> str:
        return review_text(result, name, verbose=output.verbose, colour=colour)

    files = [(path, document(name, colour=False)) for name, path in outputs]
    put_out(document(output.format, colour=output.colour), files)
    return Exit.OK


def review_text(result: Review, name: str, *, verbose: bool, colour: bool) -> str:
    """The review in the format, with its last line end; `verbose` and `colour` only affect text."""
    if name == "json":
        from migralint.reporting.json_text import json_lines_of
        from migralint.reporting.review.json import review_document

        return _joined(json_lines_of(review_document(result)))
    if name == "markdown":
        from migralint.reporting.review.page import review_markdown

        return _joined(review_markdown(result))
    from migralint.drawing.text.tree import Screen
    from migralint.reporting.review.text import review_lines
    from migralint.reporting.segments import plain

    screen = Screen(shutil.get_terminal_size().columns)
    lines = review_lines(result, folder=os.getcwd(), screen=screen, verbose=verbose)
    if not colour:
        return _joined(plain(lines))
    from migralint.reporting.paint import painted

    return painted(lines)


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
