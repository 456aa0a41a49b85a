"""What `migralint prune` does, in its order; the heavy parts are imported when they are needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from migralint.cli.exits import Exit
from migralint.cli.options import Color
from migralint.cli.output import parse_outputs, wants_colour, write_file, write_stdout

FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True)
class PruneCommand:
    """The command line of `prune`; empty and None mean: as the settings say."""

    path: str = "."
    config: str | None = None
    name: str | None = None
    settings: str | None = None
    manifest: str | None = None
    deep: bool | None = None
    until: str | None = None
    keep: int | None = None
    keep_since: date | None = None
    protect_refs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    explain: tuple[str, ...] = ()
    allow_dirty: bool = False
    archive: str | None = None
    format: str = "text"
    output: tuple[str, ...] = ()
    """`FORMAT=FILE`, as written."""
    color: Color = Color.AUTO
    quiet: bool = False
    verbose: bool = False


def run_prune(command: PruneCommand) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(command.output, FORMATS)
    colour = command.format == "text" and wants_colour(command.color)

    from migralint.cli.prune_documents import explanation_document, plan_document
    from migralint.cli.prune_plan import prepare

    if command.explain:
        prepared = prepare(command, beside_the_graph=False)
        text = explanation_document(prepared, command.explain, command.format, colour=colour)
        write_stdout(text)
        for name, path in outputs:
            write_file(path, explanation_document(prepared, command.explain, name, colour=False))
        return Exit.OK
    prepared = prepare(command)
    write_stdout(plan_document(prepared, command.format, colour=colour, verbose=command.verbose))
    for name, path in outputs:
        write_file(path, plan_document(prepared, name, colour=False, verbose=True))
    return Exit.FINDINGS if prepared.plan.status == "blocked" else Exit.OK
