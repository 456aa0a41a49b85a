"""The nodes of a syntax tree, outer ones first: `ast.walk` takes twice as long, and reading walks every file."""

from __future__ import annotations

import ast

_WITHOUT_NODES = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "asname", "module", "level", "kind", "rest"})
"""Fields of text and numbers, and those of contexts and operators: nobody looks for the latter by themselves."""
_fields: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}


def walk(root: ast.AST) -> list[ast.AST]:
    """Return a node and all below it, level by level as `ast.walk` yields them, without contexts and operators."""
    nodes = [root]
    for node in nodes:  # it grows meanwhile
        kind = node.__class__
        fields = _fields.get(kind)
        if fields is None:
            fields = _fields[kind] = tuple(name for name in kind._fields if name not in _WITHOUT_NODES)
        for name in fields:
            value = getattr(node, name, None)
            if value.__class__ is list:
                nodes += [one for one in value if isinstance(one, ast.AST)]
            elif isinstance(value, ast.AST):
                nodes.append(value)
    return nodes
