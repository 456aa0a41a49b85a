"""How schemas are named: the current schema of the connection is omitted."""

from __future__ import annotations

from msgspec import Struct

from migralint.schema.database import full_name


class Naming(Struct, frozen=True):
    """Omits the default schema from names."""

    default: str | None

    def schema(self, name: str) -> str | None:
        """Return the schema for a value: None for the default one."""
        return None if name == self.default else name

    def full(self, schema: str, name: str) -> str:
        """Return the name with its schema, unless that is the default one."""
        return full_name(self.schema(schema), name)
