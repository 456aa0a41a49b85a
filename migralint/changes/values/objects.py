"""Changes of types, views, functions and whatever else a schema holds beside its tables."""

from __future__ import annotations

from typing import Literal

from migralint.changes.change import Change
from migralint.changes.definitions import TableName


class CreateType(Change, frozen=True):
    """A new enum type (with known values) or other type."""

    name: TableName | None
    values: tuple[str, ...] | None = None
    check_first: bool = False
    kind: str = "enum"
    """"enum", "domain", "type"."""


class DropType(Change, frozen=True):
    """A dropped type."""

    name: TableName | None
    cascade: bool = False
    check_first: bool = False


class AddEnumValue(Change, frozen=True):
    """ALTER TYPE … ADD VALUE."""

    name: TableName | None
    value: str | None = None
    if_not_exists: bool = False


class RenameObject(Change, frozen=True):
    """ALTER TYPE or SCHEMA … RENAME TO, SET SCHEMA, ALTER TYPE … RENAME VALUE."""

    kind: Literal["type", "schema", "enum value", "sequence", "view", "other"]
    name: TableName | None
    new_name: str | None = None
    value: str | None = None
    """The renamed enum value."""


class CreateObject(Change, frozen=True):
    """A new view, function, trigger, sequence, schema, extension, policy, …."""

    kind: str
    """In lower case: "view", "materialized view", "function", "procedure", "trigger", "sequence", "schema",
    "extension", "policy", "domain", "rule", "database"."""
    name: TableName | None = None
    table: TableName | None = None
    """Of a trigger or policy."""
    reads: tuple[TableName, ...] = ()
    """The relations that the text of a view names."""
    or_replace: bool = False
    if_not_exists: bool = False


class DropObject(Change, frozen=True):
    """A dropped object of these kinds."""

    kind: str
    name: TableName | None = None
    table: TableName | None = None
    cascade: bool = False
    if_exists: bool = False
