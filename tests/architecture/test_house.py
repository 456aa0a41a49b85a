"""The house as docs/architecture.md draws it: no circle of imports, rooms of a size, libraries where they belong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import networkx as nx
import pytest

PACKAGE = Path(__file__).parents[2] / "migralint"
MOST_FILES = 21
"""Of one folder, `__init__.py` included; a larger one has rooms that want a name."""

MOST_LINES = 300
LONGER = {"migralint.pruning.guard.migralint_guard"}
"""One file, since it is copied into projects as it is, and stands alone there; its statements alone are 300."""


def module_of(path: Path) -> str:
    parts = ("migralint", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in PACKAGE.rglob("*.py")}


@cache
def imports(name: str) -> tuple[str, ...]:
    """Everything a module imports, also inside functions and under TYPE_CHECKING, as modules of the package."""
    return tuple(_imports(MODULES[name], name))


def _imports(path: Path, name: str) -> Iterator[str]:
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] if node.level else ""
            target = ".".join(part for part in (base, node.module) if part)
            for alias in node.names:
                inner = f"{target}.{alias.name}"
                yield inner if inner in MODULES else target


def graph() -> nx.DiGraph[str]:
    found: nx.DiGraph[str] = nx.DiGraph()
    for name in MODULES:
        found.add_edges_from((name, other) for other in imports(name) if other in MODULES and other != name)
    found.remove_edges_from([("migralint", "migralint.api")])  # only when the API is used
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    circles = [sorted(group) for group in nx.strongly_connected_components(graph()) if len(group) > 1]
    assert circles == []


def test_no_folders_import_each_other_in_a_circle() -> None:
    folders: nx.DiGraph[str] = nx.DiGraph()
    for name, other in graph().edges:
        pair = [one if MODULES[one].name == "__init__.py" else one.rpartition(".")[0] for one in (name, other)]
        within = any(one == two or two.startswith(f"{one}.") for one, two in (pair, pair[::-1]))
        if "migralint" not in pair and not within:  # the package itself holds the version; a room is part of its house
            folders.add_edge(*pair)
    assert [sorted(group) for group in nx.strongly_connected_components(folders) if len(group) > 1] == []


def test_no_folder_holds_more_files_than_can_be_looked_over() -> None:
    sizes = {str(folder.relative_to(PACKAGE)): len(list(folder.glob("*.py"))) for folder in PACKAGE.rglob("*")}
    assert {folder: count for folder, count in sizes.items() if count > MOST_FILES} == {}


def test_no_file_has_more_lines_than_one_subject_needs() -> None:
    long = {name for name, path in MODULES.items() if len(path.read_bytes().splitlines()) > MOST_LINES}
    assert long == LONGER


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("typer", {"cli"}),
        ("rich", {"cli", "reporting", "drawing"}),
        ("networkx", {"history"}),
    ],
)
def test_a_library_is_imported_only_where_it_belongs(library: str, rooms: set[str]) -> None:
    assert find_spec(library) is not None  # or a renamed library would pass for ever
    users = {
        name.split(".")[1]
        for name in MODULES
        for one in imports(name)
        if one == library or one.startswith(f"{library}.")
    }
    assert users <= rooms


def test_values_are_of_one_kind_outside_of_the_child() -> None:
    """What the child loads too, and what changes such a value, does without msgspec."""
    elsewhere = ("migralint.database.child", "migralint.database.stamps.reader", "migralint.sql.")
    users = [name for name in MODULES if "dataclasses" in set(imports(name)) and not name.startswith(elsewhere)]
    assert users == ["migralint.database.sqlite.create_table"]
