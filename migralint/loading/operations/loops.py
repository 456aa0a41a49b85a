"""The iterations of a loop over literals, also through `enumerate`, `zip`, `.items()`, `.split(";")`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, MutableMapping, Sequence

from migralint.evaluation.values import Binding, SetItems, Unknown

Names = MutableMapping[str, Binding]
Evaluate = Callable[[ast.expr, Names], object]
Source = ast.expr | tuple["Source", ...] | None
Round = tuple[object, Source]
"""The value of one iteration, and its expression, or those of its items; None for a value without an expression."""
_MOST = 400
_THROUGH = frozenset({"list", "tuple", "sorted", "reversed", "set", "iter"})
ROUND_MAKERS = _THROUGH | {"enumerate", "zip", "frozenset"}
"""The functions of Python that `rounds` recognises by name."""


def rounds(node: ast.expr, names: Names, evaluate: Evaluate) -> list[Round] | None:
    """Return the iterations of a loop over an expression; None if they are not known, or too many."""
    if isinstance(node, ast.Call) and not node.keywords:
        found = _called(node, names, evaluate)
        if found is not None:
            return found if len(found) <= _MOST else None
    literal = _literal(node, names)
    if isinstance(literal, ast.Dict):
        if any(key is None for key in literal.keys):  # `**` of something
            return None
        return [(evaluate(key, names), key) for key in literal.keys if key is not None]
    value = evaluate(node, names)
    if isinstance(value, dict | SetItems):
        value = tuple(value)
    if not isinstance(value, tuple | list) or len(value) > _MOST:
        return None
    return [*zip(value, _elements(literal, len(value)), strict=True)]


def _called(node: ast.Call, names: Names, evaluate: Evaluate) -> list[Round] | None:
    function = node.func
    if isinstance(function, ast.Attribute):
        if function.attr in ("items", "keys", "values") and not node.args:
            return _of_dict(function.value, function.attr, names, evaluate)
        if function.attr == "split" and len(node.args) <= 1:
            text = evaluate(function.value, names)
            separator = evaluate(node.args[0], names) if node.args else None
            if not isinstance(text, str) or not isinstance(separator, str | None) or separator == "":
                return None
            return [(one, None) for one in text.split(separator)]
        return None
    name = function.id if isinstance(function, ast.Name) and function.id not in names else ""
    if name in _THROUGH and len(node.args) == 1:
        inner = rounds(node.args[0], names, evaluate)
        return inner[::-1] if inner is not None and name == "reversed" else inner
    if name == "enumerate" and len(node.args) == 1:  # a second argument is the start of the numbers
        inner = rounds(node.args[0], names, evaluate)
        return None if inner is None else [_together([(i, None), one]) for i, one in enumerate(inner)]
    if name == "zip" and node.args:
        columns = [rounds(one, names, evaluate) for one in node.args]
        known = [one for one in columns if one is not None]
        return [_together(row) for row in zip(*known, strict=False)] if len(known) == len(columns) else None
    return None


def _of_dict(node: ast.expr, part: str, names: Names, evaluate: Evaluate) -> list[Round] | None:
    literal = _literal(node, names)
    if not isinstance(literal, ast.Dict) or any(key is None for key in literal.keys):
        return None
    keys: list[Round] = [(evaluate(key, names), key) for key in literal.keys if key is not None]
    values: list[Round] = [(evaluate(value, names), value) for value in literal.values]
    if part == "items":
        return [_together(pair) for pair in zip(keys, values, strict=True)]
    return keys if part == "keys" else values


def _together(parts: Iterable[Round]) -> Round:
    values, sources = zip(*parts, strict=True)
    return values, sources


def bound(target: ast.expr, value: object, source: Source) -> dict[str, Binding] | None:
    """Return the bindings of the variables of a comprehension in one iteration; None for other kinds of targets."""
    if isinstance(target, ast.Name):
        return {target.id: Binding(value, source if isinstance(source, ast.expr) else None)}
    if not isinstance(target, ast.Tuple) or not isinstance(value, tuple | list) or len(value) != len(target.elts):
        return None
    sources = source.elts if isinstance(source, ast.Tuple | ast.List) else source
    found: dict[str, Binding] = {}
    for index, element in enumerate(target.elts):
        inner = bound(element, value[index], sources[index] if isinstance(sources, list | tuple) else None)
        if inner is None:
            return None
        found |= inner
    return found


def _literal(node: ast.expr, names: Names) -> ast.expr:
    """Return the expression that a variable was assigned; for other nodes, and if unknown, the node itself."""
    held = names.get(node.id) if isinstance(node, ast.Name) else None
    known = held is not None and held.node is not None and not isinstance(held.value, Unknown)
    if held is not None and isinstance(held.node, ast.Dict | ast.List | ast.Tuple):
        return held.node
    return held.node if known and held is not None and held.node is not None else node


def _elements(literal: ast.expr, count: int) -> Sequence[ast.expr | None]:
    """Return the expressions of the items of a literal list; None for each item of another expression."""
    if isinstance(literal, ast.List | ast.Tuple) and len(literal.elts) == count:
        return literal.elts
    return [None] * count
