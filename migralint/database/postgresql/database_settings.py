"""Reads the settings that belong to the database: ALTER DATABASE … SET, and ALTER ROLE … IN DATABASE … SET."""

from __future__ import annotations

from migralint.database.postgresql.catalog import Fetch, Row, ask
from migralint.database.postgresql.settable import unknown_settings
from migralint.schema.objects import Other

_QUERY = f"""
    SELECT pg_get_userbyid(nullif(s.setrole, 0)) AS role, split_part(z, '=', 1) AS name,
        substr(z, position('=' IN z) + 1) AS value
    FROM pg_db_role_setting AS s CROSS JOIN LATERAL unnest(s.setconfig) AS z
    WHERE s.setdatabase = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
        AND split_part(z, '=', 1) <> ALL ({unknown_settings("s.setconfig")})
    ORDER BY 1, 2"""
_LISTS = frozenset(
    (
        *("local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries"),
        *("temp_tablespaces", "unix_socket_directories"),
    )
)
"""Settings whose value is a list of names, which are already quoted (GUC_LIST_QUOTE in the server's source)."""


def read_settings(fetch: Fetch) -> tuple[Other, ...]:
    """Return each setting; its definition is the statement that sets it."""
    return tuple(Other(_name(row), "database setting", _statement(row)) for row in ask(fetch, _QUERY))


def _name(row: Row) -> str:
    return row["name"] if row["role"] is None else f"{row['name']} OF {row['role']}"


def _statement(row: Row) -> str:
    value = row["value"] if row["name"] in _LISTS else _string(row["value"])
    whose = "DATABASE %I" if row["role"] is None else f"ROLE {_identifier(row['role'])} IN DATABASE %I"
    statement = f"ALTER {whose} SET {_identifier(row['name'], dots=True)} TO {value}"
    # The name of a database differs between servers.
    escaped = _string(statement.replace("%", "%%").replace("DATABASE %%I SET", "DATABASE %I SET", 1))
    return f"DO $$ BEGIN EXECUTE format({escaped}, current_database()); END $$"


def _identifier(name: str, *, dots: bool = False) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in (name.split(".") if dots else [name]))


def _string(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
