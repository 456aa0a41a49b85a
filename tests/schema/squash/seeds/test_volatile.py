"""What two runs differ in: found value by value, and compared up to a renaming of UUIDs."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.schema.column import Column
from migralint.schema.compare import compare
from migralint.schema.database import Database
from migralint.schema.rows import summarize
from migralint.schema.squash.seeds.expressions import modules_of
from migralint.schema.squash.seeds.tokens import Moment, Recognizer, Window
from migralint.schema.squash.seeds.volatile import Run, Volatile, compared, find_volatile
from migralint.schema.table import Table

NOON = datetime(2026, 3, 4, 12, 0, 0, tzinfo=UTC)
WINDOW = Window(NOON, NOON + timedelta(seconds=30))
COLUMNS = ("id", "next", "name")


def database(rows: list[tuple[str | None, ...]], columns: tuple[str, ...] = COLUMNS) -> Database:
    literals = [tuple("NULL" if one is None else f"'{one}'" for one in row) for row in rows]
    table = Table("node", tuple(Column(name, "text") for name in columns), rows=summarize(columns, literals))
    return Database("postgresql", "15", (table,))


def found(*both: Database) -> Volatile:
    one, other = (Run(each, WINDOW) for each in both)
    return find_volatile([(one, other)])


def same(one: Database, other: Database, volatile: Volatile) -> bool:
    return compare(compared(one, WINDOW, volatile), compared(other, WINDOW, volatile)) == ()


def graph(edges: list[tuple[int, int]], names: dict[int, str], seed: int) -> Database:
    """Nodes with random keys, each pointing to another, in random order."""
    source = random.Random(seed)
    keys = {node: str(uuid.UUID(int=source.getrandbits(128), version=4)) for node in dict(edges)}
    rows: list[tuple[str | None, ...]] = [(keys[node], keys[to], names.get(node, "")) for node, to in edges]
    source.shuffle(rows)
    return database(rows)


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 7), min_size=8, max_size=8),
    st.dictionaries(st.integers(0, 7), st.sampled_from("ab")),
    st.permutations(range(8)),
)
def test_a_renaming_makes_no_difference(to: list[int], names: dict[int, str], order: list[int]) -> None:
    edges = [(node, to[node]) for node in order]
    one, two, three = (graph(edges, names, seed) for seed in (1, 2, 3))
    volatile = found(one, two)
    assert (volatile.unknown, volatile.unstable) == (frozenset(), ())
    assert same(one, three, volatile)


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), min_size=7, max_size=7), st.integers(0, 6), st.integers(0, 6))
def test_another_reference_is_a_difference(to: list[int], node: int, target: int) -> None:
    names = {number: str(number) for number in range(7)}
    edges = list(enumerate(to))
    one, two = (graph(edges, names, seed) for seed in (1, 2))
    other = graph([(at, target if at == node else aim) for at, aim in edges], names, 3)
    assert same(one, other, found(one, two)) == (to[node] == target)


def test_rings_of_nodes_that_nothing_tells_apart() -> None:
    """Each node of both has one neighbour on each side: only looking at one at a time tells them apart."""
    six = [(node, (node + 1) % 6) for node in range(6)]
    three = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)]
    one, two = graph(six, {}, 1), graph(six, {}, 2)
    assert same(one, two, found(one, two))
    assert not same(one, graph(three, {}, 3), found(one, two))


def test_rows_that_refer_to_each_other_differently_are_unstable() -> None:
    one = graph([(0, 1), (1, 0), (2, 2)], {0: "a", 1: "b", 2: "c"}, 1)
    two = graph([(0, 1), (1, 1), (2, 0)], {0: "a", 1: "b", 2: "c"}, 2)
    assert found(one, two).unstable == ("node",)


def test_what_stands_in_each_run_is_not_of_the_run() -> None:
    fixed = "3f8e7c1a-0000-4000-8000-123456789abc"
    rows = [[(fixed, None, str(NOON + timedelta(seconds=at))), (str(uuid.uuid4()), fixed, "x")] for at in (1, 2)]
    volatile = found(*(database([*each]) for each in rows))
    assert volatile.columns == ("node.id", "node.name")
    other = database([("3f8e7c1a-0000-4000-8000-123456789abd", None, str(NOON)), (str(uuid.uuid4()), fixed, "x")])
    assert not same(database([*rows[0]]), other, volatile)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2026-03-04 12:00:10.5+00", 0),
        ("2026-03-04T12:00:10Z", 0),
        ("2026-03-04 17:30:10.123456+05:30", 0),
        ("2026-03-04 14:00:10", 2 * 3600),
        ("2026-04-03 12:00:10", 30 * 86400),
        ("2025-03-04 12:00:10", -365 * 86400),
        ("2026-03-04 12:45:10", 45 * 60),
        ("2026-03-04 12:07:10", None),
        ("2026-13-04 12:00:00", None),
    ],
)
def test_a_moment_lies_a_round_distance_from_the_run(text: str, offset: int | None) -> None:
    parts = Recognizer(WINDOW).parts(f"'{text}'", "timestamp with time zone")
    assert [one.offset.total_seconds() for one in parts if isinstance(one, Moment)] == (
        [] if offset is None else [offset]
    )


@pytest.mark.parametrize(
    "literal",
    [
        "'6ba7b810-9dad-31d1-80b4-00c04fd430c8'",  # of a name, not random
        "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'",  # longer than a UUID
        "'5f4dcc3b5aa765d61d8327deb882cf99'",  # a digest
        "x'00112233445566778899aabbccddeeff'",
        "'3F8e7c1a-0000-4000-8000-123456789abc'",
        "17",
        "NULL",
    ],
)
def test_no_random_uuid(literal: str) -> None:
    assert all(isinstance(one, str) for one in Recognizer(WINDOW).parts(literal, "text"))


@pytest.mark.parametrize(
    "expression", ["secrets.token_hex(4)", "str(random.random())", "[one for one in 'ab'][0]", "None"]
)
def test_expressions(expression: str) -> None:
    assert modules_of(expression) <= {"secrets", "random"}


@pytest.mark.parametrize("expression", ["nothing.at_all()", "x = 1", "", "a b", "sqlalchemy.func.now()"])
def test_no_expressions(expression: str) -> None:
    with pytest.raises(ValueError, match=r"neither|uses"):
        modules_of(expression)
