"""Arguments as a reader of source sees them: literals as values, everything else as text."""

from __future__ import annotations

import ast
from functools import lru_cache

from msgspec import Struct


class SourceText(Struct, frozen=True):
    """An expression that is not a literal: its source text."""

    text: str

    def call(self) -> CallText | None:
        """The parts of the call; None unless the expression is a call of a plain dotted name."""
        return _call(self.text)


class SourceCall(SourceText, frozen=True):
    """A call whose parts were read with the file."""

    parts: CallText

    def __hash__(self) -> int:
        return hash(self.text)

    def call(self) -> CallText:
        """The parts of the call; names in it are resolved as far as the file shows."""
        return self.parts


class CallText(Struct, frozen=True):
    """The parts of a call."""

    function: str
    """The dotted name of the called function, with import aliases resolved if the file was available:
    "sqlalchemy.Column"; for a method of a call's result, only the method's name."""
    arguments: tuple[object, ...]
    """Literals as their values, lists and tuples with items of this form, everything else as SourceText."""
    keywords: dict[str, object]
    receiver: object = None
    """The object of a method call, if it is not a plain name: the `sa.String()` of `sa.String().with_variant(…)`."""

    @property
    def name(self) -> str:
        """The last part of the dotted name: "Column"."""
        return self.function.rpartition(".")[2]


@lru_cache(maxsize=4096)
def _call(text: str) -> CallText | None:
    wrapped = f"({text})"
    try:
        node = ast.parse(wrapped, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(node, ast.Call):
        return None
    function = dotted_name(node.func)
    if not function:
        return None
    return CallText(
        function,
        tuple([_value(argument, wrapped) for argument in node.args]),
        {keyword.arg or "**": _value(keyword.value, wrapped) for keyword in node.keywords},
    )


def _value(node: ast.expr, text: str) -> object:
    if isinstance(node, ast.List | ast.Tuple):
        items = [_value(item, text) for item in node.elts]
        return items if isinstance(node, ast.List) else tuple(items)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, RecursionError):
        return SourceText(ast.get_source_segment(text, node) or ast.unparse(node))


def dotted_name(node: ast.AST) -> str:
    """The dotted name in an expression; empty if it is anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if isinstance(node, ast.Name) else ""
