"""Several files at once: all of them, or none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migralint.source.errors import InputError
from migralint.source.file_change import FileChange, write_all


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() if path.is_file() else b"" for path in root.rglob("*")}


def test_all_are_written_with_their_folders(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"1\r\n")
    write_all(
        [
            FileChange(str(tmp_path / "old"), b"1\r\n", b"2\r\n"),
            FileChange(str(tmp_path / "a/b/new"), None, b"3"),
        ]
    )
    assert contents(tmp_path) == {"old": b"2\r\n", "a": b"", "a/b": b"", "a/b/new": b"3"}


@pytest.mark.parametrize("last", ["file/below", "folder"])
def test_none_is_written_where_one_cannot_be(tmp_path: Path, last: str) -> None:
    (tmp_path / "old").write_bytes(b"1")
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    before = contents(tmp_path)
    changes = [
        FileChange(str(tmp_path / "old"), b"1", b"2"),
        FileChange(str(tmp_path / "a/new"), None, b"3"),
        FileChange(str(tmp_path / last), None, b"4"),
    ]
    with pytest.raises(InputError):
        write_all(changes)
    assert contents(tmp_path) == before


def test_those_that_were_written_are_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old").write_bytes(b"1")
    before = contents(tmp_path)
    replace = os.replace
    monkeypatch.setattr(
        Path, "replace", lambda self, target: _full(target) if target.name == "z" else replace(self, target)
    )
    with pytest.raises(InputError, match="No space left"):
        write_all(
            [
                FileChange(str(tmp_path / name), data, b"2")
                for name, data in (("old", b"1"), ("new/x", None), ("z", None))
            ]
        )
    assert contents(tmp_path) == before


def _full(target: Path) -> None:
    raise OSError(28, "No space left on device", str(target))


def test_a_file_that_somebody_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"theirs")
    with pytest.raises(InputError, match="changed in the meantime"):
        write_all([FileChange(str(tmp_path / "x"), b"1", b"2")])
    with pytest.raises(InputError, match="changed in the meantime"):
        write_all([FileChange(str(tmp_path / "x"), None, b"2")])
    assert (tmp_path / "x").read_bytes() == b"theirs"
