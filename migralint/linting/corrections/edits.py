"""The edits for a correction in one file, and their meaning; None in case of doubt."""

from __future__ import annotations

import ast
import copy
import warnings
from collections.abc import Iterator

from migralint.findings.correction import AddKeywords, Correction, ReplaceValues, RunConcurrently, WrapName
from migralint.findings.problem import Fix
from migralint.linting.corrections.autocommit_block import put_in_block
from migralint.linting.corrections.layout import added_keywords
from migralint.linting.corrections.names import FileNames
from migralint.source.edits import Edit
from migralint.source.text import SourceFile

_Change = tuple[tuple[Edit, ...], str]
"""Edits, and the source of the statement that results from them."""


class CorrectedFile:
    """One file whose calls are corrected."""

    def __init__(self, path: str, data: bytes) -> None:
        """Parse the file. Raises SyntaxError, ValueError or RecursionError where Python would."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warnings about invalid escapes in the file's strings
            self._tree = ast.parse(data)
        self._source = SourceFile(path, data)
        self._names = FileNames(self._tree)
        self._statements = {
            self._source.location(node.value): node
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        }

    def fix(self, correction: Correction) -> Fix | None:
        """Return the fix for this file; None: the call is not a statement, or not written as the rule requires."""
        statement = self._statements.get(correction.call)
        if statement is None or not isinstance(statement.value, ast.Call) or _is_open(statement.value):
            return None
        try:
            change = self._change(correction, statement, statement.value)
        except UnicodeError:  # the file's encoding has no code for a letter of the value
            return None
        return Fix(correction.call.path, *change) if change is not None else None

    def _change(self, correction: Correction, statement: ast.Expr, call: ast.Call) -> _Change | None:
        match correction:
            case AddKeywords():
                return self._added(correction, statement, call)
            case ReplaceValues():
                return self._replaced(correction, statement, call)
            case WrapName():
                return self._wrapped(correction, statement, call)
            case RunConcurrently():
                return put_in_block(self._source, self._tree, statement, call, "postgresql_concurrently", "True")
            case _:
                return None

    def _added(self, correction: AddKeywords, statement: ast.Expr, call: ast.Call) -> _Change | None:
        existing = {keyword.arg for keyword in call.keywords}
        values = [(name, self._names.written(value)) for name, value in correction.keywords]
        if not existing.isdisjoint(name for name, _ in values):
            return None
        known = [(name, value) for name, value in values if value is not None]
        if len(known) < len(values):
            return None
        result = copy.deepcopy(statement)
        assert isinstance(result.value, ast.Call)
        result.value.keywords += [ast.keyword(name, _expression(value)) for name, value in known]
        written = [f"{name}={value}" for name, value in known]
        return tuple(added_keywords(self._source, call, written)), ast.unparse(result)

    def _replaced(self, correction: ReplaceValues, statement: ast.Expr, call: ast.Call) -> _Change | None:
        others: list[tuple[ast.expr, str]] = []
        for one in correction.replacements:
            value = self._names.written(one.value)
            owners = [call] if one.column is None else [*_columns(call, one.column)]
            if value is None or len(owners) != 1:
                return None
            held = [keyword.value for keyword in owners[0].keywords if keyword.arg == one.name]
            if len(held) != 1 or ast.dump(held[0]) != ast.dump(_expression(one.was)):
                return None
            others.append((held[0], value))
        return self._with_others(statement, others)

    def _wrapped(self, correction: WrapName, statement: ast.Expr, call: ast.Call) -> _Change | None:
        function = self._names.name(correction.function)
        held = [node for node in _names(call) if isinstance(node, ast.Constant) and node.value == correction.name]
        if function is None or len(held) != 1:
            return None
        return self._with_others(statement, [(held[0], f"{function}({self._source.segment(held[0])})")])

    def _with_others(self, statement: ast.Expr, others: list[tuple[ast.expr, str]]) -> _Change | None:
        """Return the edits that replace some expressions of a statement; None if one spans several lines."""
        if any(node.lineno != node.end_lineno for node, _ in others):
            return None  # it may contain comments
        result = _Replace({id(node): _expression(value) for node, value in others}).visit(statement)
        spans = ((self._source.span(node), value.encode(self._source.encoding)) for node, value in others)
        return tuple(Edit(span, value) for span, value in spans), ast.unparse(result)


class _Replace(ast.NodeTransformer):
    """Copies a tree with some nodes replaced; `others` has their replacements by `id()`."""

    def __init__(self, others: dict[int, ast.expr]) -> None:
        self._others = others

    def visit(self, node: ast.AST) -> ast.AST:
        if id(node) in self._others:
            return self._others[id(node)]
        fields = {
            name: [self.visit(one) if isinstance(one, ast.AST) else one for one in value]
            if isinstance(value, list)
            else self.visit(value)
            if isinstance(value, ast.AST)
            else value
            for name, value in ast.iter_fields(node)
        }
        return type(node)(**fields)


def _is_open(call: ast.Call) -> bool:
    """Whether the call has starred arguments, or a generator expression that uses the parentheses of the call."""
    return any(isinstance(one, ast.Starred | ast.GeneratorExp) for one in call.args) or any(
        keyword.arg is None for keyword in call.keywords
    )


def _expression(source: str) -> ast.expr:
    return ast.parse(f"({source})", mode="eval").body


def _columns(call: ast.Call, name: str) -> Iterator[ast.Call]:
    """Yield the calls of `Column` for a column of this name."""
    for node in ast.walk(call):
        if isinstance(node, ast.Call) and _called(node) == "Column":
            named = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "name")]
            if any(isinstance(one, ast.Constant) and one.value == name for one in named):
                yield node


def _names(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the expressions that may name a constraint: the first argument, and every keyword that is a name."""
    yield from call.args[:1]
    for node in ast.walk(call):
        if isinstance(node, ast.keyword) and node.arg in ("name", "constraint_name"):
            yield node.value


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
