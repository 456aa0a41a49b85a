"""Runs `migralint check`: report, fixes or baseline; its documents; the exit code."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from migralint.cli.console.output import Output
from migralint.cli.console.progress import ConsoleListener
from migralint.cli.console.streams import note, parse_outputs, put_out, write_stdout
from migralint.cli.exits import Exit

# Expensive modules are imported on demand.

if TYPE_CHECKING:
    from migralint.commands.lint.linted import Linted
    from migralint.commands.lint.options import CheckOptions
    from migralint.linting.added_ignores import AddedIgnores
    from migralint.linting.fixes import Fixed
    from migralint.reporting.findings.request import Request

FORMATS = ("text", "json", "concise", "sarif", "github", "gitlab", "junit")
_OF_THE_REPOSITORY = frozenset({"sarif", "github", "gitlab", "junit"})
"""These formats name files relative to a working copy, whose root is not a file of the project: no answer is cached."""
_MOST_NOTED = 10


class Mode(Struct, frozen=True):
    """What to do with the report."""

    exit_zero: bool = False
    fix: bool = False
    diff: bool = False
    add_ignores: bool = False
    reason: str = ""
    write_baseline: str | None = None
    statistics: bool = False

    @property
    def only_reports(self) -> bool:
        """Whether the report is only shown."""
        return not (self.fix or self.diff or self.add_ignores or self.write_baseline)


def run_check(options: CheckOptions, mode: Mode, output: Output) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    _refuse_contradictions(mode, output)
    collecting = gc.isenabled()
    gc.disable()  # a short process: searching for cycles takes a tenth of the time and finds none worth freeing
    try:
        return _run(options, mode, output, outputs)
    finally:
        if collecting:
            gc.enable()


def _run(options: CheckOptions, mode: Mode, output: Output, outputs: tuple[tuple[str, str], ...]) -> int:
    named = {output.format, *(name for name, _ in outputs)}
    repeatable = mode.only_reports and not (options.no_cache or output.verbose or named & _OF_THE_REPOSITORY)
    options = replace(
        options, repeatable=repeatable, details=output.verbose, without_baseline=mode.write_baseline is not None
    )
    linted = _lint(options, output)
    if mode.diff:
        return _show_diff(linted, mode, output)
    if mode.fix and _write(linted.fixes(), output, "fixed", "finding"):
        linted = _lint(options, output)
    if mode.add_ignores and _write(linted.added_ignores(mode.reason), output, "accepted", "finding"):
        linted = _lint(options, output)
    if mode.write_baseline is not None:
        return _write_baseline(linted, mode.write_baseline, output)
    from migralint.cli.check.documents import report_document

    request = _request(linted, mode, verbose=output.verbose)
    text = report_document(request, output.format, colour=output.colour)
    files = {path: report_document(request, name, colour=False) for name, path in outputs}
    code = Exit.OK if mode.exit_zero or not linted.fails else Exit.FINDINGS
    if linted.states is not None:
        _remember(linted, code, text, files)
    put_out(text, files.items())
    return code


def _refuse_contradictions(mode: Mode, output: Output) -> None:
    from migralint.source.errors import InputError

    if mode.add_ignores and mode.write_baseline is not None:
        raise InputError("--add-ignores and --write-baseline: these would accept the same findings twice")
    if mode.reason and not mode.add_ignores:
        raise InputError("--reason requires --add-ignores")
    if mode.statistics and output.format not in ("text", "json"):
        raise InputError(f"--statistics: not supported in the format {output.format}", hint="use --format text or json")


def _lint(options: CheckOptions, output: Output) -> Linted:
    from migralint.commands.lint.project import check_project

    return check_project(options, listener=ConsoleListener(quiet=output.quiet))


def _request(linted: Linted, mode: Mode, *, verbose: bool) -> Request:
    from migralint.loading.repository import repository_top
    from migralint.reporting.findings.request import Request
    from migralint.rules.catalog import CATALOG

    return Request(
        linted.report,
        sources=linted.sources,
        folder=os.getcwd(),
        rules={rule.code: rule for rule in CATALOG},
        histories=linted.histories,
        statistics=mode.statistics,
        verbose=verbose,
        repository=repository_top(linted.report.histories[0].root),
    )


def _remember(linted: Linted, code: int, text: str, files: dict[str, str]) -> None:
    from migralint.cli.console.streams import is_terminal
    from migralint.linting.report_cache import Answer, keep, request_key

    key = request_key(sys.argv[1:], terminal=is_terminal())
    keep(key, Answer(code, text, files), linted.states or (), until=linted.valid_until)


def _show_diff(linted: Linted, mode: Mode, output: Output) -> int:
    from migralint.cli.console.streams import is_terminal
    from migralint.linting.fixes import unified_diff
    from migralint.reporting.segments import shown_lines
    from migralint.source.paths import relative

    changes = linted.added_ignores(mode.reason) if mode.add_ignores else linted.fixes()
    shown = {file.path: relative(file.path, os.getcwd()) for file in changes.files}
    diff = "".join(f"{line}\n" for line in unified_diff(changes.files, shown))
    write_stdout(shown_lines(diff) if is_terminal() else diff)  # a patch is data and must not control a terminal
    if not output.quiet:
        _note_left(changes)
        if not diff:
            note("no findings to accept" if mode.add_ignores else "no fixable findings")
    return Exit.FINDINGS if diff and not mode.exit_zero else Exit.OK


def _write(changes: Fixed | AddedIgnores, output: Output, done: str, what: str) -> bool:
    """Write the changed files; return whether there were any."""
    from migralint.linting.fixes import write_fixes
    from migralint.reporting.counted import counted

    write_fixes(changes.files)
    if not output.quiet:
        if changes.files:
            number = sum(file.fixes for file in changes.files)
            note(f"{done} {counted(number, what)} in {counted(len(changes.files), 'file')}")
        _note_left(changes)
    return bool(changes.files)


def _note_left(changes: Fixed | AddedIgnores) -> None:
    """Print the findings that were left unchanged, and why, in one line per file."""
    from migralint.reporting.counted import counted
    from migralint.source.paths import shortest

    reasons: dict[tuple[str, str], int] = {}
    for left in changes.left:
        at = left.finding.problem.location
        key = (shortest(at.path, os.getcwd()) if at is not None else left.finding.code, left.why)
        reasons[key] = reasons.get(key, 0) + 1
    for (name, why), number in [*reasons.items()][:_MOST_NOTED]:
        note(f"left {counted(number, 'finding')}: {name} {why}")
    if len(reasons) > _MOST_NOTED:
        note(f"left findings in {counted(len(reasons) - _MOST_NOTED, 'more file')}")


def _write_baseline(linted: Linted, path: str, output: Output) -> int:
    from migralint.reporting.counted import counted

    recorded = linted.write_baseline(path)
    if not output.quiet:
        parts = [
            f"{recorded.added:,} new" if recorded.added else "",
            f"{recorded.gone:,} no longer found" if recorded.gone else "",
            f"{recorded.kept:,} kept because this run did not check them" if recorded.kept else "",
        ]
        changes = ", ".join(filter(None, parts))
        note(
            f"recorded {counted(recorded.total, 'finding')} in {path}{f' ({changes})' if changes else ''}; "
            f'use it with `baseline = "{path}"` or --baseline'
        )
    return Exit.OK
