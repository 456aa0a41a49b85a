"""Whether two versions of a revision file do the same in `upgrade`: compares syntax trees, runs nothing."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping

from msgspec import Struct

from migralint.findings.published import Part
from migralint.source.location import Location

_UPGRADE = "upgrade"
_HEADER = frozenset({"revision", "down_revision", "branch_labels", "depends_on"})
_BY_NAME = frozenset({"globals", "eval", "exec", "sys"})
"""Functions that access other names of the module without naming them: an `upgrade` for several databases calls
`globals()["upgrade_%s" % engine_name]`."""
_STAR = "import *"

_Part = tuple[tuple[str, ...], int]
"""The canonical form of the statements that bind a name, and the line of the first one."""


class Upgrade(Struct, frozen=True):
    """What `upgrade` of one file does, as far as that file shows."""

    parts: Mapping[str, _Part]
    """`upgrade` and every name of the module that it uses, directly or indirectly, by name."""

    def same_as(self, other: Upgrade) -> bool:
        """Whether both have the same effect."""
        return {name: text for name, (text, _) in self.parts.items()} == {
            name: text for name, (text, _) in other.parts.items()
        }


def read_upgrade(data: bytes) -> Upgrade | None:
    """Read the `upgrade` of a file with everything that it uses; None if this Python cannot parse the file.

    Comments, docstrings, annotations, formatting, statements without effect and `downgrade` are left out.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in the project's strings
        try:
            tree = ast.parse(data)
            return _read(tree)
        except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
            return None


def differences(published: Upgrade, mine: Upgrade, path: str) -> tuple[Part, ...]:
    """How `mine`, of the file at `path`, differs from `published`: `upgrade` first, then by name."""
    at_upgrade = mine.parts.get(_UPGRADE, ((), 1))[1]
    parts = []
    for name in sorted({*published.parts, *mine.parts}, key=lambda name: (name != _UPGRADE, name)):
        before, after = published.parts.get(name), mine.parts.get(name)
        if before is None and after is not None:
            parts.append(Part(name, "added", Location(path, after[1])))
        elif before is not None and after is None:
            parts.append(Part(name, "removed", Location(path, at_upgrade)))
        elif before is not None and after is not None and before[0] != after[0]:
            parts.append(Part(name, "changed", Location(path, after[1])))
    return tuple(parts)


def _read(tree: ast.Module) -> Upgrade:
    bound: dict[str, list[tuple[str, int, frozenset[str]]]] = {}
    for statement in tree.body:
        for name, text, uses in _bindings(statement):
            bound.setdefault(name, []).append((text, statement.lineno, uses))
    parts: dict[str, _Part] = {}
    waiting = [_UPGRADE, _STAR]
    while waiting:
        name = waiting.pop()
        if name in parts or name not in bound or name in _HEADER:
            continue
        parts[name] = tuple(text for text, _, _ in bound[name]), bound[name][0][1]
        used = {use for _, _, uses in bound[name] for use in uses}
        waiting += sorted(used)
        if used & _BY_NAME:
            waiting += (other for other in bound if not other.startswith("downgrade"))
    return Upgrade(parts)


def _bindings(statement: ast.stmt) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Each name that a statement of the module binds or changes, with the form of the statement, and the names it
    uses."""
    match statement:
        case ast.Import(names=names):
            for alias in names:
                text = f"= {alias.name}" if alias.asname else f"import {alias.name}"
                yield alias.asname or alias.name.partition(".")[0], text, frozenset()
        case ast.ImportFrom(names=names):
            source = "." * statement.level + (statement.module or "")
            for alias in names:
                name = _STAR if alias.name == "*" else alias.asname or alias.name
                yield name, f"= {source}.{alias.name}", frozenset()
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            plain = _Plain().visit(statement)
            yield statement.name, ast.dump(plain), frozenset(_names(plain))
        case _ if not _has_no_effect(statement):
            plain = _Plain().visit(statement)
            text, names_used = ast.dump(plain), frozenset(_names(plain))
            for name in _touched(plain):
                yield name, text, names_used


def _touched(statement: ast.stmt) -> set[str]:
    """The names that a statement binds or may change: targets of assignments, and all names in a bare call."""
    names = set()
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.add(name)
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Expr():
                names.update(_names(node))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.alias():
                names.update(_bound(node))
    return names


def _bound(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.alias) -> Iterator[str]:
    if not isinstance(node, ast.alias):
        yield node.name
    elif node.name != "*":
        yield (node.asname or node.name).partition(".")[0]
    else:
        yield _STAR


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.alias):
            yield from _bound(node)


def _has_no_effect(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


class _Plain(ast.NodeTransformer):
    """Removes code without effect: docstrings and other bare constants, `pass`, annotations."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("body", "orelse", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                kept = [one for one in body if not _has_no_effect(one)]
                setattr(node, field, kept or ([ast.Pass()] if field == "body" else []))
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:  # noqa: N802
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:  # noqa: N802
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:  # noqa: N802
        self.generic_visit(node)
        if node.value is None or not node.simple:
            return node
        return ast.Assign([node.target], node.value, lineno=node.lineno)
