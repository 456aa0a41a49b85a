"""Text from outside is split where its author ended a line; `str.splitlines` also splits at U+2028 and others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import migralint

PACKAGE = Path(migralint.__file__).parent
SPLIT_WHAT_THE_PACKAGE_ITSELF_WROTE = {
    "findings/documentation.py": "docstrings of the rules",
    "cli/rules.py": "docstrings of the rules",
    "source/text.py": "bytes, which know three line ends only",
    "source/encoding.py": "bytes, likewise",
    "pruning/rescue/neighbours.py": "bytes, likewise",
    "loading/docstring.py": "bytes, likewise",
    "linting/fixes.py": "bytes, likewise",
}


def calls_of(name: str, tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == name:
            yield node.lineno


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_splits_lines_of_external_text_by_unicode(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if name in SPLIT_WHAT_THE_PACKAGE_ITSELF_WROTE:
        return
    assert list(calls_of("splitlines", ast.parse(path.read_bytes()))) == []


def test_only_one_file_starts_git() -> None:
    starters = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "import subprocess" in path.read_text()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.List) and node.elts and isinstance(node.elts[0], ast.Constant)
        if node.elts[0].value == "git"
    ]
    assert starters == ["loading/git/process.py"]
