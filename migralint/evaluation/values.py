"""Known and unknown values of static reading."""

from __future__ import annotations

import ast
from typing import Final

from msgspec import Struct


class Unknown(Struct, frozen=True):
    """A value that only running the file would tell."""

    text: str
    """Ends the sentence "its value cannot be known: …"; `{}` stands for the source of `node`."""
    node: ast.AST | None = None

    __eq__ = object.__eq__
    __hash__ = object.__hash__  # what nobody knows is not equal to anything else

    @property
    def reason(self) -> str:
        """The text with the source put in; made only when somebody asks, as nearly nobody does."""
        if self.node is None:
            return self.text
        try:
            source = ast.unparse(self.node)
        except (ValueError, RecursionError):  # a number of thousands of digits
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
    """The members of a set display, in source order (a set has none of its own)."""

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
    """Whether the member itself is a string, too."""


class Binding:
    """What a name of a module holds."""

    __slots__ = ("alone", "node", "value")

    def __init__(self, value: object, node: ast.expr | None = None, alone: bool = False) -> None:
        self.value = value
        """A constant; a tuple, list, dict or SetItems of them; or one of the classes above."""
        self.node = node
        """The one expression that gave the value; None if it took more than one."""
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
"""Stands for a name without a value where branches are compared."""
