"""Scratch databases on a server that the user named: only databases with our own names are ever dropped."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Callable, TypeVar

from sqlalchemy import event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool
from sqlalchemy.util.concurrency import greenlet_spawn

from ....sql.mysql_script import split_at_line_ends
from ..base.declared import Declared
from ..guard.engines import create_engine
from ..guard.guard import Guard
from .preparation import Assumed, existing_schemas, prepared
from .scratch import Scratch

PREFIX = "migralint_scratch_"
POSTGRESQL_DRIVERS = ("psycopg2", "psycopg", "asyncpg", "pg8000")
"""In order of preference, for a URL without a driver."""
MYSQL_DRIVERS = ("MySQLdb", "pymysql", "mysql.connector", "mariadb", "asyncmy", "aiomysql")
_NAMES = {"MySQLdb": "mysqldb", "mysql.connector": "mysqlconnector", "mariadb": "mariadbconnector"}
_MAINTENANCE = {"postgresql": "postgres"}

Result = TypeVar("Result")


class Server:
    """One server, and the scratch databases that were created on it so far."""

    def __init__(self, url: str, token: str, guard: Guard, *, with_admin: bool = True) -> None:
        """`token` is a part of every database name. This does not connect.

        Raises SQLAlchemy's errors for a malformed URL.

        Without `with_admin` no databases are created, and only the named one is used.
        """
        self._url = _with_driver(make_url(url))
        self._token = token
        self._guard = guard
        self._databases: list[str] = []
        self.dialect: str = self._url.get_backend_name()
        self._admin = self.engine(None if with_admin else self._url.database)

    @property
    def is_async(self) -> bool:
        """Whether its driver is asynchronous; then all work runs in an event loop (`run`)."""
        return bool(getattr(self._admin.dialect, "is_async", False))

    def run(self, work: Callable[[], Result]) -> Result:
        """Call `work`, in an event loop if the driver needs one."""
        if not self.is_async:
            return work()
        import asyncio

        async def inside() -> Result:
            return await greenlet_spawn(work)

        return asyncio.run(inside())

    @property
    def databases(self) -> list[str]:
        """The names of the databases that were created here and not yet removed."""
        return list(self._databases)

    def answers(self) -> bool:
        """Whether a connection to the server succeeds."""
        try:
            with self._admin.connect():
                return True
        except Exception:
            return False

    def scratch(self, name: str, schemas: Iterable[str]) -> ServerScratch:
        """Create an empty database. Raises SQLAlchemy's errors, for example if the role must not do that."""
        full = f"{PREFIX}{self._token}_{name.replace('-', '_')}"
        with self._autocommit() as connection:
            # template0 is empty; the server's default template may contain objects, which must not count.
            template = " TEMPLATE template0" if self.dialect == "postgresql" else ""
            connection.execute(text(f"CREATE DATABASE {full}{template}"))
        self._databases.append(full)
        return ServerScratch(self, full, schemas)

    def existing(self, name: str, schemas: Iterable[str]) -> ServerScratch:
        """Return the database that an earlier process with the same token created under this name."""
        return ServerScratch(self, f"{PREFIX}{self._token}_{name.replace('-', '_')}", schemas)

    def drop(self, name: str) -> None:
        """Remove one database that was created here."""
        if not name.startswith(f"{PREFIX}{self._token}_"):
            raise ValueError(name)  # a defect of migralint must never drop another database
        with self._autocommit() as connection:
            if self.dialect == "postgresql":
                connection.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
                ).all()
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        if name in self._databases:
            self._databases.remove(name)

    def drop_left_over(self) -> None:
        """Remove every database with this token, whichever process created it, such as a child that was killed."""
        query = (
            "SELECT datname FROM pg_database"
            if self.dialect == "postgresql"
            else "SELECT schema_name FROM information_schema.schemata"
        )
        with self._autocommit() as connection:
            names = [row[0] for row in connection.execute(text(query))]
        for name in names:
            if name.startswith(f"{PREFIX}{self._token}_"):
                self.drop(name)

    def engine(self, database: str | None) -> Engine:
        """Return an engine that the guard permits; None: for the database from which others are created."""
        name = database or self._url.database or _MAINTENANCE.get(self.dialect)
        url = self._url.set(database=name)
        options: dict[str, Any] = {"poolclass": NullPool}
        if self.dialect == "postgresql" and url.drivername in ("postgresql+psycopg2", "postgresql+psycopg"):
            options["connect_args"] = {"connect_timeout": 15}
        engine: Engine = create_engine(url, **options)
        guard = self._guard

        @event.listens_for(engine, "do_connect")
        def connect(dialect: Any, record: Any, arguments: Any, parameters: Any) -> Any:
            guard.permitted = True
            try:
                return dialect.connect(*arguments, **parameters)
            finally:
                guard.permitted = False

        return engine

    @contextmanager
    def _autocommit(self) -> Iterator[Any]:
        with self._admin.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")


