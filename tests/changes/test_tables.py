"""The tables of a schema: an index is found by its name as if all tables were looked at, and without looking at all."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from migralint.changes.definitions import TableName
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import IndexState, TableState
from migralint.linting.run import Target, lint
from migralint.linting.selection import choose_rules
from migralint.linting.sources import Sources
from migralint.linting.walking.kinds import kinds_of
from migralint.rules.catalog import CATALOG
from tests.support.operations import written

TABLES = ("a", "b", "c", "d")
INDEXES = ("ix", "IX", "iy", None)

step = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(TABLES), st.lists(st.sampled_from(INDEXES), max_size=3)),
    st.tuples(st.just("rename"), st.sampled_from(TABLES), st.sampled_from(TABLES)),
    st.tuples(st.just("drop"), st.sampled_from(TABLES)),
    st.tuples(st.just("copy")),
)


@given(st.lists(step, max_size=12))
def test_an_index_is_found_as_if_all_tables_were_looked_at(steps: list[tuple[object, ...]]) -> None:
    state = SchemaState()
    for kind, *what in steps:
        if kind == "set":
            name = TableName(str(what[0]))
            state.tables[name.key] = TableState(name, {}, indexes=tuple(IndexState(one, age=0) for one in what[1]))  # type: ignore[attr-defined]
        elif kind == "rename":
            old, new = (TableName(str(one)) for one in what)
            held = state.tables.pop(old.key, None)
            if held is not None:
                state.tables[new.key] = replace(held, name=new)
        elif kind == "drop":
            state.tables.pop(TableName(str(what[0])).key, None)
        else:
            before, state = state, state.copy()
            before.tables.clear()
    for name in ("ix", "IY", "iz"):
        everywhere = (
            (table, index)
            for table in state.tables.values()
            for index in table.indexes
            if index.name is not None and index.name.lower() == name.lower()
        )
        assert state.index(name) == next(everywhere, None)


def creating(number: int) -> str:
    table = f"t{number}"
    return f'op.create_table("{table}", sa.Column("id", sa.Integer))\nop.create_index("ix_{number}", "{table}", ["id"])'


def calls(revisions: int) -> int:
    """How many functions all rules and the kinds call on a line of revisions that create a table with an index each."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    with written("pass", "postgresql", [creating(number) for number in range(revisions)]) as (folder, _path, subject):
        chosen = choose_rules(CATALOG)
        sys.setprofile(count)
        try:
            lint([Target(folder, folder, subject)], chosen, sources=Sources())
            kinds_of(subject)
        finally:
            sys.setprofile(None)
    return counted


def test_rules_and_kinds_are_linear_in_the_tables_of_a_history() -> None:
    calls(10)  # what is imported and compiled at first
    few, more, most = calls(100), calls(200), calls(300)
    assert most - more < 1.1 * (more - few)


def test_a_line_of_revisions_is_walked_without_copying_its_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    with written("pass", "postgresql", [creating(number) for number in range(3)]) as (folder, _path, subject):
        monkeypatch.delattr(SchemaState, "copy")
        assert [str(kind.kind) for kind in kinds_of(subject).values()] == [*["expand"] * 3, "neutral"]
        lint([Target(folder, folder, subject)], choose_rules(CATALOG), sources=Sources())
