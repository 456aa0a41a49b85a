"""Imports what a setting names: "package.module:attribute"."""

from __future__ import annotations

import importlib
from typing import Any


def named_object(name: str) -> Any:
    """Return the object that "package.module:attribute.of.attribute" names.

    Raises ImportError if the module cannot be imported, AttributeError if it has no such attribute.
    """
    module, _, attributes = name.partition(":")
    value: Any = importlib.import_module(module)
    for attribute in filter(None, attributes.split(".")):
        value = getattr(value, attribute)
    return value
