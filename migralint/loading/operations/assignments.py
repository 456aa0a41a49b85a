"""Binds names to their values, and records what later statements need to know about a variable."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from migralint.evaluation.symbols import Statement
from migralint.evaluation.values import Binding, Imported, Unknown
from migralint.history.expression import dotted_name
from migralint.loading.operations.calls import CallReader
from migralint.loading.operations.definitions import Functions
from migralint.loading.operations.foreign_code import FOREIGN, is_powerful, may_be
from migralint.loading.operations.guards import (
    asks,
    gives_rows,
    is_partial,
    may_ask,
    names_any,
    works_through_metadata,
)
from migralint.loading.operations.held.changing import Changing
from migralint.loading.operations.held.words import is_only_looked_up
from migralint.loading.operations.loops import Source
from migralint.loading.operations.name_layers import Names
from migralint.source.text import SourceFile


class AssignmentReader:
    """Reads the targets of assignments and loops: the left sides of `=` and `in`."""

    def __init__(self, calls: CallReader, functions: Functions, tree: ast.Module, source: SourceFile) -> None:
        """`source` is the file, of which `tree` is the syntax."""
        self._calls = calls
        self._tree, self._data = tree, source.data
        self._changing = Changing(tree, source)
        self._partial: set[str] = set()
        """Variables that hold only some of the rows that a query could return."""
        self._may_ask = may_ask(source.data)
        self._answers = {name for name, node in functions.items() if self._may_ask and asks(calls.text(node), ())}
        """Variables that hold, and functions that return, an answer of the database about its schema."""
        self._answers -= {"upgrade", "downgrade"}

    def _assign(self, statement: ast.Assign, names: Names) -> None:
        value = self._assigned(statement, names)
        for target in statement.targets:
            self._give_value(target, value, statement.value, names)

    def _assigned(self, statement: ast.Assign, names: Names) -> object:
        node, target = statement.value, statement.targets[0]
        if isinstance(node, ast.Dict) and isinstance(target, ast.Name) and len(statement.targets) == 1:
            has_functions = any(isinstance(one, ast.Lambda) for one in node.values)
            if has_functions and is_only_looked_up(target.id, self._data):
                return self._calls.functions_of(node, names)
        return self._calls.value(node, names)

    def _give_value(self, target: ast.expr, value: object, node: ast.expr, names: Names) -> None:
        named = isinstance(target, ast.Name)
        self._bind(target, value, names, node if named and not isinstance(value, Imported) else None)
        if isinstance(target, ast.Name) and names[target.id].value is value:
            self._note_text(target.id, value, node, names)

    def _note_text(self, name: str, value: object, node: ast.expr, names: Names) -> None:
        """Record what later statements need to know about a variable: SQL with holes, rows, answers of the database."""
        calls = self._calls
        if isinstance(value, Unknown) and isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call):
            calls.texts.keep(name, node, names)
        elif type(value) is Unknown and isinstance(node, ast.IfExp) and (chosen := calls.choice(node, names)):
            names[name] = Binding(chosen)
        text = calls.text(node)
        if isinstance(value, Statement):
            calls.keep_statement(name, node)
        if self._may_ask and asks(text, self._answers):
            self._answers.add(name)
        if gives_rows(text) or names_any(text, calls.texts.row_names):
            calls.texts.row_names.add(name)
            if is_partial(text) or names_any(text, self._partial):
                self._partial.add(name)
        elif isinstance(node, ast.JoinedStr | ast.Constant | ast.BinOp) and is_partial(text):
            self._partial.add(name)  # the text of a query

    def _annotated(self, statement: ast.AnnAssign, names: Names) -> None:
        if statement.value is not None:
            value = self._calls.value(statement.value, names)
            self._give_value(statement.target, value, statement.value, names)

    def _augmented(self, statement: ast.AugAssign, names: Names) -> None:
        value = self._calls.value(statement.value, names)
        if isinstance(statement.target, ast.Name):
            name = statement.target.id
            held = names.get(name)
            left = held.value if held is not None else Unknown("it is not assigned")
            made = self._calls.operate(left, statement.op, value, statement)
            before = ast.copy_location(ast.Name(name, ast.Load()), statement.target)
            whole = ast.copy_location(ast.BinOp(before, statement.op, statement.value), statement)
            text = self._calls.texts.read(whole, names) if isinstance(made, Unknown) else ""
            self._bind(statement.target, made, names)
            if text and names[name].value is made:
                self._calls.texts.put(name, text, names)
        else:
            self._calls.search_target(statement.target, names)

    def _unsettle(self, given: Iterable[str], names: Names) -> None:
        """Make the variables that a block assigns unknown, because an earlier iteration may have run, or an error may
        have interrupted the block. A value that can change the database remains a possible one."""
        for name in dict.fromkeys(given):
            held = names.get(name)
            if held is not None:
                meant = may_be([held.value])
                names[name] = Binding(held.value if meant is not None else Unknown("it depends on what ran before"))

    def _bind(self, target: ast.expr, value: object, names: Names, node: Source = None) -> None:
        """Bind the target of an assignment or loop; `node`: the expression of the value, or those of its items."""
        if isinstance(target, ast.Name):
            made = node if isinstance(node, ast.expr) else None
            held = self._changing.held(target.id, value, made)
            names[target.id] = Binding(held, made if held is value else None)
            self._calls.watch(target.id, held)
            return
        self._calls.search_target(target, names)
        if isinstance(target, ast.Tuple | ast.List):
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
            # the value is stored where it is not followed
            self._calls.opaque(target)


def _is_bound_metadata(target: ast.expr, names: Names) -> bool:
    """Whether a target is `metadata.bind` of a MetaData that the file creates."""
    if not isinstance(target, ast.Attribute) or target.attr != "bind" or not isinstance(target.value, ast.Name):
        return False
    held = names.get(target.value.id)
    made = held.node.func if held is not None and isinstance(held.node, ast.Call) else None
    return made is not None and dotted_name(made).rpartition(".")[2] == "MetaData"
