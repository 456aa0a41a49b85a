"""Finds the functions of a module, and the names and ways by which other code reaches them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migralint.evaluation.classes import stored_names
from migralint.evaluation.nodes import walk
from migralint.evaluation.values import Binding, Imported, Unknown
from migralint.loading.operations.directives import DIRECTIVES
from migralint.loading.operations.foreign_code import OP_NAMES, OP_TYPES, is_foreign
from migralint.loading.operations.name_layers import Names

Functions = dict[str, ast.FunctionDef | ast.AsyncFunctionDef]
"""Functions by the names that are bound to them."""
_WITHOUT_FUNCTIONS = frozenset({ast.Expr, ast.Import, ast.ImportFrom, ast.AnnAssign, ast.ClassDef})


def top_level_functions(tree: ast.Module) -> Functions:
    found: Functions = {}
    for statement in tree.body:
        if type(statement) in _WITHOUT_FUNCTIONS:
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name):
            for target in statement.targets:
                if isinstance(target, ast.Name) and statement.value.id in found:
                    found[target.id] = found[statement.value.id]
        elif isinstance(statement, ast.If | ast.Try):
            handlers = [one for handler in getattr(statement, "handlers", []) for one in handler.body]
            found.update(top_level_functions(ast.Module([*handlers, *statement.body, *statement.orelse], [])))
    return found


def bind_stars(tree: ast.Module, names: Names) -> None:
    """Bind the names of `from alembic.op import *` (every directive) and `from alembic import *` (`op`)."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module in ("alembic", "alembic.op"):
            for alias in statement.names:
                if alias.name == "*":
                    bound = ("op",) if statement.module == "alembic" else DIRECTIVES
                    for name in bound:
                        parts = ("alembic", "op") if name == "op" else ("alembic", "op", name)
                        names.setdefault(name, Binding(Imported(parts)))


def restore_imports(tree: ast.Module, names: Names) -> None:
    """Restore imported names that a star import of an unread module may have rebound: they may still be `op`."""
    for node in walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = tuple((node.module or "").split(".")) if isinstance(node, ast.ImportFrom) else ()
            for alias in node.names:
                name = alias.asname or (alias.name if module else alias.name.partition(".")[0])
                held = names.get(name)
                if held is not None and isinstance(held.value, Unknown) and name != "*":
                    whole = (*module, alias.name) if module else (alias.name if alias.asname else name).split(".")
                    names[name] = Binding(Imported(tuple(whole), getattr(node, "level", 0)))


def has_foreign_star(tree: ast.Module) -> bool:
    """Whether a star import may bind names of a module that is not read."""
    stars = (one for one in tree.body if isinstance(one, ast.ImportFrom) and one.names[0].name == "*")
    return any(is_foreign(Imported(tuple((one.module or "").split(".")), one.level)) for one in stars)


def definitions(body: list[ast.stmt], name: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function with a name that the top level may define; without control flow, only the last one."""
    found: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            if statement.name == name:
                found = [statement]
        else:
            found += [one for block in _blocks(statement) for one in definitions(block, name)]
    return found


def otherwise_given(body: list[ast.stmt], functions: Functions) -> set[str]:
    """Return the functions whose name may be bound to another object, by another branch or a later line."""
    found: set[str] = set()
    defined: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            defined.add(statement.name)
        elif blocks := _blocks(statement):
            for block in blocks:
                found.update(_given_here(block))
        elif not (isinstance(statement, ast.Assign) and getattr(statement.value, "id", "") in functions):
            found |= defined.intersection(stored_names([statement]))
    return found & functions.keys()


def _given_here(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        if blocks := _blocks(statement):
            for block in blocks:
                yield from _given_here(block)
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from stored_names([statement])


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(statement, ast.Match):
        return [case.body for case in statement.cases]
    if not isinstance(statement, ast.If | ast.Try | ast.TryStar | ast.With | ast.For | ast.While):
        return []
    blocks = [getattr(statement, part, []) for part in ("body", "orelse", "finalbody")]
    return [*blocks, *(handler.body for handler in getattr(statement, "handlers", []))]


def binds(statement: ast.stmt, name: str) -> bool:
    """Whether a top-level statement may bind a name."""
    if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*":
        return True
    return name in stored_names([statement])


def all_parameters(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[ast.arg]:
    rest = [one for one in (node.args.vararg, node.args.kwarg) if one is not None]
    return [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, *rest]


def takes_op(parameter: ast.arg) -> bool:
    """Whether `op` is passed to a parameter, by the parameter's name or annotation."""
    annotation = ast.unparse(parameter.annotation) if parameter.annotation is not None else ""
    return parameter.arg in OP_NAMES or annotation.strip("'\"").rpartition(".")[2] in OP_TYPES


def dispatches_by_name(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function calls others by a computed name, as Alembic's template for several databases does."""
    return any(isinstance(inner, ast.Name) and inner.id in ("globals", "eval") for inner in walk(node))
