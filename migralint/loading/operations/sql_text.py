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
"""Methods of text and of `sa.text(…)` that leave the SQL what it is, or nearly."""
_PERCENT = re.compile(r"%%|%(?:\((?P<key>[^)]*)\))?[-#0 +]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]")
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<key>\w*)[^{}]*\}")


class TextReader:
    """Remembers what variables hold that is text with holes."""

    def __init__(self, source: SourceFile, evaluator: Evaluator) -> None:
        self._source = source
        self._evaluator = evaluator
        self.row_names: set[str] = set()
        """Variables that hold what a query gave."""
        self.outside: OutsideText | None = None
        self.data: list[str] = []
        """The sources of the holes that are data, of the text that was read last."""
        self.from_outside: set[str] = set()
        """Those of the sources of holes, of any text so far, that give text from outside."""
        self._kept: dict[int, tuple[object, str, tuple[str, ...]]] = {}
        """The values of variables that are text with holes, by their identities, each with the text and the holes that
        are data."""

    def read(self, node: ast.expr, names: Names) -> str:
        """Text of which a part is not known, with `HOLE` for each such part; empty if nothing of it is known."""
        self.data.clear()
        text = self._with_holes(node, names, 0)
        if text.strip(HOLE + " \n\t"):
            return text
        self.data.clear()
        return ""

    def keep(self, name: str, node: ast.expr, names: Names) -> None:
        """Remember what a variable holds that is text with holes: until it, or a way that joins this one, gives it
        something else."""
        if text := self.read(node, names):
            self.put(name, text, names)
        self.data.clear()

    def put(self, name: str, text: str, names: Names) -> None:
        """Remember that a variable holds the text that was read last."""
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
            for one in node.keywords:  # of `**` nobody knows which keys it has
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
        """Whether an expression gives text from outside."""
        return self.outside is not None and self.outside.gives(node)

    def _is_data(self, node: ast.expr) -> bool:
        """Whether a part of a text is data rather than code: from a row, the environment, the command line."""
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
