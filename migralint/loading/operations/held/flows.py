"""The names whose objects an expression passes on: its result may be the object, contain it, or be a part of it."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable

from migralint.evaluation.nodes import walk

Flow = tuple[str, bool]
"""A name, and whether the result may be its object or contain it; False: the result may only contain items of it."""
_THROUGH = frozenset(
    {
        *("list", "tuple", "sorted", "reversed", "set", "frozenset", "iter", "enumerate", "zip", "dict", "filter"),
        *("next", "min", "max", "sum"),
    }
)
"""Functions of Python whose result contains items of their arguments."""
READING = _THROUGH | frozenset(
    (
        *("len", "any", "all", "print", "str", "repr", "isinstance", "issubclass", "map", "type", "bool", "range"),
        *("hasattr", "hash", "int", "float", "id", "callable", "format", "ascii", "ord", "chr", "abs", "round"),
    )
)  # fmt: skip
"""Functions of Python that do not change their arguments."""


def result_of(function: str, item: int | None = None) -> str:
    """Return the made-up name for the results of a function, one item of its tuples, or the instances of a class."""
    return f"{function}()" if item is None else f"{function}()[{item}]"


def called(node: ast.expr) -> str:
    """Return the name of the function that an expression calls; empty if it is not a call of a plain name."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def has_star(node: ast.Tuple | ast.List) -> bool:
    """Whether a target has a starred item, so that the number of its items is unknown."""
    return any(isinstance(one, ast.Starred) for one in node.elts)


def flows(node: ast.expr, own: Container[str]) -> list[Flow]:
    """Return the names whose objects an expression may return; `own`: the functions and classes of the file."""
    kind = type(node)
    if kind is ast.Constant or kind is ast.JoinedStr or kind is ast.Compare:
        return []
    if isinstance(node, ast.Name):
        return [(node.id, True)]
    if isinstance(node, ast.Attribute | ast.Subscript):
        return parts(node.value, own)
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return [one for element in node.elts for one in flows(element, own)]
    if isinstance(node, ast.Dict):
        return [one for value in (*node.keys, *node.values) if value is not None for one in flows(value, own)]
    if isinstance(node, ast.Call):
        return _called(node, own)
    if isinstance(node, ast.Await | ast.NamedExpr | ast.Yield | ast.YieldFrom):
        return flows(node.value, own) if node.value is not None else []
    if isinstance(node, ast.Starred):
        return parts(node.value, own)
    if isinstance(node, ast.IfExp):
        return [*flows(node.body, own), *flows(node.orelse, own)]
    if isinstance(node, ast.BoolOp):
        return [one for value in node.values for one in flows(value, own)]
    if isinstance(node, ast.BinOp):
        return _operated(node, own)
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return flows(node.elt, own)
    if isinstance(node, ast.DictComp):
        return [*flows(node.key, own), *flows(node.value, own)]
    return flows(node.body, own) if isinstance(node, ast.Lambda) else []


def parts(node: ast.expr, own: Container[str]) -> list[Flow]:
    """Return the names from which an item of the result of an expression may come."""
    if isinstance(node, ast.Name):
        return [(node.id, False)]
    return flows(node, own)  # a literal list contains the objects themselves


def _operated(node: ast.BinOp, own: Container[str]) -> list[Flow]:
    """Return the names for `a + b`, a new object with the items of both; no recursion, because chains may be long."""
    found: list[Flow] = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        found += parts(left.right, own)
        left = left.left
    return found + parts(left, own)


def _called(node: ast.Call, own: Container[str]) -> list[Flow]:
    function = node.func
    if isinstance(function, ast.Attribute):
        # `d.setdefault("k", x)` may return its argument
        given = arguments(node) if function.attr in ("get", "setdefault", "pop", "copy") else ()
        return [*parts(function.value, own), *(one for inner in given for one in flows(inner, own))]
    if isinstance(function, ast.Name):
        if function.id in own:
            return [(result_of(function.id), True)]
        if function.id == "super":
            return [("self", True)]
        if function.id in _THROUGH:
            named = [one for keyword in node.keywords for one in flows(keyword.value, own)]  # dict(x=tables)
            return [*named, *(one for inner in node.args for one in parts(inner, own))]
        return [] if function.id in READING else [(function.id, True)]
    return flows(function, own)


def arguments(node: ast.Call) -> Iterable[ast.expr]:
    """Return the expressions of all arguments of a call, positional ones first."""
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def run_through(target: ast.expr, iterated: ast.expr) -> tuple[ast.expr, ast.expr]:
    """Return the target of a loop and the iterated expression, without the numbers of `enumerate` and the keys of a
    dict, which cannot be changed."""
    if isinstance(iterated, ast.Call) and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        function = iterated.func
        if isinstance(function, ast.Name) and function.id == "enumerate" and iterated.args:
            return run_through(target.elts[1], iterated.args[0])
        if isinstance(function, ast.Attribute) and function.attr == "items" and not iterated.args:
            return target.elts[1], iterated
    return target, iterated


def roots(target: ast.expr, own: Container[str]) -> list[str]:
    """Return the variables that an assignment to a target binds or changes."""
    if isinstance(target, ast.Tuple | ast.List):
        return [name for one in target.elts for name in roots(one, own)]
    if isinstance(target, ast.Starred):
        return roots(target.value, own)
    return [name for name, _ in flows(target, own)]


def captures(pattern: ast.pattern) -> list[str]:
    """Return the variables that a `case` pattern binds."""
    found = []
    for inner in walk(pattern):
        name = getattr(inner, "rest" if isinstance(inner, ast.MatchMapping) else "name", None)
        if isinstance(name, str):
            found.append(name)
    return found


def pairs(target: ast.Tuple | ast.List, value: ast.expr) -> bool:
    """Whether the items on the right side of `=` are assigned to the targets on the left one by one."""
    same = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts)
    return same and not any(isinstance(one, ast.Starred) for one in (*target.elts, *getattr(value, "elts", ())))


def lists_in(statement: ast.AST) -> list[str]:
    """Return the attributes to which a statement of a class assigns a list, a dict, a set, a tuple or a variable."""
    value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
    if not isinstance(value, ast.List | ast.Dict | ast.Set | ast.Tuple | ast.Name):
        return []
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return [one.id for one in targets if isinstance(one, ast.Name)]
