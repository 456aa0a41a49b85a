"""The floors of a prune: what the removed revisions build, on each database that was verified."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from migralint.commands.listener import SILENT, Listener, child_steps
from migralint.commands.prune.prepare import PreparedPrune
from migralint.commands.verify import VerifyCommand, verify_options
from migralint.database.floor.floor import write_floors
from migralint.database.project.site import site_of
from migralint.history.history import History


def build_floors(
    prepared: PreparedPrune, databases: Sequence[str], *, python: str | None, listener: Listener = SILENT
) -> dict[str, bytes]:
    """Return the bytes of the floors by absolute path; runs project code. Raises InputError if the revisions fail."""
    options = verify_options(VerifyCommand(python=python), prepared.project.settings, prepared.script)
    targets = last_of(prepared.plan.history, prepared.plan.removed)
    progress = child_steps(listener)
    written: dict[str, bytes] = {}
    for database in databases:
        with site_of(database, progress) as site:
            floors = write_floors(prepared.script, options, site, targets, progress)
        written |= {floor.path: floor.data for floor in floors}
        if not floors:
            listener.note(
                f"no floor is written for {site.kind}, because pg_dump was not found or does not support it: "
                "`migralint verify` rebuilds the floor from git when it needs it"
            )
    return written


def last_of(history: History, revisions: Collection[str]) -> tuple[str, ...]:
    """Those `revisions` that are not ancestors of others, in order: upgrading to them runs all of them."""
    needed = {name for one in revisions for name in (*history.parents(one), *history.dependencies(one))}
    return tuple(name for name in revisions if name not in needed)
