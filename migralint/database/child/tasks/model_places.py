"""Finds where the project declares its tables and indexes: an error of create_all names neither file nor line."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Optional

from sqlalchemy import MetaData, Table

from ..base.place import is_project

Place = tuple[Optional[str], Optional[int]]
"""A path and a line; None: unknown."""


def declared_at(metadata: Iterable[MetaData], root: str) -> list[dict[str, Any]]:
    """Return every table with the names of its indexes and, if known, the path and line in a module of the project."""
    metadata = list(metadata)
    try:
        places = dict(_places(root))
        for table in (table for one in metadata for table in one.tables.values() if id(table) not in places):
            places[id(table)] = next(_by_text(table.name, root), (None, None))
    except Exception:  # modules whose attributes raise errors
        places = {}
    return [
        {
            "table": table.name,
            "schema": table.schema,
            "indexes": sorted(str(index.name) for index in table.indexes if index.name),
            "empty": sorted(str(index.name) for index in table.indexes if not list(index.expressions)),
            "path": places.get(id(table), (None, None))[0],
            "line": places.get(id(table), (None, None))[1],
        }
        for one in metadata
        for table in one.tables.values()
    ]


def _places(root: str) -> Iterator[tuple[int, Place]]:
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if not isinstance(path, str) or not is_project(path, root):
            continue
        for value in list(vars(module).values()):
            if isinstance(value, Table):
                yield id(value), (path, _line_of(path, value.name))
            elif isinstance(value, type) and value.__module__ == module.__name__:
                table = vars(value).get("__table__")
                if isinstance(table, Table):
                    yield id(table), (path, _line_of_class(value))


def _by_text(table: str, root: str) -> Iterator[Place]:
    """Yield the places where a module names the table in a call, for a table that is in no variable."""
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and path.endswith(".py") and is_project(path, root):
            line = _line_of(path, table)
            if line is not None:
                yield path, line


def _line_of_class(value: type) -> int | None:
    try:
        return inspect.getsourcelines(value)[1]
    except (OSError, TypeError):
        return None


def _line_of(path: str, table: str) -> int | None:
    """Return the line of the call that names the table."""
    with open(path, encoding="utf-8", errors="replace") as stream:
        match = re.search(rf"\bTable\(\s*[\"']{re.escape(table)}[\"']", text := stream.read())
    return None if match is None else text.count("\n", 0, match.start()) + 1
