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
    """The schema of one database, and its rows. Only the order of `Table.columns` has a meaning."""

    dialect: str
    """SQLAlchemy's name: "sqlite" or "postgresql"."""
    version: str = ""
    """The version of the server in the usual form, such as "3.40.1"."""
    tables: tuple[Table, ...] = ()
    views: tuple[View, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    """The sequences that no identity column owns."""
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
    """The schemas other than the default one."""

    @property
    def folds_names(self) -> bool:
        """Whether names that differ only in case are the same name."""
        return self.dialect == "sqlite"

    def key(self, name: str | None) -> str:
        """Return `name` in the form in which the database compares names; empty for None, the default schema."""
        if name is None:
            return ""
        return folded(name) if self.folds_names else name


def full_name(schema: str | None, name: str) -> str:
    """Return the name in reports, with the schema unless that is the default one."""
    return name if schema is None else f"{schema}.{name}"
