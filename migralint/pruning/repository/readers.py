"""Kept files that import or read a removed revision file: a static check that refuses in case of doubt."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Mapping

from migralint.findings.problem import Problem
from migralint.pruning.repository.name_search import WordIndex
from migralint.source.location import Location
from migralint.source.reading import read_regular


def readers(removed: Mapping[str, str], kept: Iterable[str]) -> Iterator[Problem]:
    """A problem for every import, or literal path or module name, with which a kept Python file accesses a removed one.

    `removed`: id to absolute path. `kept`: absolute paths of the Python files that are kept: the other revision files,
    env.py and the files beside it. In the order of `kept` and of lines. A file that cannot be parsed is searched for
    the names as text: code that cannot be understood is not assumed harmless.
    """
    stems = {os.path.splitext(os.path.basename(path))[0]: revision_id for revision_id, path in removed.items()}
    index = WordIndex(stems)
    for path in kept:
        try:
            data = read_regular(path)
        except OSError:
            continue  # loading has already reported it
        occurring = {stem: stems[stem] for stem in index.occurring(data)}
        if not occurring:
            continue
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            yield from _in_text(path, data, occurring)
            continue
        for node in ast.walk(tree):
            for stem in _reached(node):
                if stem in stems:
                    yield _problem(path, node.lineno, node.col_offset + 1, stem, stems[stem])  # type: ignore[attr-defined]


def _reached(node: ast.AST) -> Iterator[str]:
    """The last parts of the module names and paths that a node contains."""
    match node:
        case ast.Import(names=names):
            for alias in names:
                yield from alias.name.split(".")
        case ast.ImportFrom(module=module, names=names):
            yield from (module or "").split(".")
            for alias in names:
                yield alias.name
        case ast.Constant(value=str(text)) if len(text) < 4096 and "\n" not in text:
            name = text.replace("\\", "/").rsplit("/", 1)[-1]
            if name.endswith((".py", ".pyc")):
                yield name.rsplit(".", 1)[0]
            elif "." in name and " " not in name:
                yield name.rsplit(".", 1)[-1]


def _in_text(path: str, data: bytes, stems: Mapping[str, str]) -> Iterator[Problem]:
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        code = line.split("#", 1)[0]
        for stem, revision_id in stems.items():
            if stem in code and ("import" in code or f"{stem}.py" in code):
                yield _problem(path, number, code.index(stem) + 1, stem, revision_id)


def _problem(path: str, line: int, column: int, stem: str, revision_id: str) -> Problem:
    return Problem(
        f"uses {stem}.py, the file of {revision_id}, which would be removed",
        Location(path, line, column),
        (revision_id,),
        help="move the needed code into another module, or keep the revision with --until",
    )
