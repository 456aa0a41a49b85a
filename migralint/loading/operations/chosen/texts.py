"""Text of which control flow chooses one of several: what is executed is read once for each of them."""

from __future__ import annotations

import ast
import copy
from collections import ChainMap
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from migralint.evaluation.nodes import walk
from migralint.evaluation.symbols import ByDialect, Narrowing, Sql
from migralint.evaluation.values import Binding, Unknown
from migralint.history.operation import Around
from migralint.loading.operations.guards import narrowed
from migralint.loading.operations.name_layers import Names, join

_MOST = 8
"""More texts than this are not told apart."""


class Way(Struct, frozen=True):
    """One of the texts, and when it is the one."""

    binding: Binding
    around: Around
    conditions: tuple[str, ...]

    def within(self, around: Around, conditions: tuple[str, ...]) -> Way:
        """The same where something else stands around it, too."""
        left = narrowed(around.only, around.without, Narrowing(self.around.only, self.around.without))
        asked, online = around.asked or self.around.asked, around.online or self.around.online
        both = replace(around, only=left.only, without=left.without, asked=asked, online=online)
        return Way(self.binding, both, tuple(dict.fromkeys((*conditions, *self.conditions))))


class Chosen(Unknown, frozen=True):
    """One of several texts."""

    ways: tuple[Way, ...] = ()


Branch = tuple[ChainMap[str, Binding], Around, tuple[str, ...]]
"""What a branch binds, what stands around it, and the tests that lead into it."""


def join_texts(names: Names, branches: Iterable[Branch], has_text: Callable[[object], bool]) -> None:
    """Leave in `names`, from which all branches started, what they agree on, or which text each of them leaves.

    `has_text` knows texts with holes.
    """
    branches = [*branches]
    made: dict[str, Chosen] = {}
    for name in dict.fromkeys(name for bound, _, _ in branches for name in bound.maps[0]):
        ways = [Way(bound[name], around, tests) for bound, around, tests in branches if name in bound]
        if len(ways) == len(branches) and (chosen := choose(ways, has_text)) is not None:
            made[name] = chosen
    join(names, *(bound for bound, _, _ in branches))
    for name, chosen in made.items():
        if type(names[name].value) is Unknown:
            names[name] = Binding(chosen)


def choose(ways: Iterable[Way], has_text: Callable[[object], bool]) -> Chosen | None:
    """What stands for one of several texts; None if one of them is none."""
    found: list[Way] = []
    for way in ways:
        value = way.binding.value
        if isinstance(value, Chosen):
            found += [inner.within(way.around, way.conditions) for inner in value.ways]
        elif isinstance(value, str | Sql) or has_text(value):
            found.append(way)
        else:
            return None
    return Chosen("it depends on a condition", None, tuple(found)) if len(found) <= _MOST else None


def chosen_name(node: ast.expr | None, names: Names) -> tuple[str, Chosen] | None:
    """The one variable in an expression that is one of several texts."""
    inner = walk(node) if node is not None else ()
    found = {one.id: held.value for one in inner if isinstance(one, ast.Name) and (held := names.get(one.id))}
    chosen = [(name, one) for name, value in found.items() if (one := _as_chosen(value)) is not None]
    return chosen[0] if len(chosen) == 1 else None


def _as_chosen(value: object) -> Chosen | None:
    if isinstance(value, ByDialect) and all(isinstance(one, str | Sql) for _, one in value.choices):
        ways = [Way(Binding(one), Around(only=by.only, without=by.without), ()) for by, one in value.choices]
        return Chosen("it depends on the dialect", None, tuple(ways))
    return value if isinstance(value, Chosen) else None


def conditional(node: ast.expr | None) -> ast.IfExp | None:
    """The one conditional expression in another one."""
    found = [one for one in walk(node) if isinstance(one, ast.IfExp)] if node is not None else []
    return found[0] if len(found) == 1 else None


def with_part(call: ast.Call, old: ast.expr, new: ast.expr) -> ast.Call:
    """A copy of a call with one expression in the place of another one, at the same place of the file."""
    return copy.deepcopy(call, {id(old): new})
