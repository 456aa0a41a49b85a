"""Known and unknown values of static reading."""

from __future__ import annotations

import ast
from typing import Final

from msgspec import Struct


class Unknown(Struct, frozen=True):
    """A value that is only known at run time."""

    text: str
    """Completes the sentence "its value cannot be known: …"; `{}` is replaced by the source of `node`."""
    node: ast.AST | None = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # an unknown value is not equal to anything else

    @property
    def reason(self) -> str:
        """The text with the source inserted; built on demand, because it is rarely used."""
        if self.node is None:
            return self.text
        try:
            source = ast.unparse(self.node)
        except (ValueError, RecursionError):  # a number with thousands of digits
            source = "..."
        return self.text.replace("{}", source if len(source) <= 40 else source[:37] + "...")


class Imported(Struct, frozen=True):
    """A name of another module, not looked up yet."""

    parts: tuple[str, ...]
    """Module and attributes, dotted: `from app.cli import CORE` gives ("app", "cli", "CORE")."""
    level: int = 0
    """Leading dots of a relative import."""

    def __str__(self) -> str:
        return "." * self.level + ".".join(self.parts)


class SetItems(tuple[object, ...]):
    """The members of a set display, in source order (a set itself has no order)."""

    __slots__ = ()


class ClassValue(Struct, frozen=True):
    """A class whose body was read for its attributes."""

    attributes: dict[str, object]
    members: bool
    """An enum: its attributes are members, whose strings are in `.value`."""
    strings: bool
    """An enum that derives from str: its members are strings themselves."""


class EnumMember(Struct, frozen=True):
    """A member of an enum."""

    value: object
    is_string: bool
    """Whether the member itself is also a string."""


class Binding:
    """The value of a name in a module."""

    __slots__ = ("alone", "node", "value")

    def __init__(self, value: object, node: ast.expr | None = None, alone: bool = False) -> None:
        self.value = value
        """A constant; a tuple, list, dict or SetItems of them; or one of the classes above."""
        self.node = node
        """The single expression that determined the value; None if there were several."""
        self.alone = alone
        """Replacing the bytes of `node` changes this name's value and nothing else."""


MUTATORS: Final = frozenset(
    {
        "append", "extend", "insert", "remove", "clear", "pop", "popitem", "sort", "reverse", "add", "update",
        "setdefault", "discard",
    }
)  # fmt: skip
"""Methods that change a list, a dict or a set."""
ABSENT: Final = Binding(Unknown("it is not assigned"))
"""Represents a name without a value when paths are compared."""
