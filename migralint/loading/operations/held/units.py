"""The statements of a file one by one; a compound statement consists of the lines before its blocks."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from operator import attrgetter
from types import NoneType

from msgspec import Struct

_Statement = ast.stmt | ast.ExceptHandler
_BLOCKS = ("body", "handlers", "orelse", "finalbody")
_WITHOUT_NAMES = (str, int, NoneType, ast.Constant, ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)
_COMPOUND = frozenset(
    (
        *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.For, ast.AsyncFor, ast.While),
        *(ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.ExceptHandler),
    )
)


class Unit(Struct):
    """A statement without its blocks."""

    first: int
    last: int
    statement: ast.AST
    function: str
    """The name of the innermost function that contains the statement; empty: none."""
    of_class: str
    """The name of the class whose body directly contains the statement; empty: none."""
    longest: int = 0
    """The highest last line of this unit and all units before it."""


def units(tree: ast.Module) -> list[Unit]:
    """Return all statements, in the order of their first lines."""
    found: list[Unit] = []
    waiting: list[tuple[Sequence[_Statement], str, str]] = [(tree.body, "", "")]
    while waiting:
        body, function, of_class = waiting.pop()
        for statement in body:
            first, last = statement.lineno, statement.end_lineno or statement.lineno
            if type(statement) not in _COMPOUND:
                found.append(Unit(first, last, statement, function, of_class))
                if isinstance(statement, ast.Match):
                    waiting += [(case.body, function, of_class) for case in statement.cases]
                continue
            inside, held = function, of_class
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = min([first, *(one.lineno for one in statement.decorator_list)])
                inside, held = (
                    (function, statement.name) if isinstance(statement, ast.ClassDef) else (statement.name, "")
                )
            blocks = [block for block in (getattr(statement, name, None) for name in _BLOCKS) if block]
            found.append(Unit(first, blocks[0][0].lineno, statement, function, of_class))
            waiting += [(block, inside, held) for block in blocks]
    found.sort(key=attrgetter("first"))
    longest = 0
    for unit in found:
        longest = unit.longest = max(longest, unit.last)
    return found


def nodes_of(statement: ast.AST) -> list[ast.AST]:
    """Return the nodes of a statement without its blocks, outer ones first; without constants and operators."""
    found = [statement]
    compound = type(statement) in _COMPOUND
    for node in found:  # the loop appends to the list
        if type(node) is ast.Name:
            continue
        for field in node._fields:
            if compound and node is statement and field in _BLOCKS:
                continue
            held = getattr(node, field, None)
            if type(held) is list:
                found += [one for one in held if not isinstance(one, _WITHOUT_NAMES)]
            elif not isinstance(held, _WITHOUT_NAMES):
                found.append(held)
    return found