class ServerScratch(Scratch):
    """One scratch database on a server."""

    def __init__(self, server: Server, name: str, schemas: Iterable[str]) -> None:
        """Wrap the existing database `name`."""
        self._server = server
        self._name = name
        self.schemas = {schema: schema for schema in sorted(set(schemas))}
        self.engine = server.engine(name)

    def describe(self) -> dict[str, Any]:
        """Return the name of the database."""
        return {"database": self._name}

    def run_script(self, connection: Any, script: str) -> None:
        """Execute a script of several statements; on MySQL each must end with a semicolon at the end of a line."""
        raw = connection.connection
        if self._server.is_async:
            raw.run_async(lambda driver: driver.execute(script))
            return
        cursor = raw.cursor()
        # Without parameters PostgreSQL's drivers send the text unchanged, with percent signs and all statements at
        # once.
        for part in [script] if self._server.dialect == "postgresql" else split_at_line_ends(script):
            cursor.execute(part)
        cursor.close()

    def prepare(self, connection: Any, target: Declared) -> Any:
        """Do the same as the base class; later connections get the search path, too."""
        before = existing_schemas(connection)
        connection = prepared(connection, target)
        created = {step.schema for step in target.session}
        self.assumed = Assumed({name for name in target.schemas if name not in before and name not in created})
        self.assumed.watch(self.engine)
        if self._server.dialect == "postgresql" and any(step.kind == "path" for step in target.session):
            path = connection.execute(text("SELECT current_setting('search_path')")).scalar()
            event.listen(self.engine, "connect", lambda driver, record: _use_search_path(driver, path))
        return connection

    def take_schemas(self, migrations: Scratch) -> None:
        """Do the same as the base class, for the schemas that the revision files or the models name."""
        if self._server.dialect != "postgresql":
            return
        with migrations.engine.connect() as connection:
            theirs = existing_schemas(connection)
        with self.engine.begin() as connection:
            for schema in sorted((theirs & set(self.schemas)) - existing_schemas(connection)):
                connection.execute(text(f'CREATE SCHEMA "{schema}"'))

    def own_schema(self, schema: str | None) -> str | None:
        """Return None for the first schema in the search path."""
        if self._server.dialect != "postgresql" or schema is None:
            return schema
        with self.engine.connect() as connection:
            default = connection.execute(text("SELECT current_schema()")).scalar()
        return None if schema == default else schema

    def discard(self) -> None:
        """Remove the database."""
        super().discard()
        self._server.drop(self._name)


def _use_search_path(driver: Any, path: str) -> None:
    cursor = driver.cursor()
    cursor.execute("SELECT set_config('search_path', '" + path.replace("'", "''") + "', false)")
    cursor.close()
    driver.commit()  # SQLAlchemy rolls back everything that happens while it initializes a connection


def _with_driver(url: Any) -> Any:
    """Return the URL with an installed driver if it names none; unchanged if SQLAlchemy should choose."""
    backend, plus, _ = url.drivername.partition("+")
    if plus:
        return url
    candidates = {"postgresql": POSTGRESQL_DRIVERS, "mysql": MYSQL_DRIVERS, "mariadb": MYSQL_DRIVERS}.get(backend, ())
    for module in candidates:
        try:
            installed = importlib.util.find_spec(module) is not None
        except ImportError:
            installed = False
        if installed:
            return url.set(drivername=f"{backend}+{_NAMES.get(module, module)}")
    return url
