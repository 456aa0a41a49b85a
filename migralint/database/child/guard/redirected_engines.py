"""Leads an engine on the project's configured URL to the database that is being migrated, while a revision runs.

Revisions open one to look whether a table is there. It gets the migration's own connection: what was created a moment
ago is not committed yet, and SQLite has one writer. Any other URL stays refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Optional

from sqlalchemy.engine import make_url

Place = tuple[str, Optional[str], Optional[int], Optional[str]]
"""The target of a URL: dialect, host, port, database."""


def place_of(url: Any) -> Place | None:
    """Return the target of a URL (text or object), whatever its driver and user; None if it is no URL."""
    try:
        parsed = make_url(url)
        return parsed.get_backend_name(), parsed.host, parsed.port, parsed.database
    except Exception:  # no URL, or a template of one
        return None


class Migrated:
    """The migration's connection, which a revision may also reach through an engine of its own."""

    def __init__(self) -> None:
        self.configured: set[Place] = set()
        """The targets of the configured URL and of the engine with which env.py migrates."""
        self.used = 0
        """The number of times that an engine was redirected to the connection."""
        self._connection: Any = None

    @contextmanager
    def through(self, connection: Any) -> Iterator[None]:
        """Use `connection` in the block."""
        self._connection = connection
        try:
            yield
        finally:
            self._connection = None

    def configure(self, url: Any) -> None:
        """Count `url` as configured."""
        place = place_of(url) if url else None
        if place is not None:
            self.configured.add(place)

    def connection_for(self, engine: Any) -> Any:
        """Return the connection that `engine` must use; None if it is not redirected at present."""
        if self._connection is None or engine.__dict__.get("migralint_place") not in self.configured:
            return None
        return _borrowed(self._connection)


migrated = Migrated()
"""The instance for this process."""


class LedEngine:
    """A mixin for engines of the project: each connect checks whether the engine is redirected."""

    def connect(self, *args: Any, **options: Any) -> Any:
        """Return the migration's connection, or the engine's own connection."""
        connection = migrated.connection_for(self)
        if connection is None:
            return super().connect(*args, **options)  # type: ignore[misc]
        migrated.used += 1
        return connection

    @contextmanager
    def begin(self, *args: Any, **options: Any) -> Iterator[Any]:
        """Begin a transaction; on the migration's connection it is a part of the migration's transaction."""
        borrowed = migrated.connection_for(self)
        if borrowed is None:
            with super().begin(*args, **options) as connection:  # type: ignore[misc]
                yield connection
        else:
            migrated.used += 1
            with borrowed.begin():
                yield borrowed

    @property
    def dialect(self) -> Any:
        """The dialect of the database to which it is redirected, otherwise its own dialect."""
        borrowed = migrated.connection_for(self)
        return self.__dict__["dialect"] if borrowed is None else borrowed.dialect

    @dialect.setter
    def dialect(self, value: Any) -> None:
        self.__dict__["dialect"] = value


class BorrowedConnection:
    """The migration's connection for project code, which will close it."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave it open: it belongs to the migration. Also in the methods below."""

    def close(self) -> None:
        """Leave it open."""

    def commit(self) -> None:
        """Do nothing: the migration commits."""

    def rollback(self) -> None:
        """Do nothing: the migration's changes are kept."""

    def detach(self) -> None:
        """Leave it in its pool."""

    def invalidate(self, *_: object) -> None:
        """Leave it valid."""

    def in_transaction(self) -> bool:
        """Return False: otherwise an ORM session would join the migration's transaction, and end it."""
        return False

    def begin(self) -> Any:
        """Begin a savepoint."""
        return self.begin_nested()  # type: ignore[attr-defined]


_classes: dict[tuple[type, type], Any] = {}


def _with(mixin: type, kind: type) -> Any:
    return _classes.setdefault((mixin, kind), type(kind.__name__, (mixin, kind), {}))


def _borrowed(connection: Any) -> Any:
    kind = _with(BorrowedConnection, type(connection))
    borrowed: Any = kind.__new__(kind)
    borrowed.__dict__ = connection.__dict__  # they share one state, including transactions
    return borrowed


def led(engine: Any, url: Any) -> Any:
    """Return an engine that replaces `engine` (created with `url`) and can be redirected to the migration."""
    kind = _with(LedEngine, type(engine))
    result: Any = kind.__new__(kind)
    result.__dict__.update(engine.__dict__)  # including its pool and its listeners
    result.__dict__["migralint_place"] = place_of(url) if url is not None else None
    return result
