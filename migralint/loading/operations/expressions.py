"""Evaluates expressions for the operations in them: each call is recorded once, in the order of the source."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Callable
from typing import cast

from msgspec.structs import replace

from migralint.evaluation.nodes import walk
from migralint.evaluation.symbols import BIND, CONTEXT, DIALECT, DIALECT_NAME, Batch, DialectTest, LocalFunction, Method
from migralint.evaluation.values import ABSENT, Binding, Imported, SetItems, Unknown
from migralint.loading.operations.chosen.by_dialect import chosen
from migralint.loading.operations.connections import BIND_METHODS, STILL_BIND
from migralint.loading.operations.containers import MOST_ROUNDS, ContainerReader
from migralint.loading.operations.definitions import all_parameters
from migralint.loading.operations.foreign_code import FOREIGN, is_builtin, may_be
from migralint.loading.operations.guards import compared, conjunction, disjunction, inverted
from migralint.loading.operations.loops import bound, rounds
from migralint.loading.operations.name_layers import Names
from migralint.source.text import SourceFile

_TRANSPARENT = (ast.Await, ast.Starred)


class ExpressionReader(ContainerReader):
    """Evaluates expressions; a subclass evaluates calls with `_call`."""

    def __init__(
        self, source: SourceFile, inline: Callable[[LocalFunction, ast.Call | None, Names], object], *, stars: bool
    ) -> None:
        """`inline` reads the body of a function of this file and returns its result; its call is None if other code
        calls the function. `stars`: whether unknown names may come from a star import."""
        super().__init__(source)
        self._inline = inline
        self.has_stars = stars
        self._among_arguments = 0
        """The depth of nested directive arguments.

        Calls inside them create types and values, unless they are passed `op`, a connection or the like.
        """
        self.dispatching = False
        """Whether the functions that `globals()` or `eval()` look up are read in any case."""

    def close(self) -> None:
        """Drop the reference to the reader of functions, which refers to this object."""
        self._inline = _closed
        if self.texts.outside is not None:
            self.texts.outside.close()

    def value(self, node: ast.expr, names: Names) -> object:
        """Return the value of an expression, and record the operations in it."""
        kind = type(node)
        if kind is ast.Constant:
            return cast(ast.Constant, node).value
        if kind is ast.Call:
            return self._call(cast(ast.Call, node), names)
        if kind is ast.Attribute:
            return self._attribute(cast(ast.Attribute, node), names)
        if kind is ast.Name:
            return self._name(cast(ast.Name, node), names)
        if isinstance(node, _TRANSPARENT):
            return self.value(node.value, names)
        if isinstance(node, ast.IfExp):
            test = self.value(node.test, names)
            if isinstance(test, DialectTest) and self.is_interesting(node):
                return self._one_way(node, test, names)
            body, other = self.value(node.body, names), self.value(node.orelse, names)
            made = chosen(test, body, other) if isinstance(test, DialectTest) else None
            return made or may_be([body, other]) or self.plainly(node, names)
        if isinstance(node, ast.BoolOp):
            values = [self.value(one, names) for one in node.values]
            test = conjunction(values) if isinstance(node.op, ast.And) else disjunction(values)
            return test or may_be(values) or self.plainly(node, names)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            test = compared(self._compared(node.left, names), node.ops[0], self._compared(node.comparators[0], names))
            if test is not None:
                return test
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            value = self.value(node.operand, names)
            return inverted(value) if isinstance(value, DialectTest) else Unknown("a condition")
        if isinstance(node, ast.NamedExpr):
            value = self.value(node.value, names)
            names[node.target.id] = Binding(value)
            return value
        if isinstance(node, ast.Subscript):
            return self._subscript(node, names)
        if isinstance(node, ast.BinOp | ast.JoinedStr) and not self.is_interesting(node):
            value = self._evaluator.evaluate(node, names)
            known = self.texts.known(node, names) if isinstance(value, Unknown) else None
            return value if known is None else known
        return self._collected(node, names)

    def _one_way(self, node: ast.IfExp, test: DialectTest, names: Names) -> object:
        outer = self.around
        self.around = self.narrow(test.yes)
        body = self.value(node.body, names)
        self.around = outer
        self.around = self.narrow(test.no)
        other = self.value(node.orelse, names)
        self.around = outer
        return chosen(test, body, other) or may_be([body, other]) or self.plainly(node, names)

    def _compared(self, node: ast.expr, names: Names) -> object:
        """Return one side of a comparison without recording; `value` records it later if it is not a dialect test."""
        recorded = len(self.rows)
        value = self.value(node, names)
        del self.rows[recorded:]
        return tuple(value) if isinstance(value, SetItems | list) else value

    def _name(self, node: ast.Name, names: Names) -> object:
        binding = names.get(node.id)
        if binding is None:
            return FOREIGN if self.has_stars and not is_builtin(node.id) else ABSENT.value
        return self._evaluator.evaluate(node, names)

    def _attribute(self, node: ast.Attribute, names: Names) -> object:
        owner = self.value(node.value, names)
        if owner is CONTEXT and node.attr == "impl":
            return CONTEXT
        if isinstance(owner, Batch) or (owner is BIND and node.attr in BIND_METHODS):
            return Method(owner, node.attr)
        if owner is BIND or owner is CONTEXT:
            if node.attr in ("dialect", "name"):
                return DIALECT if node.attr == "dialect" else DIALECT_NAME
            return BIND if node.attr in STILL_BIND else Unknown("an attribute of a connection")
        if owner is DIALECT:
            return DIALECT_NAME if node.attr == "name" else Unknown("an attribute of a dialect")
        if owner is FOREIGN:
            return FOREIGN
        if type(owner) is Imported:
            return Imported((*owner.parts, node.attr), owner.level)
        return self._evaluator.evaluate(node, names)

    def search_target(self, node: ast.expr, names: Names) -> None:
        """Record the operations inside an assignment target, such as the key of `found[key] = …`."""
        if isinstance(node, ast.Attribute | ast.Subscript) and self.is_interesting(node):
            self.value(node.value, names)
            if isinstance(node, ast.Subscript):
                self.value(node.slice, names)

    def _call(self, node: ast.Call, names: Names) -> object:
        """Return the value of a call, and record it if it is an operation."""
        raise NotImplementedError

    def _arguments(self, node: ast.Call, names: Names) -> list[object]:
        """Return the values of all arguments, positional ones first, and record the operations in them."""
        expressions = [*node.args, *(keyword.value for keyword in node.keywords)]
        if not expressions:
            return []
        interesting = self.is_interesting(node, after=node.func)
        values = [
            self.value(one, names) if interesting or isinstance(one, ast.Name) else self.plainly(one, names)
            for one in expressions
        ]
        for value in values:
            if isinstance(value, LocalFunction):  # the called code may call it
                self._inline(value, None, names)
        return values

    def _search_arguments(self, node: ast.Call, names: Names) -> None:
        self._among_arguments += 1
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            if isinstance(argument, ast.Name):
                held = self._name(argument, names)
                if isinstance(held, LocalFunction):
                    self._inline(held, None, names)
            elif self.is_interesting(argument):
                self._search(argument, names)
        self._among_arguments -= 1

    def _search(self, node: ast.AST, names: Names) -> None:
        """Record the calls inside a node of any kind."""
        if isinstance(node, ast.Call):
            self._call(node, names)
            return
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            if self._search_rounds(node, names):
                return
            names = ChainMap({}, names)
            for generator in node.generators:
                for target in walk(generator.target):
                    if isinstance(target, ast.Name):
                        names[target.id] = Binding(Unknown("it iterates over an unknown value"))
        elif isinstance(node, ast.Lambda):
            names = self._seen_later(node.body, names)
            for parameter in all_parameters(node):
                names[parameter.arg] = Binding(FOREIGN)
        for child in ast.iter_child_nodes(node):
            self._search(child, names)

    def _search_rounds(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, names: Names) -> bool:
        """Record the operations of each iteration of a comprehension over literals; False for other comprehensions."""
        generator = node.generators[0]
        known = rounds(generator.iter, names, self.silently) if len(node.generators) == 1 else None
        if known is None or len(known) > MOST_ROUNDS:
            return False
        variables = [bound(generator.target, *one) for one in known]
        if any(one is None for one in variables):
            return False
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        outer, self.around = self.around, replace(self.around, looped=True)
        for one in variables:
            inner: Names = ChainMap(dict(one or {}), names)
            for part in (*generator.ifs, *parts):
                self._search(part, inner)
        self.around = outer
        return True


def _closed(_function: LocalFunction, _call: ast.Call | None, _names: Names) -> object:
    raise AssertionError("the file was already read")
