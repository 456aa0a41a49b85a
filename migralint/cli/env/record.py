"""`migralint env record`: reads the version tables of environments and writes what they hold into the manifest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.env.connect import NamesArgument, PythonOption, TimeoutOption, age_of
from migralint.cli.env.options import EnvFormat, FormatOption, ManifestOption, PathOption, SameOption
from migralint.cli.exits import Exit
from migralint.cli.options import ColorOption, ConfigOption, NameOption, QuietOption, SettingsOption, one_path
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.commands.environments.record import Recorded

EPILOG = """\
\b
Examples:
  migralint env record production          one environment
  migralint env record --all               every entry with url-env
  migralint env record --all --python venv/bin/python
  migralint env record fleet --resume      those without a recent record
  migralint env record fleet --sample 200  a sample, not enough to prune

Only reads: read-only transactions, SQLite files opened read-only. A database that cannot be reached keeps its
old record. An entry with `command` runs that program, with your rights. Ctrl-C keeps what was read.

Exit status: 0 all recorded, 1 some were not reached, 2 wrong usage, 130 interrupted.
"""


def record(
    environments: NamesArgument = None,
    everything: Annotated[bool, typer.Option("--all", help="Every entry that has url-env or command.")] = False,
    python: PythonOption = None,
    timeout: TimeoutOption = 60,
    command_timeout: Annotated[
        int,
        typer.Option("--command-timeout", min=1, metavar="SECONDS", help="Time limit for a command of the manifest."),
    ] = 600,
    resume: Annotated[
        bool, typer.Option("--resume", help="Skip the databases of a fleet that have a recent record (keep-records).")
    ] = False,
    fresher_than: Annotated[
        str | None,
        typer.Option(
            "--fresher-than",
            metavar="AGE",
            help="With --resume: how old a record may be, as 90s, 30m, 6h or 2d.",
            show_default="24h",
        ),
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="Read N randomly chosen databases of each fleet.")
    ] = None,
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
    from migralint.commands.environments.manifest_file import open_manifest
    from migralint.commands.environments.record import RecordOptions
    from migralint.commands.environments.record import record as record_stamps
    from migralint.commands.opening import ProjectOptions
    from migralint.reporting.environments.stamps import record_document, record_lines

    if bool(environments) == everything:
        raise InputError("name environments, or pass --all", hint="`migralint env list` shows them")
    if fresher_than is not None and not resume:
        raise InputError("--fresher-than requires --resume")
    age = age_of(fresher_than or "24h")
    opened = open_manifest(ProjectOptions(one_path(path, same_path), config, name, settings, manifest))
    options = RecordOptions(
        names=tuple(environments or ()),
        everything=everything,
        python=python,
        timeout=timeout,
        command_timeout=command_timeout,
        fresher_than=age if resume else None,
        sample=sample,
    )
    with listening(quiet=quiet, verbose=True) as listener:
        result = record_stamps(opened, options, listener=listener)
    note_failures(result.outcomes)
    if format_ is EnvFormat.JSON:
        document = record_document(result.entries, result.outcomes, result.at, opened.path, opened.script.root)
        show_document(document)
    else:
        show_lines(record_lines(result.entries, result.recorded), color)
    if not quiet:
        for text in _notes(result):
            note(text)
    if result.interrupted:
        note("interrupted: what was read is recorded")
        return Exit.INTERRUPTED
    return Exit.OK if result.is_complete else Exit.FINDINGS


def _notes(result: Recorded) -> Iterator[str]:
    from migralint.reporting.environments.manifest import stamps_text

    for name, stamp_set, standing in result.standings:
        if not standing.is_fine:
            yield f"{name}, {stamps_text(stamp_set)}: {standing.message}; {standing.help}"
    for name, one in result.recorded.items():
        if one.fleet is not None and one.fleet.gone:
            yield f"{name}: {one.fleet.gone:,} of the databases recorded before are no longer listed"
    if not result.is_complete:
        yield "databases that were not read keep their old record"
