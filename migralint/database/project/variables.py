"""Finds the environment variables that a project reads without a default: reads source, runs nothing."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from migralint.source.reading import read_regular

MOST_FILES = 400
"""The maximum number of project files that are searched for variables."""
_NAME = re.compile(r"[A-Z][A-Z0-9_]+$")
_SPEAKS = re.compile(rb"environ|getenv|BaseSettings|\b(?:config|env)\b")
_READERS = frozenset(("config", "env"))
"""The usual names for decouple, starlette and environs; a call without a default requires the variable."""


class Variable(Struct, frozen=True):
    """An environment variable that the project reads."""

    name: str
    path: str
    line: int
    required: bool = True
    """False: `os.getenv("X")`, which returns None if the variable is not set."""
    annotation: str = ""
    """The type of the field in a settings class, as written."""
    folds: bool = False
    """Whether the case of its name is ignored (pydantic-settings)."""


def variables_read(entry: Iterable[str], roots: Iterable[str]) -> tuple[Variable, ...]:
    """Return the variables that the files `entry`, and their imports below `roots`, read without a default.

    Each name occurs once, at its first place; required variables come first.
    """
    waiting, seen, by_name = list(entry), set[str](), dict[str, Variable]()
    folders = tuple(dict.fromkeys(os.path.abspath(root) for root in roots))  # noqa: PTH100
    while waiting and len(seen) < MOST_FILES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        try:
            data = read_regular(path)
            tree = ast.parse(data)
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
        for variable in (*_plain(tree, path), *_of_settings(tree, path)) if _SPEAKS.search(data) else ():
            known = by_name.get(variable.name)
            if known is None or (variable.required and not known.required):
                by_name[variable.name] = variable
        waiting += [one for one in _imported(tree, path, folders) if one not in seen]
    return tuple(sorted(by_name.values(), key=lambda one: not one.required))


def unset(variables: Iterable[Variable], environment: Mapping[str, str]) -> tuple[Variable, ...]:
    """Return the variables that are not set in `environment`."""
    folded = {name.lower() for name in environment}
    return tuple(
        one for one in variables if one.name not in environment and not (one.folds and one.name.lower() in folded)
    )


def _plain(tree: ast.Module, path: str) -> Iterator[Variable]:
    optional, done_without = _asked_for(tree), _done_without(tree)
    numbers = {
        id(inner): node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("int", "float", "UUID")
        for inner in node.args
    }
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Load()):
                if _is_environ(value):
                    required = name not in optional and id(node) not in done_without
                    yield Variable(name, path, node.lineno, required, numbers.get(id(node), ""))
            case ast.Call(func=function, args=[ast.Constant(value=str(name))], keywords=keywords):
                if any(one.arg == "default" for one in keywords):
                    continue
                called = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                owner = function.value if isinstance(function, ast.Attribute) else None
                if called == "getenv" or (called == "get" and owner is not None and _is_environ(owner)):
                    yield Variable(name, path, node.lineno, required=False)
                elif _NAME.match(name) and _insists(called, owner) and id(node) not in done_without:
                    yield Variable(name, path, node.lineno)


def _insists(called: str, owner: ast.expr | None) -> bool:
    """Whether it is a call like `config("X")` or `env.str("X")`; `config.get("X")` may be that of any dictionary."""
    return called in _READERS if owner is None else getattr(owner, "id", "") in _READERS and called != "get"


def _asked_for(tree: ast.Module) -> set[str]:
    """Return the names that the file tests, reads with a default elsewhere, or sets itself."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=ast.Constant(value=str(name)), comparators=[environ]) if _is_environ(environ):
                names.add(name)
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Store()) if _is_environ(value):
                names.add(name)
            case ast.Call(
                func=ast.Attribute(value=value, attr="get" | "setdefault" | "getenv"),
                args=[ast.Constant(value=str(name)), *_],
            ) if _is_environ(value) or getattr(value, "id", "") == "os":
                names.add(name)
    return names


def _done_without(tree: ast.Module) -> set[int]:
    """Return the `id` of nodes in `try` statements that handle a missing variable."""
    return {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and any(map(_catches, node.handlers))
        for one in node.body
        for inner in ast.walk(one)
    }


def _catches(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    caught = any(one is None or getattr(one, "id", "") in ("KeyError", "LookupError", "Exception") for one in kinds)
    return caught and not any(isinstance(one, ast.Raise) for inner in handler.body for one in ast.walk(inner))


def _is_environ(node: ast.expr) -> bool:
    return getattr(node, "attr", getattr(node, "id", "")) == "environ"


def _of_settings(tree: ast.Module, path: str) -> Iterator[Variable]:
    """Yield the fields without a default in classes that inherit from pydantic's BaseSettings."""
    known = {"BaseSettings"}
    for node in (one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)):
        if not {getattr(base, "attr", getattr(base, "id", "")) for base in node.bases} & known:
            continue
        known.add(node.name)
        prefix = _prefix(node)
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                name = field.target.id
                if name.startswith("_") or name == "model_config" or "ClassVar" in ast.unparse(field.annotation):
                    continue
                annotation = ast.unparse(field.annotation)
                if field.value is None:
                    name = f"{prefix}{name}".upper()
                elif isinstance(field.value, ast.Call) and _has_no_default(field.value):
                    name = _alias(field.value) or f"{prefix}{name}".upper()
                else:
                    continue
                yield Variable(name, path, field.lineno, annotation=annotation, folds=True)


def _has_no_default(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    insists = first is None or (isinstance(first, ast.Constant) and first.value is Ellipsis)
    return insists and not any(one.arg in ("default", "default_factory", None) for one in call.keywords)


def _alias(call: ast.Call) -> str | None:
    for keyword in call.keywords:
        if keyword.arg in ("validation_alias", "alias", "env") and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return None


def _prefix(node: ast.ClassDef) -> str:
    for inner in ast.walk(node):
        value = None
        if (isinstance(inner, ast.keyword) and inner.arg == "env_prefix") or (
            isinstance(inner, ast.Assign) and [getattr(one, "id", "") for one in inner.targets] == ["env_prefix"]
        ):
            value = inner.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return ""


def _imported(tree: ast.Module, path: str, roots: tuple[str, ...]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield from _files(roots, one.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            bases, parts = roots, (node.module or "").split(".") if node.module else []
            if node.level:
                bases = (os.path.normpath(os.path.join(path, *[".."] * node.level)),)  # noqa: PTH118
            yield from _files(bases, parts)
            for one in node.names:
                yield from _files(bases, [*parts, one.name])


def _files(bases: Iterable[str], parts: list[str]) -> Iterator[str]:
    """Yield the files that are executed when a module is imported: those of its packages, and its own."""
    for base in bases:
        for count in range(1, len(parts) + 1):
            place = os.path.join(base, *parts[:count])  # noqa: PTH118
            for candidate in (os.path.join(place, "__init__.py"), f"{place}.py"):  # noqa: PTH118
                if os.path.isfile(candidate):  # noqa: PTH113
                    yield candidate
