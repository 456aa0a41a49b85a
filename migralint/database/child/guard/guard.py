"""Refuses every connection that does not go to a scratch database, and remembers who tried.

What it covers: SQLAlchemy engines (see engines.py), everything that opens SQLite through Python's sqlite3 (an audit
hook, which project code can neither remove nor catch too early) or attaches a file to what is open (an authorizer of
the connection), and the `connect` of the usual drivers. A driver used directly in C, or a program that the project
starts, is not covered.
"""

from __future__ import annotations

import _sqlite3
import os
import sqlite3
import sys
from enum import Enum
from typing import Any, Callable, NoReturn
from urllib.parse import parse_qsl, unquote

from ..base import on_import
from ..base.place import calling_place

DRIVERS = {
    "psycopg2": ("connect",),
    "psycopg": ("connect", "Connection.connect", "AsyncConnection.connect"),
    "asyncpg": ("connect", "create_pool"),
    "pg8000": ("connect",),
    "pg8000.dbapi": ("connect",),
    "pg8000.native": ("Connection",),
    "pymysql": ("connect", "Connect", "Connection"),
    "MySQLdb": ("connect", "Connect"),
    "mysql.connector": ("connect", "Connect"),
    "mariadb": ("connect",),
    "aiomysql": ("connect", "create_pool"),
    "asyncmy": ("connect", "create_pool"),
    "pyodbc": ("connect",),
    "pymssql": ("connect",),
    "oracledb": ("connect", "connect_async"),
    "cx_Oracle": ("connect",),
    "duckdb": ("connect",),
    "snowflake.connector": ("connect", "Connect"),
    "clickhouse_driver": ("connect",),
    "ibm_db_dbi": ("connect",),
}
"""Modules of database drivers, and the names in them that connect."""


class Mode(Enum):
    """How a connection is handled that does not lead to a scratch database."""

    FORBIDDEN = "forbidden"
    """RefusedError, which is expected: env.py runs offline."""
    LED = "led"
    """The connection is redirected to a scratch database in memory: env.py runs online."""
    CLOSED = "closed"
    """RefusedError and a report: the databases are being built."""


class RefusedError(RuntimeError):
    """A connection to another database was refused; it is recorded first, so that a caught error is not lost."""


class InsistsError(BaseException):
    """Project code connects again and again. This is no Exception, because such loops catch Exception."""


PATIENCE = 3
"""The maximum number of attempts to open a forbidden connection."""


class Guard:
    """Decides about every connection of this process."""

    def __init__(self, scratch: str, root: str, report: Callable[..., None]) -> None:
        """Allow databases below the folder `scratch`; call `report(what=, path=, line=)` for each refusal."""
        self._scratch = os.path.realpath(scratch)
        self._root = root
        self._report = report
        self._connect = sqlite3.connect
        self.mode = Mode.FORBIDDEN
        self._named: str | None = None
        self.permitted = False
        """While True, a driver may connect: migralint's own engine is about to connect, and no project code runs."""
        self._forbidden = 0
        self.refused = 0
        """The number of connections that were refused while the databases were built."""
        self.env_file: str | None = None
        """This file must not open files for writing at present (offline, Alembic's multidb env.py writes *.sql);
        None: none."""

    def allow(self, path: str) -> None:
        """Also allow one SQLite file: the user named it as the database to build."""
        self._named = os.path.realpath(path)

    def install(self) -> None:
        """Start to check all connections; this cannot be undone in this process."""
        sqlite3.connect = sqlite3.dbapi2.connect = _sqlite3.connect = self._sqlite_connect
        sys.addaudithook(self._audit)
        for module, names in DRIVERS.items():
            on_import.after(module, self._close_driver(module, names))

    def refuse(self, what: str) -> NoReturn:
        """Record the attempt `what`, and raise `RefusedError`, or `InsistsError` after too many attempts."""
        path, line = calling_place(self._root)
        if self.mode is not Mode.FORBIDDEN:
            self.refused += 1
            self._report(what=what, path=path, line=line)
        else:
            self._forbidden += 1
            if self._forbidden > PATIENCE:
                raise InsistsError(f"{what} is tried repeatedly")
        where = "" if path is None else f" at {path}:{line}"
        raise RefusedError(f"migralint refused {what}{where}: only its scratch databases may be opened")

    def is_ours(self, database: Any) -> bool:
        """Whether an argument of `sqlite3.connect` names a scratch database, or a harmless database in memory."""
        name = _name(database)
        in_memory = False
        if name.startswith("file:"):
            name, in_memory = _of_uri(name)
        if in_memory or name in ("", ":memory:"):
            return True
        path = os.path.realpath(name)
        return path == self._named or path.startswith(self._scratch + os.sep)

    def _sqlite_connect(self, database: Any, *args: Any, **kwargs: Any) -> Any:
        if self.mode is Mode.LED and not self.is_ours(database):
            database = ":memory:"
            kwargs.pop("uri", None)
        connection = self._connect(database, *args, **kwargs)
        connection.set_authorizer(self._authorize)
        return connection

    def _authorize(self, action: int, name: str | None, *_: Any) -> int:
        """Refuse to attach files other than scratch files, in any statement: VACUUM INTO also attaches."""
        if action != sqlite3.SQLITE_ATTACH or (name is not None and self.is_ours(name)):
            return sqlite3.SQLITE_OK
        try:
            self.refuse("ATTACH DATABASE" if name is None else f"ATTACH DATABASE {name!r}")
        except RefusedError:
            return sqlite3.SQLITE_DENY

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "sqlite3.connect":
            if not self.is_ours(args[0]):
                self.refuse(f"sqlite3.connect({_name(args[0])!r})")
        elif event == "open" and self.env_file is not None and self._is_env_writing(args):
            raise RefusedError("env.py opens a file for writing in offline mode")

    def _is_env_writing(self, args: tuple[Any, ...]) -> bool:
        return _for_writing(args) and sys._getframe(2).f_code.co_filename == self.env_file

    def _close_driver(self, module: str, names: tuple[str, ...]) -> Callable[[Any], None]:
        def close(driver: Any) -> None:
            for name in names:
                holder, _, attribute = name.rpartition(".")
                owner = getattr(driver, holder, None) if holder else driver
                original = getattr(owner, attribute, None)
                if isinstance(original, type) and "__dict__" in dir(original):
                    constructor: Any = original.__init__  # type: ignore[misc]
                    type.__setattr__(
                        original, "__init__", self._closed(f"{module}.{name}()", constructor)
                    )  # it stays a class
                elif original is not None:
                    setattr(owner, attribute, self._closed(f"{module}.{name}()", original))

        return close

    def _closed(self, what: str, opened: Callable[..., Any]) -> Callable[..., Any]:
        def connect(*args: Any, **kwargs: Any) -> Any:
            if self.permitted:
                return opened(*args, **kwargs)
            return self.refuse(what)  # without its arguments, which contain passwords

        return connect


def _name(database: Any) -> str:
    return os.fsdecode(database) if isinstance(database, (str, bytes, os.PathLike)) else str(database)


def _of_uri(uri: str) -> tuple[str, bool]:
    """Return the path of a URI, and whether it is in memory, as SQLite reads it (https://sqlite.org/uri.html)."""
    path, _, query = uri[len("file:") :].partition("#")[0].partition("?")
    if path.startswith("//"):
        path = "/" + path[2:].partition("/")[2]
    return unquote(path), ("mode", "memory") in parse_qsl(query)


def _for_writing(args: tuple[Any, ...]) -> bool:
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR))
