"""Plans a prune, and applies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener
from migralint.commands.prune.prepare import PreparedPrune, prepare

if TYPE_CHECKING:
    from migralint.commands.prune.options import PruneCommand


def plan(command: PruneCommand, *, listener: Listener = SILENT) -> PreparedPrune:
    """Load the project and plan its prune; a squash is generated and proved, which runs project code.

    Raises InputError for wrong usage, unreadable input, and if there is nothing to prune.
    """
    prepared = prepare(command, listener=listener)
    if not prepared.plan.squashes or prepared.plan.status != "ready":
        return prepared
    from migralint.commands.prune.squash import with_squash

    return with_squash(
        prepared,
        databases=command.databases,
        accept=command.accept_volatile,
        python=command.python,
        listener=listener,
    )


def carry_out(prepared: PreparedPrune, command: PruneCommand, *, listener: Listener = SILENT) -> PreparedPrune:
    """Run the gate and, if nothing blocks, remove, rewrite and record: all or nothing.

    Returns the plan with the result of the gate, its status "applied" or "blocked". Raises InputError with the
    directory as it was; only the last step can leave the journal in place, and the error then tells how to continue.
    """
    from migralint.commands.prune.alembic_reading import ask_alembic
    from migralint.commands.prune.apply import apply_plan, check_gate
    from migralint.commands.prune.losses import after_verification

    loads = False
    if prepared.plan.status == "ready":
        blockers, loads = ask_alembic(
            prepared, python=command.python, required=not command.no_verify, listener=listener
        )
        prepared = replace(prepared, plan=prepared.plan.with_findings(blockers))
    answer = check_gate(
        prepared,
        no_verify=command.no_verify,
        databases=command.databases,
        python=command.python,
        listener=listener,
    )
    if prepared.project.settings.prune.require_no_drift and not answer.blockers and not command.no_verify:
        from migralint.commands.prune.drift_gate import ask_live_databases

        answer = ask_live_databases(prepared, command, answer, listener=listener)
    prepared = replace(
        prepared,
        plan=prepared.plan.with_findings(answer.blockers),
        losses=after_verification(prepared.losses, answer.targets),
    )
    if prepared.plan.status != "ready":
        return prepared
    apply_plan(
        prepared,
        answer,
        archive=command.archive,
        allow_dirty=command.allow_dirty,
        loads=loads,
        python=command.python,
        listener=listener,
    )
    return replace(prepared, applied=True)
