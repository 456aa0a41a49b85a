"""The code of a module that runs at import, as far as names show."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Literal, NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef


Scope = Literal["module", "class", "function"]
"""The kind of name space in which code binds its names."""


class ImportTimeCode(NamedTuple):
    """One node of code that may run on import."""

    node: ast.AST
    scope: Scope
    function: str
    """The function or class that contains it, empty at the top level."""


class ReachedCode:
    """The nodes that may run on import, and the parent of each."""

    def __init__(self, tree: ast.Module) -> None:
        """A function counts as run if code that runs names it, also in a string; decorated functions and methods always
        count."""
        self.nodes: list[ImportTimeCode] = []
        """The nodes, in no particular order."""
        self.used: dict[str, int] = {}
        """Names that are read, each with its first line."""
        self._parents: dict[int, ast.AST] = {}
        self._waiting: dict[str, list[Function]] = {}
        self._stack: list[ImportTimeCode] = [ImportTimeCode(tree, "module", "")]
        while self._stack:
            self._visit(self._stack.pop())

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The parent of `node`; None for the module."""
        return self._parents.get(id(node))

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """All ancestors of `node`, the nearest first."""
        current = self.parent(node)
        while current is not None:
            yield current
            current = self.parent(current)

    def _visit(self, reached: ImportTimeCode) -> None:
        self.nodes.append(reached)
        node, scope, function = reached
        if isinstance(node, Function):
            for outer in (*node.decorator_list, node.args, *([node.returns] if node.returns else [])):
                self._push(outer, node, scope, function)
            if node.decorator_list or scope == "class" or node.name in self.used:
                self._enter(node)
            else:
                self._waiting.setdefault(node.name, []).append(node)
            return
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            self._use(node.id, node.lineno)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            self._use(node.value, node.lineno)  # `globals()["function"]`
        if isinstance(node, ast.ClassDef):
            for child in ast.iter_child_nodes(node):
                body = isinstance(child, ast.stmt)
                self._push(child, node, "class" if body else scope, node.name if body else function)
            return
        if isinstance(node, ast.Lambda):
            self._push(node.args, node, scope, function)
            self._push(node.body, node, "function", function)
            return
        for child in ast.iter_child_nodes(node):
            self._push(child, node, scope, function)

    def _use(self, name: str, line: int) -> None:
        self.used.setdefault(name, line)
        for waiting in self._waiting.pop(name, ()):
            self._enter(waiting)

    def _enter(self, function: Function) -> None:
        for statement in function.body:
            self._push(statement, function, "function", function.name)

    def _push(self, node: ast.AST, parent: ast.AST, scope: Scope, function: str) -> None:
        if not isinstance(node, ast.expr_context):
            self._parents[id(node)] = parent
            self._stack.append(ImportTimeCode(node, scope, function))
