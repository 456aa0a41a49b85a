"""Follows `upgrade()` and `downgrade()`, and the helpers of the same file that they call, for their operations."""

from __future__ import annotations

import ast

from msgspec.structs import replace

from migralint.evaluation.names import same
from migralint.evaluation.nodes import walk
from migralint.evaluation.symbols import LocalFunction
from migralint.evaluation.values import Binding, Imported, Unknown
from migralint.history.operation import Row, pack_rows
from migralint.loading.operations.calls import CallReader
from migralint.loading.operations.definitions import (  # fmt: skip
    Functions,
    all_parameters,
    bind_stars,
    binds,
    definitions,
    dispatches_by_name,
    has_foreign_star,
    otherwise_given,
    restore_imports,
    takes_op,
    top_level_functions,
)
from migralint.loading.operations.foreign_code import FOREIGN, OP, is_foreign, is_harmless_decorator, may_be
from migralint.loading.operations.held.assigned import given_twice
from migralint.loading.operations.held.outside_text import OutsideText
from migralint.loading.operations.loops import ROUND_MAKERS
from migralint.loading.operations.name_layers import Names
from migralint.loading.operations.statements import StatementReader
from migralint.source.text import SourceFile

_DEEPEST = 8
"""The greatest depth to which helpers that call helpers are followed."""
_MOST_CALLS = 300
"""The greatest number of calls of helpers that are followed in one file."""
_MOST_OPERATIONS = 20_000


def read_operations(tree: ast.Module, source: SourceFile, names: Names) -> bytes:
    """Return the operations of `upgrade` and `downgrade`, packed; those of each function in the order in which they
    run.

    `names` are the bindings of the module's top level. Loops over literal sequences are unrolled; both branches of a
    condition are followed.
    """
    functions = top_level_functions(tree)
    bound = functions.keys() | names.keys()
    if not bound & {"upgrade", "downgrade"} and not has_foreign_star(tree):
        return b""
    return pack_rows(_OperationReader(tree, source, names, functions).read())


