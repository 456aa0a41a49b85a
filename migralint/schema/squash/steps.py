"""The statements of the two functions of a generated revision; for two databases if necessary."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias, TypeVar

from msgspec import Struct

from migralint.schema.opsource.layout import CONDITION, Call, Node, identifier, laid_out
from migralint.schema.squash.merging import Merger

T = TypeVar("T")
_MADE = re.compile(r"(INSERT INTO|CREATE (?:TABLE|VIEW|TRIGGER)) (\"(?:[^\"]|\"\")*\"|[^\s(]+)")
"""A statement about an object that both databases may have."""


class Fork(Struct, frozen=True):
    """The operations for PostgreSQL, and those for the other database."""

    postgresql: tuple[Call, ...]
    other: tuple[Call, ...]


Statement: TypeAlias = Call | Fork
Group: TypeAlias = Sequence[Statement]
"""Statements about one object; blank lines separate groups."""


class Steps(Struct, frozen=True):
    """The operations of both functions of the revision."""

    upgrade: tuple[Group, ...]
    downgrade: Group


def together(postgresql: Steps, other: Steps, merger: Merger, apart: frozenset[str]) -> Steps:
    """Return steps for both databases, with as few repetitions as possible.

    `apart`: names of tables and indexes whose operations must not be merged.
    """

    def group(ours: Group, theirs: Group) -> list[Statement]:
        result: list[Statement] = []
        for our, their in _aligned(_calls(ours), _calls(theirs), _key):
            one = merger.merged(our, their) if our and their and not apart & {_name(our), "*"} else None
            if one is None and our == their:
                one = our
            if one is not None:
                result.append(one)
            elif result and isinstance(result[-1], Fork):
                last = result[-1]
                result[-1] = Fork((*last.postgresql, *_listed(our)), (*last.other, *_listed(their)))
            else:
                result.append(Fork(_listed(our), _listed(their)))
        return result

    groups: list[Group] = []
    for ours, theirs in _aligned(postgresql.upgrade, other.upgrade, lambda group: _key(_calls(group)[0])):
        groups.append(group(ours or (), theirs or ()))
    return Steps(tuple(groups), group(postgresql.downgrade, other.downgrade))


def written(group: Group, indent: int = 4) -> str:
    """Return the source of the statements in a group, each on its own lines."""
    return "\n".join(_written(one, " " * indent) for one in group)


def _written(statement: Statement, margin: str) -> str:
    if isinstance(statement, Call):
        return f"{margin}{laid_out(statement, len(margin))}"
    sides = [(f"if {CONDITION}:", statement.postgresql), ("else:", statement.other)]
    if not statement.postgresql:
        sides = [(f"if not {CONDITION}:", statement.other)]
    lines = []
    for head, calls in sides:
        if calls:
            lines += [f"{margin}{head}", written(calls, len(margin) + 4)]
    return "\n".join(lines)


def _aligned(one: Sequence[T], two: Sequence[T], key: Callable[[T], str]) -> list[tuple[T | None, T | None]]:
    """Return pairs of elements with the same key, in order; the other elements stay alone at their position."""
    keys = [key(thing) for thing in one], [key(thing) for thing in two]
    result: list[tuple[T | None, T | None]] = []
    for word, start, end, other_start, other_end in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        ours, theirs = one[start:end], two[other_start:other_end]
        if word == "equal":
            result += zip(ours, theirs, strict=True)
        else:
            result += [(thing, None) for thing in ours]
            result += [(None, thing) for thing in theirs]
    return result


def _calls(group: Group) -> list[Call]:
    return [one for one in group if isinstance(one, Call)]


def _listed(one: Call | None) -> tuple[Call, ...]:
    return () if one is None else (one,)


def _key(one: Call) -> str:
    """Return a key that is equal for operations that do the same on both databases."""
    if one.function in ("op.create_table", "op.create_index"):
        return repr((one.function, *one.arguments[:1], (one.keywords or {}).get("schema")))
    if one.function == "op.bulk_insert" and isinstance(table := one.arguments[0], Call):
        schema = (table.keywords or {}).get("schema")
        return repr(("INSERT INTO", identifier(str(schema) if schema else None, str(table.arguments[0]))))
    match = _MADE.match(str(one.arguments[0])) if one.function == "op.execute" else None
    return repr(one) if match is None else repr(match.groups())


def _name(one: Call) -> Node:
    """Return the name of the created table or index."""
    name = one.arguments[0] if one.arguments else None
    return name.arguments[0] if isinstance(name, Call) and name.arguments else name
