"""Python expressions that users accept for values that cannot be known."""

from __future__ import annotations

import ast
import builtins
import sys


def modules_of(expression: str) -> frozenset[str]:
    """Return the modules that an accepted expression uses. Raises ValueError, with the reason, if it is not valid."""
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        raise ValueError('is neither "frozen", "leave-out" nor a Python expression') from None
    bound = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    names = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)} - bound - set(dir(builtins))
    unknown = sorted(names - sys.stdlib_module_names)
    if unknown:
        raise ValueError(f"uses {unknown[0]}, but only builtins and modules of the standard library can be used")
    return frozenset(names)
