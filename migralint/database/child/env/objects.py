"""Imports the object of a setting: "package.module:attribute"."""

from __future__ import annotations

import importlib
from typing import Any


def named_object(name: str) -> Any:
    """Return the object named by "package.module:attribute.of.attribute"; with `()` at the end, the result of its call.

    Raises ImportError if the module cannot be imported, AttributeError if it has no such attribute.
    """
    module, _, attributes = name.partition(":")
    value: Any = importlib.import_module(module)
    plain, parentheses, _ = attributes.partition("()")
    for attribute in filter(None, plain.split(".")):
        value = getattr(value, attribute)
    return value() if parentheses else value
