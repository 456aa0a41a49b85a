"""Converts between the names of SQLAlchemy's reflection and those of our readers: "no schema" differs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

_VISIBLE = (
    "SELECT c.relname, n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE pg_table_is_visible(c.oid) AND c.relkind IN ('r', 'p', 'f')"
)


class ReaderNames:
    """Converts schema names. SQLAlchemy's default is the whole search path; that of the readers is its first schema."""

    def __init__(self, connection: Any) -> None:
        self._first: str | None = connection.dialect.default_schema_name
        self._visible: dict[str, str] = {}
        if connection.dialect.name == "postgresql":
            self._first = connection.execute(text("SELECT current_schema()")).scalar()
            self._visible = {row[0]: row[1] for row in connection.execute(text(_VISIBLE))}
        self._default: str | None = connection.dialect.default_schema_name

    def schema(self, schema: str | None) -> str | None:
        """Return the name of a schema as readers return it."""
        schema = self._default if schema is None else schema
        return None if schema == self._first else schema

    def table(self, schema: str | None, name: str) -> tuple[str | None, str]:
        """Return a schema and a table likewise."""
        if schema is None:
            schema = self._visible.get(name, self._first)
        return (None if schema == self._first else schema), name