class _OperationReader(StatementReader):
    def __init__(self, tree: ast.Module, source: SourceFile, names: Names, functions: Functions) -> None:
        stars = has_foreign_star(tree)
        super().__init__(CallReader(source, self._inline, stars=stars), functions, tree, source)
        self._functions = functions
        self._otherwise = otherwise_given(tree.body, functions) | (self._changing.declared & functions.keys())
        self._inlined = 0
        self._calls.tree = tree
        self._changing.foreign = frozenset(
            name for name, held in names.items() if isinstance(held.value, Imported) and is_foreign(held.value)
        )
        self._names = {name: self._settled(name, held) for name, held in names.items()}
        if any(isinstance(one, ast.ImportFrom) and one.names[0].name == "*" for one in tree.body):
            restore_imports(tree, self._names)
        if stars or b"builtins" in source.data:
            for name in ROUND_MAKERS:
                self._names.setdefault(name, Binding(FOREIGN))
        self._calls.model_names = {
            name: str(binding.value)
            for name, binding in names.items()
            if name[:1].isupper() and isinstance(binding.value, Imported) and is_foreign(binding.value)
        }
        self._yielding = b"yield" in source.data
        self._dispatching = b"globals" in source.data or b"eval(" in source.data
        bind_stars(tree, self._names)
        for name, node in functions.items():
            nodes = definitions(tree.body, node.name)
            meant = [LocalFunction(one, self._names) for one in (nodes if node in nodes else [node])]
            self._names[name] = Binding(replace(meant[0], others=tuple(meant[1:]), or_else=name in self._otherwise))
        helpers = [name for name in functions if name not in ("upgrade", "downgrade")]
        # every relevant call is one of `op` under some name, of a helper, of a result of `op`, or of another module
        aliases = {
            name
            for name, binding in self._names.items()
            if isinstance(binding.value, Imported)
            and (binding.value.parts[-1:] == ("op",) or "alembic" in binding.value.parts or is_foreign(binding.value))
        }
        words = [b"op.", b"execute(", b"ession(", b"get_bind", b"getattr(", b"exec(", b"eval(", b"import_", b"create("]
        mains = [functions[name] for name in ("upgrade", "downgrade") if name in functions]
        aliases |= {parameter.arg for node in mains for parameter in all_parameters(node)}
        words += [f"{name}.".encode() for name in aliases if name != "op"]
        words += [f"{name}(".encode() for name in aliases if name != "op"]
        self._calls.mark(words)
        for name in helpers:
            self._calls.watch(name, self._names[name].value)
        for statement in tree.body:
            if isinstance(statement, ast.ClassDef):
                self._class(statement, self._names)
        self._read_constants(tree)
        self._calls.texts.outside = OutsideText(tree, source, self._names)

    def _settled(self, name: str, held: Binding) -> Binding:
        """Return the binding of a variable of the module when `upgrade()` runs."""
        if self._changing.anything and isinstance(held.value, str | int | float | tuple | list | dict):
            return Binding(Unknown("some code may give any variable a value"))
        value = self._changing.held(name, held.value, held.node)
        return held if value is held.value else Binding(value)

    def read(self) -> list[Row]:
        for function in ("upgrade", "downgrade"):
            self._calls.in_downgrade = function == "downgrade"
            known = self._functions.get(function)
            for node in definitions(self._tree.body, function) or ([] if known is None else [known]):
                self._read_function(function, node)
            self._read_otherwise_bound(function)
        # Functions and names refer to each other. Without this cycle the tree is freed without a garbage collection.
        self._names.clear()
        self._calls.close()
        self._changing.close()
        return _without_repetition(self._calls.rows) if self._inlined else self._calls.rows

    def _read_function(self, function: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        others = [name for name in self._functions if name.startswith(f"{function}_")]
        dispatches = self._dispatching and dispatches_by_name(node) and bool(others)
        self._calls.dispatching = dispatches
        names = dict(self._names)
        self._bind_parameters(node, names)
        self._enter(node, names)
        self._calls.dispatching = False
        for name in others if dispatches else ():
            names = dict(self._names)
            self._bind_parameters(self._functions[name], names)
            self._enter(self._functions[name], names)

    def _read_otherwise_bound(self, function: str) -> None:
        """Record an opaque operation if the name may be bound to something other than a function of this file."""
        if (function in self._functions and function not in self._otherwise) or (
            function not in self._names and not self._calls.has_stars
        ):
            return
        if function == "downgrade" and function not in self._names:
            return
        place = next((one for one in self._tree.body if binds(one, function)), None)
        if place is not None:
            self._calls.opaque(place)

    def _read_constants(self, tree: ast.Module) -> None:
        """Evaluate the calls of top-level assignments, which may return tables, types, statements or unknown values."""
        for statement in tree.body:
            if not isinstance(statement, ast.Assign):
                continue
            node = statement.value
            targets = [target.id for target in statement.targets if isinstance(target, ast.Name)]
            held = [self._names.get(name) for name in targets]
            if isinstance(node, ast.Call | ast.ListComp | ast.GeneratorExp | ast.BinOp | ast.JoinedStr):
                if all(one is not None and isinstance(one.value, Unknown) and one.node is node for one in held):
                    value = self._calls.value(node, self._names)
                    for name in targets:
                        self._names[name] = Binding(self._changing.held(name, value, node), node)
            elif isinstance(node, ast.Dict | ast.List | ast.Tuple):
                for name, one in zip(targets, held, strict=True):
                    if one is not None and not isinstance(one.value, Unknown) and one.node is node:
                        value = self._calls.filled(node, one.value, self._names, lambdas=True)
                        self._names[name] = Binding(value, node)
                        self._calls.watch(name, value)
        self._calls.rows.clear()

    def _bind_parameters(self, node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> None:
        """Bind the parameters of a function whose caller is unknown."""
        for parameter in all_parameters(node):
            names[parameter.arg] = Binding(OP if takes_op(parameter) else FOREIGN)
            self._calls.watch(parameter.arg, names[parameter.arg].value)

    def _enter(self, node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> object:
        self._stack.append(node)
        outer, self._returned = self._returned, []
        for decorator in node.decorator_list:
            if not is_harmless_decorator(self._calls.value(decorator, self._names)):
                self._calls.opaque(decorator)
        self._run(node.body, names)
        self._stack.pop()
        results, self._returned = self._returned, outer
        if self._yielding and any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in walk(node)):
            given = [inner.value for inner in walk(node) if isinstance(inner, ast.Yield) and inner.value is not None]
            return may_be([self._calls.value(one, names) for one in given]) or Unknown("it is yielded")
        if len(results) <= 1 or all(same(results[0], one) for one in results[1:]):
            return results[0] if results else None
        return may_be(results) or Unknown("it returns one of several values")

    def _inline(self, function: LocalFunction, call: ast.Call | None, names: Names) -> object:
        calls = self._calls
        node = function.node
        expressions = [] if call is None else [*call.args, *(keyword.value for keyword in call.keywords)]
        values = dict(zip(map(id, expressions), [calls.value(one, names) for one in expressions], strict=True))
        if node in self._stack:
            return Unknown("it is not followed any further")
        if function.or_else:
            calls.opaque(call or node)
        if len(self._stack) >= _DEEPEST or self._inlined >= _MOST_CALLS or len(calls.rows) > _MOST_OPERATIONS:
            calls.opaque(call or node)
            return FOREIGN
        self._inlined += 1
        outer = calls.around
        if call is not None and outer.caller is None:
            calls.around = replace(outer, caller=calls.place(call))
        unrolled, self._unrolled = self._unrolled, frozenset()  # these are variables of the calling function
        results = []
        for one in (function, *function.others):
            inner = self._seen_by(one, names, called=call is not None)
            self._bind_parameters(one.node, inner)
            if call is not None:
                self._bind_arguments(one, call, values, inner)
            results.append(self._enter(one.node, inner))
        calls.around, self._unrolled = outer, unrolled
        if len(results) == 1 or all(same(results[0], one) for one in results):
            return results[0]
        return may_be(results) or Unknown("it returns one of several values")

    def _seen_by(self, function: LocalFunction, names: Names, *, called: bool) -> dict[str, Binding]:
        """Return the bindings that the body of a function sees when it runs; `names`: the bindings at its call."""
        outer = self._defined_in.get(function.node)
        if called and outer is not None and outer is self._stack[-1]:
            return dict(names)
        seen = dict(function.closure)
        if outer is not None:  # it may run later, when its outer variables have other values
            self._unsettle(given_twice(getattr(outer, "body", ())), seen)
        return seen

    def _give(self, name: str, value: object, inner: Names) -> None:
        held = self._changing.held(name, value)
        inner[name] = Binding(held)
        self._calls.watch(name, held)

    def _bind_arguments(self, function: LocalFunction, call: ast.Call, values: dict[int, object], inner: Names) -> None:
        """Bind the arguments of a call; a parameter whose argument is not certain remains unknown."""
        node = function.node
        parameters = [*node.args.posonlyargs, *node.args.args]
        unpacked = any(isinstance(one, ast.Starred) for one in call.args) or any(k.arg is None for k in call.keywords)
        if unpacked:
            return
        named = {keyword.arg: values[id(keyword.value)] for keyword in call.keywords}
        defaults = dict(zip(reversed([one.arg for one in parameters]), reversed(node.args.defaults), strict=False))
        only_named = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        defaults |= {one.arg: default for one, default in only_named if default is not None}
        for index, parameter in enumerate((*parameters, *node.args.kwonlyargs)):
            if index < min(len(call.args), len(parameters)):
                self._give(parameter.arg, values[id(call.args[index])], inner)
            elif parameter.arg in named:
                self._give(parameter.arg, named[parameter.arg], inner)
            elif parameter.arg in defaults:
                self._give(parameter.arg, self._calls.value(defaults[parameter.arg], dict(function.closure)), inner)
        if node.args.vararg is not None:
            rest = tuple([values[id(one)] for one in call.args[len(parameters) :]])
            self._give(node.args.vararg.arg, rest, inner)


def _without_repetition(rows: list[Row]) -> list[Row]:
    """Return the rows without duplicates, which come from helpers that are called twice with the same arguments."""
    return list({pack_rows([row]): row for row in rows}.values())
