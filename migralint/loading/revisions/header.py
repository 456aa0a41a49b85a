"""Reads the header of a revision file from its syntax tree, by the rules of Alembic's `Script`."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from migralint.evaluation.constants import Module
from migralint.evaluation.expressions import followed
from migralint.evaluation.names import ANY
from migralint.evaluation.nodes import walk
from migralint.evaluation.uncertain_names import UncertainNames, find_uncertain_names
from migralint.evaluation.values import ABSENT, Binding, EnumMember, Imported, SetItems, Unknown
from migralint.history.file import HeaderField
from migralint.source.text import SourceFile

HEADER_NAMES = ("revision", "down_revision", "depends_on", "branch_labels")
_WATCHED = frozenset(HEADER_NAMES)
_MARKS = {
    b":=": re.compile(rb":="),
    b"global": re.compile(rb"global"),
    b"locals": re.compile(rb"locals\b"),
    b"modules": re.compile(rb"\bmodules\b"),
    b"__dict__": re.compile(rb"\b__dict__\b"),
    b"exec": re.compile(rb"\bexec\b"),
    b"eval": re.compile(rb"\beval\b"),
    b"vars": re.compile(rb"\bvars\b"),
    b"builtins": re.compile(rb"builtins"),
}
"""A file whose source contains none of these binds names only by statements. Searching for the key first is many times
faster than the pattern."""


class Header(Struct, frozen=True):
    """The top level of a revision file."""

    fields: dict[str, HeaderField]
    """The fields by the four header names."""
    raises: bool
    """Whether importing the file always raises an exception."""
    names: dict[str, Binding]
    """All names that the top level binds, for reading the functions."""


def read_header(tree: ast.Module, source: SourceFile, resolve: Callable[[Imported], object] | None) -> Header:
    """Read the header of a revision file; `resolve` looks up constants of other modules."""
    module = Module(tree, watched=_WATCHED, resolve=resolve)
    uncertain = UncertainNames()
    if not _plain(tree, module, source.data):
        uncertain = find_uncertain_names(tree, module.names)
        module = Module(tree, watched=_WATCHED, resolve=resolve, uncertain=uncertain)
    fields = {name: _field(name, module, source, resolve, uncertain) for name in HEADER_NAMES}
    return Header(fields, module.raises, module.names)


def header_values(name: str, value: object) -> tuple[str, ...] | Unknown:
    """Convert a header value as Alembic does: with `to_tuple()` and `tuple_rev_as_scalar()` of its revision module."""
    if isinstance(value, EnumMember):
        value = value.value if value.is_string else Unknown("it is an enum member that is not a string")
    if isinstance(value, Unknown):
        return value
    if name == "revision":
        return (value,) if isinstance(value, str) else Unknown(f"it is not a string but {_kind(value)}")
    if value is None:
        return ()
    if isinstance(value, str):
        value = (value,)
    if isinstance(value, dict):
        value = tuple(value)
    if isinstance(value, SetItems) and len(value) > 1:
        return Unknown("a set has no order")
    if not isinstance(value, tuple | list):
        return Unknown(f"it is neither a string nor a sequence but {_kind(value)}")
    if len(value) == 1 and value[0] is None and name != "branch_labels":
        return ()
    items: list[str] = []
    for item in value:
        if isinstance(item, EnumMember) and item.is_string:
            item = item.value
        if isinstance(item, Unknown):
            return item
        if not isinstance(item, str):
            return Unknown(f"it contains {_kind(item)}, not only strings")
        items.append(item)
    # An empty string is a parent without a name, but as the only dependency it means none in Alembic.
    return () if name == "depends_on" and items == [""] else tuple(items)


def _plain(tree: ast.Module, module: Module, data: bytes) -> bool:
    """Whether each header name has an immutable literal value, assigned by statements that certainly run."""
    if module.chose:
        return False
    marks = (b":=",) if all(map(_runs_nothing, tree.body)) else _MARKS
    if any(mark in data and _MARKS[mark].search(data) for mark in marks):
        return False
    top = {id(statement) for statement in tree.body}
    return all(
        isinstance(statement, ast.Assign | ast.AnnAssign)
        and id(statement) in top
        and isinstance(node, ast.Constant | ast.Tuple)
        and _is_literal(node)
        for assignments in module.assignments.values()
        for statement, node in assignments
    )


def _runs_nothing(statement: ast.stmt) -> bool:
    """Whether a top-level statement calls no code of the file (unless it assigns inside an expression)."""
    kind = type(statement)
    if kind is ast.Import or kind is ast.ImportFrom:
        return True
    if isinstance(statement, ast.FunctionDef):
        arguments = statement.args
        return not (statement.decorator_list or arguments.defaults or arguments.kw_defaults)
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign):
        plain = len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)
    elif isinstance(statement, ast.AnnAssign):
        plain = isinstance(statement.target, ast.Name)
    else:
        return False
    value = statement.value
    return plain and isinstance(value, ast.Constant | ast.Tuple) and _is_literal(value)


def _field(
    name: str,
    module: Module,
    source: SourceFile,
    resolve: Callable[[Imported], object] | None,
    uncertain: UncertainNames,
) -> HeaderField:
    assignments = module.assignments.get(name, [])
    binding = module.names.get(name, module.names.get(ANY, ABSENT))
    reason = uncertain.about(name, binding.value)
    if not reason and binding is ABSENT and "__getattr__" in module.names:
        reason = "the file defines `__getattr__`"
    value: object = Unknown(reason) if reason else binding.value
    if value is ABSENT.value and binding is ABSENT:
        if not assignments:
            return ABSENT_FIELD
        return HeaderField(statements=tuple(source.span(statement) for statement, _ in assignments))
    values = header_values(name, followed(value, resolve))
    unknown = values if isinstance(values, Unknown) else None
    node: ast.expr | None = binding.node
    place: ast.expr | ast.stmt | None = node
    if place is None:
        place = next((node or statement for statement, node in reversed(assignments)), None)
    return HeaderField(
        values=values if isinstance(values, tuple) else (),
        location=source.location(place) if place is not None else source.place(0, 0),
        span=source.span(node) if node is not None else None,
        unknown=unknown.reason if unknown is not None else "",
        literal=node is not None and binding.alone and unknown is None and _is_literal(node),
        replaceable=node is not None and binding.alone and not reason,
        statements=tuple([source.span(statement) for statement, _ in assignments]),
        mentions=_mentions(statement for statement, _ in assignments) if unknown is not None else (),
    )


ABSENT_FIELD = HeaderField()


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    return isinstance(node, ast.Tuple | ast.List | ast.Set) and all(type(item) is ast.Constant for item in node.elts)


def _mentions(statements: Iterable[ast.stmt]) -> tuple[str, ...]:
    texts = [
        node.value
        for statement in statements
        for node in walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return tuple(dict.fromkeys(texts))


def _kind(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > 64:
        return "a number"
    if value is None or isinstance(value, bool | int | float):
        return f"`{value}`"
    if isinstance(value, SetItems):
        return "a set"
    return {"ellipsis": "`...`", "ClassValue": "a class", "EnumMember": "an enum member that is not a string"}.get(
        type(value).__name__, f"a {type(value).__name__}"
    )
