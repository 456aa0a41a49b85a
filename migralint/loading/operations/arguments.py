"""Reads the arguments of a call: literals as values, anything else as source text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import cast

from migralint.evaluation.expressions import Evaluator
from migralint.evaluation.symbols import DialectTest, LocalFunction, Mark
from migralint.evaluation.values import Binding, Imported, SetItems
from migralint.loading.operations.name_layers import Names
from migralint.source.text import SourceFile

_DEEPEST = 30


class ArgumentReader:
    """Evaluates arguments, through variables and through helpers that only return a call."""

    def __init__(self, source: SourceFile, evaluator: Evaluator) -> None:
        self._source = source
        self._evaluator = evaluator
        self._followed = 0
        self.conventional: list[str] = []
        """The names inside `op.f()` in the arguments of the call that was read last."""

    def spread(self, nodes: Iterable[ast.expr], names: Names) -> Iterator[object]:
        """Yield the positional arguments; a starred literal yields its items one by one."""
        for node in nodes:
            given = self.literal(node.value if isinstance(node, ast.Starred) else node, names)
            if isinstance(node, ast.Starred) and isinstance(given, tuple | list):
                yield from given
            elif isinstance(node, ast.Starred):
                yield frozenset((self._source.segment(node),))
            else:
                yield given

    def keywords(self, node: ast.Call, names: Names) -> dict[str, object]:
        """Return the keyword arguments by name; those of `**` by their own names if known, otherwise by "**"."""
        found: dict[str, object] = {}
        for keyword in node.keywords:
            value = self.literal(keyword.value, names) if keyword.arg is not None else self._unpacked(keyword, names)
            if keyword.arg is None and isinstance(value, dict) and all(isinstance(key, str) for key in value):
                found.update(value)
            else:
                found[keyword.arg or "**"] = value
        return found

    def _unpacked(self, keyword: ast.keyword, names: Names) -> object:
        """Return the value that `**` unpacks, with the values of a dict (also one in a variable) read as arguments."""
        node = keyword.value
        held = names.get(node.id) if isinstance(node, ast.Name) else None
        made = held.node if held is not None and held.node is not None else node
        if isinstance(made, ast.Dict) and all(
            isinstance(key, ast.Constant) and isinstance(key.value, str) for key in made.keys
        ):
            pairs = zip(made.keys, made.values, strict=True)
            return {cast(ast.Constant, key).value: self.literal(value, names) for key, value in pairs}
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id == "dict" and not made.args:
            return self.keywords(made, names)
        return self.literal(node, names)

    def literal(self, node: ast.expr, names: Names) -> object:
        """Return an argument in the form that a row contains."""
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
                    self.conventional.append(name)
                return name
            made = self._returned(node, names)
            return made if made is not None else self._call_parts(node, names)
        value = self._evaluator.evaluate(node, names)
        if _is_plain(value):
            return value
        if isinstance(node, ast.Name):
            held = names.get(node.id)
            if held is not None and held.node is not None and held.node is not node and self._followed < _DEEPEST:
                self._followed += 1
                made = self.literal(held.node, names)
                self._followed -= 1
                return made
        return frozenset((self._source.segment(node),))

    def _call_parts(self, node: ast.Call, names: Names) -> object:
        """Return a call and its parts in the form that a row contains, with the dotted names of imports."""
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
        arguments = tuple(self.spread(node.args, names))
        keywords = self.keywords(node, names)
        return {...: (self._source.segment(node), function, arguments, keywords, receiver)}

    def _returned(self, node: ast.Call, names: Names) -> object:
        """Return the result of a helper of the file that only returns a call: for `column("a")` that of `sa.Column("a",
        …)`.

        None: it is not a call of such a helper.
        """
        held = names.get(node.func.id) if isinstance(node.func, ast.Name) else None
        function = held.value if held is not None else None
        if not isinstance(function, LocalFunction) or self._followed >= _DEEPEST:
            return None
        if function.others or function.or_else:
            return None
        last, arguments = function.node.body[-1], function.node.args
        plain = not (arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs)
        alone = len(function.node.body) - (ast.get_docstring(function.node, clean=False) is not None) == 1
        starred = any(isinstance(one, ast.Starred) for one in node.args) or any(
            one.arg is None for one in node.keywords
        )
        if not (plain and alone and isinstance(last, ast.Return) and isinstance(last.value, ast.Call)) or starred:
            return None
        inner = dict(function.closure)
        defaults = zip(reversed(arguments.args), reversed(arguments.defaults), strict=False)
        given = {one.arg: default for one, default in defaults}
        given |= dict(zip([one.arg for one in arguments.args], node.args, strict=False))
        given |= {one.arg: one.value for one in node.keywords if one.arg is not None}
        for parameter in arguments.args:
            value = given.get(parameter.arg)
            if value is None:
                return None
            inner[parameter.arg] = Binding(self._evaluator.evaluate(value, names), value)
        self._followed += 1
        made = self.literal(last.value, inner)
        self._followed -= 1
        return made


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, str | int | float | bytes | complex):
        return True
    if isinstance(value, dict):
        return all(_is_plain(key) and _is_plain(item) for key, item in value.items())
    if isinstance(value, SetItems | Mark | DialectTest):
        return False
    return isinstance(value, tuple | list) and all(_is_plain(item) for item in value)
