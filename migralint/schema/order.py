"""Sorts items so that each comes after what it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias, TypeVar

from migralint.schema.constraint import ForeignKey
from migralint.schema.database import full_name
from migralint.schema.table import Table

T = TypeVar("T")
Fold: TypeAlias = Callable[[str], str]


def tables_in_order(tables: Sequence[Table]) -> tuple[list[Table], dict[Table, list[ForeignKey]]]:
    """Return the tables, each after its targets, and the foreign keys in cycles, which must be created afterwards.

    Cycles are opened so that few foreign keys are postponed, preferably keys whose columns may be NULL.
    """
    fold = _folding(tables)
    waiting = {fold(full_name(table.schema, table.name)): table for table in tables}
    needs = {
        name: (_targets(table, fold) | _parents(table, fold)) & waiting.keys() - {name}
        for name, table in waiting.items()
    }
    ordered: list[Table] = []
    later: dict[Table, list[ForeignKey]] = {}
    while waiting:
        free = [name for name in waiting if not needs[name] & waiting.keys()]
        if not free:
            circle = _first_circle(waiting, needs)
            chosen = min(circle, key=lambda name: (_cost(waiting, needs, circle, name, fold), name))
            later[waiting[chosen]] = _missing(waiting, needs, chosen, fold)
            free = [chosen]
        ordered += [waiting.pop(name) for name in free]
    return ordered, later


def _folding(tables: Sequence[Table]) -> Fold:
    """Return how names are compared: ignoring case, unless tables differ in nothing else (PostgreSQL)."""
    names = {full_name(table.schema, table.name) for table in tables}
    return str.lower if len({name.lower() for name in names}) == len(names) else str


def _targets(table: Table, fold: Fold) -> set[str]:
    return {fold(key.target) for key in table.foreign_keys}


def _parents(table: Table, fold: Fold) -> set[str]:
    """Return the tables of which it is a partition or from which it inherits."""
    return {
        fold(parent.strip())
        for option in table.options
        if option.startswith(("PARTITION OF ", "INHERITS "))
        for parent in re.sub(r"^INHERITS \(|\)$", "", option.removeprefix("PARTITION OF ")).split(" FOR ")[0].split(",")
    }


def _first_circle(waiting: Mapping[str, Table], needs: Mapping[str, AbstractSet[str]]) -> frozenset[str]:
    """Return the smallest set of waiting tables that need each other and no other waiting table."""

    def reached(start: str) -> frozenset[str]:
        circle: set[str] = set()
        frontier = [start]
        while frontier:
            for other in needs[frontier.pop()] & waiting.keys() - circle:
                circle.add(other)
                frontier.append(other)
        return frozenset(circle)

    return min((reached(name) for name in waiting), key=lambda circle: (len(circle), sorted(circle)))


def _missing(
    waiting: Mapping[str, Table], needs: Mapping[str, AbstractSet[str]], name: str, fold: Fold
) -> list[ForeignKey]:
    missing = needs[name] & waiting.keys()
    return [key for key in waiting[name].foreign_keys if fold(key.target) in missing]


def _cost(
    waiting: Mapping[str, Table],
    needs: Mapping[str, AbstractSet[str]],
    circle: AbstractSet[str],
    first: str,
    fold: Fold,
) -> int:
    """Return the cost of starting with `first` and continuing with the table that then is best."""
    left = {name: waiting[name] for name in circle}
    total, following = 0, [first]
    while following:
        for name in following:
            nullable = {column.name for column in left[name].columns if column.nullable}
            keys = _missing(left, needs, name, fold)
            total += sum(1 if nullable.issuperset(key.columns) else 3 for key in keys)
            # A parent table cannot be created afterwards.
            total += 1000 * len(_parents(left[name], fold) & left.keys())
            del left[name]
        following = [name for name in left if not needs[name] & left.keys()]
        if not following and left:
            following = [min(left, key=lambda name: (len(_missing(left, needs, name, fold)), name))]
    return total


def in_order(things: Iterable[T], name: Callable[[T], str], text: Callable[[T], str]) -> list[T]:
    """Return the things, each after those whose names its text mentions; names may occur more than once."""
    waiting = [(name(thing), text(thing), thing) for thing in things]
    patterns = {one: re.compile(rf"\b{re.escape(one)}\b") for one, _, _ in waiting}
    ordered: list[T] = []
    while waiting:
        free = [
            place
            for place, (own, own_text, _) in enumerate(waiting)
            if not any(other != own and patterns[other].search(own_text) for other, _, _ in waiting)
        ] or [0]
        ordered += [waiting[place][2] for place in free]
        waiting = [one for place, one in enumerate(waiting) if place not in free]
    return ordered
