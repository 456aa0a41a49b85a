"""Name spaces of the ways through a function: one laid over another, and what several of them agree on."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import MutableMapping, Sequence

from migralint.evaluation.names import same
from migralint.evaluation.values import Binding, Unknown
from migralint.loading.operations.unfollowed import may_be

Names = MutableMapping[str, Binding]
"""What names hold at one place of a file."""


def elements(node: ast.expr, count: int, names: Names) -> Sequence[ast.expr | None]:
    """The expressions of the items of a literal list, or of a variable that holds one."""
    held = names.get(node.id) if isinstance(node, ast.Name) else None
    literal = held.node if held is not None else node
    if isinstance(literal, ast.List | ast.Tuple) and len(literal.elts) == count:
        return literal.elts
    return [None] * count


def layer(names: Names) -> ChainMap[str, Binding]:
    """A name space over another one: what is bound in it does not change the other."""
    return ChainMap({}, names)


def join(names: Names, *ways: ChainMap[str, Binding]) -> None:
    """Leave in `names`, from which all ways started, what they agree on."""
    for name in dict.fromkeys(name for way in ways for name in way.maps[0]):
        first, *others = bindings = [way.get(name) for way in ways]
        if first is not None and all(
            other is first or (other is not None and same(other.value, first.value)) for other in others
        ):
            names[name] = first
        else:
            meant = may_be([binding.value for binding in bindings if binding is not None])
            names[name] = Binding(meant or Unknown("it depends on a condition"))
