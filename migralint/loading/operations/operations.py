"""Follows `upgrade()` and `downgrade()`, and the helpers of the same file that they call, for their operations."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from migralint.evaluation.names import same
from migralint.evaluation.symbols import AUTOCOMMIT, DialectTest, LocalClass, LocalFunction, Statement
from migralint.evaluation.values import Binding, ClassValue, Imported, SetItems, Unknown
from migralint.history.expression import dotted_name
from migralint.history.operation import Around, Row, pack_rows
from migralint.loading.operations.calls import CallReader, Names
from migralint.loading.operations.definitions import (  # fmt: skip
    all_parameters,
    bind_stars,
    binds,
    definitions,
    dispatches_by_name,
    has_foreign_star,
    takes_op,
    top_level_functions,
)
from migralint.loading.operations.guards import (
    NOWHERE,
    asks,
    catches,
    compared,
    exits,
    gives_rows,
    holds,
    is_piecewise,
    literals,
    may_ask,
    names_any,
    only_looped,
    works_through_metadata,
)
from migralint.loading.operations.loops import Source, changed_later, may_change, rounds
from migralint.loading.operations.unfollowed import (  # fmt: skip
    FOREIGN,
    OP,
    is_foreign,
    is_harmless_decorator,
    is_powerful,
    may_be,
)
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
    functions = top_level_functions(tree)
    bound = functions.keys() | names.keys()
    if not bound & {"upgrade", "downgrade"} and not has_foreign_star(tree):
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
        stars = has_foreign_star(tree)
        self._calls = CallReader(source, self._inline, stars=stars)
        self._tree = tree
        self._data = source.data
        self._functions = functions
        self._stack: list[ast.AST] = []
        self._inlined = 0
        self._rounds = _MOST_ROUNDS_TOGETHER
        self._returned: list[object] = []
        self._names = dict(names)
        self._calls.model_names = {
            name: str(binding.value)
            for name, binding in names.items()
            if name[:1].isupper() and isinstance(binding.value, Imported) and is_foreign(binding.value)
        }
        self._changed: frozenset[str] | None = None
        self._unrolled: frozenset[str] = frozenset()
        """Variables of the loops whose rounds are read one by one."""
        self._pieces: set[str] = set()
        """Variables that hold a part of what a query could give."""
        self._behind: Around | None = None
        """What stands around all behind a condition one of whose branches leaves the block."""
        self._may_ask = may_ask(source.data)
        self._answers = {name for name, node in functions.items() if self._may_ask and asks(source.segment(node), ())}
        """Variables and functions that hold or give what the database answered."""
        self._answers -= {"upgrade", "downgrade"}
        self._yielding = b"yield" in source.data
        self._dispatching = b"globals" in source.data or b"eval(" in source.data
        bind_stars(tree, self._names)
        for name, node in functions.items():
            self._names[name] = Binding(LocalFunction(node, self._names))
        for statement in tree.body:
            if isinstance(statement, ast.ClassDef):
                self._class(statement, self._names)
        helpers = [name for name in functions if name not in ("upgrade", "downgrade")]
        # every call of interest is of `op` under some name, of a helper, of what `op` returned, or of other modules
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
        words += [f"{name}(".encode() for name in (*helpers, *aliases) if name != "op"]
        self._calls.mark(words)
        self._read_constants(tree)

    def read(self) -> list[Row]:
        for function in ("upgrade", "downgrade"):
            self._calls.in_downgrade = function == "downgrade"
            known = self._functions.get(function)
            for node in definitions(self._tree.body, function) or ([] if known is None else [known]):
                self._read_function(function, node)
            self._read_otherwise_bound(function)
        # Functions hold the names that hold them: undone here, so that the syntax tree goes without a collector.
        self._names.clear()
        self._calls.close()
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
        """What is bound to the name but is no function of this file may do anything."""
        if function in self._functions or (function not in self._names and not self._calls.has_stars):
            return
        if function == "downgrade" and function not in self._names:
            return
        place = next((one for one in self._tree.body if binds(one, function)), None)
        if place is not None:
            self._calls.opaque(place)

    def _read_constants(self, tree: ast.Module) -> None:
        """Look at what calls at the top level give: tables, types, statements, and what nobody can know."""
        for statement in tree.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                targets = [target.id for target in statement.targets if isinstance(target, ast.Name)]
                held = [self._names.get(name) for name in targets]
                if all(one is not None and isinstance(one.value, Unknown) for one in held):
                    value = self._calls.value(statement.value, self._names)
                    for name in targets:
                        self._names[name] = Binding(value, statement.value)
        self._calls.rows.clear()

    def _bind_parameters(self, node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> None:
        """Bind the parameters of a function that somebody else calls."""
        for parameter in all_parameters(node):
            names[parameter.arg] = Binding(OP if takes_op(parameter) else FOREIGN)

    def _enter(self, node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> object:
        self._stack.append(node)
        outer, self._returned = self._returned, []
        for decorator in node.decorator_list:
            if not is_harmless_decorator(self._calls.value(decorator, self._names)):
                self._calls.opaque(decorator)
        self._run(node.body, names)
        self._stack.pop()
        results, self._returned = self._returned, outer
        if self._yielding and any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(node)):
            given = [
                inner.value for inner in ast.walk(node) if isinstance(inner, ast.Yield) and inner.value is not None
            ]
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
        if len(self._stack) >= _DEEPEST or self._inlined >= _MOST_CALLS or len(calls.rows) > _MOST_OPERATIONS:
            calls.opaque(call or node)
            return FOREIGN
        self._inlined += 1
        inner = dict(function.closure)
        self._bind_parameters(node, inner)
        if call is not None:
            self._bind_arguments(node, call, values, inner)
        outer = calls.around
        if call is not None and outer.caller is None:
            calls.around = replace(outer, caller=calls.place(call))
        result = self._enter(node, inner)
        calls.around = outer
        return result

    def _bind_arguments(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call, values: dict[int, object], inner: Names
    ) -> None:
        """Bind what a call gives; where that is not certain, a parameter stays what nobody knows."""
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
                inner[parameter.arg] = Binding(values[id(call.args[index])])
            elif parameter.arg in named:
                inner[parameter.arg] = Binding(named[parameter.arg])
            elif parameter.arg in defaults:
                inner[parameter.arg] = Binding(self._calls.value(defaults[parameter.arg], inner))
        if node.args.vararg is not None:
            rest = tuple([values[id(one)] for one in call.args[len(parameters) :]])
            inner[node.args.vararg.arg] = Binding(rest)

    # -- statements ------------------------------------------------------------------------------------------

    def _run(self, body: Iterable[ast.stmt], names: Names) -> None:
        calls = self._calls
        outer = calls.around
        for statement in body:
            handler = _HANDLERS.get(type(statement))
            if handler is not None:
                handler(self, statement, names)
                if self._behind is not None:
                    calls.around, self._behind = self._behind, None
        calls.around = outer

    def _expression(self, statement: ast.Expr, names: Names) -> None:
        if not isinstance(statement.value, ast.Constant):
            self._calls.value(statement.value, names)

    def _changes_later(self, target: ast.expr, value: object) -> bool:
        """Whether a variable gets a list or dict that later lines change, so that nobody knows what is in it."""
        if not isinstance(value, list | dict | SetItems) or not isinstance(target, ast.Name):
            return False
        if not may_change(target.id, self._data):
            return False
        if self._changed is None:
            self._changed = changed_later(self._tree)
        return target.id in self._changed

    def _assign(self, statement: ast.Assign, names: Names) -> None:
        value = self._calls.value(statement.value, names)
        if any(self._changes_later(target, value) for target in statement.targets):
            value = may_be([value]) or Unknown("later lines change it")
            for target in statement.targets:
                self._bind(target, value, names)
            return
        for target in statement.targets:
            self._bind(target, value, names)
            if isinstance(target, ast.Name):
                if not isinstance(value, Imported):
                    names[target.id] = Binding(value, statement.value)
                self._note_text(target.id, value, statement.value, names)

    def _note_text(self, name: str, value: object, node: ast.expr, names: Names) -> None:
        """Keep what later statements may ask of a variable: SQL with holes, and answers of the database."""
        calls = self._calls
        if isinstance(value, Unknown) and isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call):
            calls.keep_template(name, node, names)
        else:
            calls.templates.pop(name, None)
        text = calls.text(node)
        if isinstance(value, Statement):
            calls.keep_statement(name, node)
        if self._may_ask and asks(text, self._answers):
            self._answers.add(name)
        if gives_rows(text) or names_any(text, calls.row_names):
            calls.row_names.add(name)
            if is_piecewise(text) or names_any(text, self._pieces):
                self._pieces.add(name)
        elif isinstance(node, ast.JoinedStr | ast.Constant | ast.BinOp) and is_piecewise(text):
            self._pieces.add(name)  # the text of a query

    def _annotated(self, statement: ast.AnnAssign, names: Names) -> None:
        if statement.value is not None:
            value = self._calls.value(statement.value, names)
            if self._changes_later(statement.target, value):
                value = may_be([value]) or Unknown("later lines change it")
            self._bind(statement.target, value, names)

    def _augmented(self, statement: ast.AugAssign, names: Names) -> None:
        value = self._calls.value(statement.value, names)
        if isinstance(statement.target, ast.Name):
            held = names.get(statement.target.id)
            left = held.value if held is not None else Unknown("it is not assigned")
            names[statement.target.id] = Binding(self._calls.operate(left, statement.op, value, statement))

    def _bind(self, target: ast.expr, value: object, names: Names, node: Source = None) -> None:
        """Bind what stands left of `=`, or of `in`; `node`: the expression of the value, or those of its items."""
        if isinstance(target, ast.Name):
            names[target.id] = Binding(value, node if isinstance(node, ast.expr) else None)
        elif isinstance(target, ast.Tuple | ast.List):
            known = isinstance(value, tuple | list) and len(value) == len(target.elts)
            items: Sequence[object] = value if known and isinstance(value, tuple | list) else ()
            for index, element in enumerate(target.elts):
                unpacked = FOREIGN if value is FOREIGN else Unknown("it is unpacked")
                sources = node.elts if isinstance(node, ast.Tuple | ast.List) else node
                inner = sources[index] if known and isinstance(sources, list | tuple) and len(sources) > index else None
                self._bind(element, items[index] if known else unpacked, names, inner)
        elif isinstance(target, ast.Starred):
            self._bind(target.value, Unknown("it is unpacked"), names)
        elif is_powerful(value) and not (_is_bound_metadata(target, names) and not works_through_metadata(self._data)):
            # put away where nobody follows it
            self._calls.opaque(target)

    def _single(self, statement: ast.Return | ast.Raise | ast.Assert | ast.Delete, names: Names) -> None:
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                value = self._calls.value(child, names)
                if isinstance(statement, ast.Return):
                    self._returned.append(value)

    def _if(self, statement: ast.If, names: Names) -> None:
        calls = self._calls
        tested = calls.value(statement.test, names)
        outer, test = calls.conditions, calls.text(statement.test)
        way, other = _layer(names), _layer(names)
        around = calls.around
        yes, no = self._either_way(tested, test)
        known = holds(statement.test, names, self._unrolled) if self._unrolled else None
        if known is not None:
            yes, no = (yes, calls.narrow(NOWHERE)) if known else (calls.narrow(NOWHERE), no)
        calls.conditions, calls.around = (*outer, test), yes
        self._run(statement.body, way)
        if statement.orelse:
            calls.conditions, calls.around = (*outer, f"not ({test})"), no
            self._run(statement.orelse, other)
        calls.conditions, calls.around = outer, around
        self._join(names, way, other)
        if exits(statement.body):
            self._behind = no
        elif statement.orelse and exits(statement.orelse):
            self._behind = yes

    def _either_way(self, tested: object, text: str) -> tuple[Around, Around]:
        """What stands around the two branches of a condition."""
        calls = self._calls
        if isinstance(tested, DialectTest):
            return calls.narrow(tested.yes), calls.narrow(tested.no)
        if "is_offline_mode" in text or "as_sql" in text:
            online = replace(calls.around, online=True)
            return (online, calls.around) if text.lstrip("( ").startswith("not ") else (calls.around, online)
        if self._may_ask and asks(text, self._answers):
            asked = replace(calls.around, asked=True)
            return asked, asked
        return calls.around, calls.around

    def _for(self, statement: ast.For | ast.AsyncFor, names: Names) -> None:
        calls = self._calls
        outer = calls.around
        text = calls.text(statement.iter)
        rows = gives_rows(text) or names_any(text, calls.row_names)
        whole = rows and not is_piecewise(text) and not names_any(text, self._pieces)
        if rows:
            calls.row_names.update(one.id for one in ast.walk(statement.target) if isinstance(one, ast.Name))
        items = calls.value(statement.iter, names)
        calls.around = replace(outer, looped=True, per_row=outer.per_row or whole)
        known = rounds(statement.iter, names, calls.silently)
        if known is not None and len(known) <= min(_MOST_ROUNDS, self._rounds):
            self._rounds -= len(known)
            around_it, self._unrolled = self._unrolled, self._unrolled | only_looped(statement)
            for item, node in known:
                self._bind(statement.target, item, names, node)
                self._run(statement.body, names)
            self._unrolled = around_it
        else:
            inner = _layer(names)
            item = FOREIGN if items is FOREIGN else Unknown("it runs through something")
            self._bind(statement.target, item, inner)
            self._run(statement.body, inner)
            self._join(names, _layer(names), inner)
        self._calls.around = outer
        self._run(statement.orelse, names)

    def _while(self, statement: ast.While, names: Names) -> None:
        self._calls.value(statement.test, names)
        inner, outer = _layer(names), self._calls.around
        self._calls.around = replace(outer, looped=True)
        self._run(statement.body, inner)
        self._calls.around = outer
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
        calls, around = self._calls, self._calls.around
        if catches(statement):
            calls.around = replace(around, caught=True)
        self._run(statement.body, ways[0])
        calls.around = around
        self._run(statement.orelse, ways[0])
        calls.around = replace(around, asked=True)  # it runs where something failed
        for handler, way in zip(statement.handlers, ways[1:], strict=True):
            self._run(handler.body, way)
        calls.around = around
        self._join(names, *ways)
        self._run(statement.finalbody, names)

    def _match(self, statement: ast.Match, names: Names) -> None:
        calls, outer = self._calls, self._calls.around
        subject = calls.value(statement.subject, names)
        rest = outer
        for case in statement.cases:
            calls.around = rest
            if case.guard is None and (test := compared(subject, ast.In(), literals(case.pattern))) is not None:
                calls.around, rest = calls.narrow(test.yes), calls.narrow(test.no)
            way = _layer(names)
            self._run(case.body, way)
            self._join(names, _layer(names), way)
        calls.around = outer

    def _define(self, statement: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> None:
        names[statement.name] = Binding(LocalFunction(statement, dict(names)))
        self._calls.mark([f"{statement.name}(".encode()])

    def _class(self, statement: ast.ClassDef, names: Names) -> None:
        held = names.get(statement.name)
        if held is None or not isinstance(held.value, ClassValue):
            functions = (one for one in statement.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
            names[statement.name] = Binding(LocalClass(frozenset(one.name for one in functions)))

    def _import(self, statement: ast.Import, names: Names) -> None:
        for alias in statement.names:
            parts = tuple(alias.name.split("."))
            names[alias.asname or parts[0]] = Binding(Imported(parts if alias.asname else parts[:1]))

    def _import_from(self, statement: ast.ImportFrom, names: Names) -> None:
        module = tuple((statement.module or "").split("."))
        for alias in statement.names:
            imported = Imported((*module, alias.name), statement.level)
            names[alias.asname or alias.name] = Binding(imported)
            if alias.name[:1].isupper() and is_foreign(imported):
                self._calls.model_names[alias.asname or alias.name] = str(imported)
            if is_foreign(Imported(module, statement.level)):
                self._calls.mark([f"{alias.asname or alias.name}".encode()])

    @staticmethod
    def _join(names: Names, *ways: ChainMap[str, Binding]) -> None:
        """Leave in `names`, from which all ways started, what they agree on."""
        for name in dict.fromkeys(name for way in ways for name in way.maps[0]):
            first, *others = bindings = [way.get(name) for way in ways]
            if first is not None and all(
                other is first or (other is not None and same(other.value, first.value)) for other in others
            ):
                names[name] = first
            else:
                meant = may_be([binding.value for binding in bindings if binding is not None])
                names[name] = Binding(meant or Unknown("it depends on a condition"))


def _is_bound_metadata(target: ast.expr, names: Names) -> bool:
    """Whether it is `metadata.bind` of a MetaData that the file makes."""
    if not isinstance(target, ast.Attribute) or target.attr != "bind" or not isinstance(target.value, ast.Name):
        return False
    held = names.get(target.value.id)
    made = held.node.func if held is not None and isinstance(held.node, ast.Call) else None
    return made is not None and dotted_name(made).rpartition(".")[2] == "MetaData"


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
    ast.ClassDef: _OperationReader._class,
    ast.FunctionDef: _OperationReader._define,
    ast.AsyncFunctionDef: _OperationReader._define,
    ast.Import: _OperationReader._import,
    ast.ImportFrom: _OperationReader._import_from,
}


def _without_repetition(rows: list[Row]) -> list[Row]:
    """A helper called twice with the same arguments says the same twice."""
    return list({pack_rows([row]): row for row in rows}.values())
