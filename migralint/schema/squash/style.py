"""The options for writing a database as operations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.schema.database import full_name
from migralint.schema.objects import EnumType
from migralint.schema.opsource.layout import Node, call
from migralint.schema.squash.seeds.tokens import Window
from migralint.schema.squash.seeds.volatile import Volatile


class Style(Struct, frozen=True, dict=True):
    """How a database is written."""

    dialect: str
    """"sqlite" or "postgresql"."""
    enums: tuple[EnumType, ...] = ()
    """All enum types that columns may have."""
    stored: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """SQLite: the text that created a table, index, view or trigger, by its kind and its name with its schema."""
    names_by_convention: bool = False
    """Whether the models' naming convention would change names that are not marked as final."""
    raw: frozenset[str] = frozenset()
    """Tables, by name with schema, whose operations gave a different result: they are written as SQL."""
    raw_indexes: frozenset[str] = frozenset()
    """Likewise single indexes, by name."""
    volatile: Volatile = field(default_factory=Volatile)
    """What differs between runs in the rows."""
    window: Window | None = None
    """The time when the rows were created; None: they contain no generated values."""

    @cached_property
    def enum_types(self) -> dict[str, EnumType]:
        """The enum types, by the name that PostgreSQL prints."""
        return {full_name(one.schema, one.name): one for one in self.enums} | {
            full_name(one.schema, f'"{one.name}"'): one for one in self.enums
        }

    def named(self, name: str) -> Node:
        """Return the name of a constraint as an argument."""
        return call("op.f", name) if self.names_by_convention else name

    def with_raw(self, tables: frozenset[str], indexes: frozenset[str]) -> Style:
        """Return the same style with more SQL."""
        return replace(self, raw=self.raw | tables, raw_indexes=self.raw_indexes | indexes)
