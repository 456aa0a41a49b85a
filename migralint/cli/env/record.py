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

RECORD_EPILOG = """\
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
    from datetime import UTC, datetime

    from migralint.cli.console.streams import note
    from migralint.cli.env.connect import chosen, read_all
    from migralint.cli.env.opened import Target, open_target, roster_of
    from migralint.cli.env.show import show_document, show_lines
    from migralint.database.stamps.request import Stamped
    from migralint.environments.environment import OneTable
    from migralint.environments.writing import record_stamps
    from migralint.reporting.environments.manifest import stamps_text
    from migralint.reporting.environments.stamps import record_document, record_lines
    from migralint.rules.environment.standing import standing_of

    if bool(environments) == everything:
        raise InputError("name environments, or give --all", hint="`migralint env list` shows them")
    opened = open_target(Target(one_path(path, same_path), config, name, settings, manifest))
    before = opened.read()
    entries = chosen(before, environments or (), everything=everything)
    wanted = {entry.name: (entry.url_env or "", entry.reading) for entry in entries}
    outcomes = read_all(opened, wanted, python=python, timeout=timeout, quiet=quiet)
    at = datetime.now(UTC)
    recorded = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Stamped)}

    def change(data: bytes | None) -> bytes:
        if data is None:
            raise InputError("is gone", path=opened.path)
        for entry in entries:
            if entry.name in recorded:
                sets, counts = recorded[entry.name].stamp_sets, not isinstance(entry.reading, OneTable)
                data = record_stamps(data, opened.path, entry.name, sets, at, counts=counts)
        return data

    if recorded:
        opened.edit(change)
    if format_ is EnvFormat.JSON:
        show_document(record_document(entries, outcomes, at, opened.path, opened.script.root))
    else:
        show_lines(record_lines(entries, recorded), color)
    if not quiet:
        roster = roster_of(opened, before)
        for entry_name, outcome in recorded.items():
            for stamp_set in outcome.stamp_sets:
                standing = standing_of(stamp_set, roster)
                if not standing.is_fine:
                    note(f"{entry_name}, {stamps_text(stamp_set)}: {standing.message}; {standing.help}")
        if len(recorded) < len(outcomes):
            note("what was not read keeps its old record")
    return Exit.OK if len(recorded) == len(outcomes) else Exit.FINDINGS
