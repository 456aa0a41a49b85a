"""Renders the SQL of revisions for a dialect as `alembic upgrade --sql` does: offline, no database is opened."""

from __future__ import annotations

import io
from typing import Any

from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory

from ..base.declared import Declared
from ..base.error_details import StageError
from ..env.environment import FreshStartError
from ..guard.guard import Mode
from .project_task import ProjectTask


class Rendering(ProjectTask):
    """Runs one revision at a time, offline."""

    def run(self) -> None:
        """Execute the task. Raises StageError for a failure that concerns all revisions, and FreshStartError."""
        config, script, targets = self.declared()
        self._guard.mode = Mode.CLOSED
        self._revisions(script)
        for target in targets:
            dialects = self._request.dialects or [self._dialect(target, config) or "default"]
            for dialect in dialects:
                for identifier in self._request.revisions:
                    self._render(config, script, target, dialect, identifier)

    def _render(self, config: Any, script: ScriptDirectory, target: Declared, dialect: str, identifier: str) -> None:
        self._stage("upgrade", target=target.name, revision=identifier)
        buffer = io.StringIO()
        sent = {"target": target.name, "dialect": dialect, "revision": identifier}
        try:
            self._run_offline(config, script, target, dialect, identifier, buffer)
        except FreshStartError:
            raise
        except BaseException as error:
            frames = StageError("upgrade", error, self._request.root).fields.get("frames") or [{}]
            place = {"path": frames[-1].get("path"), "line": frames[-1].get("line")}
            message = f"{type(error).__name__}: {error}"
            self._channel.send("rendered", **sent, sql=buffer.getvalue(), error=message, **place)
        else:
            self._channel.send("rendered", **sent, sql=buffer.getvalue(), error="", path=None, line=None)

    def _run_offline(
        self,
        config: Any,
        script: ScriptDirectory,
        target: Declared,
        dialect: str,
        identifier: str,
        buffer: io.StringIO,
    ) -> None:
        revision: Any = script.revision_map.get_revision(identifier)
        below: Any = tuple(getattr(revision, "_normalized_down_revisions", None) or ()) or None

        def steps(rev: Any, context: Any) -> list[Any]:
            return [MigrationStep.upgrade_from_script(script.revision_map, revision)]

        environment = EnvironmentContext(
            config, script, fn=steps, as_sql=True, starting_rev=below, destination_rev=identifier
        )
        options = {**target.options, "literal_binds": True, "output_buffer": buffer}
        metadata = list(target.metadata) if len(target.metadata) > 1 else next(iter(target.metadata), None)
        with environment:
            environment.configure(dialect_name=dialect, target_metadata=metadata, **options)
            with environment.begin_transaction():
                environment.run_migrations(**target.upgrade_arguments)
