"""What `migralint check` does, in its order; the heavy parts are imported when they are needed."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from migralint.cli.console.color import Color, wants_colour
from migralint.cli.console.streams import note, parse_outputs, put_out, write_stdout
from migralint.cli.exits import Exit
from migralint.source.frozen import frozen

if TYPE_CHECKING:
    from migralint.cli.check.report import Checked

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit")


@frozen
class CheckOptions:
    """The command line of `check`; empty and None mean: as the settings say."""

    paths: tuple[str, ...] = ()
    config: str | None = None
    name: str | None = None
    settings: str | None = None
    manifest: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    heads: int | None = None
    fail_on: str | None = None
    exit_zero: bool = False
    allow_empty: bool = False
    fix: bool = False
    diff: bool = False
    baseline: str | None = None
    write_baseline: str | None = None
    statistics: bool = False
    format: str = "text"
    output: tuple[str, ...] = ()
    """`FORMAT=FILE`, as written."""
    color: Color = Color.AUTO
    no_cache: bool = False
    quiet: bool = False
    verbose: bool = False


def run_check(options: CheckOptions) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(options.output, FORMATS)
    colour = options.format == "text" and wants_colour(options.color)

    collecting = gc.isenabled()
    gc.disable()  # a short life: looking for cycles takes a tenth of the time and finds none worth freeing
    try:
        return _run(options, outputs, colour=colour)
    finally:
        if collecting:
            gc.enable()


def _run(options: CheckOptions, outputs: tuple[tuple[str, str], ...], *, colour: bool) -> int:
    from migralint.cli.check_project import check_project

    checked = check_project(options)
    if options.diff:
        return _show_diff(checked, options)
    if options.fix:
        checked = _fix(checked, options)
    if options.write_baseline is not None:
        return _write_baseline(checked, options)
    text = checked.document(options.format, colour=colour)
    files = {path: checked.document(name, colour=False) for name, path in outputs}
    code = Exit.OK if options.exit_zero or not checked.fails else Exit.FINDINGS
    if checked.witnesses is not None:
        _remember(checked, code, text, files)
    put_out(text, files.items())
    return code


def _remember(checked: Checked, code: int, text: str, files: dict[str, str]) -> None:
    from migralint.cli.fast_path import is_terminal
    from migralint.linting.report_cache import Answer, keep, request_key

    key = request_key(sys.argv[1:], terminal=is_terminal())
    keep(key, Answer(code, text, files), checked.witnesses or (), until=checked.valid_until)


def _show_diff(checked: Checked, options: CheckOptions) -> int:
    from migralint.cli.fast_path import is_terminal
    from migralint.reporting.segments import shown_lines

    diff = checked.diff()
    write_stdout(shown_lines(diff) if is_terminal() else diff)  # a patch is data; a terminal is not to obey it
    if not options.quiet and not diff:
        note("nothing that --fix could mend")
    return Exit.FINDINGS if diff and not options.exit_zero else Exit.OK


def _fix(checked: Checked, options: CheckOptions) -> Checked:
    from migralint.cli.check_project import check_project

    files = checked.write_fixes()
    if not files:
        return checked
    if not options.quiet:
        number = sum(file.fixes for file in files)
        note(
            f"mended {number} {'finding' if number == 1 else 'findings'} in {len(files)} "
            f"{'file' if len(files) == 1 else 'files'}"
        )
    return check_project(options)


def _write_baseline(checked: Checked, options: CheckOptions) -> int:
    assert options.write_baseline is not None
    number = checked.write_baseline(options.write_baseline)
    if not options.quiet:
        note(
            f"recorded {number} {'finding' if number == 1 else 'findings'} in {options.write_baseline}; "
            f'use it with `baseline = "{options.write_baseline}"` or --baseline'
        )
    return Exit.OK
