"""Reads text that is built at run time: its known parts, with a mark for each hole, and which holes are data."""

from __future__ import annotations

import ast
import re
from collections import ChainMap

from migralint.evaluation.expressions import Evaluator
from migralint.evaluation.symbols import Pattern, Sql
from migralint.evaluation.value_size import MOST_CHARACTERS
from migralint.evaluation.values import Binding, Unknown
from migralint.history.expression import dotted_name
from migralint.history.operation import HOLE
from migralint.loading.operations.held.outside_text import OutsideText
from migralint.loading.operations.loops import bound, rounds
from migralint.loading.operations.name_layers import Names
from migralint.loading.operations.texts.formats import braces, formatted, percent, substituted
from migralint.source.text import SourceFile

_DEEPEST_TEXT = 30
_QUOTED = re.compile(r"\b(?:quoted_name|literal_column|preparer|quote|identifier_preparer|quote_identifier)\b")
_TEXT_METHODS = frozenset({"strip", "lstrip", "rstrip", "bindparams", "columns", "execution_options", "removesuffix"})
"""Methods of str and of `sa.text(…)` that change the SQL little or not at all."""
_CASES = {"upper": str.upper, "lower": str.lower, "casefold": str.casefold}
_MOST_REPEATED = 1000


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
        if len(text) <= MOST_CHARACTERS and text.strip(HOLE + " \n\t"):
            return text
        self.data.clear()
        return ""

    def has_text(self, value: object) -> bool:
        """Whether a value of a variable is text with holes."""
        return id(value) in self._kept

    def known(self, node: ast.expr, names: Names) -> str | None:
        """Text that is known as a whole; None if a part of it is not, or if it is no text."""
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            first = first.left
        if isinstance(node, ast.BinOp) and not isinstance(self._evaluator.evaluate(first, names), str):
            return None
        text = self.read(node, names)
        self.data.clear()
        return text if text and HOLE not in text else None

    def remembered(self, node: ast.expr, names: Names) -> Unknown | None:
        """A value that stands for text with holes; None if nothing of it is known."""
        text = self.read(node, names)
        value = Unknown("a part of it is not known")
        if text:
            self._kept[id(value)] = (value, text, tuple(self.data))
        self.data.clear()
        return value if text else None

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
            return self._formatted_value(node, names, depth)
        if isinstance(node, ast.BinOp) and isinstance(self._evaluator.evaluate(node.left, names), int | float):
            return HOLE  # a computation
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._with_holes(node.left, names, depth + 1) + self._with_holes(node.right, names, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return percent(self._with_holes(node.left, names, depth + 1), self._formatted(node.right, names))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            times = self._evaluator.evaluate(node.right, names)
            text = self._with_holes(node.left, names, depth + 1)
            known = isinstance(times, int) and times < _MOST_REPEATED and len(text) < _MOST_REPEATED
            return text * times if isinstance(times, int) and known else HOLE
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
            return braces(self._with_holes(callee.value, names, depth + 1), self._given(node, names, depth))
        if isinstance(callee, ast.Attribute) and name == "format_map" and len(node.args) == 1:
            return braces(self._with_holes(callee.value, names, depth + 1), self._mapping(node.args[0], names, depth))
        if isinstance(callee, ast.Attribute) and name in ("substitute", "safe_substitute"):
            pattern = self._pattern(callee.value, names)
            given = self._mapping(node.args[0], names, depth) if node.args else {}
            given |= self._given(node, names, depth)
            return self._hole(node) if pattern is None else substituted(pattern, given)
        if isinstance(callee, ast.Attribute) and name in _CASES and not node.args:
            return _CASES[name](self._with_holes(callee.value, names, depth + 1))
        if isinstance(callee, ast.Attribute) and name == "replace" and len(node.args) >= 2:
            old = self._evaluator.evaluate(node.args[0], names)
            text, new = (
                self._with_holes(callee.value, names, depth + 1),
                self._with_holes(node.args[1], names, depth + 1),
            )
            return text.replace(old, new) if isinstance(old, str) else self._hole(node)
        if name == "join" and isinstance(callee, ast.Attribute) and node.args:
            between, items = self._evaluator.evaluate(callee.value, names), self._items(node.args[0], names, depth)
            if isinstance(between, str) and items is not None:
                return between.join(items)
        if isinstance(callee, ast.Attribute) and name in _TEXT_METHODS:
            return self._with_holes(callee.value, names, depth + 1)
        if name in ("text", "DDL", "dedent", "cleandoc", "str", "f") and node.args:
            return self._with_holes(node.args[0], names, depth + 1)
        return self._hole(node)

    def _items(self, node: ast.expr, names: Names, depth: int) -> list[str] | None:
        """The texts that a list, a variable that holds one, or a comprehension over literals gives; None if their
        number is not known."""
        if isinstance(node, ast.List | ast.Tuple):
            if any(isinstance(one, ast.Starred) for one in node.elts):
                return None
            return [self._with_holes(one, names, depth + 1) for one in node.elts]
        if isinstance(node, ast.ListComp | ast.GeneratorExp) and len(node.generators) == 1:
            generator = node.generators[0]
            known = None if generator.ifs else rounds(generator.iter, names, self._evaluator.evaluate)
            variables = [bound(generator.target, *one) for one in known or ()]
            if known is None or any(one is None for one in variables):
                return None
            return [self._with_holes(node.elt, ChainMap(dict(one or {}), names), depth + 1) for one in variables]
        value = self._evaluator.evaluate(node, names)
        if isinstance(value, list | tuple):
            return [self._text_of(one) for one in value]
        return None

    def _text_of(self, value: object) -> str:
        if isinstance(value, Sql):
            return value.text
        if isinstance(value, str | int):
            return str(value)
        if isinstance(value, Unknown) and id(value) in self._kept:
            _, text, data = self._kept[id(value)]
            self.data += data
            return text
        return HOLE

    def _formatted_value(self, node: ast.FormattedValue, names: Names, depth: int) -> str:
        text = self._with_holes(node.value, names, depth + 1)
        if node.conversion not in (-1, ord("s")):
            value = self._evaluator.evaluate(node.value, names)
            text = repr(value) if isinstance(value, str | int) else HOLE
        if node.format_spec is None:
            return text
        spec = self._evaluator.evaluate(node.format_spec, names)
        return formatted(text, spec) if isinstance(spec, str) else HOLE

    def _pattern(self, node: ast.expr, names: Names) -> str | None:
        """The text of a `string.Template`."""
        value = self._evaluator.evaluate(node, names)
        if isinstance(value, Pattern):
            return value.text
        if isinstance(node, ast.Call) and len(node.args) == 1 and dotted_name(node.func).endswith("Template"):
            return self._with_holes(node.args[0], names, 1)
        return None

    def _given(self, node: ast.Call, names: Names, depth: int) -> dict[str | int, str]:
        """The arguments of `format()` by their positions and names; of `*` and `**` those that are known."""
        given: dict[str | int, str] = {}
        texts: list[str] = []
        for one in node.args:
            if not isinstance(one, ast.Starred):
                texts.append(self._with_holes(one, names, depth + 1))
                continue
            items = self._items(one.value, names, depth)
            if items is None:
                self._with_holes(one.value, names, depth + 1)
                break  # nobody knows at which position the next one stands
            texts += items
        given |= dict(enumerate(texts))
        for keyword in node.keywords:
            if keyword.arg is None:
                given |= self._mapping(keyword.value, names, depth)
            else:
                given[keyword.arg] = self._with_holes(keyword.value, names, depth + 1)
        return given

    def _mapping(self, node: ast.expr, names: Names, depth: int) -> dict[str | int, str]:
        """The texts of a dict, or of a variable that holds one, by their keys; those that are not known are missing."""
        if isinstance(node, ast.Dict):
            given: dict[str | int, str] = {}
            for key, inner in zip(node.keys, node.values, strict=True):
                if key is None:
                    known = isinstance(self._evaluator.evaluate(inner, names), dict)
                    given = given | self._mapping(inner, names, depth) if known else {}
                elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                    given[key.value] = self._with_holes(inner, names, depth + 1)
                else:
                    return {}  # it may be any of the others
            return given
        value = self._evaluator.evaluate(node, names)
        if isinstance(value, dict):
            return {key: self._text_of(item) for key, item in value.items() if isinstance(key, str)}
        self._hole(node)
        return {}

    def _formatted(self, node: ast.expr, names: Names) -> dict[str | int, str]:
        if isinstance(node, ast.Dict):
            return self._mapping(node, names, 1)
        if isinstance(node, ast.Tuple):
            items = self._items(node, names, 1)
            return dict(enumerate(items or ()))
        value = self._evaluator.evaluate(node, names)
        if isinstance(value, dict):
            return self._mapping(node, names, 1)
        if isinstance(value, tuple):
            return dict(enumerate(map(self._text_of, value)))
        return {0: self._with_holes(node, names, 1)}

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
