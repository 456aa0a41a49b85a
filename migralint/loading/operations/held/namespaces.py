"""Whether a file may give any variable a value: by `globals()`, `exec()`, `sys.modules` and their like."""

from __future__ import annotations

import ast

from migralint.loading.operations.held.words import occurrences

_FUNCTIONS = frozenset({"globals", "locals", "vars", "exec", "eval", "builtins"})
_FRAMES = frozenset({"modules", "f_globals", "f_locals", "f_builtins", "__globals__", "_getframe", "currentframe"})
_NAMES = {
    part: tuple(name for name in sorted(_FUNCTIONS | _FRAMES) if part.decode() in name)
    for part in (b"globals", b"locals", b"vars", b"exec", b"eval", b"builtins", b"modules", b"frame")
}
"""The names by a part of each: a file without the part need not be searched for them."""


def writes_namespaces(tree: ast.Module, data: bytes, *, plain: bool) -> bool:
    """Whether some code of a file may give any of its variables a value; `plain`: see `Sharing`."""
    if plain and not any(
        part in data and any(occurrences(data, name) for name in names) for part, names in _NAMES.items()
    ):
        return False
    looking: set[int] = set()
    """Names that only look something up."""
    for node in ast.walk(tree):  # outer ones come first
        if isinstance(node, ast.Attribute) and node.attr in _FRAMES:
            return True
        if isinstance(node, ast.Name) and node.id in _FUNCTIONS and id(node) not in looking:
            return True
        looking.update(map(id, _looked_up(node)))
    return False


def _looked_up(node: ast.AST) -> list[ast.expr]:
    """The `locals` of `"…".format(**locals())` and `"…" % locals()`, the `globals` of `name in globals()`, and both
    functions where they look up a function: `globals()["upgrade_x"]()`, `eval("upgrade_x")()`."""
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
