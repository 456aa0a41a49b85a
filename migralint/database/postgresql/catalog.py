"""Queries the server's catalogue; every answer is one JSON text, whatever the driver."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

Fetch: TypeAlias = Callable[[str], Iterable[Sequence[Any]]]
"""Runs one SELECT without parameters and returns its rows. The statements contain no percent sign."""
Row: TypeAlias = dict[str, Any]

SYSTEM = "('pg_catalog', 'information_schema', 'pg_toast')"
"""The server's own schemas."""


def ask(fetch: Fetch, query: str) -> list[Row]:
    """Return the rows of `query` as dictionaries."""
    for (answer,) in fetch(f"SELECT coalesce(json_agg(row_to_json(q)), '[]')::text FROM ({query}) AS q"):
        rows: list[Row] = json.loads(answer)
        return rows
    return []


def own(catalog: str, oid: str) -> str:
    """Return the condition that no extension owns the object."""
    return (
        f"NOT EXISTS (SELECT 1 FROM pg_depend AS e WHERE e.classid = '{catalog}'::regclass"
        f" AND e.objid = {oid} AND e.deptype = 'e')"
    )


def in_user_schema(namespace: str) -> str:
    """Return the condition that a row of pg_namespace is not the server's own."""
    return f"{namespace}.nspname NOT IN {SYSTEM} AND {namespace}.nspname !~ '^pg_(temp|toast_temp)_'"


def within(fetch: Fetch, schemas: Sequence[str]) -> Fetch:
    """Return `fetch` restricted to these schemas; objects without a schema are still included.

    Every query about a schema contains the condition of `in_user_schema`, which is restricted here.
    """
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in schemas) or "NULL"
    return lambda query: fetch(query.replace(f"nspname NOT IN {SYSTEM}", f"nspname IN ({names})"))


def collation_name(collation: str) -> str:
    """Return SQL for the name of a row of pg_collation: with its schema, both quoted, if the name is ambiguous."""
    return (
        f"CASE WHEN pg_collation_is_visible({collation}.oid) THEN {collation}.collname::text ELSE ("
        f"SELECT {_quoted('s.nspname')} || '.' || {_quoted(f'{collation}.collname')} FROM pg_namespace AS s"
        f" WHERE s.oid = {collation}.collnamespace) END"
    )


def collation_sql(collation: str) -> str:
    """Return SQL for the name of a row of pg_collation in the form that COLLATE accepts."""
    return (
        f"CASE WHEN pg_collation_is_visible({collation}.oid) THEN quote_ident({collation}.collname)"
        f" ELSE {collation_name(collation)} END"
    )


def _quoted(name: str) -> str:
    return f"""'"' || replace({name}, '"', '""') || '"'"""
