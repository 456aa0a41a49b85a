"""Reuses engines for the databases of a fleet, so that SQLAlchemy's first queries to a server run only once."""

from __future__ import annotations

from typing import Any, Callable

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Engine
from sqlalchemy.pool import NullPool

_MOST = 50
"""The maximum number of engines that are kept."""
_engines: dict[Any, tuple[Engine, list[Callable[[Any], Any]]]] = {}


def can_reuse(url: URL) -> bool:
    """Whether an engine can serve every database of the server: its dialect does not depend on the database.

    MySQL's dialect does: it keeps the name of the first database.
    """
    return url.get_backend_name() == "postgresql" and "plugin" not in url.query


def reused_for(url: URL, arguments: dict[str, Any]) -> Engine:
    """Return an engine whose next connection is to `url`, with these further arguments of the driver."""
    key = (url.drivername, url.host, url.port, url.username, tuple(sorted(url.query.items())))
    # hstore is not needed, and looking for it costs a query in each database.
    options = {"use_native_hstore": False} if url.get_driver_name() in ("psycopg", "psycopg2") else {}

    def connect(dialect: Any) -> Any:
        positional, named = dialect.create_connect_args(url)
        return dialect.connect(*positional, **{**named, **arguments})

    return reused(key, url, connect, **options)


def reused(key: Any, url: URL, connect: Callable[[Any], Any], **options: Any) -> Engine:
    """Return the engine of `key`; `connect` creates its next connections and takes the engine's dialect."""
    if key not in _engines:
        if len(_engines) >= _MOST:
            _engines.clear()
        current = [connect]
        engine: Engine = create_engine(
            url, creator=lambda: current[0](engine.dialect), poolclass=NullPool, future=True, **options
        )
        _engines[key] = engine, current
    engine, current = _engines[key]
    current[0] = connect
    return engine
