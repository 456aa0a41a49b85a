"""Builds one up-to-date database from the models and stamps it: the cookbook's recipe, all of it or nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from alembic.runtime.environment import EnvironmentContext
from sqlalchemy import create_mock_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.schema import CreateTable

from ..base.declared import Declared
from ..base.error_details import StageError
from ..base.request import Request
from ..guard.guard import Mode
from ..scratch.contents import contents, empty
from ..scratch.preparation import prepared
from ..scratch.server import Server
from ..scratch.version_table import adopt, restore, table_with
from .project_task import ProjectTask


class OccupiedError(Exception):
    """The database is not empty; `objects` names its content."""

    def __init__(self, objects: Sequence[str]) -> None:
        super().__init__(", ".join(objects))
        self.objects = list(objects)


class NotReachedError(Exception):
    """The database cannot be reached; the cause is the driver's own error."""


class Creation(ProjectTask):
    """Builds one named database instead of scratch ones."""

    def run(self) -> None:
        """Build the database, and send what was created. Raises StageError, FreshStartError."""
        config, script, targets = self.declared()
        self._guard.mode = Mode.CLOSED
        signal.signal(signal.SIGINT, signal.default_int_handler)  # the parent sends this signal to have the work undone
        if len(targets) > 1:
            names = ", ".join(target.name for target in targets)
            self._channel.send("several", text=names)
            return
        (target,) = targets
        if target.tables == 0:
            raise StageError("env", None, self._request.root, models_empty=True, declared=bool(target.metadata))
        assert self._request.server is not None
        if self._request.as_sql:
            self._channel.send("script", statements=list(_script(self._request, target, config, script)))
            return
        try:
            place = _Place(self._request, self._guard)
        except BaseException as error:
            raise StageError("server", error, self._request.root) from error
        place.run(lambda: self._build_in(place, target, config, script))

    def _build_in(self, place: _Place, target: Declared, config: Any, script: Any) -> None:
        self._stage("create-all", target=target.name)
        try:
            expected = [*target.schemas, *filter(None, (step.schema for step in target.session))]
            with place.empty_database(expected) as connection:
                for statement in self._request.setup_sql:
                    connection.execute(text(statement))
                connection = prepared(connection, target)
                for metadata in target.metadata:
                    metadata.create_all(connection)
                rows = _stamp(connection, target, config, script, self._request)
        except StageError:
            raise
        except NotReachedError as error:
            raise StageError("server", error.__cause__, self._request.root) from error
        except OccupiedError as error:
            self._channel.send("occupied", found=error.objects)
        except BaseException as error:
            raise StageError("create-all", error, self._request.root) from error
        else:
            self._channel.send("created", tables=target.tables, heads=rows, version_table=target.version_table)


class _Place:
    """The named database, with what depends on its kind: what a transaction covers, and what to clean up."""

    def __init__(self, request: Request, guard: Any) -> None:
        assert request.server is not None
        self._url = make_url(request.server)
        self._file = self._url.database if self._url.get_backend_name() == "sqlite" else None
        self._existed = self._file is None or os.path.exists(self._file)
        self._server = Server(request.server, "", guard, with_admin=False)
        self._session = 0
        if self._file is not None:
            guard.allow(self._file)

    def run(self, work: Any) -> None:
        """Call `work`, in an event loop if the driver needs one."""
        self._server.run(work)

    @contextmanager
    def empty_database(self, expected_schemas: Sequence[str]) -> Iterator[Any]:
        """Yield a connection in a transaction on the empty database; commit, or remove everything after an error.

        Raises OccupiedError if the database has objects that no extension owns, except for empty schemas that are
        expected.
        """
        engine = self._server.engine(self._url.database)
        if self._file is not None:
            _transactional_sqlite(engine)
        done = False
        was_empty = False
        try:
            try:
                opened = engine.connect()
            except Exception as error:
                raise NotReachedError from error
            with opened as connection, connection.begin():
                objects = contents(connection, expected_schemas)
                if objects:
                    raise OccupiedError(objects)
                self._session = _session(connection)
                was_empty = True
                yield connection
            done = True
        finally:
            if not done and was_empty:
                self._tidy_up(engine)
            engine.dispose()

    def _tidy_up(self, engine: Engine) -> None:
        if self._file is not None:
            if not self._existed and os.path.exists(self._file):
                os.unlink(self._file)
        elif engine.dialect.name in ("mysql", "mariadb"):
            # There, each statement commits automatically; the database was empty, so every object in it was created
            # here.
            with engine.connect() as connection, connection.begin():
                with suppress(Exception):  # most often the session has already ended; if not, it may hold locks
                    connection.exec_driver_sql(f"KILL {self._session}")
                empty(connection)


def _session(connection: Any) -> int:
    """Return MySQL's number of the connection; 0 for other databases."""
    if connection.dialect.name not in ("mysql", "mariadb"):
        return 0
    return int(connection.execute(text("SELECT connection_id()")).scalar())


def _transactional_sqlite(engine: Engine) -> None:
    """Make SQLite's DDL part of the transaction, which Python's driver does not do by default."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begun(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")


def _stamp(connection: Any, target: Declared, config: Any, script: Any, request: Request) -> list[str]:
    """Create the version table and insert the rows that `alembic stamp heads` inserts."""
    with EnvironmentContext(config, script, fn=lambda rev, context: []) as environment:
        environment.configure(connection=connection, **target.options)
        context = environment.get_context()
        adopt(context, target)
        try:
            context._ensure_version_table()
            restore(connection, context, request.version_columns)
            context.stamp(script, "heads")
        except Exception as error:
            raise StageError("stamp", error, request.root) from error
        return sorted(context.get_current_heads())


def _script(request: Request, target: Declared, config: Any, script: Any) -> Iterator[str]:
    """Yield the statements instead of running them, without any connection."""
    statements: list[str] = []
    url = make_url(request.server or "")
    translated: dict[str, Any] = (
        {"schema_translate_map": target.translate, "render_schema_translate": True} if target.translate else {}
    )

    def take(statement: Any, *_: Any, **__: Any) -> None:
        statements.append(str(statement.compile(dialect=engine.dialect, **translated)).strip())

    engine: Any = create_mock_engine(url, take)
    transactional = url.get_backend_name() not in ("mysql", "mariadb")
    if transactional:
        yield "BEGIN"
    yield from request.setup_sql
    if url.get_backend_name() == "postgresql":
        for schema in target.schemas:
            yield f"CREATE SCHEMA IF NOT EXISTS {engine.dialect.identifier_preparer.quote(schema)}"
        yield from (step.sql.strip().rstrip(";") for step in target.session if step.kind != "version-table")
    for metadata in target.metadata:
        metadata.create_all(engine, checkfirst=False)
    yield from statements
    with EnvironmentContext(config, script, as_sql=True) as environment:
        environment.configure(dialect_name=url.get_backend_name(), **target.options)
        adopt(environment.get_context(), target)
        version = table_with(environment.get_context()._version, request.version_columns)
        yield str(CreateTable(version).compile(dialect=engine.dialect)).strip()
        name = engine.dialect.identifier_preparer.format_table(version)
        for head in sorted(script.revision_map._real_heads):
            yield f"INSERT INTO {name} (version_num) VALUES ('{head}')"
    if transactional:
        yield "COMMIT"
