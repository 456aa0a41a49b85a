"""Follows `upgrade()` and `downgrade()`, and the helpers of the same file that they call, for their operations."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence

from migralint.evaluation.symbols import AUTOCOMMIT, LocalFunction
from migralint.evaluation.values import Binding, Imported, Unknown
from migralint.history.operation import Row, pack_rows
from migralint.loading.names import same
from migralint.loading.operations.calls import CallReader, Names
from migralint.loading.operations.directives import DIRECTIVES
from migralint.source.text import SourceFile

_DEEPEST = 8
"""Helpers that call helpers are followed so far."""
_MOST_CALLS = 300
"""Calls of helpers that are followed in one file."""
_MOST_ROUNDS = 60
"""A loop over a longer literal sequence is read once, with its variable unknown; likewise every loop after"""
_MOST_ROUNDS_TOGETHER = 2_000
"""rounds in one file."""
_MOST_OPERATIONS = 20_000


def read_operations(tree: ast.Module, source: SourceFile, names: Names) -> bytes:
    """The operations of both functions, each in the order in which it would run them, packed.

    `names` is what the top level of the module binds. Loops over literal sequences are unrolled; both ways of a
    condition are followed.
    """
    functions = _functions(tree)
    if not functions.keys() & {"upgrade", "downgrade"}:
        return b""
    return pack_rows(_OperationReader(tree, source, names, functions).read())


class _OperationReader:
    def __init__(
        self,
        tree: ast.Module,
        source: SourceFile,
        names: Names,
        functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef],
    ) -> None:
        self._calls = CallReader(source, self._inline)
        self._functions = functions
        self._stack: list[ast.AST] = []
        self._inlined = 0
        self._rounds = _MOST_ROUNDS_TOGETHER
        self._returned: object = None
        self._names = dict(names)
        self._dispatching = b"globals" in source.data
        _bind_stars(tree, self._names)
        for name, node in functions.items():
            self._names[name] = Binding(LocalFunction(node, self._names))
        helpers = [name for name in functions if name not in ("upgrade", "downgrade")]
        # every call of interest is of `op` under some name, of a helper, or of what `op` returned
        aliases = {
            name
            for name, binding in self._names.items()
            if isinstance(binding.value, Imported)
            and (binding.value.parts[-1:] == ("op",) or "alembic" in binding.value.parts)
        }
        words = [b"op.", b"execute(", b"ession(", b"get_bind"]
        words += [f"{name}.".encode() for name in aliases if name != "op"]
        words += [f"{name}(".encode() for name in (*helpers, *aliases) if name != "op"]
        self._calls.mark(words)

    def read(self) -> list[Row]:
        for function in ("upgrade", "downgrade"):
            node = self._functions.get(function)
            if node is not None:
                self._calls.in_downgrade = function == "downgrade"
                self._enter(node, dict(self._names))
                if self._dispatching and _dispatches(node):
                    for name, other in self._functions.items():
                        if name.startswith(f"{function}_"):
                            self._enter(other, dict(self._names))
        # Functions hold the names that hold them: undone here, so that the syntax tree goes without a collector.
        self._names.clear()
        self._calls.close()
        return _without_repetition(self._calls.rows) if self._inlined else self._calls.rows

    def _enter(self, node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> object:
        parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        for parameter in parameters:
            names.setdefault(parameter.arg, Binding(Unknown("it is a parameter")))
        self._stack.append(node)
        outer, self._returned = self._returned, None
        self._run(node.body, names)
        self._stack.pop()
        result, self._returned = self._returned, outer
        return result

    def _inline(self, function: LocalFunction, call: ast.Call, names: Names) -> object:
        calls = self._calls
        node = function.node
        positional = [calls.value(argument, names) for argument in call.args]
        named = {keyword.arg: calls.value(keyword.value, names) for keyword in call.keywords}
        stop = len(self._stack) >= _DEEPEST or self._inlined >= _MOST_CALLS
        if node in self._stack or stop or len(calls.rows) > _MOST_OPERATIONS:
            return Unknown("it is not followed any further")
        self._inlined += 1
        inner = dict(function.closure)
        parameters = [*node.args.posonlyargs, *node.args.args]
        defaults = dict(zip(reversed(parameters), reversed(node.args.defaults), strict=False))
        for index, parameter in enumerate(parameters):
            if index < len(positional):
                inner[parameter.arg] = Binding(positional[index])
            elif parameter.arg in named:
                inner[parameter.arg] = Binding(named[parameter.arg])
            elif parameter in defaults:
                inner[parameter.arg] = Binding(calls.value(defaults[parameter], names))
            else:
                inner[parameter.arg] = Binding(Unknown("it is a parameter"))
        for parameter, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            value = named.get(parameter.arg, Unknown("it is a parameter"))
            if parameter.arg not in named and default is not None:
                value = calls.value(default, names)
            inner[parameter.arg] = Binding(value)
        return self._enter(node, inner)

    # -- statements ------------------------------------------------------------------------------------------

    def _run(self, body: Iterable[ast.stmt], names: Names) -> None:
        for statement in body:
            handler = _HANDLERS.get(type(statement))
            if handler is not None:
                handler(self, statement, names)

    def _expression(self, statement: ast.Expr, names: Names) -> None:
        if not isinstance(statement.value, ast.Constant):
            self._calls.value(statement.value, names)

    def _assign(self, statement: ast.Assign, names: Names) -> None:
        value = self._calls.value(statement.value, names)
        for target in statement.targets:
            self._bind(target, value, names)

    def _annotated(self, statement: ast.AnnAssign, names: Names) -> None:
        if statement.value is not None:
            self._bind(statement.target, self._calls.value(statement.value, names), names)

    def _augmented(self, statement: ast.AugAssign, names: Names) -> None:
        value = self._calls.value(statement.value, names)
        if isinstance(statement.target, ast.Name):
            held = names.get(statement.target.id)
            left = held.value if held is not None else Unknown("it is not assigned")
            names[statement.target.id] = Binding(self._calls.operate(left, statement.op, value, statement))

    def _bind(self, target: ast.expr, value: object, names: Names) -> None:
        if isinstance(target, ast.Name):
            names[target.id] = Binding(value)
        elif isinstance(target, ast.Tuple | ast.List):
            known = isinstance(value, tuple | list) and len(value) == len(target.elts)
            items: Sequence[object] = value if known and isinstance(value, tuple | list) else ()
            for index, element in enumerate(target.elts):
                self._bind(element, items[index] if known else Unknown("it is unpacked"), names)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, Unknown("it is unpacked"), names)

    def _single(self, statement: ast.Return | ast.Raise | ast.Assert | ast.Delete, names: Names) -> None:
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                value = self._calls.value(child, names)
                if isinstance(statement, ast.Return):
                    self._returned = value

    def _if(self, statement: ast.If, names: Names) -> None:
        calls = self._calls
        calls.value(statement.test, names)
        outer, test = calls.conditions, calls.text(statement.test)
        way, other = _layer(names), _layer(names)
        calls.conditions = (*outer, test)
        self._run(statement.body, way)
        if statement.orelse:
            calls.conditions = (*outer, f"not ({test})")
            self._run(statement.orelse, other)
        calls.conditions = outer
        self._join(names, way, other)

    def _for(self, statement: ast.For | ast.AsyncFor, names: Names) -> None:
        items = self._calls.value(statement.iter, names)
        if isinstance(items, dict):
            items = tuple(items)
        if isinstance(items, tuple | list) and len(items) <= min(_MOST_ROUNDS, self._rounds):
            self._rounds -= len(items)
            for item in tuple(items):
                self._bind(statement.target, item, names)
                self._run(statement.body, names)
        else:
            inner = _layer(names)
            self._bind(statement.target, Unknown("it runs through something"), inner)
            self._run(statement.body, inner)
            self._join(names, _layer(names), inner)
        self._run(statement.orelse, names)

    def _while(self, statement: ast.While, names: Names) -> None:
        self._calls.value(statement.test, names)
        inner = _layer(names)
        self._run(statement.body, inner)
        self._join(names, _layer(names), inner)
        self._run(statement.orelse, names)

    def _with(self, statement: ast.With | ast.AsyncWith, names: Names) -> None:
        outer = self._calls.autocommit
        for item in statement.items:
            value = self._calls.value(item.context_expr, names)
            if value is AUTOCOMMIT:
                self._calls.autocommit = True
            if item.optional_vars is not None:
                self._bind(item.optional_vars, value, names)
        self._run(statement.body, names)
        self._calls.autocommit = outer

    def _try(self, statement: ast.Try, names: Names) -> None:
        ways = [_layer(names) for _ in range(1 + len(statement.handlers))]
        self._run(statement.body, ways[0])
        self._run(statement.orelse, ways[0])
        for handler, way in zip(statement.handlers, ways[1:], strict=True):
            self._run(handler.body, way)
        self._join(names, *ways)
        self._run(statement.finalbody, names)

    def _match(self, statement: ast.Match, names: Names) -> None:
        self._calls.value(statement.subject, names)
        for case in statement.cases:
            way = _layer(names)
            self._run(case.body, way)
            self._join(names, _layer(names), way)

    def _define(self, statement: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> None:
        names[statement.name] = Binding(LocalFunction(statement, dict(names)))
        self._calls.mark([f"{statement.name}(".encode()])

    def _import(self, statement: ast.Import, names: Names) -> None:
        for alias in statement.names:
            parts = tuple(alias.name.split("."))
            names[alias.asname or parts[0]] = Binding(Imported(parts if alias.asname else parts[:1]))

    def _import_from(self, statement: ast.ImportFrom, names: Names) -> None:
        module = tuple((statement.module or "").split("."))
        for alias in statement.names:
            names[alias.asname or alias.name] = Binding(Imported((*module, alias.name), statement.level))

    @staticmethod
    def _join(names: Names, *ways: ChainMap[str, Binding]) -> None:
        """Leave in `names`, from which all ways started, what they agree on."""
        for name in dict.fromkeys(name for way in ways for name in way.maps[0]):
            first, *others = (way.get(name) for way in ways)
            agreed = first is not None and all(
                other is first or (other is not None and same(other.value, first.value)) for other in others
            )
            names[name] = first if agreed and first is not None else Binding(Unknown("it depends on a condition"))


def _layer(names: Names) -> ChainMap[str, Binding]:
    """A name space over another one: what is bound in it does not change the other."""
    return ChainMap({}, names)


_HANDLERS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Expr: _OperationReader._expression,
    ast.Assign: _OperationReader._assign,
    ast.AnnAssign: _OperationReader._annotated,
    ast.AugAssign: _OperationReader._augmented,
    ast.Return: _OperationReader._single,
    ast.Raise: _OperationReader._single,
    ast.Assert: _OperationReader._single,
    ast.Delete: _OperationReader._single,
    ast.If: _OperationReader._if,
    ast.For: _OperationReader._for,
    ast.AsyncFor: _OperationReader._for,
    ast.While: _OperationReader._while,
    ast.With: _OperationReader._with,
    ast.AsyncWith: _OperationReader._with,
    ast.Try: _OperationReader._try,
    ast.TryStar: _OperationReader._try,
    ast.Match: _OperationReader._match,
    ast.FunctionDef: _OperationReader._define,
    ast.AsyncFunctionDef: _OperationReader._define,
    ast.Import: _OperationReader._import,
    ast.ImportFrom: _OperationReader._import_from,
}


_WITHOUT_FUNCTIONS = frozenset({ast.Expr, ast.Import, ast.ImportFrom, ast.AnnAssign, ast.ClassDef})


def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    found: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
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
            found.update(_functions(ast.Module([*statement.body, *statement.orelse], [])))
    return found


def _bind_stars(tree: ast.Module, names: Names) -> None:
    """`from alembic.op import *` brings every directive under its own name."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module in ("alembic", "alembic.op"):
            for alias in statement.names:
                if alias.name == "*":
                    bound = ("op",) if statement.module == "alembic" else DIRECTIVES
                    for name in bound:
                        parts = ("alembic", "op") if name == "op" else ("alembic", "op", name)
                        names.setdefault(name, Binding(Imported(parts)))


def _dispatches(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function calls others by a computed name, as the template for several databases does."""
    return any(isinstance(inner, ast.Name) and inner.id == "globals" for inner in ast.walk(node))


def _without_repetition(rows: list[Row]) -> list[Row]:
    """A helper called twice with the same arguments says the same twice."""
    return list({pack_rows([row]): row for row in rows}.values())
