"""Creates a connection that cannot write, for any driver, sync or async; the only code that connects."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import NullPool

from .failure import Failure, described
from .reuse import can_reuse, reused, reused_for

T = TypeVar("T")

_OTHER_DRIVERS = {
    "postgresql": ("psycopg", "psycopg2", "asyncpg", "pg8000"),
    "mysql": ("pymysql", "mysqldb", "mysqlconnector", "asyncmy", "aiomysql"),
    "mariadb": ("pymysql", "mysqldb", "mariadbconnector", "asyncmy", "aiomysql"),
}
"""Tried in this order for a URL without a driver, if the default driver is not installed."""

_CONNECT_TIMEOUT = {
    "psycopg": "connect_timeout",
    "psycopg_async": "connect_timeout",
    "psycopg2": "connect_timeout",
    "asyncpg": "timeout",
    "pg8000": "timeout",
    "pymysql": "connect_timeout",
    "mysqldb": "connect_timeout",
    "aiomysql": "connect_timeout",
    "asyncmy": "connect_timeout",
    "mysqlconnector": "connection_timeout",
}
_SECONDS_TO_CONNECT = 10


def run(text: str, timeout: int, read: Callable[[Connection], T]) -> T:
    """Call `read` with a connection to the database in the URL `text`; `timeout` is in seconds, for all of it."""
    url = make_url(_modern(text))
    if url.get_backend_name() == "sqlite":
        return _run_sync(reused("sqlite", make_url("sqlite://"), _sqlite_creator(url, timeout)), read)
    url, dialect = _with_installed_driver(url)
    arguments = _connect_args(url, timeout)
    if dialect.is_async:
        return _run_async(url, {"poolclass": NullPool, "connect_args": arguments}, read)
    if can_reuse(url):
        return _run_sync(reused_for(url, arguments), read)
    return _run_sync(create_engine(url, future=True, poolclass=NullPool, connect_args=arguments), read)


def _modern(text: str) -> str:
    # Hosting platforms use this scheme and libpq accepts it; SQLAlchemy removed it in 1.4.
    return f"postgresql://{text[len('postgres://') :]}" if text.startswith("postgres://") else text


def _run_sync(engine: Engine, read: Callable[[Connection], T]) -> T:
    with _unreachable():
        connection = engine.connect()
    with connection:
        return read(connection)


def _run_async(url: URL, options: dict[str, Any], read: Callable[[Connection], T]) -> T:
    import asyncio

    from sqlalchemy.ext.asyncio import create_async_engine

    async def connect() -> T:
        connection = create_async_engine(url, **options).connect()
        with _unreachable():
            await connection.start()
        try:
            return await connection.run_sync(read)
        finally:
            await connection.close()

    return asyncio.run(connect())


@contextmanager
def _unreachable() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise described(error, kind="unreachable") from error


def _with_installed_driver(url: URL) -> tuple[URL, Any]:
    """Return the URL with a driver that can be imported, and its dialect."""
    dialect = url.get_dialect()
    try:
        _import_driver(dialect)
        return url, dialect
    except ModuleNotFoundError as error:
        missing = error.name
    if "+" not in url.drivername:
        for driver in _OTHER_DRIVERS.get(url.drivername, ()):
            other = url.set(drivername=f"{url.drivername}+{driver}")
            try:
                dialect = other.get_dialect()
                _import_driver(dialect)
                return other, dialect
            except Exception:  # noqa: S112, PERF203 -- neither that one; old versions of SQLAlchemy know fewer drivers
                continue
    raise Failure("missing-driver", f"the module {missing} is missing")


def _import_driver(dialect: Any) -> None:
    load = getattr(dialect, "import_dbapi", None) or dialect.dbapi  # the second name until SQLAlchemy 1.4
    load()


def _connect_args(url: URL, timeout: int) -> dict[str, Any]:
    driver = url.get_driver_name()
    arguments: dict[str, Any] = {}
    name = _CONNECT_TIMEOUT.get(driver)
    if name is not None and name not in url.query:
        arguments[name] = min(timeout, _SECONDS_TO_CONNECT)
    if driver in ("psycopg", "psycopg2", "psycopg_async") and "application_name" not in url.query:
        arguments["application_name"] = "migralint"
    if url.get_backend_name() == "duckdb":
        arguments["read_only"] = True  # otherwise it would create the file if it does not exist
    return arguments


def _sqlite_creator(url: URL, timeout: int) -> Callable[[Any], sqlite3.Connection]:
    """Return a function that opens the file with `mode=ro`, by the standard driver also for async URLs."""
    database = url.database or ":memory:"
    if url.get_driver_name() not in ("pysqlite", "aiosqlite"):
        raise Failure("unsupported", f"migralint cannot open {url.get_driver_name()} databases read-only")
    if database.startswith("file:"):
        name, _, parameters = database.partition("?")
        kept = [(key, value) for key, value in parse_qsl(parameters) if key != "mode"]
        kept += [(key, str(value)) for key, value in url.query.items() if key not in ("mode", "uri")]
        if ":memory:" in name or ("mode", "memory") in [*parse_qsl(parameters), *url.query.items()]:
            raise Failure("unsupported", "an in-memory database has no stamps to read")
        target = f"{name}?{urlencode([*kept, ('mode', 'ro')])}"
    else:
        if database == ":memory:":
            raise Failure("unsupported", "an in-memory database has no stamps to read")
        if not os.path.exists(database):
            raise Failure("unreachable", f"the file {database} does not exist")
        target = f"file:{quote(os.path.abspath(database))}?mode=ro"
    deadline = time.monotonic() + timeout

    def connect(dialect: Any) -> sqlite3.Connection:
        connection = sqlite3.connect(target, uri=True, timeout=min(timeout, _SECONDS_TO_CONNECT))
        connection.execute("PRAGMA query_only = ON")
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
        return connection

    return connect
