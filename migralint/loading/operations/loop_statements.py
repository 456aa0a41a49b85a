"""Reads loops: each iteration of a literal sequence, for the dialects of each choice; other loops once."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from msgspec.structs import replace

from migralint.evaluation.nodes import walk
from migralint.evaluation.symbols import ByDialect, Narrowing
from migralint.evaluation.values import Unknown
from migralint.loading.operations.assignments import AssignmentReader
from migralint.loading.operations.calls import CallReader
from migralint.loading.operations.definitions import Functions
from migralint.loading.operations.foreign_code import FOREIGN
from migralint.loading.operations.guards import gives_rows, is_partial, leaves_round, names_any, only_looped
from migralint.loading.operations.held.assigned import assigned
from migralint.loading.operations.loops import Round, rounds
from migralint.loading.operations.name_layers import Names, join, layer
from migralint.source.text import SourceFile

_MOST_ROUNDS = 60
"""A loop over a longer literal sequence is read once, with its variable unknown; so is every
loop after `_MOST_ROUNDS_TOGETHER` iterations."""
_MOST_ROUNDS_TOGETHER = 2_000
"""The greatest number of iterations in one file that are read one by one."""
Choices = tuple[tuple[Narrowing, object], ...]


class LoopReader(AssignmentReader):
    """Follows the rounds of a loop over a literal sequence."""

    def __init__(self, calls: CallReader, functions: Functions, tree: ast.Module, source: SourceFile) -> None:
        """`source` is the file, of which `tree` is the syntax."""
        super().__init__(calls, functions, tree, source)
        self._rounds = _MOST_ROUNDS_TOGETHER
        self._leaves = b"break" in source.data or b"continue" in source.data
        self._unrolled: frozenset[str] = frozenset()
        """The variables of the loops whose iterations are read one by one."""

    def _run(self, body: Iterable[ast.stmt], names: Names) -> None:
        raise NotImplementedError

    def _tested(self, test: ast.expr, names: Names) -> object:
        raise NotImplementedError

    def _for(self, statement: ast.For | ast.AsyncFor, names: Names) -> None:
        calls = self._calls
        outer = calls.around
        text = calls.text(statement.iter)
        rows = gives_rows(text) or names_any(text, calls.texts.row_names)
        whole = rows and not is_partial(text) and not names_any(text, self._partial)
        if rows:
            calls.texts.row_names.update(one.id for one in walk(statement.target) if isinstance(one, ast.Name))
        items = calls.value(statement.iter, names)
        calls.around = replace(outer, looped=True, per_row=outer.per_row or whole)
        chosen = items.choices if isinstance(items, ByDialect) else ()
        if chosen and all(isinstance(one, list | tuple) for _, one in chosen):
            self._each_choice(statement, chosen, names)
            calls.around = outer
            self._run(statement.orelse, names)
            return
        known = rounds(statement.iter, names, calls.silently)
        if known is not None and len(known) <= min(_MOST_ROUNDS, self._rounds):
            self._each_round(statement, known, names)
        else:
            inner = layer(names)
            self._unsettle(assigned(statement.body), inner)
            item = FOREIGN if items is FOREIGN else Unknown("it runs through something")
            self._bind(statement.target, item, inner)
            self._run(statement.body, inner)
            join(names, layer(names), inner)
        self._calls.around = outer
        self._run(statement.orelse, names)

    def _each_round(self, statement: ast.For | ast.AsyncFor, known: list[Round], names: Names) -> None:
        self._rounds -= len(known)
        own = frozenset(name for name in only_looped(statement) if not self._changing.is_changed(name, flat=False))
        around_it, self._unrolled = self._unrolled, self._unrolled | own
        leaves = self._leaves and leaves_round(statement.body)
        for item, node in known:
            way = layer(names)
            self._bind(statement.target, item, way if leaves else names, node)
            self._run(statement.body, way if leaves else names)
            if leaves:
                join(names, layer(names), way)  # an iteration may end early
        self._unrolled = around_it

    def _each_choice(self, statement: ast.For | ast.AsyncFor, chosen: Choices, names: Names) -> None:
        """Read the loop once for each list that the dialect chooses, on the dialects of that list."""
        calls, outer = self._calls, self._calls.around
        ways = [layer(names) for _ in chosen]
        for (narrowing, items), way in zip(chosen, ways, strict=True):
            calls.around = calls.narrow(narrowing)
            known: list[Round] = [(one, None) for one in items] if isinstance(items, list | tuple) else []
            self._each_round(statement, known[: self._rounds], way)
            if len(known) > self._rounds:
                calls.opaque(statement)
            calls.around = outer
        join(names, layer(names), *ways)

    def _while(self, statement: ast.While, names: Names) -> None:
        inner, outer = layer(names), self._calls.around
        self._unsettle(assigned(statement.body), inner)
        self._tested(statement.test, inner)
        self._calls.around = replace(outer, looped=True)
        self._run(statement.body, inner)
        self._calls.around = outer
        join(names, layer(names), inner)
        self._run(statement.orelse, names)
