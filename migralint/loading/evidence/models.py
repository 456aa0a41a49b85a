"""The target metadata in the text of env.py; runs nothing."""

from __future__ import annotations

import ast
import os

from migralint.loading.evidence.sign import Sign
from migralint.source.errors import InputError
from migralint.source.reading import read_input

_MOST = 10_000_000
_NAME = "target_metadata"


def declared_models(script_directory: str) -> Sign | None:
    """The expression that env.py binds to or passes as `target_metadata`; None if there is none other than None."""
    path = os.path.join(script_directory, "env.py")
    try:
        tree = ast.parse(read_input(path, limit=_MOST))
    except (InputError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    signs: list[Sign] = []
    for node in ast.walk(tree):
        value = _assigned_value(node)
        nothing = isinstance(value, ast.Constant) and value.value is None
        if value is not None and not nothing and not (isinstance(value, ast.Name) and value.id == _NAME):
            signs.append(Sign(" ".join(ast.unparse(value).split())[:80], path, value.lineno))
    return min(signs, key=lambda sign: sign.line, default=None)


def _assigned_value(node: ast.AST) -> ast.expr | None:
    """The value that the node binds to the name, or passes as that keyword."""
    match node:
        case ast.Assign(targets=targets, value=value) if any(_is_name(target) for target in targets):
            return value
        case ast.AnnAssign(target=target, value=value) if _is_name(target):
            return value
        case ast.keyword(arg="target_metadata", value=value):
            return value
    return None


def _is_name(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == _NAME
