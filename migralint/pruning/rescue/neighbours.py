"""Revisions that import others from a package of the project, and how this works in a rescue directory."""

from __future__ import annotations

import ast
import os
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from migralint.pruning.rescue.configuration import VERSIONS

_FOUND = """\
# Added by `migralint rescue`: modules that revisions import, and the live folders lack, are beside this file now.
import importlib as _importlib
import os as _os

for _package, _folder in {packages!r}:
    try:
        _path = _importlib.import_module(_package).__path__
    except (ImportError, AttributeError):  # not a package
        continue
    _path.append(_os.path.join(_os.path.dirname(_os.path.abspath(__file__)), _folder))

"""


class Import(Struct, frozen=True):
    """One place that names the module of a pruned revision."""

    name: str
    """The file that imports."""
    line: int
    imported: str
    """The file that is imported."""
    package: str
    """The package in which the module is expected; empty: it is accessed in another way."""


def imports(contents: Mapping[str, bytes], pruned: Iterable[str]) -> tuple[Import, ...]:
    """Every place where a file of `contents` (by name) accesses one of the names in `pruned`, in their order."""
    stems = {os.path.splitext(name)[0]: name for name in pruned}
    return tuple(one for name, data in contents.items() for one in _imports(name, data, stems))


def with_packages(env: bytes, packages: Iterable[str], folders: Mapping[str, str] | None = None) -> bytes:
    """`env` with lines at its start that make the revisions beside it part of these packages as well.

    `folders`: further packages, each with the folder beside `env` that belongs to it.

    Alembic runs env.py before it loads a revision. Raises SyntaxError or ValueError if `env` is not Python code.
    """
    named = tuple(dict.fromkeys([*((name, VERSIONS) for name in packages), *(folders or {}).items()]))
    if not named:
        return env
    before = 0
    for node in ast.parse(env).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not (docstring or (isinstance(node, ast.ImportFrom) and node.module == "__future__")):
            before = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))]) - 1
            break
    lines = env.splitlines(keepends=True)
    added = _FOUND.format(packages=named).encode()
    return b"".join((*lines[:before], added, *lines[before:]))


def packages_of(contents: Mapping[str, bytes], script_folder: str, files: Collection[str]) -> dict[str, str]:
    """The packages through which the files of `contents` access one of `files` (relative to the script directory).

    Each with its folder, relative likewise. `script_folder`: the name of the script directory, the package that
    contains the others.
    """
    folders = {"/".join(name.split("/")[:end]) for name in files for end in range(1, name.count("/") + 1)}
    packages: dict[str, str] = {}
    for data in contents.values():
        if script_folder.encode() not in data:
            continue
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for dotted in (dotted for node in ast.walk(tree) for dotted in _named(node)):
            parts = dotted.split(".")
            first = parts.index(script_folder) + 1 if script_folder in parts else len(parts)
            reached = [
                end
                for end in range(first + 1, len(parts) + 1)
                if (path := "/".join(parts[first:end])) in folders or f"{path}.py" in files
            ]
            for end in range(first, max(reached, default=0) + 1):
                folder = "/".join(parts[first:end]) or "."
                if folder == "." or folder in folders:
                    packages[".".join(parts[:end])] = folder
    return packages


def _imports(name: str, data: bytes, stems: Mapping[str, str]) -> Iterator[Import]:
    if not any(stem.encode() in data for stem in stems):
        return
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # Alembic would fail there too
    for node in ast.walk(tree):
        for module in _named(node):
            package, _, stem = module.rpartition(".")
            if stem in stems and stems[stem] != name:
                yield Import(name, node.lineno, stems[stem], package)  # type: ignore[attr-defined]


def _named(node: ast.AST) -> Iterator[str]:
    """The dotted module names that a node may contain."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield module
            yield from (f"{module}.{alias.name}" for alias in names)
        case ast.Constant(value=str(text)) if len(text) < 4096 and " " not in text and "\n" not in text:
            if text.endswith(".py"):
                yield text.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
            elif "." in text:
                yield text
