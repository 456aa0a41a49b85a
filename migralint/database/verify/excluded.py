"""Leaves out the differences in columns, indexes and constraints that env.py's include functions do not want."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migralint.schema.compare import Difference
from migralint.schema.database import full_name

CONSTRAINTS = ("unique_constraint", "foreign_key_constraint")
KINDS = {
    **dict.fromkeys(("column", "column-type", "column-nullable", "column-default", "column-collation"), ("column",)),
    **dict.fromkeys(("column-computed", "column-identity", "column-autoincrement", "column-comment"), ("column",)),
    "index": ("index",),
    "unique-constraint": ("unique_constraint",),
    "foreign-key": ("foreign_key_constraint",),
    "constraint-name": CONSTRAINTS,
}
"""For each kind of difference that is about one named part of a table, what Alembic calls such a part."""


def without_parts(differences: Iterable[Difference], left_out: Iterable[Mapping[str, Any]]) -> tuple[Difference, ...]:
    """Return the differences, in their order, but not those of a part in `left_out` (as the child lists them)."""
    unwanted = {(full_name(one["schema"], one["table"]), one["type"], one["name"]) for one in left_out}
    return tuple(
        found
        for found in differences
        if not any((found.table, kind, found.object) in unwanted for kind in KINDS.get(found.kind, ()))
    )
