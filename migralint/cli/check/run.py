"""Runs `migralint check`: report, fixes or baseline; its documents; the exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from migralint.cli.console.output import Output
from migralint.cli.console.streams import note, parse_outputs, put_out, write_stdout
from migralint.cli.exits import Exit
from migralint.source.frozen import frozen, replace

# The heavy parts are imported when they are needed.

if TYPE_CHECKING:
    from migralint.commands.lint.linted import Linted
    from migralint.commands.lint.options import CheckOptions
    from migralint.reporting.findings.request import Request

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit")


@frozen
class Mode:
    """What is done with the report."""

    exit_zero: bool = False
    fix: bool = False
    diff: bool = False
    write_baseline: str | None = None
    statistics: bool = False

    @property
    def only_reports(self) -> bool:
        """Whether nothing is done but showing it."""
        return not (self.fix or self.diff or self.write_baseline)


def run_check(options: CheckOptions, mode: Mode, output: Output) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    collecting = gc.isenabled()
    gc.disable()  # a short life: looking for cycles takes a tenth of the time and finds none worth freeing
    try:
        return _run(options, mode, output, outputs)
    finally:
        if collecting:
            gc.enable()


def _run(options: CheckOptions, mode: Mode, output: Output, outputs: tuple[tuple[str, str], ...]) -> int:
    repeatable = mode.only_reports and not (options.no_cache or output.verbose)
    options = replace(options, repeatable=repeatable, without_baseline=mode.write_baseline is not None)
    linted = _lint(options, output)
    if mode.diff:
        return _show_diff(linted, mode, output)
    if mode.fix and _fix(linted, output):
        linted = _lint(options, output)
    if mode.write_baseline is not None:
        return _write_baseline(linted, mode.write_baseline, output)
    from migralint.cli.check.documents import report_document

    request = _request(linted, mode)
    text = report_document(request, output.format, colour=output.colour)
    files = {path: report_document(request, name, colour=False) for name, path in outputs}
    code = Exit.OK if mode.exit_zero or not linted.fails else Exit.FINDINGS
    if linted.states is not None:
        _remember(linted, code, text, files)
    put_out(text, files.items())
    return code


def _lint(options: CheckOptions, output: Output) -> Linted:
    from migralint.commands.lint.project import check_project

    if not output.verbose:
        return check_project(options)
    from migralint.cli.console.progress import listening

    with listening(verbose=True) as listener:
        return check_project(options, listener=listener)


def _request(linted: Linted, mode: Mode) -> Request:
    from migralint.reporting.findings.request import Request
    from migralint.rules.catalog import CATALOG

    return Request(
        linted.report,
        sources=linted.sources,
        folder=os.getcwd(),
        rules={rule.code: rule for rule in CATALOG},
        histories=linted.histories,
        statistics=mode.statistics,
    )


def _remember(linted: Linted, code: int, text: str, files: dict[str, str]) -> None:
    from migralint.cli.console.color import is_terminal
    from migralint.linting.report_cache import Answer, keep, request_key

    key = request_key(sys.argv[1:], terminal=is_terminal())
    keep(key, Answer(code, text, files), linted.states or (), until=linted.valid_until)


def _show_diff(linted: Linted, mode: Mode, output: Output) -> int:
    diff = linted.diff(os.getcwd())
    write_stdout(diff)
    if not output.quiet and not diff:
        note("no fixable findings")
    return Exit.FINDINGS if diff and not mode.exit_zero else Exit.OK


def _fix(linted: Linted, output: Output) -> bool:
    """Write the fixes; return whether there were any."""
    files = linted.write_fixes()
    if files and not output.quiet:
        number = sum(file.fixes for file in files)
        note(
            f"fixed {number} {'finding' if number == 1 else 'findings'} in {len(files)} "
            f"{'file' if len(files) == 1 else 'files'}"
        )
    return bool(files)


def _write_baseline(linted: Linted, path: str, output: Output) -> int:
    number = linted.write_baseline(path)
    if not output.quiet:
        note(
            f"recorded {number} {'finding' if number == 1 else 'findings'} in {path}; "
            f'use it with `baseline = "{path}"` or --baseline'
        )
    return Exit.OK
