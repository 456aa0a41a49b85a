"""Values that depend on the dialect: which one holds where."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Mapping

from migralint.evaluation.names import same
from migralint.evaluation.symbols import (  # fmt: skip
    DIALECT_NAME,
    ByDialect,
    Ddl,
    DialectTest,
    Item,
    LocalFunction,
    Method,
    NamedType,
    Narrowing,
    Sql,
    Statement,
    Table,
)
from migralint.evaluation.values import Binding, Imported
from migralint.loading.operations.foreign_code import may_be
from migralint.loading.operations.guards import among, narrowed

_MOST = 24
"""Choices; a value with more of them is not followed."""
_KNOWN = (str, int, Sql, Statement, Ddl, Item, NamedType, Table, LocalFunction, Imported, Method, list, tuple, dict)
_CHOSEN = (str, Sql, Statement, Ddl, ByDialect, list, tuple, dict, type(None))
"""What a variable may hold after a condition that chooses it by the dialect."""


def looked_up(container: object, key: object, otherwise: object = None) -> object:
    """What `container[key]` or `container.get(key, otherwise)` gives where the evaluator does not know it; None if
    nobody does."""
    if not isinstance(container, dict | list | tuple):
        return None
    if key is DIALECT_NAME and isinstance(container, dict) and all(isinstance(one, str) for one in container):
        return _of_dialects(container, otherwise)
    values = [*(container.values() if isinstance(container, dict) else container)]
    return may_be([*values, otherwise])


def is_looked_up(callee: ast.expr, names: Mapping[str, Binding]) -> bool:
    """Whether a function that is called comes out of a dict or a list, so that its name says nothing."""
    if isinstance(callee, ast.Name):
        held = names.get(callee.id)
        if held is None or held.node is None:
            return False
        callee = held.node
    if isinstance(callee, ast.Call):
        return isinstance(callee.func, ast.Attribute) and callee.func.attr == "get"
    return isinstance(callee, ast.Subscript)


def _of_dialects(values: Mapping[str, object], otherwise: object) -> ByDialect | None:
    choices: list[tuple[Narrowing, object]] = [(among([name]).yes, value) for name, value in values.items()]
    if otherwise is not None:
        choices.append((among(values).no, otherwise))
    return ByDialect(tuple(choices)) if len(choices) <= _MOST else None


def chosen(test: DialectTest, yes: object, no: object) -> object:
    """What stands for `yes` where a test of the dialect holds, and for `no` where it does not; None if that does not
    help."""
    if same(yes, no):
        return yes
    choices = [*_within(test.yes, yes), *_within(test.no, no)]
    if len(choices) > _MOST or not any(isinstance(one, _KNOWN) for _, one in choices):
        return None
    return ByDialect(tuple(choices))


def either(test: DialectTest, way: ChainMap[str, Binding], other: ChainMap[str, Binding]) -> dict[str, Binding]:
    """The variables to which the branches of such a test give values that are known, each with what it holds then."""
    found: dict[str, Binding] = {}
    for name in dict.fromkeys((*way.maps[0], *other.maps[0])):
        first, second = way.get(name), other.get(name)
        if first is None or second is None or same(first.value, second.value):
            continue
        if isinstance(first.value, _CHOSEN) and isinstance(second.value, _CHOSEN):
            made = chosen(test, first.value, second.value)
            if made is not None:
                found[name] = Binding(made)
    return found


def _within(by: Narrowing, value: object) -> list[tuple[Narrowing, object]]:
    if not isinstance(value, ByDialect):
        return [(by, value)]
    return [(narrowed(inner.only, inner.without, by), one) for inner, one in value.choices]


def as_function(node: ast.Lambda) -> ast.FunctionDef:
    """A lambda as a function with a name."""
    made = ast.parse("def _(): pass").body[0]
    assert isinstance(made, ast.FunctionDef)
    made.args = node.args
    made.body = [ast.copy_location(ast.Return(node.body), node.body)]
    return ast.copy_location(made, node)
