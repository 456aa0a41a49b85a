"""Finds the tables that the application maps, by literal names in the sources of the repository; runs nothing."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from migralint.evaluation.nodes import walk
from migralint.findings.project_facts import MappedTable
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.surroundings.searched import SearchedSources
from migralint.source.reading import read_regular

_SKIPPED = frozenset(
    {
        ".git", ".hg", ".tox", ".nox", ".venv", "venv", "env", "node_modules", "__pycache__", "build", "dist", "site",
        "tests", "test", ".mypy_cache", ".ruff_cache", "docs", "examples",
    }
)  # fmt: skip
_MOST_FILES = 3_000
_MOST_BYTES = 2_000_000
_COLUMN_CALLS = frozenset({"Column", "mapped_column", "MappedColumn"})


def own_packages(script: ScriptDirectory, searched: SearchedSources) -> frozenset[str]:
    """The names that `import` finds in the project's own folders; `searched` is told what is looked at."""
    names = set()
    roots = [script.root, os.path.join(script.root, "src"), script.working_directory, *script.prepend_sys_path]
    folder = script.path
    while os.path.exists(os.path.join(folder, "__init__.py")):
        names.add(os.path.basename(folder))
        folder = os.path.dirname(folder)
    for root in dict.fromkeys(one for one in roots if one):
        searched.packages_in(root)
        try:
            entries = [*os.scandir(root)]
        except OSError:
            continue
        for entry in entries:
            if entry.name.endswith(".py"):
                names.add(entry.name[:-3])
            elif entry.name.isidentifier() and os.path.exists(os.path.join(entry.path, "__init__.py")):
                names.add(entry.name)
    return frozenset(names - {"setup", "conftest", "alembic", "sqlalchemy", "tests", "test"})


def mapped_tables(script: ScriptDirectory, searched: SearchedSources) -> tuple[MappedTable, ...]:
    """The tables of classes with a literal `__tablename__` and of `Table("…", metadata, …)`; ordered by file and
    line."""
    tables: list[MappedTable] = []
    for path in _sources(script, searched):
        try:
            data = read_regular(path, limit=_MOST_BYTES)
        except (OSError, ValueError):
            continue
        if b"__tablename__" not in data and b"Table(" not in data:
            continue
        try:
            tree = ast.parse(data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        tables += _in_module(tree, path)
    return tuple(tables)


def texts_with(
    script: ScriptDirectory, searched: SearchedSources, *words: bytes, whole_package: bool = False
) -> tuple[str, ...]:
    """The texts of the sources, except revision files, that contain one of the words, by path.

    `whole_package`: without a repository, those of the whole package that the script directory belongs to.
    """
    texts = []
    top = script.root or script.path
    while whole_package and os.path.exists(os.path.join(top, "__init__.py")):
        top = os.path.dirname(top)
    if top != (script.root or script.path):
        top = _package_below(top, script)
    for path in _sources(script, searched, top):
        try:
            data = read_regular(path, limit=_MOST_BYTES)
        except (OSError, ValueError):
            continue
        if any(word in data for word in words):
            texts.append(data.decode("utf-8", "replace"))
    return tuple(texts)


def _package_below(top: str, script: ScriptDirectory) -> str:
    """The package of the script directory that is in the folder `top`, beside which other packages may be."""
    return os.path.join(top, os.path.relpath(script.root or script.path, top).split(os.sep)[0])


def _sources(script: ScriptDirectory, searched: SearchedSources, top: str = "") -> Iterator[str]:
    count = 0
    apart = {script.path, *script.version_locations}
    for folder, folders, files in os.walk(top or script.root or script.path):
        folders[:] = sorted(one for one in folders if one not in _SKIPPED and os.path.join(folder, one) not in apart)
        searched.files_in(folder)
        for name in sorted(files):
            if name.endswith(".py"):
                count += 1
                if count > _MOST_FILES:
                    return
                yield os.path.join(folder, name)


def _in_module(tree: ast.Module, path: str) -> Iterator[MappedTable]:
    for node in walk(tree):
        if isinstance(node, ast.ClassDef):
            table = _of_class(node, path)
            if table is not None:
                yield table
        elif isinstance(node, ast.Call) and _last(node.func) == "Table" and len(node.args) >= 2:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                columns = [_column_name(one, None) for one in node.args[2:]]
                known = frozenset(one.lower() for one in columns if one is not None)
                yield MappedTable(first.value, known if columns else None, path, node.lineno)


def _of_class(node: ast.ClassDef, path: str) -> MappedTable | None:
    table: str | None = None
    columns: set[str] = set()
    for statement in node.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        name = next((one.id for one in targets if isinstance(one, ast.Name)), "")
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
            if "Mapped" in ast.unparse(statement.annotation) and not _is_relationship(value):
                columns.add((_column_name(value, name) or name).lower())
        if name == "__tablename__" and isinstance(value, ast.Constant) and isinstance(value.value, str):
            table = value.value
        elif name and isinstance(value, ast.Call) and _last(value.func) in _COLUMN_CALLS:
            columns.add((_column_name(value, name) or name).lower())
    return MappedTable(table, frozenset(columns), path, node.lineno) if table is not None else None


def _is_relationship(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and _last(value.func) in ("relationship", "column_property", "synonym")


def _column_name(node: ast.expr | None, otherwise: str | None) -> str | None:
    if not isinstance(node, ast.Call) or _last(node.func) not in _COLUMN_CALLS:
        return otherwise
    first = node.args[0] if node.args else None
    named = next((one.value for one in node.keywords if one.arg == "name"), first)
    return named.value if isinstance(named, ast.Constant) and isinstance(named.value, str) else otherwise


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
