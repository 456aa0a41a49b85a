"""Reads a live MySQL or MariaDB database with SQLAlchemy's inspection, in read-only transactions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from migralint.database.drift.comparison_options import ComparedRows, WantsRows
from migralint.database.drift.live import Sides, Stamp
from migralint.database.drift.scratches import Declared, Expected, Scratches
from migralint.database.drift.session import LiveError, Session
from migralint.database.generic_reader import read_inspected
from migralint.schema.database import Database

_DEFINER = re.compile(r"DEFINER\s*=\s*`(?:[^`]|``)*`@`(?:[^`]|``)*`\s*")


class MySqlLive:
    """One database. Other schemas are other databases there, which these migrations do not create."""

    def __init__(self, session: Session, declared: Declared, version_table: str | None) -> None:
        self._session = session
        self._declared = declared
        self._version_table = version_table or declared.version_table

    @property
    def server(self) -> str:
        """The server's name and version."""
        return self._session.server

    def stamps(self, schemas: Sequence[str | None]) -> list[Stamp]:
        """Return the stamps of the database."""
        places = [(schema or self._declared.version_table_schema, self._version_table) for schema in schemas]
        return [stamp_of(one) for one in self._session.ask("stamps", tables=places, path=None)]

    def sides(self, schema: str | None, expected: Expected, scratches: Scratches, rows: WantsRows) -> Sides:
        """Read the database that the URL names."""
        if schema is not None:
            raise LiveError("unsupported", "use a URL for each database; on this server, a schema is a database")
        promised = scratches.read(expected)
        tables = sorted(rows.tables) if isinstance(rows, ComparedRows) else []
        self._session.ask("begin", path=None)
        try:
            text = self._session.ask("inspect", rows=tables)
        finally:
            self._session.ask("end")
        _, version_table = expected.built.version_table
        own = {version_table, self._version_table}
        actual = read_inspected(lambda _: [[text]], leave_out=lambda _, table: table in own)
        if actual.dialect != promised.dialect:
            words = f"it is {actual.dialect}, but the server for scratch databases is {promised.dialect}"
            raise LiveError("no-place", f"{words}; pass a server of the same kind with --database")
        return Sides(_without_definers(promised), _without_definers(actual))

    def fingerprints(self, schemas: Sequence[str], expected: Expected, scratches: Scratches) -> Iterator[str]:
        """Raise LiveError: there are no schemas."""
        raise LiveError("unsupported", "use a URL for each database; on this server, a schema is a database")


def _without_definers(database: Database) -> Database:
    """Omit the definers of views: they differ between the two servers."""
    views = tuple(replace(view, definition=_DEFINER.sub("", view.definition, count=1)) for view in database.views)
    return replace(database, views=views)


def stamp_of(answer: dict[str, object]) -> Stamp:
    """Return the stamps of one version table from the reader's answer."""
    if "failed" in answer:
        return Stamp(error=str(answer["message"]), kind=str(answer["failed"]))
    stamps = answer["stamps"]
    assert isinstance(stamps, list)
    return Stamp(frozenset(stamps), missing=bool(answer.get("missing")))
