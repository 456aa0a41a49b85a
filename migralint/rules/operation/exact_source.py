"""Source of values from another file: certain, with full names, or none."""

from __future__ import annotations

import ast

from migralint.changes.definitions import Default
from migralint.changes.types import Type


def exact_text(text: str) -> str:
    """A string as a literal."""
    written = repr(text)
    return f'"{written[1:-1]}"' if written[0] == "'" and '"' not in written and "\\'" not in written else written


def exact_type(kind: Type) -> str | None:
    """The type as `sqlalchemy.String(40)`; None for a type of another package, and if its text has names of its
    file."""
    return _written_out(kind.text, kind.function) if kind.is_known and not kind.variants else None


def exact_default(default: Default) -> str | None:
    """The server default; None unless it is text, `sqlalchemy.text(…)` or a function without arguments."""
    if default.kind == "string":
        return exact_text(default.text) if default.text is not None else None
    if default.kind not in ("text", "function"):
        return None
    name = default.function.removeprefix("sqlalchemy.")
    if name == default.function or not (name in ("text", "true", "false", "null") or name.startswith("func.")):
        return None
    return _written_out(default.source, default.function)


def _written_out(text: str, function: str) -> str | None:
    """A call with literal arguments, or only a name, with the full path of its function."""
    if not function.startswith("sqlalchemy."):
        return None
    try:
        node = ast.parse(f"({text})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    if isinstance(node, ast.Name | ast.Attribute):
        return function
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
        return None
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    if any(keyword.arg is None for keyword in node.keywords) or not all(map(_is_literal, values)):
        return None
    arguments = [*map(_literal, node.args)]
    arguments += [f"{one.arg}={_literal(one.value)}" for one in node.keywords]
    return f"{function}({', '.join(arguments)})"


def _literal(node: ast.expr) -> str:
    return _constant(node) if isinstance(node, ast.Constant) else ast.unparse(node)


def _constant(node: ast.Constant) -> str:
    return exact_text(node.value) if isinstance(node.value, str) else repr(node.value)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError):
        return False
    return True
