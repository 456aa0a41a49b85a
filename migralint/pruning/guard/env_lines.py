"""The lines of env.py that call the guard: found, or inserted without changing other bytes; pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from msgspec import Struct

from migralint.pruning.guard.generated import GUARD_NAME
from migralint.source.edits import Edit, apply_edits
from migralint.source.location import Span
from migralint.source.text import SourceFile

IMPORT_LINE = "from alembic.util import load_python_file"
"""The first line, beside the other imports."""


def call_line(context: str = "context") -> str:
    """Return the second line, right before `context.run_migrations()`; `context`: the name of `alembic.context` in
    env.py."""
    return f'load_python_file({context}.script.dir, "{GUARD_NAME}").check_database({context}.get_bind())'


class TooUnusualError(Exception):
    """Why the lines cannot be inserted, as the end of a sentence."""


class EnvFile(Struct, frozen=True):
    """Whether an env.py calls the guard, and its bytes with the lines that do."""

    calls_guard: bool
    after: bytes
    """Its bytes with the lines; unchanged if they exist already."""


def with_guard(path: str, data: bytes) -> EnvFile:
    """Return env.py with the lines inserted. Raises TooUnusualError."""
    try:
        source = SourceFile(path, data)
        tree = ast.parse(data, path)
        source.lines  # noqa: B018 - decodes
    except (SyntaxError, ValueError, RecursionError, MemoryError, LookupError):
        raise TooUnusualError("it cannot be read as Python") from None
    if any(_names_guard(node) for node in ast.walk(tree)):
        return EnvFile(True, data)
    imported, context = _import_of_context(tree)
    if any(isinstance(node, ast.Name) and node.id == "load_python_file" for node in ast.walk(tree)):
        raise TooUnusualError("it uses the name load_python_file itself")
    places = [_own_line(tree, statement) for statement in _online_runs(tree, context)]
    if not places:
        raise TooUnusualError(f"the online part has no {context}.run_migrations() on its own line")
    edits = [_after(source, tree, imported, IMPORT_LINE), *(_before(source, one, call_line(context)) for one in places)]
    after = apply_edits(data, edits)
    _check(tree, after, len(places))
    return EnvFile(False, after)


def _names_guard(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=str(text)):
            return text == GUARD_NAME
        case ast.ImportFrom(module=module, names=names):
            return "migralint_guard" in [*(module or "").split("."), *(one.name for one in names)]
        case ast.Import(names=names):
            return any("migralint_guard" in one.name.split(".") for one in names)
    return False


def _import_of_context(tree: ast.Module) -> tuple[ast.stmt, str]:
    """The import of `alembic.context` at the top level, and the name that it binds."""
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == "alembic" and not statement.level:
            for alias in statement.names:
                if alias.name == "context":
                    return statement, alias.asname or alias.name
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name == "alembic.context":
                    return statement, alias.asname or alias.name
    raise TooUnusualError("it does not import alembic.context at the top level")


def _online_runs(tree: ast.Module, context: str) -> Iterator[ast.stmt]:
    """The statements that run migrations, except those that only write SQL."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and _is_call(node.value, context, "run_migrations"):
            configured = _configured_before(node, parents, context)
            if configured is None or _takes_connection(configured):
                yield node


def _configured_before(statement: ast.AST, parents: Mapping[ast.AST, ast.AST], context: str) -> ast.Call | None:
    """The call of configure() that precedes a statement, in its block or an enclosing one of the same function."""
    node = statement
    while node in parents and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        for block in (getattr(parents[node], name, None) for name in ("body", "orelse", "finalbody")):
            if isinstance(block, list) and node in block:
                for before in reversed(block[: block.index(node)]):
                    if isinstance(before, ast.Expr) and _is_call(before.value, context, "configure"):
                        assert isinstance(before.value, ast.Call)
                        return before.value
        node = parents[node]
    return None


def _is_call(node: ast.AST, context: str, name: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
        and ast.unparse(node.func.value) == context
    )


def _takes_connection(call: ast.Call) -> bool:
    return bool(call.args) or any(one.arg in ("connection", None) for one in call.keywords)


def _own_line(tree: ast.Module, statement: ast.stmt) -> ast.stmt:
    """The statement that starts the line: itself, or a `with` that contains it on the same line."""
    line = [one for one in ast.walk(tree) if isinstance(one, ast.stmt) and one.lineno == statement.lineno]
    first = min(line, key=lambda one: one.col_offset)
    if first is statement or (isinstance(first, ast.With) and first.body == [statement]):
        return first
    raise TooUnusualError("run_migrations() shares its line with another statement")


def _before(source: SourceFile, statement: ast.stmt, text: str) -> Edit:
    start = source.offset(statement.lineno, 0)
    indent = source.data[start : source.offset(statement.lineno, statement.col_offset)]
    if indent.strip(b" \t"):
        raise TooUnusualError("run_migrations() shares its line with other code")
    return Edit(Span(start, start), indent + _encoded(source, text) + _newline(source, statement.lineno))


def _after(source: SourceFile, tree: ast.Module, statement: ast.stmt, text: str) -> Edit:
    last = statement.end_lineno or statement.lineno
    if any(one is not statement and one.lineno <= last <= (one.end_lineno or one.lineno) for one in tree.body):
        raise TooUnusualError("the import of alembic.context shares its line with another statement")
    if last >= len(source.lines):
        raise TooUnusualError("nothing follows the import of alembic.context")
    start = source.offset(last + 1, 0)
    return Edit(Span(start, start), _encoded(source, text) + _newline(source, last))


def _newline(source: SourceFile, line: int) -> bytes:
    data = source.lines[line - 1]
    end = data[len(data.rstrip(b"\r\n")) :].decode() or ("\r\n" if b"\r\n" in source.data else "\n")
    return _encoded(source, end)


def _encoded(source: SourceFile, text: str) -> bytes:
    try:
        return text.encode(source.encoding)
    except UnicodeEncodeError:  # all encodings of Python source contain ASCII, but a codec may be user-defined
        raise TooUnusualError(f"the lines cannot be written in {source.encoding}") from None


def _check(before: ast.Module, after: bytes, calls: int) -> None:
    """Raise TooUnusualError unless `after` is the same module with the lines added and no other change."""
    try:
        tree = ast.parse(after)
    except (SyntaxError, ValueError):
        raise TooUnusualError("with the lines it could not be read as Python") from None
    removed = _Removed()
    removed.visit(tree)
    if removed.calls != calls or removed.imports != 1 or ast.dump(tree) != ast.dump(before):
        raise TooUnusualError("with the lines it would mean something else")


class _Removed(ast.NodeTransformer):
    """Removes the lines again, and counts them."""

    def __init__(self) -> None:
        self.calls = self.imports = 0

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:  # noqa: N802 - the name that ast looks for
        if any(_names_guard(one) for one in ast.walk(node)):
            self.calls += 1
            return None
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:  # noqa: N802
        if ast.unparse(node) == IMPORT_LINE:
            self.imports += 1
            return None
        return node
