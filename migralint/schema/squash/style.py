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
    """How to write."""

    dialect: str
    """"sqlite" or "postgresql"."""
    enums: tuple[EnumType, ...] = ()
    """All that columns may be of."""
    stored: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """SQLite: the text that made a table, index, view or trigger, by "table", … and its name with its schema."""
    names_by_convention: bool = False
    """Whether the models' naming convention would change names that are not marked as final."""
    raw: frozenset[str] = frozenset()
    """Tables, by name with schema, for which operations did not give the same: SQL instead."""
    raw_indexes: frozenset[str] = frozenset()
    """Likewise single indexes, by name."""
    volatile: Volatile = field(default_factory=Volatile)
    """What of the rows differs from run to run."""
    window: Window | None = None
    """When the rows were made; None: nothing of them is the run's own."""

    @cached_property
    def enum_types(self) -> dict[str, EnumType]:
        """The enum types by the name under which PostgreSQL prints them."""
        return {full_name(one.schema, one.name): one for one in self.enums} | {
            full_name(one.schema, f'"{one.name}"'): one for one in self.enums
        }

    def named(self, name: str) -> Node:
        """A name of a constraint as an argument."""
        return call("op.f", name) if self.names_by_convention else name

    def with_raw(self, tables: frozenset[str], indexes: frozenset[str]) -> Style:
        """The same with more SQL."""
        return replace(self, raw=self.raw | tables, raw_indexes=self.raw_indexes | indexes)
