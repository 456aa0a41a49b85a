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
"""What a URL leads to: dialect, host, port, database."""


def place_of(url: Any) -> Place | None:
    """Return where a URL (text or object) leads, whatever the driver and the user; None if it is none."""
    try:
        parsed = make_url(url)
        return parsed.get_backend_name(), parsed.host, parsed.port, parsed.database
    except Exception:  # no URL, or a template of one
        return None


class Migrated:
    """The connection that a revision may reach through its own engine."""

    def __init__(self) -> None:
        self.configured: set[Place] = set()
        """Where the configuration, and the engine that env.py migrates with, lead."""
        self.used = 0
        """How often an engine was led there."""
        self._connection: Any = None

    @contextmanager
    def through(self, connection: Any) -> Iterator[None]:
        """Let it be `connection` while the block runs."""
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
        """Return the connection that `engine` is to use; None if it is not led anywhere now."""
        if self._connection is None or engine.__dict__.get("migralint_place") not in self.configured:
            return None
        return _borrowed(self._connection)


migrated = Migrated()
"""The one of this process."""


class LedEngine:
    """What an engine of the project does beside its own class: ask at every connecting where it leads."""

    def connect(self, *args: Any, **options: Any) -> Any:
        """Return the connection of the migration, or what the engine would connect to."""
        found = migrated.connection_for(self)
        if found is None:
            return super().connect(*args, **options)  # type: ignore[misc]
        migrated.used += 1
        return found

    @contextmanager
    def begin(self, *args: Any, **options: Any) -> Iterator[Any]:
        """The same within a transaction; of the migration's own one it is a part."""
        found = migrated.connection_for(self)
        if found is None:
            with super().begin(*args, **options) as connection:  # type: ignore[misc]
                yield connection
        else:
            migrated.used += 1
            with found.begin():
                yield found

    @property
    def dialect(self) -> Any:
        """The one of the database that it leads to now."""
        found = migrated.connection_for(self)
        return self.__dict__["dialect"] if found is None else found.dialect

    @dialect.setter
    def dialect(self, value: Any) -> None:
        self.__dict__["dialect"] = value


class BorrowedConnection:
    """The migration's connection in the hands of somebody who will close it."""

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave it open: it belongs to the migration. Likewise below."""

    def close(self) -> None:
        """Leave it open."""

    def commit(self) -> None:
        """Leave that to the migration."""

    def rollback(self) -> None:
        """Undo nothing of what the migration did."""

    def detach(self) -> None:
        """Leave it in its pool."""

    def invalidate(self, *_: object) -> None:
        """Leave it as it is."""

    def in_transaction(self) -> bool:
        """Say no: an ORM session would take part in the migration's transaction, and end it."""
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
    borrowed.__dict__ = connection.__dict__  # one state, transactions included
    return borrowed


def led(engine: Any, url: Any) -> Any:
    """Return an engine in place of `engine`, which was asked for with `url`, that can be led to what is migrated."""
    kind = _with(LedEngine, type(engine))
    made: Any = kind.__new__(kind)
    made.__dict__.update(engine.__dict__)  # its pool and its listeners, too
    made.__dict__["migralint_place"] = place_of(url) if url is not None else None
    return made
