"""Finds the traces of an unresolved merge in a file: marker lines, or two values for one name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migralint.evaluation.nodes import walk

_MARKER = re.compile(
    rb"(?:\A(?:\xef\xbb\xbf)?|(?<=[\r\n]))(?P<indent>[ \t\f]*)"
    rb"(?P<mark>(?P<sign>[<>|])(?P=sign){6,}|={7})(?:[ \t][^\r\n]*)?(?=[\r\n]|\Z)"
)
"""A marker line. git writes longer ones with the attribute `conflict-marker-size`, or if a conflict is merged again.
Equals signs usually underline a heading: only a line of exactly seven counts."""


def first_marker(data: bytes) -> tuple[int, int] | None:
    """Return start and end of the first conflict marker in a file that cannot be parsed; None if there is none."""
    match = _MARKER.search(data)
    return match.span("mark") if match is not None else None


def conflict_in_text(data: bytes) -> tuple[int, int] | None:
    """Return start and end of the first marker of a complete conflict; None if there is none.

    In a file that can be parsed, it is inside a string.
    """
    if b"<<<<<<<" not in data or b">>>>>>>" not in data:
        return None
    opened: tuple[int, int] | None = None
    divided = False
    for match in _MARKER.finditer(data):
        if match["indent"]:
            continue
        if match["sign"] == b"<":
            opened, divided = match.span("mark"), False
        elif match["sign"] is None:
            divided = opened is not None
        elif match["sign"] == b">" and divided:
            return opened
    return None


def contradicted(tree: ast.Module, names: frozenset[str]) -> str | None:
    """Return the first of `names` to which statements outside functions assign two different values; None: none."""
    values: dict[str, str] = {}
    for name, value in _assignments(tree, names):
        if values.setdefault(name, value) != value:
            return name
    return None


def _assignments(tree: ast.Module, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    waiting: list[ast.AST] = [tree]
    for node in waiting:  # the loop appends to the list
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and node.value is not None:
            targets = [node.target]
        for target in targets:
            for part in walk(target):
                if isinstance(part, ast.Name) and part.id in names:
                    assert isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None
                    yield part.id, ast.dump(node.value)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            waiting += ast.iter_child_nodes(node)
