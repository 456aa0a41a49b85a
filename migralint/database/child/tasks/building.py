"""Builds what some of the revisions build: upgrades scratch databases to given revisions, and describes them."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base.declared import Declared
from ..base.error_details import StageError
from ..emulation.record import EmulationLog
from .database_task import DatabaseTask
from .upgrade import Upgrade


class Building(DatabaseTask):
    """Upgrades scratch databases to given revisions; the models are not built, and may be empty."""

    def _build(self, config: Config, script: ScriptDirectory, index: int, target: Declared, paths: list[str]) -> None:
        dialect = self._dialect(target, config)
        for build in self._request.builds:
            if build["later"]:
                _let_the_clock_move()
            self._build_one(config, script, f"{index}-{build['name']}", target, paths, build, dialect)

    def _build_one(
        self,
        config: Config,
        script: ScriptDirectory,
        name: str,
        target: Declared,
        paths: list[str],
        build: dict[str, Any],
        dialect: str | None,
    ) -> None:
        scratch = self._scratch(name, self._schemas(target, paths))
        log = EmulationLog()

        def progress(**step: Any) -> None:
            self._stage("upgrade", target=target.name, **step)

        versions: dict[str, Any] = {}

        def upgrade(*, down: bool) -> list[str]:
            run = Upgrade(config, script, self._guard, self._request, progress, to=tuple(build["targets"]), down=down)
            rows = run.run(scratch, target, dialect, log)
            if not down:
                versions.update(run.version_table)
            return rows

        progress()
        try:
            rows = upgrade(down=False)
            if build["downgrade"]:
                upgrade(down=True)
        except StageError as error:
            error.fields.update(build=build["name"], dialect=dialect, left_out=[asdict(one) for one in log.left_out])
            raise
        finally:
            self._channel.send("emulated", target=target.name, entries=[asdict(entry) for entry in log.entries])
        self._channel.send(
            "build",
            target=target.name,
            build=build["name"],
            place={**scratch.describe(), "name": name},
            version_table=target.version_table,
            version_table_schema=scratch.own_schema(target.version_table_schema),
            naming_convention=sorted(
                {str(key) for metadata in target.metadata for key in metadata.naming_convention} - {"ix"}
            ),
            versions=versions,
            heads=rows,
            dialect=dialect,
        )


def _let_the_clock_move() -> None:
    """Wait until after the middle of the next second: some times in whole seconds are truncated, others rounded."""
    now = time.time()
    time.sleep(1.55 - now % 1)
