"""A database as plain values: everything that verify compares."""

from __future__ import annotations

from msgspec import Struct

from migralint.schema.access import Access
from migralint.schema.objects import (
    CompositeType,
    Domain,
    EnumType,
    Extension,
    Function,
    ObjectAttribute,
    Other,
    Policy,
    Sequence,
    Trigger,
    View,
)
from migralint.schema.table import Table
from migralint.sql.names import folded


class Database(Struct, frozen=True):
    """The shape of one database, and the rows in it. The order of every tuple but `Table.columns` means nothing."""

    dialect: str
    """SQLAlchemy's name: "sqlite" or "postgresql"."""
    version: str = ""
    """The server's, as people say it: "3.40.1"."""
    tables: tuple[Table, ...] = ()
    views: tuple[View, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    """Those that no identity column owns."""
    enums: tuple[EnumType, ...] = ()
    domains: tuple[Domain, ...] = ()
    types: tuple[CompositeType, ...] = ()
    functions: tuple[Function, ...] = ()
    extensions: tuple[Extension, ...] = ()
    policies: tuple[Policy, ...] = ()
    others: tuple[Other, ...] = ()
    access: tuple[Access, ...] = ()
    attributes: tuple[ObjectAttribute, ...] = ()
    schemas: tuple[str, ...] = ()
    """Those beside the default one."""

    @property
    def folds_names(self) -> bool:
        """Whether two names that differ in case are the same name."""
        return self.dialect == "sqlite"

    def key(self, name: str | None) -> str:
        """`name` as the database identifies it; empty for None, which stands for the default schema."""
        if name is None:
            return ""
        return folded(name) if self.folds_names else name


def full_name(schema: str | None, name: str) -> str:
    """The name as reports show it: with the schema unless it is the default one."""
    return name if schema is None else f"{schema}.{name}"
