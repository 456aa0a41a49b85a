"""Which variables hold a list, a dict, a set or a class that some line changes, by this or another name.

It considers the whole file, without its order and its scopes: two variables with the same name count as one.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from migralint.loading.operations.definitions import all_parameters
from migralint.loading.operations.held.flows import (
    READING,
    Flow,
    arguments,
    called,
    captures,
    flows,
    has_star,
    lists_in,
    pairs,
    parts,
    result_of,
    roots,
    run_through,
)
from migralint.loading.operations.held.units import nodes_of, units
from migralint.loading.operations.held.vocabulary import CHANGING, LIBRARIES, READING_METHODS
from migralint.loading.operations.held.words import occurrences

_SELF = "self", "cls"


class Sharing:
    """The changes of a file to the objects of its variables; a statement is only read when one of its names matters."""

    def __init__(self, tree: ast.Module, data: bytes, *, plain: bool) -> None:
        """`tree` is the syntax tree of `data`; `plain`: whether `data` contains the names as they are in the tree."""
        self._units, self._data, self._plain = units(tree), data, plain
        self._starts = [unit.first for unit in self._units]
        self._loaded, self._seen = set[str](), set[int]()
        self._changed: set[str] = set()
        self._same: dict[str, set[str]] = {}
        """For each name, the names that may hold the same object, or contain it, or be contained in it."""
        self._items: dict[str, set[str]] = {}
        """For each name, the names that may hold an item of its object."""
        self._owners: dict[str, set[str]] = {}
        self._added: dict[str, set[str]] = {}
        """For each name, the names whose items `+=` may add to its object."""
        self._grown: set[str] = set()
        """The names whose object `+=` may change in place."""
        self._tuples: dict[str, set[int]] = {}
        """For each function, the indexes of the tuples that it returns; -1: it also returns other values."""
        self._unpacked = Counter[str]()
        self._functions: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = {}
        self._classes, self._libraries, self._others = set[str](), set[str](), set[str]()
        for unit in self._units:
            self._declare(unit.statement)
        self._own = {*self._functions, *self._classes}
        if not plain:
            for index in range(len(self._units)):
                self._look(index)

    def changes(self, name: str, *, flat: bool) -> bool:
        """Whether some line may change the object of a variable; `flat`: no item of the object can be changed."""
        seen, waiting = {(name, flat)}, [(name, flat)]
        while waiting:
            one, fixed = waiting.pop()
            if self._plain:
                self._load(one)
            if one in self._changed or (one in self._grown and (self._same.get(one) or self._owners.get(one))):
                return True
            near = {(other, fixed) for other in self._same.get(one, ())}  # the same object, which is as flat
            near.update((other, False) for by in (self._owners, self._added) for other in by.get(one, ()))
            if not fixed:
                near.update((other, False) for other in self._items.get(one, ()))
            near.update((other, fixed) for other in self._around_tuple(one))
            waiting += near - seen
            seen |= near
        return False

    def _load(self, name: str) -> None:
        """Read the statements that use a variable or call a function."""
        word = name.partition("(")[0]
        if word in self._loaded:
            return
        self._loaded.add(word)
        if word in _SELF:
            for other in ("super", *_SELF, *self._classes):
                self._load(other)
        line, end = 1, 0
        for start in occurrences(self._data, word):
            line += self._data.count(b"\n", end, start)
            end = start
            index = bisect_right(self._starts, line) - 1
            while index >= 0 and line <= self._units[index].longest:
                if line <= self._units[index].last:
                    self._look(index)
                index -= 1

    def _look(self, index: int) -> None:
        if index in self._seen:
            return
        self._seen.add(index)
        unit = self._units[index]
        if unit.of_class and not isinstance(unit.statement, ast.FunctionDef | ast.AsyncFunctionDef):
            held = [(name, True) for name in lists_in(unit.statement)]
            self._hand([unit.of_class], held)
        for node in nodes_of(unit.statement):
            look = _LOOKS.get(type(node))
            if look is not None:
                look(self, node, unit.function)

    def _around_tuple(self, name: str) -> Iterator[str]:
        """Yield the names of all results of a function, unless each of its calls unpacks the returned tuple at once."""
        function, calls, _ = name.partition("()")
        places = self._tuples.get(function) if calls else None
        if places is not None:
            named = len(occurrences(self._data, function)) if self._plain else 0
            if named != self._unpacked[function] + 1 or -1 in places:
                yield result_of(function)
                yield from (result_of(function, index) for index in places if index >= 0)

    def _declare(self, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._functions.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.ClassDef):
            self._classes.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            of = f"{'.' * node.level}{node.module or ''}" if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                known = (of or alias.name).partition(".")[0] in LIBRARIES
                (self._libraries if known else self._others).add(alias.asname or alias.name.partition(".")[0])

    def _hand(self, names: Iterable[str], given: Iterable[Flow]) -> None:
        """Record that `names` may hold the objects of other names, or items of them."""
        given = [*given]
        for name in names if given else ():
            for other, whole in given:
                for one, far, by in ((name, other, self._owners), (other, name, self._items)):
                    (self._same if whole else by).setdefault(one, set()).add(far)

    def _change(self, node: ast.expr) -> None:
        self._changed.update(name for name, _ in flows(node, self._own))

    def _give(self, target: ast.expr, value: ast.expr | None) -> None:
        if value is None:
            return
        if not isinstance(target, ast.Tuple | ast.List):
            self._hand(roots(target, self._own), flows(value, self._own))
        elif pairs(target, value) and isinstance(value, ast.Tuple | ast.List):
            for inner, given in zip(target.elts, value.elts, strict=True):
                self._give(inner, given)
        elif (function := called(value)) in self._functions and not has_star(target):
            for index, inner in enumerate(target.elts):
                self._hand(roots(inner, self._own), [(result_of(function, index), True)])
            self._unpacked[function] += 1
        else:
            self._hand(roots(target, self._own), parts(value, self._own))

    def _assign(self, node: ast.Assign, _function: str) -> None:
        for target in node.targets:
            self._give(target, node.value)
            if target is not node.targets[0]:
                self._hand(roots(target, self._own), [(name, True) for name in roots(node.targets[0], self._own)])

    def _annotated(self, node: ast.AnnAssign, _function: str) -> None:
        self._give(node.target, node.value)

    def _inside(self, node: ast.NamedExpr, _function: str) -> None:
        self._give(node.target, node.value)

    def _augmented(self, node: ast.AugAssign, _function: str) -> None:
        if isinstance(node.target, ast.Name):
            self._grown.add(node.target.id)
            for name, _ in flows(node.value, self._own):
                self._items.setdefault(name, set()).add(node.target.id)
                self._added.setdefault(node.target.id, set()).add(name)
        else:
            self._change(node.target)
            self._hand(roots(node.target, self._own), [(name, False) for name, _ in flows(node.value, self._own)])

    def _through(self, node: ast.For | ast.AsyncFor | ast.comprehension, _function: str) -> None:
        target, iterated = run_through(node.target, node.iter)
        self._hand(roots(target, self._own), parts(iterated, self._own))

    def _entered(self, node: ast.withitem, _function: str) -> None:
        if node.optional_vars is not None:
            self._give(node.optional_vars, node.context_expr)

    def _returned(self, node: ast.Return | ast.Yield | ast.YieldFrom, function: str) -> None:
        places = self._tuples.setdefault(function, set())
        if isinstance(node.value, ast.Tuple) and isinstance(node, ast.Return):
            for index, inner in enumerate(node.value.elts):
                self._hand([result_of(function, index)], flows(inner, self._own))
            places.update(range(len(node.value.elts)))
        elif node.value is not None:
            self._hand([result_of(function)], flows(node.value, self._own))
            places.add(-1)

    def _matched(self, node: ast.Match, _function: str) -> None:
        captured = [name for case in node.cases for name in captures(case.pattern)]
        self._hand(captured, flows(node.subject, self._own))
        self._hand(captured, parts(node.subject, self._own))

    def _defaults(self, node: ast.arguments, _function: str) -> None:
        given = [*zip(reversed([*node.posonlyargs, *node.args]), reversed(node.defaults), strict=False)]
        given += [(one, value) for one, value in zip(node.kwonlyargs, node.kw_defaults, strict=True) if value]
        for parameter, value in given:
            self._hand([parameter.arg], flows(value, self._own))

    def _class(self, node: ast.ClassDef, _function: str) -> None:
        bases = [flow for base in node.bases for flow in flows(base, self._own)]
        held = [name for inner in node.body for name in lists_in(inner)]
        self._hand([node.name], [*bases, *((name, True) for name in (*held, result_of(node.name), *_SELF))])

    def _part(self, node: ast.Attribute | ast.Subscript, _function: str) -> None:
        if not isinstance(node.ctx, ast.Load) or (
            isinstance(node, ast.Attribute) and (node.attr in CHANGING or node.attr.startswith("__"))
        ):
            self._change(node.value)

    def _call(self, node: ast.Call, _function: str) -> None:
        function, given = node.func, arguments(node)
        if isinstance(function, ast.Attribute):
            if function.attr in CHANGING:
                holders = [name for name, _ in flows(function.value, self._own)]
                self._hand(holders, [one for inner in given for one in flows(inner, self._own)])
            reads = function.attr in READING_METHODS or function.attr.startswith(("get_", "has_", "is_"))
            if reads or self._is_of_library(function):
                return
        elif isinstance(function, ast.Name):
            if function.id in self._own:
                self._hand_over(function.id, node)
                return
            if (function.id in READING and function.id not in self._others) or self._is_of_library(function):
                return
        for one in given:
            self._change(one)

    def _is_of_library(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute | ast.Call):
            node = node.value if isinstance(node, ast.Attribute) else node.func
        return isinstance(node, ast.Name) and node.id in self._libraries

    def _hand_over(self, name: str, call: ast.Call) -> None:
        """Record which parameters of the file's own functions hold the arguments of a call."""
        starred = any(isinstance(one, ast.Starred) for one in call.args)
        if name in self._classes:
            for inner in arguments(call):
                self._hand([result_of(name), *_SELF], flows(inner, self._own))
                self._change(inner)  # the constructor may be that of a class in another module
        for function in self._functions.get(name, ()):
            every = [one.arg for one in all_parameters(function)]
            plain = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
            for index, inner in enumerate(call.args):
                taken = [plain[index]] if index < len(plain) and not starred else every
                self._hand(taken, flows(inner, self._own))
            for keyword in call.keywords:
                taken = [keyword.arg] if keyword.arg in every else every
                self._hand([one for one in taken if one], flows(keyword.value, self._own))


_LOOKS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Assign: Sharing._assign,
    ast.AnnAssign: Sharing._annotated,
    ast.AugAssign: Sharing._augmented,
    ast.NamedExpr: Sharing._inside,
    ast.For: Sharing._through,
    ast.AsyncFor: Sharing._through,
    ast.comprehension: Sharing._through,
    ast.withitem: Sharing._entered,
    ast.Return: Sharing._returned,
    ast.Yield: Sharing._returned,
    ast.YieldFrom: Sharing._returned,
    ast.Match: Sharing._matched,
    ast.arguments: Sharing._defaults,
    ast.ClassDef: Sharing._class,
    ast.Attribute: Sharing._part,
    ast.Subscript: Sharing._part,
    ast.Call: Sharing._call,
}
