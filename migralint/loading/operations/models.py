"""The models of the application that a statement works with, under their imported names."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from migralint.evaluation.nodes import walk

_TAKES_MODELS = frozenset(
    {
        "query", "select", "insert", "update", "delete", "add", "add_all", "merge", "get", "exists", "aliased",
        "join", "outerjoin", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "select_from",
        "with_entities",
    }
)  # fmt: skip


def models_in(node: ast.expr | ast.stmt, imported: Mapping[str, str]) -> tuple[str, ...]:
    """Return the imported classes that are used as a model: queried, added, or asked for their table.

    `imported`: the dotted names of classes by the variables that hold them. The result is in the order of the code.
    """
    found: dict[str, None] = {}
    for inner in walk(node):
        if isinstance(inner, ast.Call):
            name = inner.func.attr if isinstance(inner.func, ast.Attribute) else getattr(inner.func, "id", "")
            if name in _TAKES_MODELS:
                for one in inner.args:
                    one = one.func if isinstance(one, ast.Call) else one
                    if isinstance(one, ast.Name) and one.id in imported:
                        found[imported[one.id]] = None
        elif isinstance(inner, ast.Attribute) and inner.attr in ("__table__", "metadata", "query"):
            owner = inner.value.id if isinstance(inner.value, ast.Name) else ""
            if owner in imported:
                found[imported[owner]] = None
    return tuple(found)
