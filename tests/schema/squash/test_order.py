"""Nothing comes before what it needs; circles are opened where it costs least."""

from __future__ import annotations

from migralint.schema.column import Column
from migralint.schema.constraint import ForeignKey
from migralint.schema.order import in_order, tables_in_order
from migralint.schema.table import Table


def table(name: str, *targets: str) -> Table:
    """A table with a key to each of `targets`; one that may be NULL ends in a question mark."""
    names = [(target.rstrip("?"), target.endswith("?")) for target in targets]
    columns = tuple(Column(f"{target}_id", "integer", nullable=nullable) for target, nullable in names)
    keys = tuple(ForeignKey((f"{target}_id",), target, ("id",), f"fk_{name}_{target}") for target, _ in names)
    return Table(name, columns, foreign_keys=keys)


def ordered(*tables: Table) -> tuple[list[str], list[str]]:
    """The names in order, and those of the keys that wait."""
    found, later = tables_in_order(tables)
    return [one.name for one in found], [str(key.name) for keys in later.values() for key in keys]


def test_each_stands_behind_what_it_points_to() -> None:
    assert ordered(table("a", "b"), table("b", "c"), table("c", "c")) == (["c", "b", "a"], [])


def test_a_circle_is_opened_at_a_key_that_may_be_null() -> None:
    assert ordered(table("a", "b"), table("b", "a?")) == (["b", "a"], ["fk_b_a"])


def test_a_table_that_only_points_into_a_circle_waits_for_it() -> None:
    names, waiting = ordered(table("a", "b"), table("b", "c"), table("c", "b?", "d"), table("d"))
    assert (names, waiting) == (["d", "c", "b", "a"], ["fk_c_b"])


def test_few_keys_wait() -> None:
    # p <- b, g, c; p -> g; g -> b, c; c -> g: without the keys of p everything but g and c is in order.
    names, waiting = ordered(
        table("b", "p"), table("c", "b", "g?"), table("g", "p", "b", "c?"), table("p", "g?", "o?"), table("o", "p")
    )
    assert waiting[:2] == ["fk_p_g", "fk_p_o"]
    assert len(waiting) == 3
    assert names[0] == "p"


def test_things_stand_behind_what_they_mention_whatever_their_names() -> None:
    things = [("v", "select f(1)"), ("f", "select * from w"), ("w", "select 1"), ("f", "another f with f(1)")]
    found = in_order(things, lambda one: one[0], lambda one: one[1])
    assert [one[0] for one in found] == ["w", "f", "f", "v"]
