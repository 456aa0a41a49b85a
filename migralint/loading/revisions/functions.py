"""The functions at the top level of a revision file, and whether they do anything."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from migralint.history.file import Function
from migralint.source.location import Location
from migralint.source.text import SourceFile

_KNOWN_PACKAGES = sys.stdlib_module_names | {"alembic", "sqlalchemy"}
"""Packages whose functions create no table, except those that are recognised by their name, such as `create_all`."""
_CREATING = frozenset({"create", "create_all", "init_db", "create_tables"})
_TEMPLATES = frozenset(
    {"", "upgrade", "downgrade", "upgrade schema", "downgrade schema", "upgrade database", "downgrade database"}
)
"""Docstrings that explain nothing: those of Alembic's templates, and common variants."""
_FOR_TOOLS = (b"migralint:", b"noqa", b"type:", b"pragma:", b"pylint:", b"fmt:", b"nosec")
_SIMPLE = frozenset({ast.Expr, ast.Assign, ast.AnnAssign, ast.Return, ast.Pass, ast.Import, ast.ImportFrom})
_WITHOUT_FUNCTIONS = frozenset({ast.Expr, ast.Import, ast.AnnAssign, ast.ClassDef})


def read_functions(tree: ast.Module, source: SourceFile) -> dict[str, Function]:
    """Return every top-level function by name, and the names `upgrade` and `downgrade` however they are bound."""
    functions: dict[str, Function] = {}
    _collect(tree.body, source, functions, frozenset(_foreign(tree.body)))
    return functions


def _foreign(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that imports among the statements bind to objects of the project or of unknown packages."""
    for statement in body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name.partition(".")[0] not in _KNOWN_PACKAGES:
                    yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(statement, ast.ImportFrom):
            if statement.level or (statement.module or "").partition(".")[0] not in _KNOWN_PACKAGES:
                yield from (alias.asname or alias.name for alias in statement.names)
        elif isinstance(statement, ast.If | ast.Try):
            yield from _foreign(statement.body)


def _collect(body: list[ast.stmt], source: SourceFile, functions: dict[str, Function], foreign: frozenset[str]) -> None:
    for statement in body:
        if type(statement) in _WITHOUT_FUNCTIONS:
            continue
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            functions[statement.name] = _function(statement, source, foreign)
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
                _collect(getattr(statement, name, []), source, functions, foreign)
            for handler in getattr(statement, "handlers", []):
                _collect(handler.body, source, functions, foreign)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, source: SourceFile, foreign: frozenset[str]) -> Function:
    first_real = next((statement for statement in node.body if not _does_nothing(statement)), None)
    parameters = node.args.posonlyargs + node.args.args
    begin = node.col_offset + (10 if isinstance(node, ast.AsyncFunctionDef) else 4)  # the start of the function's name
    line, column = node.lineno, source.column(node.lineno, node.col_offset)
    return Function(
        location=Location(source.path, line, column, line, source.column(line, begin) + len(node.name)),
        empty=first_real is None,
        raises=isinstance(first_real, ast.Raise),
        parameters=tuple([parameter.arg for parameter in parameters]),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        explained=_is_explained(node, source),
        delegates=_delegates(node.body, foreign),
    )


def _is_explained(node: ast.FunctionDef | ast.AsyncFunctionDef, source: SourceFile) -> bool:
    """Whether the function has a docstring or a comment that is not from a template."""
    docstring = ast.get_docstring(node, clean=False)  # cleaning the docstring would import `inspect`
    if docstring is not None and docstring.strip().rstrip(".").lower() not in _TEMPLATES:
        return True
    return any(map(_explains, source.lines[node.lineno - 1 : node.end_lineno or node.lineno]))


def _explains(line: bytes) -> bool:
    """Return whether a line has a comment for people: suppressions would otherwise end the finding they accept."""
    code, _, comment = line.partition(b"#")
    if not code.strip() and comment.startswith(b" ###"):
        return False
    return any(text and not text.startswith(_FOR_TOOLS) for text in map(bytes.strip, comment.split(b"#")))


def _delegates(body: list[ast.stmt], foreign: frozenset[str]) -> bool:
    """Whether a statement calls a function that is defined in another file; calls inside other calls do not count.

    A star import may define any name.
    """
    for statement in body:
        kind = type(statement)
        value: ast.expr | None = None
        if kind is ast.Expr or kind is ast.Assign or kind is ast.AnnAssign or kind is ast.Return:
            value = statement.value  # type: ignore[attr-defined]
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            foreign |= frozenset(_foreign([statement]))
        elif isinstance(statement, ast.For | ast.AsyncFor):
            value = statement.iter
        elif isinstance(statement, ast.With | ast.AsyncWith):
            value = next(
                (each.context_expr for each in statement.items if isinstance(each.context_expr, ast.Call)), None
            )
        if value is not None and _calls_elsewhere(value, foreign):
            return True
        if kind not in _SIMPLE:
            blocks = [getattr(statement, name, None) or [] for name in ("body", "orelse", "finalbody")]
            blocks += [handler.body for handler in getattr(statement, "handlers", ())]
            if any(_delegates(block, foreign) for block in blocks if isinstance(block, list)):
                return True
    return False


def _calls_elsewhere(node: ast.expr, foreign: frozenset[str]) -> bool:
    if isinstance(node, ast.Await):
        node = node.value
    if not isinstance(node, ast.Call):
        return False
    function: ast.expr = node.func
    if isinstance(function, ast.Attribute) and function.attr in _CREATING:
        return True
    while isinstance(function, ast.Attribute | ast.Call):
        function = function.value if isinstance(function, ast.Attribute) else function.func
    return isinstance(function, ast.Name) and (function.id in foreign or "*" in foreign)


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)
