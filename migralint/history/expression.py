"""Arguments as a reader of source sees them: literals as values, everything else as text."""

from __future__ import annotations

import ast
from functools import lru_cache

from msgspec import Struct


class SourceText(Struct, frozen=True):
    """An expression that is not a literal: its source text."""

    text: str

    def call(self) -> CallText | None:
        """The call that this is, taken apart; None if it is no call of a plain dotted name."""
        return _call(self.text)


class SourceCall(SourceText, frozen=True):
    """A call whose parts were read with the file."""

    parts: CallText

    def __hash__(self) -> int:
        return hash(self.text)

    def call(self) -> CallText:
        """The call, taken apart; names in it are resolved as far as the file shows."""
        return self.parts


class CallText(Struct, frozen=True):
    """A call, taken apart."""

    function: str
    """The dotted name that is called, import aliases resolved where the file was at hand: "sqlalchemy.Column"; for a
    method of what another call returned, the method's name alone."""
    arguments: tuple[object, ...]
    """Literals as themselves, lists and tuples with their items so, everything else as SourceText."""
    keywords: dict[str, object]
    receiver: object = None
    """What a method is called on, where that is no plain name: the `sa.String()` of `sa.String().with_variant(…)`."""

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
    """The dotted name that an expression is; empty if it is none."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join((node.id, *reversed(parts))) if isinstance(node, ast.Name) else ""
