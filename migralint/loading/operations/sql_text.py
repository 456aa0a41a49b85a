"""Reads text that is built at run time: its known parts, with a mark for each hole, and which holes are data."""

from __future__ import annotations

import ast
import re

from migralint.evaluation.expressions import Evaluator
from migralint.evaluation.symbols import Sql
from migralint.evaluation.values import Binding, Unknown
from migralint.history.operation import HOLE
from migralint.loading.operations.held.outside import OutsideText
from migralint.loading.operations.name_layers import Names
from migralint.source.text import SourceFile

_DEEPEST_TEXT = 30
_QUOTED = re.compile(r"\b(?:quoted_name|literal_column|preparer|quote|identifier_preparer|quote_identifier)\b")
_TEXT_METHODS = frozenset({"strip", "lstrip", "rstrip", "bindparams", "columns", "execution_options", "removesuffix"})
"""Methods of str and of `sa.text(…)` that change the SQL little or not at all."""
_PERCENT = re.compile(r"%%|%(?:\((?P<key>[^)]*)\))?[-#0 +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>\w*)[^{}]*\}")


class TextReader:
    """Reads text with holes, and keeps the text of variables."""

    def __init__(self, source: SourceFile, evaluator: Evaluator) -> None:
        self._source = source
        self._evaluator = evaluator
        self.row_names: set[str] = set()
        """Variables that hold rows of a query."""
        self.outside: OutsideText | None = None
        self.data: list[str] = []
        """The source texts of those holes of the last read text that are data."""
        self.from_outside: set[str] = set()
        """The source texts of those holes, of any text so far, that are text from outside."""
        self._kept: dict[int, tuple[object, str, tuple[str, ...]]] = {}
        """For variables with such a text, by `id()` of the value: the value, the text, and the holes that are data."""

    def read(self, node: ast.expr, names: Names) -> str:
        """Return a text with `HOLE` for each unknown part; empty if no part is known."""
        self.data.clear()
        text = self._with_holes(node, names, 0)
        if text.strip(HOLE + " \n\t"):
            return text
        self.data.clear()
        return ""

    def keep(self, name: str, node: ast.expr, names: Names) -> None:
        """Keep the text with holes of a variable, until this branch, or one that joins it, assigns another value."""
        if text := self.read(node, names):
            self.put(name, text, names)
        self.data.clear()

    def put(self, name: str, text: str, names: Names) -> None:
        """Keep the text that was read last as the text of a variable."""
        value = Unknown("a part of it is not known")
        names[name] = Binding(value, names[name].node)
        self._kept[id(value)] = (value, text, tuple(self.data))
        self.data.clear()

    def has_text(self, value: object) -> bool:
        """Whether a value of a variable is text with holes."""
        return id(value) in self._kept

    def _with_holes(self, node: ast.expr, names: Names, depth: int) -> str:
        value = self._evaluator.evaluate(node, names)
        if isinstance(value, Sql):
            return value.text
        if isinstance(value, str | int):
            return str(value)
        if depth > _DEEPEST_TEXT:
            return self._hole(node)
        if isinstance(node, ast.JoinedStr):
            return "".join(self._with_holes(part, names, depth + 1) for part in node.values)
        if isinstance(node, ast.FormattedValue):
            return self._with_holes(node.value, names, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._with_holes(node.left, names, depth + 1) + self._with_holes(node.right, names, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return _percent(self._with_holes(node.left, names, depth + 1), self._formatted(node.right, names))
        if isinstance(node, ast.Call):
            return self._called_text(node, names, depth)
        if isinstance(node, ast.Name) and isinstance(value, Unknown) and id(value) in self._kept:
            _, text, data = self._kept[id(value)]
            self.data += data
            return text
        return self._hole(node)

    def _called_text(self, node: ast.Call, names: Names, depth: int) -> str:
        callee = node.func
        name = callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")
        if isinstance(callee, ast.Attribute) and name == "format":
            text = self._with_holes(callee.value, names, depth + 1)
            given: dict[str | int, str] = {
                index: self._with_holes(one, names, depth + 1) for index, one in enumerate(node.args)
            }
            for one in node.keywords:  # the keys of `**` are unknown
                given[one.arg or "**"] = self._with_holes(one.value, names, depth + 1)
            return _braces(text, given)
        if isinstance(callee, ast.Attribute) and name == "replace" and len(node.args) >= 2:
            old = self._evaluator.evaluate(node.args[0], names)
            text, new = (
                self._with_holes(callee.value, names, depth + 1),
                self._with_holes(node.args[1], names, depth + 1),
            )
            return text.replace(old, new) if isinstance(old, str) else self._hole(node)
        if name == "join" and isinstance(callee, ast.Attribute) and node.args:
            between, items = self._evaluator.evaluate(callee.value, names), node.args[0]
            if isinstance(between, str) and isinstance(items, ast.List | ast.Tuple):
                return between.join([self._with_holes(one, names, depth + 1) for one in items.elts])
        if isinstance(callee, ast.Attribute) and name in _TEXT_METHODS:
            return self._with_holes(callee.value, names, depth + 1)
        if name in ("text", "DDL", "dedent", "cleandoc", "str", "f") and node.args:
            return self._with_holes(node.args[0], names, depth + 1)
        return self._hole(node)

    def _formatted(self, node: ast.expr, names: Names) -> dict[str | int, str]:
        if isinstance(node, ast.Dict):
            return {
                key.value: self._with_holes(value, names, 1)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
        items = node.elts if isinstance(node, ast.Tuple) else [node]
        return {index: self._with_holes(item, names, 1) for index, item in enumerate(items)}

    def _hole(self, node: ast.expr) -> str:
        if self._is_data(node):
            text = self._source.segment(node)
            self.data.append(text)
            if self.is_outside(node):
                self.from_outside.add(text)
        return HOLE

    def is_outside(self, node: ast.expr) -> bool:
        """Whether an expression is text from outside."""
        return self.outside is not None and self.outside.gives(node)

    def _is_data(self, node: ast.expr) -> bool:
        """Whether a part of a text is data rather than code: from a row, the environment or the command line."""
        root: ast.expr = node
        while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
            root = root.func if isinstance(root, ast.Call) else root.value
        of_row = isinstance(root, ast.Name) and root.id in self.row_names
        return (of_row or self.is_outside(node)) and _QUOTED.search(self._source.segment(node)) is None


def _percent(text: str, given: dict[str | int, str]) -> str:
    position = iter(range(len(text)))

    def one(match: re.Match[str]) -> str:
        if match.group() == "%%":
            return "%"
        key: str | int = match.group("key") if match.group("key") is not None else next(position)
        return given.get(key, HOLE)

    return _PERCENT.sub(one, text)


def _braces(text: str, given: dict[str | int, str]) -> str:
    position = iter(range(len(text)))

    def one(match: re.Match[str]) -> str:
        if match.group() in ("{{", "}}"):
            return match.group()[0]
        key = match.group("key")
        return given.get(int(key) if key.isdigit() else key or next(position), HOLE)

    return _BRACES.sub(one, text)
