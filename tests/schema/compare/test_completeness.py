"""Nothing differs silently: whatever field of whatever value changes, the comparison says something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import fields, replace

from migralint.schema.access import Access, Grant
from migralint.schema.column import Column, Computed, Identity
from migralint.schema.compare import compare
from migralint.schema.constraint import Check, Exclusion, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.database import Database
from migralint.schema.index import Index, IndexPart
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
from migralint.schema.rows import summarize
from migralint.schema.table import Table

FULL = Database(
    "postgresql",
    tables=(
        Table(
            "t",
            (
                Column("a", "integer", identity=Identity(True, maximum=9, minimum=1, position=4)),
                Column("b", "text", default="'x'", collation="C", comment="what"),
                Column("c", "text", computed=Computed("b", True)),
            ),
            "s",
            PrimaryKey(("a",), "pk", unenforced=("INDEX INVALID",)),
            (UniqueConstraint(("b", "c"), "uq"),),
            (Check("a > 0", "ck", unenforced=("NOT ENFORCED",)),),
            (ForeignKey(("a",), "u", ("id",), "fk", unenforced=("NOT ENFORCED",)),),
            (Exclusion("EXCLUDE USING gist (a WITH =)", "ex"),),
            (Index("ix", (IndexPart("a"), IndexPart("lower(b)", False)), where="a > 1", comment="why"),),
            ("UNLOGGED",),
            "comment",
            summarize(("a", "b"), [("1", "'x'")]),
            5,
            "stored",
        ),
    ),
    views=(View("v", "SELECT 1", "s", True, ("x=1",), "comment", summarize(("a", "b"), [("1", "'x'")])),),
    triggers=(Trigger("tr", "t", "AFTER INSERT", "s"),),
    sequences=(Sequence("q", "s", maximum=9, minimum=1, position=4),),
    enums=(EnumType("e", ("a", "b"), "s"),),
    domains=(Domain("d", "text", "s", checks=(("c", "CHECK (VALUE <> '')"),)),),
    types=(CompositeType("ct", "(a text)", "s"),),
    functions=(Function("f()", "CREATE FUNCTION f()", "s"),),
    extensions=(Extension("x", "1.0", "s"),),
    policies=(Policy("p", "t", "FOR ALL", "s"),),
    others=(Other("o", "collation", "libc C", "s"),),
    access=(Access("f()", "function", "ROUTINE", "s.f()", "s", owner="ops", granted=(Grant("EXECUTE", "ops"),)),),
    attributes=(ObjectAttribute("f()", "function", "OWNER ops", "s"),),
    schemas=("s",),
)
NOT_BY_ITSELF = (
    "dialect",  # both sides have the same
    "version",
    "tables.0.foreign_keys.0.index",  # the server's own, made, named and dropped with the key
    "tables.0.understood",  # decides how a difference in `stored` counts
)
OTHERWISE: dict[str, Any] = {
    "autoincrement": "rowid",
    "computed": Computed("a", False),
    "identity": Identity(False),
    "rows": summarize(("a", "b"), [("2", "'x'")]),
    "primary_key": None,
}
"""What a field becomes that cannot become any string."""


def changed(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the value with one leaf changed, for every leaf, and where that leaf is."""
    name = path.rpartition(".")[2]
    if name in OTHERWISE:
        yield path, OTHERWISE[name]
    if isinstance(value, Struct) and name != "rows":
        for field in fields(value):
            for place, other in changed(getattr(value, field.name), f"{path}.{field.name}"):
                yield place, replace(value, **{field.name: other})
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            for place, other in changed(item, f"{path}.{index}"):
                yield place, (*value[:index], other, *value[index + 1 :])
    elif isinstance(value, bool):
        yield path, not value
    elif isinstance(value, int):
        yield path, value + 1
    elif name not in OTHERWISE:
        yield path, "otherwise"


CHANGES = [(place[1:], database) for place, database in changed(FULL) if place[1:] not in NOT_BY_ITSELF]


def test_the_tree_is_walked_whole() -> None:
    assert len(CHANGES) > 120


@pytest.mark.parametrize(("place", "other"), CHANGES, ids=[place for place, _ in CHANGES])
def test_a_changed_field_is_said(place: str, other: Database) -> None:
    assert compare(FULL, other)


@pytest.mark.parametrize("name", [f.name for f in fields(Database) if f.name not in ("dialect", "version")])
def test_an_object_that_one_side_lacks_is_said(name: str) -> None:
    without = replace(FULL, **{name: ()})
    (missing,), (extra,) = compare(FULL, without), compare(without, FULL)
    assert (missing.migrations, extra.models) == (None, None)
    assert (missing.kind, missing.models) == (extra.kind, extra.migrations)
