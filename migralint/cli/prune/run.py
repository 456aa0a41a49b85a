"""What `migralint prune` does, in its order; the heavy parts are imported when they are needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from migralint.cli.console.color import Color, wants_colour
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable
from migralint.cli.exits import Exit
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.cli.prune_plan import Prepared

FORMATS = ("text", "json", "markdown", "html")


@dataclass(frozen=True, slots=True)
class PruneCommand:
    """The command line of `prune`; empty and None mean: as the settings say."""

    path: str = "."
    config: str | None = None
    name: str | None = None
    settings: str | None = None
    manifest: str | None = None
    deep: bool | None = None
    squash: bool = False
    accept_volatile: tuple[str, ...] = ()
    """`NAME=HOW`, as written."""
    until: str | None = None
    keep: int | None = None
    keep_since: date | None = None
    protect_refs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    explain: tuple[str, ...] = ()
    apply: bool = False
    no_verify: bool = False
    databases: tuple[str, ...] = ()
    recover: bool = False
    rollback: bool = False
    python: str | None = None
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
    _refuse_contradictions(command)
    refuse_unwritable(outputs)
    if command.recover or command.rollback:
        from migralint.cli.prune_apply import leave_unfinished

        return leave_unfinished(
            command.path, config=command.config, name=command.name, settings=command.settings, undo=command.rollback
        )
    colour = command.format == "text" and wants_colour(command.color)

    from migralint.cli.prune.documents import explanation_document, plan_document
    from migralint.cli.prune_plan import prepare

    if command.explain:
        prepared = prepare(command, beside_the_graph=False)
        text = explanation_document(prepared, command.explain, command.format, colour=colour)
        files = [(path, explanation_document(prepared, command.explain, name, colour=False)) for name, path in outputs]
        put_out(text, files)
        return Exit.OK
    prepared = prepare(command)
    if prepared.plan.squashes and prepared.plan.status == "ready":
        from migralint.cli.prune_squash import with_squash

        prepared = with_squash(
            prepared,
            databases=command.databases,
            accept=command.accept_volatile,
            python=command.python,
            quiet=command.quiet,
        )
    applied = False
    if command.apply:
        prepared, applied = _applied(prepared, command)
    document = plan_document(prepared, command.format, colour=colour, verbose=command.verbose, applied=applied)
    put_out(
        document,
        [(path, plan_document(prepared, name, colour=False, verbose=True, applied=applied)) for name, path in outputs],
    )
    return Exit.FINDINGS if prepared.plan.status == "blocked" else Exit.OK


def _applied(prepared: Prepared, command: PruneCommand) -> tuple[Prepared, bool]:
    """Ask the gate and, if nothing blocks, carry the plan out; return the plan with what the gate found as well."""
    from migralint.cli.prune_apply import carry_out, check_gate

    answer = check_gate(
        prepared,
        no_verify=command.no_verify,
        databases=command.databases,
        python=command.python,
        quiet=command.quiet,
    )
    prepared = replace(prepared, plan=prepared.plan.with_findings(answer.blockers))
    if prepared.plan.status != "ready":
        return prepared, False
    carry_out(
        prepared,
        answer,
        archive=command.archive,
        allow_dirty=command.allow_dirty,
        python=command.python,
        quiet=command.quiet,
    )
    return prepared, True


def _refuse_contradictions(command: PruneCommand) -> None:
    for condition, message in (
        (
            command.explain and command.format not in ("text", "json"),
            f"--explain is written as text or json, not {command.format}",
        ),
        (command.apply and command.without, "--without asks what if, and never goes with --apply"),
        (command.apply and command.explain, "--explain only explains, and does not go with --apply"),
        (command.recover and command.rollback, "--recover finishes and --rollback undoes: choose one"),
        ((command.recover or command.rollback) and command.apply, "finish or undo the old prune before a new --apply"),
        (command.no_verify and not command.apply, "--no-verify says what --apply leaves out, and goes only with it"),
    ):
        if condition:
            raise InputError(message)
