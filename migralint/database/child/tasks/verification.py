"""One verification: builds both databases of every target, and reports what to compare."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base.declared import Declared
from ..base.error_details import StageError
from ..emulation.record import EmulationLog
from ..env.from_models import built_from_models
from ..guard.redirected_engines import migrated
from ..scratch.scratch import Scratch
from .create_all import build_models
from .database_task import DatabaseTask
from .included.filters import left_out
from .upgrade import Upgrade


class Verification(DatabaseTask):
    """Builds the databases of the models and of the migrations, side by side."""

    def _build(self, config: Config, script: ScriptDirectory, index: int, target: Declared, paths: list[str]) -> None:
        request = self._request
        if target.tables == 0:
            raise StageError("env", None, request.root, models_empty=True, declared=bool(target.metadata))
        needed = self._schemas(target, paths)
        models = self._scratch(f"{index}-models", needed)
        migrations = self._scratch(f"{index}-migrations", needed)
        self._stage("create-all", target=target.name)
        log = EmulationLog()
        dialect = self._dialect(target, config)
        try:
            build_models(models, target, request, dialect, log)
            rows, versions = self._upgrade(config, script, target, migrations, dialect, log)
            models.take_schemas(migrations)
        except StageError as error:
            error.fields.update(dialect=dialect, left_out=[asdict(one) for one in log.left_out])
            raise
        finally:
            self._channel.send("emulated", target=target.name, entries=[asdict(entry) for entry in log.entries])
        self._stage("compare", target=target.name)
        self._channel.send(
            "built",
            target=target.name,
            models={**models.describe(), "name": f"{index}-models"},
            migrations={**migrations.describe(), "name": f"{index}-migrations"},
            version_table=target.version_table,
            version_table_schema=migrations.own_schema(target.version_table_schema),
            versions=versions,
            heads=rows,
            dialect=dialect,
            left_out=self._left_out(config, script, target, models, migrations),
        )

    def _upgrade(
        self,
        config: Config,
        script: ScriptDirectory,
        target: Declared,
        scratch: Scratch,
        dialect: str | None,
        log: EmulationLog,
    ) -> tuple[list[str], dict[str, Any]]:
        def progress(**step: Any) -> None:
            self._stage("upgrade", target=target.name, **step)

        progress()
        run = Upgrade(config, script, self._guard, self._request, progress)
        with built_from_models(target.metadata, run.revision, self._notice):
            rows = run.run(scratch, target, dialect, log)
        if migrated.used:
            self._notice(
                "a revision opens its own engine on the configured database; it was redirected to the "
                "connection of the migration, which sees uncommitted changes; op.get_bind() always returns that "
                "connection"
            )
        if scratch.assumed is not None and scratch.assumed.names:
            names = ", ".join(sorted(scratch.assumed.names))
            self._notice(
                f"neither env.py nor a revision creates the schema {names}: it was created here on both sides, "
                "but `alembic upgrade` needs it to exist"
            )
        return rows, run.version_table

    def _left_out(
        self, config: Config, script: ScriptDirectory, target: Declared, models: Scratch, migrations: Scratch
    ) -> list[dict[str, Any]]:
        try:
            return left_out(config, script, target, models, migrations)
        except BaseException as error:
            raise StageError("include", error, self._request.root) from error
