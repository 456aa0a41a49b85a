"""Whether a file may assign any variable: by `globals()`, `exec()`, `sys.modules` and the like."""

from __future__ import annotations

import ast

from migralint.evaluation.nodes import walk
from migralint.loading.operations.held.words import occurrences

_FUNCTIONS = frozenset({"globals", "locals", "vars", "exec", "eval", "builtins"})
_FRAMES = frozenset({"modules", "f_globals", "f_locals", "f_builtins", "__globals__", "_getframe", "currentframe"})


def writes_namespaces(tree: ast.Module, data: bytes, *, plain: bool) -> bool:
    """Whether some code of a file may assign any of its variables; `plain`: see `Sharing`."""
    if plain and not (_may_name(data) and any(occurrences(data, name) for name in _FUNCTIONS | _FRAMES)):
        return False
    looking: set[int] = set()
    """The nodes of names that only look up a value, by `id()`."""
    for node in walk(tree):  # outer nodes come first
        if isinstance(node, ast.Attribute) and node.attr in _FRAMES:
            return True
        if isinstance(node, ast.Name) and node.id in _FUNCTIONS and id(node) not in looking:
            return True
        looking.update(map(id, _looked_up(node)))
    return False


def _looked_up(node: ast.AST) -> list[ast.expr]:
    """Return the functions at a node that only look up a value: the `locals` of `"…".format(**locals())` and
    `"…" % locals()`, the `globals` of `name in globals()`, and both that look up a function for
    a call: `globals()["upgrade_x"]()`, `eval("upgrade_x")()`."""
    given: ast.expr | None = None
    if isinstance(node, ast.keyword) and node.arg is None:
        given = node.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        given = node.right
    elif isinstance(node, ast.Compare):
        given = node.comparators[0]
    elif isinstance(node, ast.Call):
        inner = node.func.value if isinstance(node.func, ast.Subscript) else node.func
        name = inner.func.id if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) else ""
        if (name == "globals" and inner is not node.func) or (name == "eval" and _names_function(inner)):
            given = inner
    return [given.func] if isinstance(given, ast.Call) else []


def _names_function(node: ast.expr) -> bool:
    text = node.args[0] if isinstance(node, ast.Call) and node.args else None
    while isinstance(text, ast.BinOp):
        text = text.left
    begins = text.values[0] if isinstance(text, ast.JoinedStr) and text.values else text
    return isinstance(begins, ast.Constant) and str(begins.value).startswith(("upgrade_", "downgrade_"))


def _may_name(data: bytes) -> bool:
    """Whether a file contains a part of one of the names."""
    if b"globals" in data or b"locals" in data or b"vars" in data or b"eval" in data or b"builtins" in data:
        return True
    runs = b"exec" in data and data.count(b"exec") != data.count(b"execut")
    return runs or b"modules" in data or b"frame" in data
