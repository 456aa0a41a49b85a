"""Reads the arguments of calls as a row of an operation holds them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import cast

from migralint.evaluation.symbols import DialectTest, Mark
from migralint.evaluation.values import Imported, SetItems
from migralint.loading.operations.templates import DEEPEST_TEXT, Names, TextReader
from migralint.source.text import SourceFile


class ArgumentReader(TextReader):
    """The literal values of arguments, calls with their parts, and the source of everything else."""

    def __init__(self, source: SourceFile) -> None:
        super().__init__(source)
        self._followed = 0
        """Variables that hold variables."""
        self._conventional: list[str] = []
        """Names that `op.f()` marks as following the naming convention."""

    def _spread(self, nodes: Iterable[ast.expr], names: Names) -> Iterator[object]:
        """Positional arguments; the items of a starred literal one by one."""
        for node in nodes:
            given = self.literal(node.value if isinstance(node, ast.Starred) else node, names)
            if isinstance(node, ast.Starred) and isinstance(given, tuple | list):
                yield from given
            elif isinstance(node, ast.Starred):
                yield frozenset((self._source.segment(node),))
            else:
                yield given

    def _call_parts(self, node: ast.Call, names: Names) -> object:
        """A call with its parts as a row holds it; names that imports bind are written out."""
        callee = node.func
        receiver: object = None
        parts: list[str] = []
        while isinstance(callee, ast.Attribute):
            parts.append(callee.attr)
            callee = callee.value
        if isinstance(callee, ast.Name):
            held = names.get(callee.id)
            root = str(held.value) if held is not None and isinstance(held.value, Imported) else callee.id
            function = ".".join((root, *reversed(parts)))
        elif isinstance(callee, ast.Call) and len(parts) == 1:
            function, receiver = parts[0], self.literal(callee, names)
        else:
            return frozenset((self._source.segment(node),))
        arguments = tuple(self._spread(node.args, names))
        keywords = {keyword.arg or "**": self.literal(keyword.value, names) for keyword in node.keywords}
        return {...: (self._source.segment(node), function, arguments, keywords, receiver)}

    def literal(self, node: ast.expr, names: Names) -> object:
        """An argument as a row holds it."""
        kind = type(node)
        if kind is ast.Constant:
            return cast(ast.Constant, node).value
        if isinstance(node, ast.List):
            return [self.literal(item, names) for item in node.elts]
        if isinstance(node, ast.Tuple):
            return tuple([self.literal(item, names) for item in node.elts])
        if isinstance(node, ast.Call):
            if node.args and isinstance(node.func, ast.Attribute) and node.func.attr == "f":
                name = self.literal(node.args[0], names)
                if isinstance(name, str):
                    self._conventional.append(name)
                return name
            return self._call_parts(node, names)
        value = self._evaluator.evaluate(node, names)
        if _is_plain(value):
            return value
        if isinstance(node, ast.Name):
            held = names.get(node.id)
            if held is not None and held.node is not None and held.node is not node and self._followed < DEEPEST_TEXT:
                self._followed += 1
                made = self.literal(held.node, names)
                self._followed -= 1
                return made
        return frozenset((self._source.segment(node),))


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, str | int | float | bytes | complex):
        return True
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    if isinstance(value, SetItems | Mark | DialectTest):
        return False
    return isinstance(value, tuple | list) and all(_is_plain(item) for item in value)
