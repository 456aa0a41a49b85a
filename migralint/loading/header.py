"""Reads the header of a revision file from its syntax tree, by the rules of Alembic's `Script`."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from migralint.history.file import HeaderField
from migralint.loading.constants import Module
from migralint.loading.expressions import called_name, followed
from migralint.loading.static_values import ABSENT, Binding, EnumMember, Imported, SetItems, Unknown
from migralint.source.text import SourceFile

HEADER_NAMES = ("revision", "down_revision", "depends_on", "branch_labels")
_WATCHED = frozenset(HEADER_NAMES)
_MARKS = (b"global", b":=", b"sys.modules", b"__dict__", b"exec(", b"setattr(")
_SUSPICIOUS = re.compile(
    rb"global\s[^\n]*(?:revision|depends_on|branch_labels)|(?:revision|depends_on|branch_labels)\s*:="
    rb"|\bglobals\(|sys\.modules|__dict__|\bexec\(|\bsetattr\(\s*(?:sys|__import__|importlib)"
)
"""A file without any of these assigns its header only by statements at its top level (the marks are looked for first
because a plain search is ten times as fast)."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the top level of a revision file says."""

    fields: dict[str, HeaderField]
    """By the four header names."""
    raises: bool
    """Whether importing the file always raises."""
    names: dict[str, Binding]
    """Everything that the top level binds, for reading the functions."""


def read_header(tree: ast.Module, source: SourceFile, resolve: Callable[[Imported], object] | None) -> Header:
    """The header of a revision file; `resolve` looks up constants of other modules."""
    module = Module(tree, watched=_WATCHED, resolve=resolve)
    suspicious = any(mark in source.data for mark in _MARKS) and _SUSPICIOUS.search(source.data)
    reasons = _rebound_elsewhere(tree) if suspicious else {}
    fields = {name: _field(name, module, source, resolve, reasons.get(name)) for name in HEADER_NAMES}
    return Header(fields, module.raises, module.names)


def header_values(name: str, value: object) -> tuple[str, ...] | Unknown:
    """What Alembic makes of a header value: `to_tuple()` and `tuple_rev_as_scalar()` of its revision module."""
    if isinstance(value, EnumMember):
        value = value.value if value.is_string else Unknown("it is a member of an enum that is no string")
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
    # An empty string is a parent without a name, but as the only dependency Alembic takes it for none.
    return () if name == "depends_on" and items == [""] else tuple(items)


def _field(
    name: str,
    module: Module,
    source: SourceFile,
    resolve: Callable[[Imported], object] | None,
    reason: str | None,
) -> HeaderField:
    assignments = module.assignments.get(name, [])
    binding = module.names.get(name, ABSENT)
    value: object = binding.value
    if reason is not None:
        value = Unknown(reason)
    elif module.stars:
        last = max((statement.lineno for statement, _ in assignments), default=0)
        from_star = module.from_stars(name, last)
        if from_star is not None:
            value = from_star
            binding = ABSENT
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
        replaceable=node is not None and binding.alone and reason is None,
        statements=tuple([source.span(statement) for statement, _ in assignments]),
        mentions=_mentions(statement for statement, _ in assignments) if unknown is not None else (),
    )


ABSENT_FIELD = HeaderField()


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    return isinstance(node, ast.Tuple | ast.List | ast.Set) and all(type(item) is ast.Constant for item in node.elts)


def _mentions(statements: Iterable[ast.stmt]) -> tuple[str, ...]:
    found = [
        node.value
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return tuple(dict.fromkeys(found))


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool | int | float):
        return f"`{value}`"
    if isinstance(value, SetItems):
        return "a set"
    return {"ellipsis": "`...`", "ClassValue": "a class", "EnumMember": "a member of an enum that is no string"}.get(
        type(value).__name__, f"a {type(value).__name__}"
    )


def _rebound_elsewhere(tree: ast.Module) -> dict[str, str]:
    """Header names that something other than a top-level statement sets, each with the reason it is unknown."""
    reasons: dict[str, str] = {}
    setters: dict[str, set[str]] = {}
    top_level: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            declared = {
                name
                for node in ast.walk(statement)
                if isinstance(node, ast.Global)
                for name in node.names
                if name in _WATCHED
            }
            if any(_writes_namespace(node) for node in ast.walk(statement)):
                declared = set(_WATCHED)
            if declared:
                setters[statement.name] = declared
        else:
            top_level.append(statement)
    for statement in top_level:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and called_name(node).partition(".")[0] in setters:
                function = called_name(node).partition(".")[0]
                reasons.update(
                    dict.fromkeys(setters[function], f"line {node.lineno} calls `{function}()`, which sets it")
                )
            elif isinstance(node, ast.NamedExpr) and node.target.id in _WATCHED:
                reasons[node.target.id] = f"line {node.lineno} assigns it inside an expression"
            elif (
                isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and node.attr in _WATCHED
            ):
                if "modules" in ast.unparse(node.value) or "__import__" in ast.unparse(node.value):
                    reasons[node.attr] = f"line {node.lineno} sets it through the module object"
            elif _writes_namespace(node) and not isinstance(statement, ast.Assign):
                line = getattr(node, "lineno", statement.lineno)
                reasons.update(dict.fromkeys(_WATCHED, f"line {line} writes to the module's namespace"))
    return reasons


def _writes_namespace(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return called_name(node.value) == "globals" or (
            isinstance(node.value, ast.Attribute)
            and node.value.attr == "__dict__"
            and "modules" in ast.unparse(node.value)
        )
    if isinstance(node, ast.Call):
        if called_name(node) == "exec":
            return True
        if called_name(node) == "setattr" and node.args:
            return "modules" in ast.unparse(node.args[0])
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("update", "setdefault", "__setitem__"):
            owner = node.func.value
            return (isinstance(owner, ast.Call) and called_name(owner) == "globals") or (
                isinstance(owner, ast.Attribute) and owner.attr == "__dict__" and "modules" in ast.unparse(owner)
            )
    return False
