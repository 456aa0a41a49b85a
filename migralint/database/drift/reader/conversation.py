"""Answers questions about one live database, always in transactions in which the server refuses to write."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Optional

from sqlalchemy import column, inspect, literal, select, table, text, union_all
from sqlalchemy.engine import Connection

from ...child.tasks.inspection import inspected
from ...stamps.reader.failure import Failure, described
from ...stamps.reader.schemas import find_schemas
from ...stamps.reader.transaction import read_only

_TABLES_AT_ONCE = 50
"""The number of version tables read in one transaction: each locks a table and its index, and all users share the
lock table."""
Place = tuple[Optional[str], str]
"""The schema (None: the default one) and the name of a version table."""


class Conversation:
    """One connection; a transaction is open between "begin" and "end"."""

    def __init__(self, connection: Connection, timeout: int) -> None:
        """`timeout`: seconds for each statement."""
        self._connection = connection
        self._timeout = timeout
        self._open = ExitStack()

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def about(self) -> dict[str, Any]:
        """Return the dialect and the version of the server."""
        dialect = self._connection.dialect
        version = ".".join(str(part) for part in getattr(dialect, "server_version_info", None) or ())
        return {"dialect": "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name, "version": version}

    def answer(self, question: dict[str, Any]) -> Any:
        """Return the answer to a question. Raises Failure or a driver's error."""
        kind = question["ask"]
        if kind == "begin":
            return self._begin(question["path"])
        if kind == "rows":
            options = {"no_parameters": True}  # a percent sign has no special meaning
            return [list(row) for row in self._connection.exec_driver_sql(question["sql"], execution_options=options)]
        if kind == "inspect":
            tables = set(question["rows"])
            return inspected(self._connection, rows=tables.__contains__)
        if kind == "end":
            self._open.close()
            return None
        if kind == "schemas":
            with read_only(self._connection, self._timeout):
                schemas = find_schemas(self._connection, question["glob"], question["version_table"])
            return sorted(schemas.items())
        return self._stamps([(one[0], one[1]) for one in question["tables"]], question["path"])

    def _begin(self, path: str | None) -> None:
        self._open.close()
        self._open.enter_context(read_only(self._connection, self._timeout))
        self._use(path)

    def _use(self, path: str | None) -> None:
        if path is not None and self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path}).all()

    def _stamps(self, places: list[Place], path: str | None) -> list[dict[str, Any]]:
        """Return the rows of each version table, or why they cannot be read; no rows: it does not exist or is empty.

        A single table is searched for; several tables are known to exist.
        """
        self._open.close()
        if len(places) == 1:
            return [self._one(places[0], path)]
        answers = []
        for start in range(0, len(places), _TABLES_AT_ONCE):
            batch = places[start : start + _TABLES_AT_ONCE]
            try:
                rows = self._rows_of(batch)
                answers += [{"stamps": rows.get(index, [])} for index in range(len(batch))]
            except Exception:
                answers += [self._one(place, path) for place in batch]  # to determine which table caused the error
        return answers

    def _one(self, place: Place, path: str | None) -> dict[str, Any]:
        schema, name = place
        try:
            with read_only(self._connection, self._timeout):
                self._use(path)
                if not inspect(self._connection).has_table(name, schema=schema):
                    return {"stamps": [], "missing": True}
                versions = table(name, column("version_num"), schema=schema)
                rows = self._connection.execute(select(versions.c.version_num))
                return {"stamps": sorted(_version(row[0]) for row in rows)}
        except Exception as error:
            failure = error if isinstance(error, Failure) else described(error)
            return {"failed": failure.kind, "message": failure.message}

    def _rows_of(self, places: list[Place]) -> dict[int, list[str]]:
        with read_only(self._connection, self._timeout):
            selects = []
            for index, (schema, name) in enumerate(places):
                versions = table(name, column("version_num"), schema=schema)
                selects.append(select(literal(index).label("place"), versions.c.version_num))
            rows: dict[int, list[str]] = {}
            for row in self._connection.execute(union_all(*selects)):
                rows.setdefault(int(row[0]), []).append(_version(row[1]))
        return {index: sorted(stamps) for index, stamps in rows.items()}


def _version(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Failure("error", f"the version table holds {value!r}, which is not a revision id")
    return value.strip()
