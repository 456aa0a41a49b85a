"""What the functions at the top level of a revision file are, and whether they do anything."""

from __future__ import annotations

import ast

from migralint.history.file import Function
from migralint.source.location import Location
from migralint.source.text import SourceFile

_WITHOUT_FUNCTIONS = frozenset({ast.Expr, ast.Import, ast.AnnAssign, ast.ClassDef})


def read_functions(tree: ast.Module, source: SourceFile) -> dict[str, Function]:
    """Every function at the top level by name, and the names `upgrade` and `downgrade` however they are bound."""
    functions: dict[str, Function] = {}
    _collect(tree.body, source, functions)
    return functions


def _collect(body: list[ast.stmt], source: SourceFile, functions: dict[str, Function]) -> None:
    for statement in body:
        if type(statement) in _WITHOUT_FUNCTIONS:
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            functions[statement.name] = _function(statement, source)
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name) and target.id in ("upgrade", "downgrade"):
                    same = functions.get(statement.value.id) if isinstance(statement.value, ast.Name) else None
                    functions[target.id] = same or Function(source.location(statement))
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                if (alias.asname or alias.name) in ("upgrade", "downgrade"):
                    functions[alias.asname or alias.name] = Function(source.location(statement))
        elif isinstance(statement, ast.If | ast.Try | ast.With):
            for name in ("body", "orelse", "finalbody"):
                _collect(getattr(statement, name, []), source, functions)
            for handler in getattr(statement, "handlers", []):
                _collect(handler.body, source, functions)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, source: SourceFile) -> Function:
    first_real = next((statement for statement in node.body if not _does_nothing(statement)), None)
    parameters = node.args.posonlyargs + node.args.args
    begin = node.col_offset + (10 if isinstance(node, ast.AsyncFunctionDef) else 4)  # where the name begins
    line, column = node.lineno, source.column(node.lineno, node.col_offset)
    return Function(
        location=Location(source.path, line, column, line, source.column(line, begin) + len(node.name)),
        empty=first_real is None,
        raises=isinstance(first_real, ast.Raise),
        parameters=tuple([parameter.arg for parameter in parameters]),
        is_async=isinstance(node, ast.AsyncFunctionDef),
    )


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)
