"""Evaluates lists, dicts and comprehensions whose items are calls or functions, and what is looked up in them."""

from __future__ import annotations

import ast
from collections import ChainMap

from migralint.evaluation.nodes import walk
from migralint.evaluation.symbols import LocalFunction
from migralint.evaluation.values import Binding, Unknown
from migralint.loading.operations.chosen.by_dialect import as_function, looked_up
from migralint.loading.operations.foreign_code import FOREIGN, is_powerful, may_be
from migralint.loading.operations.held.changing import is_given_twice
from migralint.loading.operations.loops import bound, rounds
from migralint.loading.operations.name_layers import Names
from migralint.loading.operations.recording import Recorder

MOST_ROUNDS = 60
"""A comprehension over more items is read once."""
_MADE = (
    *(ast.Name, ast.Attribute, ast.Call, ast.BinOp, ast.JoinedStr, ast.List, ast.Tuple, ast.Dict, ast.ListComp),
    *(ast.GeneratorExp, ast.IfExp),
)
"""Expressions that are no literals, and may be known all the same."""
_MOST_ITEMS = 400
_UNSETTLED = (Unknown, list, tuple, dict)
"""What the evaluator gives for an item of which this reader may know more."""


class ContainerReader(Recorder):
    """Knows more of the items than the evaluator does; `value` knows it of each."""

    def value(self, node: ast.expr, names: Names) -> object:
        """What an expression gives; the operations in it are recorded."""
        raise NotImplementedError

    def _search(self, node: ast.AST, names: Names) -> None:
        raise NotImplementedError

    def plainly(self, node: ast.expr, names: Names) -> object:
        """Return the value of an expression without looking for operations in it."""
        return self._evaluator.evaluate(node, names)

    def silently(self, node: ast.expr, names: Names) -> object:
        """Return the value of an expression whose operations are already recorded."""
        recorded = len(self.rows)
        value = self.value(node, names)
        del self.rows[recorded:]
        return value

    def _subscript(self, node: ast.Subscript, names: Names) -> object:
        owner = self._looked_in(node.value, names)
        item = self.plainly(node, names)
        key = self.value(node.slice, names)
        if not isinstance(item, Unknown):
            return item
        if isinstance(key, str | int) and isinstance(owner, dict | list | tuple):  # what the evaluator does not make
            try:
                return owner[key]  # type: ignore[index]
            except (LookupError, TypeError):
                return item
        found = looked_up(owner, key)
        return found or (FOREIGN if owner is FOREIGN or is_powerful(owner) else item)

    def _looked_in(self, node: ast.expr, names: Names) -> object:
        """What something is looked up in: of a dict in its place the functions run only where they are called."""
        if not isinstance(node, ast.Dict):
            return self.value(node, names)
        return self.functions_of(node, names)

    def functions_of(self, node: ast.Dict, names: Names) -> object:
        """A dict with its lambdas as functions, which do nothing before they are called."""
        for part in (*node.keys, *node.values):
            if part is not None and not isinstance(part, ast.Lambda) and self.is_interesting(part):
                self._search(part, names)
        return self.filled(node, self._evaluator.evaluate(node, names), names, lambdas=True)

    def _collected(self, node: ast.expr, names: Names) -> object:
        """What a list, a comprehension or the like gives, whose items may be calls."""
        interesting = self.is_interesting(node)
        if interesting and isinstance(node, ast.Tuple | ast.List):
            items = [self.value(one, names) for one in node.elts]
            return items if isinstance(node, ast.List) else tuple(items)
        if interesting:
            self._search(node, names)
        if isinstance(node, ast.ListComp | ast.GeneratorExp):
            made = self._comprehended(node, names)
            if made is not None:
                return made
        return self.filled(node, self._evaluator.evaluate(node, names), names)

    def filled(self, node: ast.expr, value: object, names: Names, *, lambdas: bool = False) -> object:
        """A literal list, tuple or dict with those items that the evaluator does not know, and this reader does."""
        if not _has_unknown(value):
            return value
        if isinstance(node, ast.List | ast.Tuple) and isinstance(value, list | tuple) and len(value) == len(node.elts):
            items = [
                self.silently(part, names) if isinstance(one, _UNSETTLED) and isinstance(part, _MADE) else one
                for one, part in zip(value, node.elts, strict=True)
            ]
            return items if isinstance(node, ast.List) else tuple(items)
        if isinstance(node, ast.Dict) and isinstance(value, dict) and len(value) == len(node.keys):
            filled: dict[object, object] = {}
            for (key, one), part in zip(value.items(), node.values, strict=True):
                if lambdas and isinstance(part, ast.Lambda):
                    one = self.function_of(part, names)
                elif isinstance(one, _UNSETTLED) and isinstance(part, _MADE):
                    one = self.silently(part, names)
                filled[key] = one
            return filled
        return value

    def function_of(self, node: ast.Lambda, names: Names) -> LocalFunction:
        """A lambda as a function of the file."""
        return LocalFunction(as_function(node), dict(self._seen_later(node.body, names)))

    def _comprehended(self, node: ast.ListComp | ast.GeneratorExp, names: Names) -> list[object] | None:
        """The items that a comprehension over literals makes; None if it is another one."""
        generator = node.generators[0]
        if len(node.generators) > 1 or generator.ifs:
            return None
        known = rounds(generator.iter, names, self.silently)
        if known is None or len(known) > MOST_ROUNDS:
            return None
        made: list[object] = []
        for one in known:
            variables = bound(generator.target, *one)
            if variables is None:
                return None
            inner: Names = ChainMap(variables, names)
            value = self.silently(node.elt, inner)
            if isinstance(value, Unknown) and value is not FOREIGN:
                value = self.texts.remembered(node.elt, inner) or value
            made.append(value)
        return made

    def _seen_later(self, body: ast.expr, names: Names) -> Names:
        """What the names hold in the body of a lambda, which runs later."""
        inner: Names = ChainMap({}, names)
        for one in walk(body):
            if isinstance(one, ast.Name) and is_given_twice(one.id, self._source.data):
                held = inner.get(one.id)
                meant = may_be([held.value]) if held is not None else None
                inner[one.id] = Binding(meant or Unknown("it may hold something else when that runs"))
        return inner


def _has_unknown(value: object) -> bool:
    """Whether a list, tuple or dict of moderate size holds something, at any depth, that is not known."""
    if not isinstance(value, list | tuple | dict) or len(value) > _MOST_ITEMS:
        return isinstance(value, Unknown)
    return any(map(_has_unknown, value.values() if isinstance(value, dict) else value))
