"""Converts between the names of SQLAlchemy's reflection and those of our readers: "no schema" differs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

_VISIBLE = (
    "SELECT c.relname, n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
    " WHERE pg_table_is_visible(c.oid) AND c.relkind IN ('r', 'p', 'f')"
)


class ReaderNames:
    """SQLAlchemy: no schema is whatever the search path finds; our readers: the first schema of the search path."""

    def __init__(self, connection: Any) -> None:
        self._first: str | None = connection.dialect.default_schema_name
        self._visible: dict[str, str] = {}
        if connection.dialect.name == "postgresql":
            self._first = connection.execute(text("SELECT current_schema()")).scalar()
            self._visible = {row[0]: row[1] for row in connection.execute(text(_VISIBLE))}
        self._default: str | None = connection.dialect.default_schema_name

    def schema(self, schema: str | None) -> str | None:
        """A schema's name as readers give it."""
        schema = self._default if schema is None else schema
        return None if schema == self._first else schema

    def table(self, schema: str | None, name: str) -> tuple[str | None, str]:
        """Schema and table likewise."""
        if schema is None:
            schema = self._visible.get(name, self._first)
        return (None if schema == self._first else schema), name
