"""An upgrade, by default a full one, on our own connection but otherwise as in Alembic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Callable

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, text

from ..base.declared import Declared, as_metadata
from ..base.error_details import StageError
from ..base.request import Request
from ..emulation.install import install, install_for_create_all
from ..emulation.record import Record
from ..env.objects import named_object
from ..guard.guard import Guard
from ..guard.redirected_engines import migrated
from ..scratch.scratch import Scratch
from ..scratch.version_table import adopt, described
from .steady_batch import steady_batch

ATTACH = re.compile(r"(?:\s+|--[^\n]*\n|/\*.*?\*/)*ATTACH\b", re.IGNORECASE | re.DOTALL)
"""Matches a statement that opens another file on one of migralint's connections."""


class Upgrade:
    """One upgrade of one target, or the downgrade after it."""

    def __init__(
        self,
        config: Config,
        script: ScriptDirectory,
        guard: Guard,
        request: Request,
        progress: Callable[..., None],
        *,
        to: Sequence[str] = ("heads",),
        down: bool = False,
        goes_on: bool = False,
    ) -> None:
        """`progress(revision=, index=, total=)` is called for each revision before it runs.

        `to`: the revisions to upgrade to, with all that they need; empty: only the state from which the migrations
        start. `down`: downgrade a database that is upgraded, to the one revision in `to`, or completely. `goes_on`: an
        earlier process has already upgraded the database in part.
        """
        self._to = to
        self._down = down
        self._goes_on = goes_on
        self._config = config
        self._script = script
        self._guard = guard
        self._request = request
        self._progress = progress
        self._step: dict[str, Any] | None = None
        self.version_table: dict[str, Any] = {}
        """The version table after the upgrade."""

    def run(self, scratch: Scratch, target: Declared, dialect: str | None, record: Record) -> list[str]:
        """Upgrade the database and return the rows of its version table, sorted.

        `dialect`: the dialect of the migrations; `record` is called for each emulation. Raises StageError with the
        revision that was running.
        """
        environment = EnvironmentContext(
            self._config, self._script, fn=self._steps, as_sql=False, starting_rev=None, destination_rev="heads"
        )
        event.listen(scratch.engine, "before_cursor_execute", self._refuse_attach)
        try:
            with scratch.engine.connect() as connection:
                if self._goes_on:
                    connection = self._go_on(connection, scratch, target)
                elif not self._down:
                    floor = self._request.floors.get(target.name)
                    as_create_all = install_for_create_all(
                        connection, project_dialect=dialect, strict=not self._request.emulate, record=record
                    )
                    connection = self._start(connection, scratch, target, floor, as_create_all)
                with environment:
                    environment.configure(
                        connection=connection,
                        target_metadata=list(target.metadata) if len(target.metadata) > 1 else _only(target.metadata),
                        **target.options,
                    )
                    adopt(environment.get_context(), target)
                    emulation = install(
                        environment.get_context(),
                        project_dialect=dialect,
                        strict=not self._request.emulate,
                        record=record,
                        current_revision=self.revision,
                    )
                    migrated.configure(_configured_url(self._config))
                    with (
                        emulation,
                        steady_batch(),
                        environment.begin_transaction(),
                        migrated.through(connection),
                    ):
                        environment.run_migrations(**target.upgrade_arguments)
                    self.version_table = described(connection, environment.get_context())
                    return sorted(environment.get_context().get_current_heads())
        except StageError:
            raise
        except BaseException as error:  # sys.exit() in a migration ends the upgrade, too
            raise StageError("upgrade", error, self._request.root, **(self._step or {})) from error
        finally:
            event.remove(scratch.engine, "before_cursor_execute", self._refuse_attach)

    def revision(self) -> str | None:
        """Return the revision that is running."""
        return (self._step or {}).get("revision")

    def _steps(self, rev: Any, context: Any) -> Iterator[Any]:
        steps = self._planned(rev)
        for index, step in enumerate(steps):
            refused = self._guard.refused
            self._step = {"revision": step.revision.revision, "path": step.revision.path}
            self._progress(revision=step.revision.revision, index=index, total=len(steps))
            yield step
            if self._guard.refused > refused:
                raise StageError("upgrade", None, self._request.root, refused=True, **self._step)
        self._step = None

    def _planned(self, rows: Any) -> list[Any]:
        if self._down:
            (to,) = self._to if self._goes_on else ("base",)
            return self._script._downgrade_revs(to, rows)
        if not self._to:
            return []
        # The planner accepts several targets, although the command line accepts only one.
        targets: Any = self._to[0] if len(self._to) == 1 else tuple(self._to)
        return self._script._upgrade_revs(targets, rows)

    def _start(
        self,
        connection: Any,
        scratch: Scratch,
        target: Declared,
        floor: str | None,
        as_create_all: AbstractContextManager[Any],
    ) -> Any:
        """Build the state from which the migrations start; `as_create_all`: with the same emulation.

        Returns the connection to use from then on.
        """
        try:
            with as_create_all:
                for statement in self._request.setup_sql:
                    connection.execute(text(statement))
                self._run_script(connection, scratch, floor)
                connection = scratch.prepare(connection, target)
                for metadata in self._start_metadata() if floor is None else ():
                    metadata.create_all(connection)
            if hasattr(connection, "commit"):
                connection.commit()
        except BaseException as error:
            raise StageError("start", error, self._request.root) from error
        return connection

    def _go_on(self, connection: Any, scratch: Scratch, target: Declared) -> Any:
        """Execute the statements of the session again; return the connection to use from then on."""
        try:
            connection = scratch.prepare(connection, target)
            if scratch.assumed is not None:  # it is unknown now which of them revisions create that have not run yet
                scratch.assumed.names.update(target.schemas)
            if hasattr(connection, "commit"):
                connection.commit()
        except BaseException as error:
            raise StageError("start", error, self._request.root) from error
        return connection

    def _run_script(self, connection: Any, scratch: Scratch, floor: str | None) -> None:
        if self._request.floors and floor is None:
            raise LookupError("an earlier prune has left no floor for this target")
        start = floor or self._request.start
        if start is not None and start.lower().endswith(".sql"):
            with open(start, encoding="utf-8", newline="") as stream:
                script = stream.read()
            scratch.run_script(connection, script)

    def _start_metadata(self) -> Sequence[Any]:
        start = self._request.start
        return () if start is None or start.lower().endswith(".sql") else as_metadata(named_object(start))

    def _refuse_attach(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if ATTACH.match(statement):
            self._guard.refuse("ATTACH DATABASE")


def _configured_url(config: Config) -> str | None:
    try:
        return config.get_main_option("sqlalchemy.url")
    except Exception:  # only env.py can supply a value for its interpolation
        return None


def _only(metadata: Any) -> Any:
    return metadata[0] if metadata else None
