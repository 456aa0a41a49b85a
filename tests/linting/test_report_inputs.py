"""What a report depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.linting.report_inputs import project_states, settled
from migralint.loading.discovery.project import open_project
from migralint.loading.settings.values import Settings
from migralint.source.file_state import FileState, file_state, folder_state, is_unchanged
from tests.support.trees import revision_file, write_tree

SECOND = 1_000_000_000


def stamped(time: int) -> FileState:
    return "file", "/x", [time, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("changed", "now", "expected"),
    [
        (5 * SECOND + 1, 6 * SECOND, True),
        (6 * SECOND - 1_000_001, 6 * SECOND, False),  # within a tick of the clock
        (5 * SECOND, 6 * SECOND, False),  # a clock of whole seconds: two of them may look alike
        (5 * SECOND, 8 * SECOND, True),
        (9 * SECOND + 1, 6 * SECOND, False),  # from the future
    ],
)
def test_a_change_of_this_moment_is_not_settled(changed: int, now: int, expected: bool) -> None:
    assert settled([stamped(1), stamped(changed)], now=now) is expected


def test_a_folder_tells_of_each_of_its_files(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1", "sub/": ""})
    taken = folder_state(str(tmp_path))
    assert is_unchanged(taken)
    (tmp_path / "sub" / "inside").touch()
    assert is_unchanged(taken)
    (tmp_path / "a.py").write_text("2", encoding="utf-8")
    assert not is_unchanged(taken)


def test_that_nothing_is_there_is_a_state_too(tmp_path: Path) -> None:
    taken = file_state(str(tmp_path / "later.toml"))
    assert is_unchanged(taken)
    (tmp_path / "later.toml").touch()
    assert not is_unchanged(taken)


def test_where_folders_were_searched_a_new_folder_is_seen(tmp_path: Path) -> None:
    write_tree(tmp_path, {"api/versions/a1.py": revision_file("a1")})
    project = open_project([str(tmp_path)])
    taken = project_states([str(tmp_path)], (), Settings(), project.candidates)
    assert taken is not None
    assert all(map(is_unchanged, taken))
    write_tree(tmp_path, {"jobs/versions/a1.py": revision_file("a1")})
    assert not all(map(is_unchanged, taken))
