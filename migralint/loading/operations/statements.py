"""Runs the statements of a function in order, for the names that they bind and the calls in them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from migralint.evaluation.symbols import AUTOCOMMIT, DialectTest, LocalClass, LocalFunction
from migralint.evaluation.values import Binding, ClassValue, Imported, Unknown
from migralint.history.operation import Around
from migralint.loading.operations.calls import CallReader
from migralint.loading.operations.chosen.by_dialect import either
from migralint.loading.operations.chosen.texts import Chosen, join_texts
from migralint.loading.operations.definitions import Functions
from migralint.loading.operations.foreign_code import FOREIGN, is_foreign, is_harmless_decorator, is_powerful
from migralint.loading.operations.guards import (
    NOWHERE,
    asks,
    catches,
    compared,
    exits,
    holds,
    literals,
    may_exit,
)
from migralint.loading.operations.held.assigned import assigned
from migralint.loading.operations.held.flows import captures
from migralint.loading.operations.loop_statements import LoopReader
from migralint.loading.operations.name_layers import Names, join, layer
from migralint.source.text import SourceFile


class StatementReader(LoopReader):
    """Follows both ways of a condition."""

    def __init__(self, calls: CallReader, functions: Functions, tree: ast.Module, source: SourceFile) -> None:
        """`source` is the file, of which `tree` is the syntax."""
        super().__init__(calls, functions, tree, source)
        self._stack: list[ast.AST] = []
        """The functions that are being read, outermost first."""
        self._defined_in: dict[ast.AST, ast.AST] = {}
        """For each function inside another one, the outer function."""
        self._returned: list[object] = []
        self._behind: Around | None = None
        """The conditions around the rest of a block, behind an `if` with a branch that leaves the block."""

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

    def _single(self, statement: ast.Return | ast.Raise | ast.Assert | ast.Delete, names: Names) -> None:
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                value = self._calls.value(child, names)
                if isinstance(statement, ast.Return):
                    self._returned.append(value)

    def _if(self, statement: ast.If, names: Names) -> None:
        calls = self._calls
        tested = self._tested(statement.test, names)
        outer, test = calls.conditions, calls.text(statement.test)
        way, other = layer(names), layer(names)
        around = calls.around
        yes, no = self._either_way(tested, test)
        sure = holds(statement.test, names, self._unrolled) if self._unrolled else None
        if sure is not None:
            yes, no = (yes, calls.narrow(NOWHERE)) if sure else (calls.narrow(NOWHERE), no)
        calls.conditions, calls.around = (*outer, test), yes
        self._run(statement.body, way)
        if statement.orelse:
            calls.conditions, calls.around = (*outer, f"not ({test})"), no
            self._run(statement.orelse, other)
        calls.conditions, calls.around = outer, around
        known = either(tested, way, other) if isinstance(tested, DialectTest) else {}
        if exits(statement.body) or exits(statement.orelse):
            join(names, way, other)
            names.update(known)
            self._behind = no if exits(statement.body) else yes
            return
        branches = (way, yes, (*outer, test)), (other, no, (*outer, f"not ({test})"))
        join_texts(names, branches, calls.texts.has_text)
        names.update((name, held) for name, held in known.items() if not isinstance(names[name].value, Chosen))
        if self._may_ask and may_exit(statement) and asks(calls.text(statement), self._answers):
            self._behind = replace(around, asked=True)

    def _tested(self, test: ast.expr, names: Names) -> object:
        outer, self._calls.around = self._calls.around, replace(self._calls.around, tested=True)
        value = self._calls.value(test, names)
        self._calls.around = outer
        return value

    def _either_way(self, tested: object, text: str) -> tuple[Around, Around]:
        """Return the conditions around the two branches of an `if`."""
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

    def _with(self, statement: ast.With | ast.AsyncWith, names: Names) -> None:
        outer = self._calls.autocommit
        swallows = any("suppress" in self._calls.text(item.context_expr) for item in statement.items)
        for item in statement.items:
            value = self._calls.value(item.context_expr, names)
            if value is AUTOCOMMIT:
                self._calls.autocommit = True
            if item.optional_vars is not None:
                self._bind(item.optional_vars, value, names)
        self._run(statement.body, names)
        if swallows:
            self._unsettle(assigned(statement.body), names)
        self._calls.autocommit = outer

    def _try(self, statement: ast.Try, names: Names) -> None:
        ways = [layer(names) for _ in range(1 + len(statement.handlers))]
        calls, around = self._calls, self._calls.around
        if catches(statement):
            calls.around = replace(around, caught=True)
        self._run(statement.body, ways[0])
        calls.around = around
        self._run(statement.orelse, ways[0])
        calls.around = replace(around, asked=True)  # a handler runs because a statement failed
        for handler, way in zip(statement.handlers, ways[1:], strict=True):
            self._unsettle(assigned(statement.body), way)
            if handler.type is not None:
                calls.value(handler.type, way)
            if handler.name is not None:
                way[handler.name] = Binding(Unknown("it is an exception"))
            self._run(handler.body, way)
        calls.around = around
        join(names, *ways)
        if statement.finalbody:
            last = layer(names)  # `finally` also runs after an error
            self._unsettle(assigned(statement.body), last)
            self._run(statement.finalbody, last)
            names.update({name: last[name] for name in assigned(statement.finalbody) if name in last.maps[0]})

    def _match(self, statement: ast.Match, names: Names) -> None:
        calls, outer = self._calls, self._calls.around
        subject = calls.value(statement.subject, names)
        rest = outer
        whole = FOREIGN if subject is FOREIGN or is_powerful(subject) else Unknown("a pattern gives it")
        for case in statement.cases:
            calls.around = rest
            way = layer(names)
            for name in captures(case.pattern):
                way[name] = Binding(whole)
            if case.guard is not None:
                calls.value(case.guard, way)
            if case.guard is None and (test := compared(subject, ast.In(), literals(case.pattern))) is not None:
                calls.around, rest = calls.narrow(test.yes), calls.narrow(test.no)
            self._run(case.body, way)
            join(names, layer(names), way)
        calls.around = outer

    def _define(self, statement: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> None:
        function = LocalFunction(statement, dict(names))
        given = statement.args
        for default in (*given.defaults, *(one for one in given.kw_defaults if one is not None)):
            self._calls.value(default, names)
        for decorator in statement.decorator_list:
            harmless = is_harmless_decorator(self._calls.value(decorator, names))
            if not harmless and self._calls.is_interesting(statement):
                self._calls.opaque(decorator, given=True)  # the function is passed to it
        self._defined_in[statement] = self._stack[-1]
        names[statement.name] = Binding(function)
        self._calls.watch(statement.name, function)

    def _class(self, statement: ast.ClassDef, names: Names) -> None:
        held = names.get(statement.name)
        works = self._calls.works(statement, names)
        if works or held is None or not isinstance(held.value, ClassValue):
            functions = (one for one in statement.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
            made = LocalClass(frozenset(one.name for one in functions), works)
            names[statement.name] = Binding(made)
            self._calls.watch(statement.name, made)

    def _class_inside(self, statement: ast.ClassDef, names: Names) -> None:
        """Read a class in a function: its body runs with the function."""
        made = [*statement.decorator_list, *statement.bases, *(keyword.value for keyword in statement.keywords)]
        values = [self._calls.value(one, names) for one in made]
        if any(isinstance(value, LocalClass) and value.works for value in values):
            self._calls.opaque(statement, given=True)  # its base class can run code for each subclass
        self._run((one for one in statement.body if not isinstance(one, ast.FunctionDef)), layer(names))
        self._class(statement, names)

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


_HANDLERS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Expr: StatementReader._expression,
    ast.Assign: StatementReader._assign,
    ast.AnnAssign: StatementReader._annotated,
    ast.AugAssign: StatementReader._augmented,
    ast.Return: StatementReader._single,
    ast.Raise: StatementReader._single,
    ast.Assert: StatementReader._single,
    ast.Delete: StatementReader._single,
    ast.If: StatementReader._if,
    ast.For: StatementReader._for,
    ast.AsyncFor: StatementReader._for,
    ast.While: StatementReader._while,
    ast.With: StatementReader._with,
    ast.AsyncWith: StatementReader._with,
    ast.Try: StatementReader._try,
    ast.TryStar: StatementReader._try,
    ast.Match: StatementReader._match,
    ast.ClassDef: StatementReader._class_inside,
    ast.FunctionDef: StatementReader._define,
    ast.AsyncFunctionDef: StatementReader._define,
    ast.Import: StatementReader._import,
    ast.ImportFrom: StatementReader._import_from,
}
