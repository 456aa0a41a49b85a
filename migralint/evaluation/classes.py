"""Reads the body of a class for its plain attributes; other ways to set attributes make them unknown."""

from __future__ import annotations

import ast
from collections import ChainMap
from collections.abc import Iterable, MutableMapping

from migralint.evaluation.expressions import Evaluator, called_name
from migralint.evaluation.nodes import walk
from migralint.evaluation.value_size import TOO_LONG, fits
from migralint.evaluation.values import Binding, ClassValue, Imported, Unknown

_PLAIN_BASES = frozenset({"object", "str"})
"""Bases that do not change the attributes in the body of a class."""
_ENUMS = frozenset({"Enum", "StrEnum"})
"""Bases of the module `enum` whose members have the values in the body."""
_MEMBER_HOOKS = frozenset({"__new__", "__init__", "_generate_next_value_", "_missing_", "value", "_value_"})
"""Definitions in an enum that change the values of its members."""
_BINDS_NOTHING = frozenset({ast.Constant, ast.Call, ast.Attribute, ast.keyword, ast.Expr, ast.Assign, ast.arg})
"""The most frequent nodes, none of which binds a name by itself."""
_WRITERS = frozenset({"locals", "vars", "exec", "eval"})
"""Functions with which a class body may set attributes without naming them."""


def read_class(
    statement: ast.ClassDef, evaluator: Evaluator, names: MutableMapping[str, Binding]
) -> ClassValue | Unknown:
    """The class that a statement defines, as far as it can be known; `names` are the current bindings."""
    bases = [_base(base, evaluator, names) for base in statement.bases]
    if statement.decorator_list or statement.keywords or not all(bases):
        return Unknown(f"class `{statement.name}` may get attributes from its bases or a decorator")
    members = not _ENUMS.isdisjoint(bases)
    strings = members and ("str" in bases or "StrEnum" in bases)
    scope: ChainMap[str, Binding] = ChainMap({}, names)
    attributes: dict[str, object] = {}
    for inner in statement.body:
        targets: list[ast.expr] = []
        if isinstance(inner, ast.Assign):
            targets = inner.targets
        elif isinstance(inner, ast.AnnAssign) and inner.value is not None:
            targets = [inner.target]
        if targets and all(isinstance(target, ast.Name) for target in targets):
            assert isinstance(inner, ast.Assign | ast.AnnAssign) and inner.value is not None
            value = evaluator.evaluate(inner.value, scope)
            bound = dict.fromkeys((target.id for target in targets if isinstance(target, ast.Name)), value)
        else:
            bound = dict.fromkeys(
                stored_names([inner]), Unknown(f"line {inner.lineno} sets it in a way that is not followed")
            )
        calls = (called_name(node) for node in walk(inner) if isinstance(node, ast.Call))
        if not _WRITERS.isdisjoint(calls):
            return Unknown(f"class `{statement.name}` gets attributes in line {inner.lineno}")
        hooked = not _MEMBER_HOOKS.isdisjoint(bound) or any(name.startswith("_") for name in bound)
        if members and (hooked or (strings and not all(map(_makes_string, bound.values())))):
            return Unknown(f"enum `{statement.name}` computes the values of its members")
        attributes |= bound
        scope.update((name, Binding(value)) for name, value in bound.items())
    class_value = ClassValue(attributes, members, strings)
    return class_value if fits(class_value) else TOO_LONG


def _makes_string(value: object) -> bool:
    return isinstance(value, str | Unknown)


def _base(node: ast.expr, evaluator: Evaluator, names: MutableMapping[str, Binding]) -> str:
    """The base class by its own name; empty if it is not a known one."""
    value = evaluator.evaluate(node, names)
    if isinstance(value, Imported) and value.parts[:1] == ("enum",) and value.parts[1:]:
        return value.parts[1] if value.parts[1] in _ENUMS and len(value.parts) == 2 else ""
    name = called_name(node)
    return name if name in _PLAIN_BASES and not evaluator.shadowed(name, names) else ""


def stored_names(nodes: Iterable[ast.AST]) -> list[str]:
    """The names that are bound or deleted anywhere below the nodes, also inside functions."""
    names: list[str] = []
    for root in nodes:
        for node in walk(root):
            if node.__class__ in _BINDS_NOTHING:
                continue
            match node:
                case ast.Name(id=name, ctx=context):
                    if context.__class__ is not ast.Load:
                        names.append(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    names.append(name)
                case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                    names.append(name)
                case ast.MatchMapping(rest=str(name)):
                    names.append(name)
                case ast.alias(name=name, asname=renamed) if name != "*":
                    names.append(renamed or name.partition(".")[0])
    return names
