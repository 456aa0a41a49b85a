"""Whether all tables of a MetaData are known: nothing in the file may give it others unseen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migralint.evaluation.classes import stored_names
from migralint.evaluation.nodes import walk

_ONLY_USE = frozenset({"create_all", "drop_all"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
Place = tuple[int, int]


def tables_of(tree: ast.AST, name: str, made: Place) -> set[Place] | None:
    """Where the file gives tables to the MetaData that a variable holds: the places of the calls of `Table`.

    None if something else is done with it than that and `create_all()`. `made`: the place of the call of `MetaData`.
    """
    found: set[Place] = set()
    for scope in _scopes(tree):
        if not any(_place(one) == made for one in _nodes(scope) if isinstance(one, ast.Call)):
            continue
        if not _visit(scope, name, found):
            return None
    return found


def _visit(scope: ast.AST, name: str, found: set[Place]) -> bool:
    known: set[int] = set()
    uses: list[ast.Name] = []
    stored = 0
    for node in _nodes(scope):
        if isinstance(node, ast.Name) and node.id == name:
            uses.append(node)
            stored += isinstance(node.ctx, ast.Store)
        elif isinstance(node, ast.Attribute) and node.attr in _ONLY_USE:
            known.add(id(node.value))
        elif isinstance(node, ast.Call) and _name(node.func) == "Table":
            given = node.args[1] if len(node.args) > 1 else _keyword(node, "metadata")
            if isinstance(given, ast.Name) and given.id == name:
                known.add(id(given))
                found.add(_place(node))
        elif isinstance(node, _SCOPES) and name not in _bound(node) and not _visit(node, name, found):
            return False
    return stored <= 1 and all(id(one) in known or isinstance(one.ctx, ast.Store) for one in uses)


def _scopes(tree: ast.AST) -> Iterator[ast.AST]:
    yield tree
    yield from (node for node in walk(tree) if isinstance(node, _SCOPES))


def _nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope; of functions inside of it, the functions alone."""
    waiting = [*ast.iter_child_nodes(scope)]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


def _bound(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """The names that a function itself binds."""
    given = node.args
    rest = [one for one in (given.vararg, given.kwarg) if one is not None]
    names = {one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs, *rest)}
    return names if isinstance(node, ast.Lambda) else names | {*stored_names(node.body)}


def _name(callee: ast.expr) -> str:
    return callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")


def _keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in node.keywords if one.arg == name), None)


def _place(node: ast.expr) -> Place:
    return node.lineno, node.col_offset
