"""What project code gets when it makes a SQLAlchemy engine: one that leads to a scratch database in memory, or nowhere.

Engines are often made while models are imported, long before anybody connects, so the decision falls at connecting.
"""

from __future__ import annotations

import sqlite3
import sys
from typing import Any, Callable

import sqlalchemy
from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import StaticPool

from ..base import on_import
from ..base.dialect import backend_of_arguments, url_of_arguments
from ..base.session import RecordingConnection, search_path_of_arguments
from .guard import Guard, Mode
from .redirected_engines import led

KEPT_OPTIONS = ("json_serializer", "json_deserializer", "execution_options", "logging_name")
"""Options of create_engine that also apply to SQLite; the others belong to the project's own driver or pool."""

create_engine: Callable[..., Any] = sqlalchemy.create_engine
"""SQLAlchemy's own function, for the engines of migralint."""

backends: list[str] = []
"""The dialects of the engines that the project created, in order."""

_guard: list[Guard] = []


class ScratchDialect(SQLiteDialect_pysqlite):
    """SQLite in memory that returns no rows for statements it does not understand, and records the statements.

    env.py sets search paths, creates schemas, takes locks, lists tenants.
    """

    supports_statement_cache = True
    driver = "migralint"

    def connect(self, *args: Any, **kwargs: Any) -> Any:
        """Connect to a database in memory, if connections are redirected at present; otherwise refuse."""
        guard = _guard[0]
        if guard.mode is not Mode.LED:
            guard.refuse("a connection of a SQLAlchemy engine")
        return sqlite3.connect(":memory:", check_same_thread=False, factory=RecordingConnection)

    def do_execute(self, cursor: Any, statement: Any, parameters: Any, context: Any = None) -> None:
        """Execute the statement, or return no rows. While databases are built, also refuse older connections."""
        guard = _guard[0]
        if guard.mode is Mode.CLOSED:
            guard.refuse("a statement on a connection of a SQLAlchemy engine")
        cursor.execute(statement, parameters)

    do_execute_no_params = do_executemany = do_execute  # type: ignore[assignment]

    def do_begin_twophase(self, connection: Any, xid: Any) -> None:
        """Do nothing: a multidb env.py may prepare transactions, but there is nothing to lose.

        Also in the next four methods.
        """

    def do_prepare_twophase(self, connection: Any, xid: Any) -> None:
        """See do_begin_twophase."""

    def do_rollback_twophase(self, connection: Any, xid: Any, is_prepared: bool = True, recover: bool = False) -> None:
        """See do_begin_twophase."""

    def do_commit_twophase(self, connection: Any, xid: Any, is_prepared: bool = True, recover: bool = False) -> None:
        """See do_begin_twophase."""

    def do_recover_twophase(self, connection: Any) -> list[Any]:
        """See do_begin_twophase."""
        return []


class AsyncScratchDialect(ScratchDialect):
    """The same for `create_async_engine`; nothing is ever awaited."""

    supports_statement_cache = True
    driver = "migralint_async"
    is_async = True


def install(guard: Guard) -> None:
    """Replace every function that creates an engine, in every module that exports it."""
    _guard[:] = [guard]
    registry.impls["sqlite.migralint"] = lambda: ScratchDialect
    registry.impls["sqlite.migralint_async"] = lambda: AsyncScratchDialect
    for name in ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.engine.create"):
        module = sys.modules[name]
        module.create_engine = scratch_engine  # type: ignore[attr-defined]
        module.engine_from_config = scratch_engine  # type: ignore[attr-defined]
        if hasattr(module, "create_pool_from_url"):
            module.create_pool_from_url = _scratch_pool  # type: ignore[attr-defined]
    for name in ("sqlalchemy.ext.asyncio.engine", "sqlalchemy.ext.asyncio.session"):
        on_import.after(name, _patch_async)


def scratch_engine(*args: Any, **options: Any) -> Any:
    """Replace create_engine and engine_from_config; only the dialect and the place of the URL are used."""
    _remember(args, options)
    engine = _make("sqlite+migralint://", options, search_path_of_arguments(args, options))
    return led(engine, url_of_arguments(args, options))


def scratch_async_engine(*args: Any, **options: Any) -> Any:
    """Replace create_async_engine and async_engine_from_config."""
    _remember(args, options)
    from sqlalchemy.ext.asyncio import AsyncEngine

    path = search_path_of_arguments(args, options)
    options.pop("future", None)
    if sqlalchemy.__version__.startswith("1."):
        options["future"] = True
    return AsyncEngine(_make("sqlite+migralint_async://", options, path))


def _remember(args: tuple[Any, ...], options: dict[str, Any]) -> None:
    asked_for = backend_of_arguments(args, options)
    if asked_for is not None:
        backends.append(asked_for)


def _scratch_pool(*_: Any, **__: Any) -> Any:
    return _make("sqlite+migralint://", {}).pool


def _make(url: str, options: dict[str, Any], search_path: str | None = None) -> Any:
    kept = {name: options[name] for name in KEPT_OPTIONS if name in options}
    if options.get("future") and sqlalchemy.__version__.startswith("1."):
        kept["future"] = True
    engine = create_engine(url, poolclass=StaticPool, **kept)
    if search_path is not None:
        event.listen(engine, "connect", lambda connection, record: connection.start_with(search_path))
    return engine


def _patch_async(module: Any) -> None:
    if hasattr(module, "create_async_engine"):
        module.create_async_engine = scratch_async_engine
        module.async_engine_from_config = scratch_async_engine
    spawn = module.greenlet_spawn

    def greenlet_spawn(function: Any, *args: Any, _require_await: bool = False, **kwargs: Any) -> Any:
        return spawn(function, *args, **kwargs)  # this driver never awaits, which SQLAlchemy would report as an error

    module.greenlet_spawn = greenlet_spawn
