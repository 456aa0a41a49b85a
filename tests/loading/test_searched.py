"""What was searched for facts is compared before a report is repeated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.surroundings.project_facts import project_facts
from migralint.loading.surroundings.searched import SearchedSources
from migralint.source.file_state import is_unchanged
from tests.support.trees import write_tree

FACTS = ("models", "naming", "pragmas", "packages", "sets_locations")
CHANGES: dict[str, Callable[[Path], object]] = {
    "a file is edited": lambda p: write_tree(p, {"app/inner/a.py": "x = 12345\n"}),
    "a file comes": lambda p: write_tree(p, {"app/inner/b.py": ""}),
    "a file goes": lambda p: (p / "app/inner/a.py").unlink(),
    "a folder comes": lambda p: write_tree(p, {"app/other/": ""}),
}


def searched_for(root: Path, fact: str) -> SearchedSources:
    searched = SearchedSources()
    script = ScriptDirectory(str(root / "db"), (str(root / "db/versions"),), root=str(root))
    getattr(project_facts(script, searched), fact)
    return searched


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tree(
        tmp_path, {"db/env.py": "", "db/versions/": "", "app/__init__.py": "", "app/inner/a.py": "x = 1\n"}
    )


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("fact", [one for one in FACTS if one != "packages"])
def test_a_change_is_seen(root: Path, fact: str, change: str) -> None:
    states = searched_for(root, fact).file_states
    assert states and all(map(is_unchanged, states))
    CHANGES[change](root)
    assert not all(map(is_unchanged, states))


@pytest.mark.parametrize("package", ["new/__init__.py", "new.py", "plain/__init__.py"])
def test_a_package_that_comes_is_seen(root: Path, package: str) -> None:
    (root / "plain").mkdir()
    states = searched_for(root, "packages").file_states
    assert states and all(map(is_unchanged, states))
    write_tree(root, {package: ""})
    assert not all(map(is_unchanged, states))


def test_nothing_is_compared_where_nothing_was_asked() -> None:
    assert SearchedSources().file_states == []


def test_too_many_folders_are_not_compared(tmp_path: Path) -> None:
    searched = SearchedSources()
    for number in range(1_200):
        searched.files_in(str(tmp_path / str(number)))
    assert searched.file_states is None
