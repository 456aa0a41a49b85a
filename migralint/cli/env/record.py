"""`migralint env record`: reads the version tables of environments and writes what they hold into the manifest."""

from __future__ import annotations

from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.env.connect import NamesArgument, PythonOption, TimeoutOption
from migralint.cli.env.options import EnvFormat, FormatOption, ManifestOption, PathOption, SameOption
from migralint.cli.exits import Exit
from migralint.cli.options import ColorOption, ConfigOption, NameOption, QuietOption, SettingsOption, one_path
from migralint.source.errors import InputError

EPILOG = """\
\b
Examples:
  migralint env record production          one environment
  migralint env record --all               every entry with url-env
  migralint env record --all --python venv/bin/python

Only reads: read-only transactions, SQLite files opened read-only. What cannot be reached keeps its old record.

Exit status: 0 all recorded, 1 some were not reached, 2 wrong usage.
"""


def record(
    environments: NamesArgument = None,
    everything: Annotated[bool, typer.Option("--all", help="Every entry that has url-env.")] = False,
    python: PythonOption = None,
    timeout: TimeoutOption = 60,
    path: PathOption = ".",
    same_path: SameOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    format_: FormatOption = EnvFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> int:
    """Read the version tables of environments into the manifest."""
    from migralint.cli.console.progress import listening
    from migralint.cli.console.streams import note
    from migralint.cli.env.connect import note_failures
    from migralint.cli.env.show import show_document, show_lines
    from migralint.commands.environments.opened import open_manifest
    from migralint.commands.environments.record import record as record_stamps
    from migralint.commands.opening import ProjectOptions
    from migralint.reporting.environments.manifest import stamps_text
    from migralint.reporting.environments.stamps import record_document, record_lines

    if bool(environments) == everything:
        raise InputError("name environments, or give --all", hint="`migralint env list` shows them")
    opened = open_manifest(ProjectOptions(one_path(path, same_path), config, name, settings, manifest))
    with listening(quiet=quiet, verbose=True) as listener:
        result = record_stamps(
            opened, environments or (), everything=everything, python=python, timeout=timeout, listener=listener
        )
    note_failures(result.outcomes)
    if format_ is EnvFormat.JSON:
        document = record_document(result.entries, result.outcomes, result.at, opened.path, opened.script.root)
        show_document(document)
    else:
        show_lines(record_lines(result.entries, result.recorded), color)
    if not quiet:
        for entry_name, stamp_set, standing in result.standings:
            if not standing.is_fine:
                note(f"{entry_name}, {stamps_text(stamp_set)}: {standing.message}; {standing.help}")
        if not result.is_complete:
            note("what was not read keeps its old record")
    return Exit.OK if result.is_complete else Exit.FINDINGS
