"""What `check` says where a parent or a dependency has no file: it looks around before it speaks of version control."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.trees import revision_file, write_tree

LOST = "7bcf07ee0001"
VERSIONS = "migrations/versions"
START = {
    "migrations/env.py": "",
    "migrations/script.py.mako": "",
    f"{VERSIONS}/a1_start.py": revision_file("a1b2c3d4e5f6"),
}
CHILD = {f"{VERSIONS}/child.py": revision_file("c3c3c3c3c3c3", LOST)}
HISTORY = f"{revision_file(LOST, 'a1b2c3d4e5f6')}"


def advice(tmp_path: Path, files: dict[str, str], *, code: str = "ML102") -> tuple[str, list[str]]:
    """The help of the only finding of that code, and the files it refers to."""
    write_tree(tmp_path, {".git/": "", **START, **files})
    done = migralint("check", "--no-cache", "--format", "json", "--select", code, "migrations", cwd=tmp_path)
    (finding,) = (each for each in json.loads(done.stdout)["findings"] if each["code"] == code)
    return finding["help"], [related["path"] for related in finding["related"]]


@pytest.mark.parametrize(
    ("named", "files"),
    [
        ("20260621_193547_merge", {}),
        ("20260621_193547_merge.py", {}),
        ("20260621_193547", {}),
        ("oldid0000001", {}),
    ],
    ids=["stem", "file name", "beginning of the name", "id in the docstring"],
)
def test_a_parent_named_by_its_file_is_named_by_its_id(tmp_path: Path, named: str, files: dict[str, str]) -> None:
    merge = f'"""merge\n\nRevision ID: oldid0000001\n"""\n{HISTORY}'
    files = {f"{VERSIONS}/20260621_193547_merge.py": merge, f"{VERSIONS}/c.py": revision_file("c3c3c3c3c3c3", named)}
    text, places = advice(tmp_path, files)
    assert text == f'down_revision must be the id in the file: write "{LOST}"'
    assert places == [f"{VERSIONS}/20260621_193547_merge.py"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"{VERSIONS}/__init__lost.py", "rename the file"),
        (f"{VERSIONS}/lost.py.bak", "ends in .py"),
        (f"{VERSIONS}/lost.py~", "ends in .py"),
        (f"{VERSIONS}/2026/lost.py", "recursive_version_locations"),
        (f"{VERSIONS}/a/b/lost.py", "recursive_version_locations"),
        ("migrations/archive/lost.py", "version_locations"),
        ("notes/old/lost.py", "version_locations"),
    ],
)
def test_a_file_that_alembic_does_not_load_is_named(tmp_path: Path, path: str, words: str) -> None:
    text, places = advice(tmp_path, {**CHILD, path: HISTORY})
    assert words in text
    assert "version control" not in text or "compare" in text
    assert places == [path]


def test_byte_code_tells_the_name_to_look_for(tmp_path: Path) -> None:
    compiled = f"{VERSIONS}/__pycache__/{LOST}_users.cpython-311.pyc"
    text, places = advice(tmp_path, {**CHILD, compiled: "x"})
    assert text == f'restore {LOST}_users.py, the file of "{LOST}", from version control'
    assert places == [compiled]


def test_a_parent_in_another_history_is_named_as_such(tmp_path: Path) -> None:
    other = {"billing/env.py": "", "billing/versions/lost.py": revision_file(LOST)}
    text, places = advice(tmp_path, {**CHILD, **other})
    assert text.startswith("down_revision cannot name a revision of another history")
    assert places == ["billing/versions/lost.py"]


@pytest.mark.parametrize(
    "files",
    [
        {f"{VERSIONS}/c.py": revision_file("c3c3c3c3c3c3", "c3c3c3c3c3c")},
        {f"{VERSIONS}/c.py": revision_file("c3c3c3c3c3c3", "c")},
        {
            f"{VERSIONS}/c.py": revision_file("c3c3c3c3c3c3", "late"),
            f"{VERSIONS}/late.py": revision_file("dddddddddddd", "c3c3c3c3c3c3"),
        },
        {**CHILD, f"{VERSIONS}/sub/lost.py": revision_file(LOST, "c3c3c3c3c3c3")},
    ],
    ids=["begins like itself", "its own file", "the file of a child", "a lost child"],
)
def test_nothing_is_offered_that_comes_after_the_revision(tmp_path: Path, files: dict[str, str]) -> None:
    text, _ = advice(tmp_path, files)
    assert not any(word in text for word in ("c3c3c3c3c3c3", "dddddddddddd", "recursive", "move the file"))


def test_what_nothing_here_has_comes_from_version_control(tmp_path: Path) -> None:
    text, places = advice(tmp_path, CHILD)
    assert text.startswith(f'restore the file of "{LOST}" from version control')
    assert places == []


@pytest.mark.parametrize("path", [f"{VERSIONS}/sub/lost.py", f"{VERSIONS}/lost.py.orig", f"{VERSIONS}/__init__x.py"])
def test_a_dependency_is_looked_for_likewise(tmp_path: Path, path: str) -> None:
    child = f'{revision_file("c3c3c3c3c3c3", "a1b2c3d4e5f6")}depends_on = "{LOST}"\n'
    _, places = advice(tmp_path, {f"{VERSIONS}/c.py": child, path: HISTORY}, code="ML103")
    assert places == [path]


def test_a_dependency_named_by_its_file(tmp_path: Path) -> None:
    child = f'{revision_file("c3c3c3c3c3c3", "a1b2c3d4e5f6")}depends_on = "a1_start"\n'
    text, _ = advice(tmp_path, {f"{VERSIONS}/c.py": child}, code="ML103")
    assert text == 'depends_on must be the id in the file: write "a1b2c3d4e5f6"'


@pytest.mark.parametrize("copy", ["users (1).py", "users copy.py", "Copy of users.py", "users_backup.py"])
def test_a_copy_is_deleted_and_not_renumbered(tmp_path: Path, copy: str) -> None:
    text = revision_file("b2b2b2b2b2b2", "a1b2c3d4e5f6")
    help_, _ = advice(tmp_path, {f"{VERSIONS}/users.py": text, f"{VERSIONS}/{copy}": text}, code="ML105")
    assert help_ == f'delete "{copy}": it is identical to "users.py"'


def test_of_copies_and_another_revision_only_the_other_gets_a_new_id(tmp_path: Path) -> None:
    text = revision_file("0125", "a1b2c3d4e5f6")
    files = {"users.py": text, "users (1).py": text, "users (2).py": text, "orders.py": text + "# orders\n"}
    help_, _ = advice(tmp_path, {f"{VERSIONS}/{name}": each for name, each in files.items()}, code="ML105")
    assert help_.startswith('delete "users (1).py" and "users (2).py": they are identical to "users.py"; ')
    assert 'give one of "orders.py" and "users.py" a new id' in help_


def test_copies_make_no_second_head(tmp_path: Path) -> None:
    text = revision_file("b2b2b2b2b2b2", "a1b2c3d4e5f6")
    write_tree(tmp_path, {**START, f"{VERSIONS}/users.py": text, f"{VERSIONS}/users copy.py": text})
    done = migralint("check", "--no-cache", "migrations", "--ignore", "ML209", cwd=tmp_path)
    assert done.stdout.endswith("2 revisions, 1 head, 1 base: 1 error\n")
