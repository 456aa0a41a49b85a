"""Moves one scratch database along the history, and keeps it for the next process."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base.declared import Declared
from ..base.error_details import StageError
from ..emulation.record import EmulationLog
from ..scratch.scratch import Scratch
from ..scratch.server import Server
from ..scratch.sqlite_scratch import SqliteScratch
from .database_task import DatabaseTask
from .upgrade import Upgrade


class Moving(DatabaseTask):
    """Moves one scratch database between revisions; the models are not built, and may be empty."""

    def _build(self, config: Config, script: ScriptDirectory, index: int, target: Declared, paths: list[str]) -> None:
        if index:  # the caller sees all targets, and refuses more than one
            return
        name, dialect = str(index), self._dialect(target, config)
        scratch = self._scratch(name, self._schemas(target, paths))
        log = EmulationLog()
        heads: list[str] = []
        goes_on = self._request.goes_on

        def progress(**step: Any) -> None:
            self._stage("upgrade", target=target.name, **step)

        try:
            for move in self._request.moves:
                progress()
                run = Upgrade(
                    config,
                    script,
                    self._guard,
                    self._request,
                    progress,
                    to=tuple(move["targets"]),
                    down=move["down"],
                    goes_on=goes_on,
                )
                heads = run.run(scratch, target, dialect, log)
                goes_on = True
        except StageError as error:
            error.fields.update(dialect=dialect, left_out=[asdict(one) for one in log.left_out])
            raise
        self._channel.send(
            "moved",
            target=target.name,
            place={**scratch.describe(), "name": name},
            version_table=target.version_table,
            version_table_schema=scratch.own_schema(target.version_table_schema),
            heads=heads,
        )

    def _scratch(self, name: str, schemas: set[str]) -> Scratch:
        if not self._request.goes_on:
            return super()._scratch(name, schemas)
        if self._on_server is None:
            return SqliteScratch(self._request.scratch, name, schemas, keep=True)
        scratch = self._databases[name] = self._on_server.existing(name, schemas)
        return scratch

    def _discard(self, server: Server) -> None:
        """Keep the databases; only close the connections."""
        for scratch in self._databases.values():
            scratch.engine.dispose()
