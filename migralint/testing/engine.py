"""The engine with which a test reads a scratch database."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import NullPool

from migralint.commands.stages import Place
from migralint.source.errors import InputError

_DRIVERS = {
    "postgresql": (("psycopg", "psycopg"), ("psycopg2", "psycopg2"), ("pg8000", "pg8000")),
    "mysql": (("MySQLdb", "mysqldb"), ("pymysql", "pymysql"), ("mysql.connector", "mysqlconnector")),
    "mariadb": (("MySQLdb", "mysqldb"), ("pymysql", "pymysql"), ("mysql.connector", "mysqlconnector")),
}
"""Module and SQLAlchemy's name of the drivers that work without an event loop, the preferred first."""


def engine_of(place: Place) -> Engine:
    """An engine on the database, without a pool. Raises InputError if no driver for its server is installed."""
    if place.kind == "sqlite":
        return _sqlite(place)
    url = make_url(place.url).set(drivername=f"{place.kind}+{_driver(place.kind)}", database=place.database)
    return create_engine(url, poolclass=NullPool)


def _sqlite(place: Place) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: _connect(place), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def attach(connection: Any, record: Any) -> None:
        for schema, path in place.schemas.items():
            quoted = '"' + schema.replace('"', '""') + '"'
            connection.execute(f"ATTACH DATABASE ? AS {quoted}", (path,))

    return engine


def _connect(place: Place) -> Any:
    import sqlite3

    return sqlite3.connect(place.path, check_same_thread=False)


def _driver(kind: str) -> str:
    for module, name in _DRIVERS.get(kind, ()):
        if find_spec(module.partition(".")[0]) is not None:
            return name
    names = ", ".join(module for module, _ in _DRIVERS.get(kind, ()))
    raise InputError(f"no driver for {kind} is installed that tests can use", hint=f"install one of {names}")
