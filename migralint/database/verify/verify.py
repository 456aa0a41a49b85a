"""Compares create_all with the migrations: combines the child, the reader and the comparison."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import TYPE_CHECKING

from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import Run
from migralint.database.project.conversation import Progress
from migralint.database.project.site import Site, site_of
from migralint.database.result import Verification
from migralint.loading.discovery.absent_revisions import refuse_without_revisions
from migralint.loading.records.ledger_files import LEDGER_FILE
from migralint.loading.script_directory import ScriptDirectory

if TYPE_CHECKING:
    from migralint.database.floor.floor import Floors
    from migralint.database.verify.judge import ResultBuilder


def verify(
    script: ScriptDirectory,
    options: VerifyOptions = VerifyOptions(),  # noqa: B008 -- frozen
    *,
    database: str = "sqlite",
    progress: Callable[[Progress], None] | None = None,
) -> Verification:
    """Build both databases and compare them.

    `database`: "sqlite", "postgresql" (a temporary server) or the URL of a server on which scratch databases are
    created and dropped. After a prune the migrations start from the floor that the ledger records. Runs project code in
    its own interpreter; `progress` is called for each step. All errors of the project are in the result. Raises
    InputError if Alembic finds no revision, if the interpreter or the server cannot be started, if no database can be
    created on the named server, or if the floor is missing and cannot be built again.
    """
    refuse_without_revisions(script, "verify")
    hear = progress or (lambda _: None)
    with site_of(database, hear) as site, _floors(script, options, site, hear) as floors:
        return _verification(script, options, site, hear, floors)


def _floors(
    script: ScriptDirectory, options: VerifyOptions, site: Site, progress: Callable[[Progress], None]
) -> AbstractContextManager[Floors | None]:
    """Return the floors from which the migrations start; None if no prune was ever applied."""
    if not os.path.lexists(os.path.join(script.path, LEDGER_FILE)):
        return nullcontext()
    from migralint.database.floor.floor import floors_for  # it can build missing floors, almost as in verify

    return floors_for(script, options, site, progress)


def _verification(
    script: ScriptDirectory,
    options: VerifyOptions,
    site: Site,
    progress: Callable[[Progress], None],
    floors: Floors | None,
) -> Verification:
    run = Run(script, options, site, progress)
    start = "floor" if floors is not None and floors.paths else options.start or "empty"

    @cache
    def judgement() -> ResultBuilder:
        from migralint.database.verify.judge import (
            ResultBuilder,
        )  # while the child imports the project, which takes longer

        return ResultBuilder(script, options, run.folder, run.python, run.heard, site.kind, start)

    return run.carry_out(
        {} if floors is None else floors.asked(),
        work=lambda ask: judgement().read_server(ask),
        finish=lambda ended: judgement().verification(ended),
        meanwhile=judgement,
    )
