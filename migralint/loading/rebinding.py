"""Finds what sets header names other than by a top-level statement: `global`, walrus, `exec`, the module object."""

from __future__ import annotations

import ast
import re

from migralint.loading.expressions import called_name

_MARKS = (b"global", b":=", b"sys.modules", b"__dict__", b"exec(", b"setattr(")
_SUSPICIOUS = re.compile(
    rb"global\s[^\n]*(?:revision|depends_on|branch_labels)|(?:revision|depends_on|branch_labels)\s*:="
    rb"|\bglobals\(|sys\.modules|__dict__|\bexec\(|\bsetattr\(\s*(?:sys|__import__|importlib)"
)
"""A file without any of these assigns its header only by statements at its top level (the marks are looked for first
because a plain search is ten times as fast)."""


def rebound_elsewhere(tree: ast.Module, data: bytes, watched: frozenset[str]) -> dict[str, str]:
    """The watched names that something other than a top-level statement sets, each with the reason it is unknown.

    `data` is the source of `tree`.
    """
    suspicious = any(mark in data for mark in _MARKS) and _SUSPICIOUS.search(data)
    return _reasons(tree, watched) if suspicious else {}


def _reasons(tree: ast.Module, watched: frozenset[str]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    setters: dict[str, set[str]] = {}
    top_level: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            declared = {
                name
                for node in ast.walk(statement)
                if isinstance(node, ast.Global)
                for name in node.names
                if name in watched
            }
            if any(_writes_namespace(node) for node in ast.walk(statement)):
                declared = set(watched)
            if declared:
                setters[statement.name] = declared
        else:
            top_level.append(statement)
    for statement in top_level:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and called_name(node).partition(".")[0] in setters:
                function = called_name(node).partition(".")[0]
                reasons.update(
                    dict.fromkeys(setters[function], f"line {node.lineno} calls `{function}()`, which sets it")
                )
            elif isinstance(node, ast.NamedExpr) and node.target.id in watched:
                reasons[node.target.id] = f"line {node.lineno} assigns it inside an expression"
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and node.attr in watched:
                if "modules" in ast.unparse(node.value) or "__import__" in ast.unparse(node.value):
                    reasons[node.attr] = f"line {node.lineno} sets it through the module object"
            elif _writes_namespace(node) and not isinstance(statement, ast.Assign):
                line = getattr(node, "lineno", statement.lineno)
                reasons.update(dict.fromkeys(watched, f"line {line} writes to the module's namespace"))
    return reasons


def _writes_namespace(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return called_name(node.value) == "globals" or (
            isinstance(node.value, ast.Attribute)
            and node.value.attr == "__dict__"
            and "modules" in ast.unparse(node.value)
        )
    if isinstance(node, ast.Call):
        if called_name(node) == "exec":
            return True
        if called_name(node) == "setattr" and node.args:
            return "modules" in ast.unparse(node.args[0])
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("update", "setdefault", "__setitem__"):
            owner = node.func.value
            return (isinstance(owner, ast.Call) and called_name(owner) == "globals") or (
                isinstance(owner, ast.Attribute) and owner.attr == "__dict__" and "modules" in ast.unparse(owner)
            )
    return False
