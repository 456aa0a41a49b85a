"""Turns the result of SQLAlchemy's inspection of a database (MySQL, MariaDB) into schema values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from migralint.database.child.base.inspect_word import INSPECT
from migralint.schema.column import Column, Computed
from migralint.schema.constraint import Check, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.database import Database
from migralint.schema.index import Index, IndexPart
from migralint.schema.objects import View
from migralint.schema.rows import NO_ROWS, Rows, summarize
from migralint.schema.table import Table


def read_inspected(ask: Callable[[str], list[list[Any]]], *, leave_out: Callable[[str | None, str], bool]) -> Database:
    """Return the database behind `ask`. `leave_out` takes a schema (always None) and a table."""
    ((text,),) = ask(INSPECT)
    description: dict[str, Any] = json.loads(text)
    return Database(
        description["dialect"],
        description["version"],
        tables=tuple(_table(one) for one in description["tables"] if not leave_out(None, one["name"])),
        views=tuple(View(one["name"], one["definition"]) for one in description["views"]),
    )


def _table(description: Mapping[str, Any]) -> Table:
    key = description["primary_key"]
    indexes = tuple(map(_index, description["indexes"]))
    foreign_keys = tuple(_foreign_key(one) for one in description["foreign_keys"])
    of_keys = {index.name for index in indexes if any(_is_of_a_key(index, key) for key in foreign_keys)}
    return Table(
        description["name"],
        tuple(_column(one) for one in description["columns"]),
        primary_key=PrimaryKey(tuple(key["constrained_columns"])) if key.get("constrained_columns") else None,
        uniques=tuple(UniqueConstraint(tuple(one["column_names"]), one["name"]) for one in description["uniques"]),
        checks=tuple(Check(one["sqltext"], one["name"]) for one in description["checks"]),
        foreign_keys=tuple(_with_own_index(key, indexes, foreign_keys) for key in foreign_keys),
        indexes=tuple(index for index in indexes if index.name not in of_keys),
        comment=description["comment"],
        rows=None if description["rows"] is None else _rows(description["rows"]),
        stored=_without_indexes(description["stored"], of_keys),
    )


def _column(description: Mapping[str, Any]) -> Column:
    computed = description["computed"]
    return Column(
        description["name"],
        description["type"],
        description["nullable"],
        description["default"],
        computed=Computed(computed["sqltext"], bool(computed.get("persisted"))) if computed else None,
        autoincrement="AUTO_INCREMENT" if description["autoincrement"] else "",
        comment=description["comment"],
    )


def _foreign_key(description: Mapping[str, Any]) -> ForeignKey:
    options = description.get("options") or {}
    schema = description.get("referred_schema")
    target = description["referred_table"] if schema is None else f"{schema}.{description['referred_table']}"
    return ForeignKey(
        tuple(description["constrained_columns"]),
        target,
        tuple(description["referred_columns"]),
        description["name"],
        options.get("onupdate") or "",
        options.get("ondelete") or "",
    )


def _index(description: Mapping[str, Any]) -> Index:
    parts = tuple(
        IndexPart(name if name is not None else expression, name is not None)
        for name, expression in zip(
            description["column_names"], description.get("expressions") or description["column_names"], strict=True
        )
    )
    kind = next(
        (str(value) for name, value in (description.get("dialect_options") or {}).items() if "prefix" in name), ""
    )
    return Index(description["name"], parts, bool(description["unique"]), method=kind)


def _is_of_a_key(index: Index, key: ForeignKey) -> bool:
    """Whether InnoDB creates this index for a foreign key without another index, and needs it while the key exists.

    It has the name of the key, or of the key's first column if the key was created without a name. A user's index with
    such a name serves the same purpose, and InnoDB would create it again.
    https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
    """
    if index != Index(index.name, tuple(map(IndexPart, key.columns))):
        return False
    return index.name == key.name or re.fullmatch(rf"{re.escape(key.columns[0])}(_\d+)?", index.name) is not None


def _with_own_index(key: ForeignKey, indexes: Iterable[Index], foreign_keys: Iterable[ForeignKey]) -> ForeignKey:
    """Return the key with the name of its index, unless another key also uses that index."""
    count = len(key.columns)
    if any(other is not key and key.columns[: len(other.columns)] == other.columns[:count] for other in foreign_keys):
        return key
    return replace(key, index=next((index.name for index in indexes if _is_of_a_key(index, key)), ""))


_NAME_OF_A_KEY = re.compile(r"^  CONSTRAINT `(?:[^`]|``)*` FOREIGN KEY", re.MULTILINE)


def _without_indexes(stored: str, names: Iterable[str]) -> str:
    """Return SHOW CREATE TABLE without InnoDB's own indexes and without names of keys, which are compared elsewhere."""
    own = tuple("  KEY `{}` (".format(name.replace("`", "``")) for name in names)
    kept = [line.rstrip(",") for line in stored.split("\n") if not (own and line.startswith(own))]
    keys = [line for line in kept if line.startswith("  ") and not line.startswith("  `")]
    others = [line for line in kept if line not in keys]
    return "\n".join((*others, *sorted(_NAME_OF_A_KEY.sub("  FOREIGN KEY", line) for line in keys)))


def _rows(description: Mapping[str, Any]) -> Rows:
    if description["values"] is None:
        return Rows(description["count"])
    return summarize(tuple(description["columns"]), description["values"]) if description["count"] else NO_ROWS
