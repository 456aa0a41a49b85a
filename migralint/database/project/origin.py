"""Finds out from the revision files whether any `upgrade()` creates a table: reads text, runs nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from migralint.history.operation import OPAQUE
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.source.reading import read_regular

CREATING = frozenset(("create_table", "rename_table", "Table"))
"""Calls that create a table whose name is among their arguments."""


def is_created(table: str, paths: Iterable[str]) -> bool:
    """Whether a revision file, outside its `downgrade()`, creates `table` or renames another table to it.

    A file that cannot be read counts as one that might: what is unknown must not be claimed.
    """
    return any(table.lower() in names or "" in names for names in map(_created, paths))


def creators(table: str, paths: Iterable[str]) -> dict[str, int]:
    """Return the files that certainly create `table` outside `downgrade()`, with the line."""
    return {path: line for path in paths if (line := _line(table.lower(), path))}


def _line(table: str, path: str) -> int:
    try:
        tree = ast.parse(read_regular(path))
    except (OSError, SyntaxError, ValueError):
        return 0
    return next((line for name, line in _names(tree) if name == table), 0)


def _created(path: str) -> frozenset[str]:
    """Return the names, in lower case, of the tables that a file creates; including "" if it may create any table."""
    try:
        tree = ast.parse(read_regular(path))
    except (OSError, SyntaxError, ValueError):
        return frozenset(("",))
    operations = read_revision_file(path).operations
    opaque = any(one.name == OPAQUE and one.function == "upgrade" for one in operations)
    return frozenset([name for name, _ in _names(tree)] + ([""] if opaque else []))


def _names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    kept = [node for node in tree.body if not (isinstance(node, ast.FunctionDef) and node.name == "downgrade")]
    for node in (inner for top in kept for inner in ast.walk(top)):
        if isinstance(node, ast.Call) and _called(node) in CREATING:
            literal = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
            yield from ((str(value).lower(), node.lineno) for value in literal)
            if node.args and not isinstance(node.args[0], ast.Constant):
                yield "", node.lineno
        elif isinstance(node, ast.Call) and _called(node) == "create_all":
            yield "", node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((match.lower(), node.lineno) for match in _CREATE.findall(node.value))


_CREATE = re.compile(
    r"""(?:create\s+(?:\w+\s+)?(?:table|view)\s+(?:if\s+not\s+exists\s+)?|rename\s+to\s+)(?:["`\[]?\w+["`\]]?\.)?["`\[]?(\w+)""",
    re.IGNORECASE,
)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
