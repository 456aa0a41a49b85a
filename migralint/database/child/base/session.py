"""What env.py's session does before the migrations run: recorded, and repeated where databases are built.

Where something without a schema lands, and whether a schema or a wider version table is there already, depends on it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import make_url

MOST = 2000
"""The maximum number of statements that are kept per connection."""
PATH = re.compile(
    r"\s*(?:(?:SET|RESET)\s+(?:SESSION\s+|LOCAL\s+)?(?:search_path|SCHEMA)\b|SELECT\s+(?:pg_catalog\.)?set_config\s*\(\s*'search_path')",
    re.IGNORECASE,
)
SCHEMA = re.compile(r"\s*CREATE\s+SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?(?!AUTHORIZATION\b)(\"[^\"]+\"|\w+)", re.IGNORECASE)
EXTENSION = re.compile(r"\s*CREATE\s+EXTENSION\b", re.IGNORECASE)
_DEFINES = re.compile(r"\s*(?:CREATE\s+TABLE|ALTER\s+TABLE|DO)\b", re.IGNORECASE)
_KEPT = re.compile(r"\s*(?:CREATE|ALTER|SET|RESET|SELECT|DO)\b", re.IGNORECASE)
_OPTION = re.compile(r"-c\s*search_path\s*=\s*((?:\\.|[^\s\\])+)|--search_path=((?:\\.|[^\s\\])+)")


@dataclass(frozen=True)
class Step:
    """One relevant statement of env.py's session."""

    kind: str
    """ "path", "schema", "extension" or "version-table"."""
    sql: str

    @property
    def schema(self) -> str | None:
        """The schema that it creates."""
        match = SCHEMA.match(self.sql) if self.kind == "schema" else None
        return None if match is None else match.group(1).strip('"')

    @property
    def path(self) -> list[str]:
        """The schemas of the search path that it sets, without those that exist in every database."""
        value = re.split(r"\bTO\b|=|,", self.sql, maxsplit=1, flags=re.IGNORECASE)[-1] if self.kind == "path" else ""
        names = (one.group(1) or one.group(2) for one in re.finditer(r"\"([^\"]+)\"|([A-Za-z_][\w-]*)", value))
        return [
            name for name in names if name.lower() not in ("public", "$user", "pg_catalog", "default", "false", "true")
        ]


class RecordingCursor(sqlite3.Cursor):
    """Returns no rows for statements that SQLite does not understand: env.py is written for another database."""

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        """Execute the statement, or return no rows."""
        connection: Any = self.connection
        if isinstance(connection, RecordingConnection) and _KEPT.match(statement) and len(connection.steps) < MOST:
            connection.steps.append(_with_values(statement, parameters))
        try:
            return super().execute(statement, parameters)
        except (sqlite3.Error, TypeError, ValueError):
            return super().execute("SELECT NULL WHERE 0")

    def __enter__(self) -> RecordingCursor:
        return self  # drivers of servers have this attribute, and listeners use it

    def __exit__(self, *_: object) -> None:
        self.close()


class RecordingConnection(sqlite3.Connection):
    """A database in memory that records the statements executed in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps: list[str] = []
        self.at_connect = 0

    def start_with(self, statement: str) -> None:
        """Record the statement that corresponds to an argument of the connection."""
        self.steps.insert(0, statement)
        self.at_connect = 1

    def cursor(self, factory: Any = RecordingCursor) -> Any:
        """Return a recording cursor."""
        return super().cursor(factory)


def steps_of(connection: Any, version_table: str) -> tuple[Step, ...]:
    """Return the relevant statements executed so far on a SQLAlchemy connection of migralint."""
    steps = getattr(_driver(connection), "steps", ())
    return tuple(step for sql in steps for step in _steps(sql, version_table))


def path_at_connect(connection: Any) -> str | None:
    """Return the first schema of the search path in the connection's arguments."""
    driver = _driver(connection)
    if not getattr(driver, "at_connect", 0):
        return None
    return next(iter(Step("path", driver.steps[0]).path), None)


def _driver(connection: Any) -> Any:
    try:
        fairy = connection.connection
        return getattr(fairy, "driver_connection", None) or fairy.connection
    except Exception:  # the connection is closed, or none of migralint's
        return None


def _steps(sql: str, version_table: str) -> list[Step]:
    if PATH.match(sql):
        return [Step("path", sql)]
    if SCHEMA.match(sql):
        return [Step("schema", sql)]
    if EXTENSION.match(sql):
        return [Step("extension", sql)]
    if _DEFINES.match(sql) and re.search(rf"\b{re.escape(version_table)}\b", sql):
        return [Step("version-table", sql)]
    return []


def search_path_of_arguments(args: tuple[Any, ...], options: Mapping[str, Any]) -> str | None:
    """Return the statement that corresponds to a search path in the arguments of create_engine."""
    arguments = options.get("connect_args")
    candidates: list[Any] = []
    if isinstance(arguments, Mapping):
        settings = arguments.get("server_settings")
        if isinstance(settings, Mapping) and settings.get("search_path"):
            return f"SET search_path TO {settings['search_path']}"
        candidates.append(arguments.get("options"))
    url: Any = args[0] if args else options.get("url", options.get("configuration"))
    if isinstance(url, Mapping):
        prefix = args[1] if len(args) > 1 else options.get("prefix", "sqlalchemy.")
        url = url.get(f"{prefix}url")
    try:
        candidates.append(make_url(url).query.get("options"))
    except Exception:  # no URL, or a template of one
        candidates.append(None)
    for text in candidates:
        for one in (text,) if isinstance(text, str) else (text or ()):
            match = _OPTION.search(str(one))
            if match is not None:
                value = match.group(1) or match.group(2)
                return f"SET search_path TO {value.replace(chr(92), '')}"
    return None


def _with_values(statement: str, parameters: Any) -> str:
    """Return the statement with its parameters as literals, if they are simple values by position."""
    if not isinstance(parameters, (tuple, list)) or not parameters:
        return statement
    values = iter(parameters)
    try:
        return re.sub(r"\?|%s", lambda _: _literal(next(values)), statement)
    except StopIteration:
        return statement


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float)):
        return str(value).lower()
    return "'" + str(value).replace("'", "''") + "'"
