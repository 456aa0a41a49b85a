"""Whether a revision file only joins branches, so that it can be removed without loss; pure."""

from __future__ import annotations

import ast

_HEADER = frozenset({"revision", "down_revision", "branch_labels", "depends_on"})
_MODULES = frozenset({"__future__", "alembic", "collections", "sqlalchemy", "typing"})
"""The imports of Alembic's templates; importing a module of the project may have effects."""
_FUNCTIONS = frozenset({"upgrade", "downgrade"})


def is_inert(data: bytes) -> bool:
    """Whether the file only has the header, imports of Alembic's template, and empty functions upgrade and downgrade.

    Anything else, such as another variable or syntax that this Python does not know, makes it False.
    """
    try:
        body = ast.parse(data).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(_says_nothing(statement, first=not index) for index, statement in enumerate(body))


def _says_nothing(statement: ast.stmt, *, first: bool) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return first
        case ast.Import(names=names):
            return all(_is_harmless(one.name) for one in names)
        case ast.ImportFrom(module=module, level=0):
            return _is_harmless(module or "")
        case ast.Assign(targets=targets):
            return all(isinstance(one, ast.Name) and one.id in _HEADER for one in targets)
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name in _HEADER
        case ast.FunctionDef(name=name, decorator_list=[], body=body):
            return name in _FUNCTIONS and all(map(_does_nothing, body))
    return False


def _is_harmless(module: str) -> bool:
    return module.partition(".")[0] in _MODULES


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Return(value=None):
            return True
        case ast.Expr(value=ast.Constant()):
            return True
    return False
