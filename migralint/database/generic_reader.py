"""Turns what SQLAlchemy's inspection tells of a database (MySQL, MariaDB) into schema values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from migralint.database.child.base.inspect_word import INSPECT
from migralint.schema.column import Column, Computed
from migralint.schema.constraint import Check, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.database import Database
from migralint.schema.index import Index, IndexPart
from migralint.schema.objects import View
from migralint.schema.rows import NO_ROWS, Rows, summarize
from migralint.schema.table import Table


def read_inspected(ask: Callable[[str], list[list[Any]]], *, leave_out: Callable[[str | None, str], bool]) -> Database:
    """Return the database that `ask` reaches. `leave_out` is told schema (always None) and table."""
    ((text,),) = ask(INSPECT)
    told: dict[str, Any] = json.loads(text)
    return Database(
        told["dialect"],
        told["version"],
        tables=tuple(_table(one) for one in told["tables"] if not leave_out(None, one["name"])),
        views=tuple(View(one["name"], one["definition"]) for one in told["views"]),
    )


def _table(told: Mapping[str, Any]) -> Table:
    key = told["primary_key"]
    return Table(
        told["name"],
        tuple(_column(one) for one in told["columns"]),
        primary_key=PrimaryKey(tuple(key["constrained_columns"])) if key.get("constrained_columns") else None,
        uniques=tuple(UniqueConstraint(tuple(one["column_names"]), one["name"]) for one in told["uniques"]),
        checks=tuple(Check(one["sqltext"], one["name"]) for one in told["checks"]),
        foreign_keys=tuple(_foreign_key(one) for one in told["foreign_keys"]),
        indexes=tuple(_index(one) for one in told["indexes"]),
        comment=told["comment"],
        rows=_rows(told["rows"]),
        stored=told["stored"],
    )


def _column(told: Mapping[str, Any]) -> Column:
    computed = told["computed"]
    return Column(
        told["name"],
        told["type"],
        told["nullable"],
        told["default"],
        computed=Computed(computed["sqltext"], bool(computed.get("persisted"))) if computed else None,
        autoincrement="AUTO_INCREMENT" if told["autoincrement"] else "",
        comment=told["comment"],
    )


def _foreign_key(told: Mapping[str, Any]) -> ForeignKey:
    options = told.get("options") or {}
    schema = told.get("referred_schema")
    target = told["referred_table"] if schema is None else f"{schema}.{told['referred_table']}"
    return ForeignKey(
        tuple(told["constrained_columns"]),
        target,
        tuple(told["referred_columns"]),
        told["name"],
        options.get("onupdate") or "",
        options.get("ondelete") or "",
    )


def _index(told: Mapping[str, Any]) -> Index:
    parts = tuple(
        IndexPart(name if name is not None else expression, name is not None)
        for name, expression in zip(told["column_names"], told.get("expressions") or told["column_names"], strict=True)
    )
    kind = next((str(value) for name, value in (told.get("dialect_options") or {}).items() if "prefix" in name), "")
    return Index(told["name"], parts, bool(told["unique"]), method=kind)


def _rows(told: Mapping[str, Any]) -> Rows:
    if told["values"] is None:
        return Rows(told["count"])
    return summarize(tuple(told["columns"]), told["values"]) if told["count"] else NO_ROWS
