"""The floors that a prune leaves: what the removed revisions build, on each database it was verified on."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence

from migralint.cli.console.streams import note
from migralint.cli.prune_plan import Prepared
from migralint.cli.verify.run import ProgressLine, VerifyCommand, verify_options
from migralint.database.floor.floor import write_floors
from migralint.database.project.site import site_of
from migralint.history.history import History


def build_floors(prepared: Prepared, databases: Sequence[str], *, python: str | None, quiet: bool) -> dict[str, bytes]:
    """Return the floors' bytes by absolute path; runs project code. Raises InputError if the revisions do not run."""
    options = verify_options(VerifyCommand(python=python), prepared.project.settings, prepared.script)
    targets = last_of(prepared.plan.history, prepared.plan.removed)
    show = ProgressLine() if not quiet and sys.stderr.isatty() else None
    progress = show or (lambda step: None)
    written: dict[str, bytes] = {}
    try:
        for database in databases:
            with site_of(database, progress) as site:
                found = write_floors(prepared.script, options, site, targets, progress)
            written |= {floor.path: floor.data for floor in found}
            if not found and not quiet:
                note(
                    f"no floor is written for {site.kind}, since pg_dump was not found or does not know it: "
                    "`migralint verify` builds it again from git when it needs it"
                )
    finally:
        if show is not None:
            show.clear()
    return written


def last_of(history: History, revisions: Collection[str]) -> tuple[str, ...]:
    """Those of `revisions` that no other of them needs, in their order: upgrading to them runs all of them."""
    needed = {name for one in revisions for name in (*history.parents(one), *history.dependencies(one))}
    return tuple(name for name in revisions if name not in needed)
