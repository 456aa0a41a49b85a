"""Looks through a project's source for its metadata and its Flask application."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from migralint.database.project.failures.circumstances import Circumstances
from migralint.source.reading import read_regular

_MOST_FILES = 10_000
_PASSED_OVER = frozenset(("node_modules", "site-packages", "__pycache__", "tests", "test", "versions", "build", "dist"))
_WORDS = re.compile(rb"declarative_base|DeclarativeBase|MetaData\(|SQLAlchemy\(|Flask\(|\b(?:create|make)_app\b")
_SOURCES = ("src", "backend", "lib")
"""Folders of the project that belong on the import path and are no packages."""


class Candidate(Struct, frozen=True):
    """An object that a setting could name."""

    name: str
    """As "package.module:object"."""
    start: Path
    """The folder from which it is imported."""


def candidates(around: Circumstances) -> tuple[list[Candidate], list[Candidate]]:
    """Return possible metadata, and possible factories of the Flask application.

    Objects near the working directory come first; the rest of the project is only searched if there are none.
    """
    metadata: list[Candidate] = []
    applications: list[Candidate] = []
    seen: set[Path] = set()
    for folder in around.folders():
        for path in _files(folder, seen):
            for value, name in _in_file(path):
                (metadata if value else applications).append(_candidate(path, name, around))
        if metadata or applications or len(seen) > _MOST_FILES:
            break
    return metadata, applications


def _in_file(path: Path) -> Iterator[tuple[bool, str]]:
    """Yield, for each useful object at the top level of a file, whether it is metadata, and its name."""
    try:
        data = read_regular(str(path))
        tree = ast.parse(data) if _WORDS.search(data) else ast.Module([], [])
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    for node in tree.body:
        match node:
            case ast.ClassDef(name=name, bases=bases) if any(_word(one) == "DeclarativeBase" for one in bases):
                yield True, name
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)):
                if _word(function) in ("declarative_base", "MetaData") or _word(function).endswith("SQLAlchemy"):
                    yield True, name
                elif _word(function) == "Flask":
                    yield False, name
            case ast.FunctionDef(name="create_app" | "make_app" as name):
                yield False, name


def _word(node: ast.expr) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _files(root: Path, seen: set[Path]) -> Iterator[Path]:
    """Yield the Python files below a folder, except in folders in `seen`."""
    for name, folders, files in os.walk(root):
        folder = Path(name)
        if folder in seen or len(seen) > _MOST_FILES:
            folders.clear()
            continue
        seen.add(folder)
        folders[:] = sorted(
            one
            for one in folders
            if one not in _PASSED_OVER and not one.startswith(".") and not (folder / one / "pyvenv.cfg").exists()
        )
        yield from (folder / one for one in sorted(files) if one.endswith(".py") and one != "env.py")


def _candidate(path: Path, name: str, around: Circumstances) -> Candidate:
    """Name an object as seen from the working directory, otherwise from the folder above its outermost package."""
    start = path.parent
    while (start / "__init__.py").is_file():
        start = start.parent
    root = around.folders()[0]
    if start == root or root in start.parents:  # packages need no __init__.py
        start = next((root / one for one in _SOURCES if root / one in (start, *start.parents)), root)
        while (start / "__init__.py").is_file():
            start = start.parent
    parts = path.relative_to(start).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
    return Candidate(f"{module}:{name}", start)
