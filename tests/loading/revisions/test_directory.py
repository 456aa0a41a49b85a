"""Listing and loading a script directory against Alembic's own loading of the same folders."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory as AlembicDirectory

from migralint.history.file import FileKind
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory


def write(path: Path, identifier: str, parent: str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'revision = "{identifier}"\ndown_revision = {parent!r}\n\ndef upgrade():\n    pass\n')
    return path


def script(root: Path, *locations: str, recursive: bool = False, sourceless: bool = False) -> ScriptDirectory:
    folders = tuple(str(root / location) for location in locations or ("versions",))
    return ScriptDirectory(str(root), folders, recursive=recursive, sourceless=sourceless, root=str(root))


def alembic_ids(directory: ScriptDirectory) -> list[str]:
    theirs = AlembicDirectory(
        directory.path,
        version_locations=list(directory.version_locations),
        recursive_version_locations=directory.recursive,
        sourceless=directory.sourceless,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [revision.revision for revision in theirs._load_revisions()]


def our_ids(directory: ScriptDirectory) -> list[str]:
    files = load_directory(directory).files
    return [file.revision.values[0] for file in files if file.kind is FileKind.REVISION]


@pytest.mark.parametrize("recursive", [False, True])
def test_the_load_order_is_alembics(tmp_path: Path, recursive: bool) -> None:
    versions = tmp_path / "versions"
    for number, name in enumerate(
        ("b.py", "a.py", "B.py", "z/c.py", "m/d.py", "m/a/e.py", "m/b.py", "_x.py", "1 2:3.py")
    ):
        write(versions / name, f"r{number}")
    write(versions / "__init__fix.py", "never")
    write(versions / ".#a.py", "never")
    (versions / "__init__.py").touch()
    (versions / "notes.txt").touch()
    write(tmp_path / "more" / "a.py", "m0")
    directory = script(tmp_path, "versions", "more", "versions/m", recursive=recursive)
    assert our_ids(directory) == alembic_ids(directory)
    assert len(our_ids(directory)) == (10 if recursive else 8)


def test_files_that_alembic_passes_over_are_told(tmp_path: Path) -> None:
    write(tmp_path / "versions" / "a.py", "a")
    write(tmp_path / "versions" / "__init__fix.py", "b", "a")
    (tmp_path / "versions" / "__init__.py").write_text("")
    (tmp_path / "versions" / "__init__helpers.py").write_text("x = 1\n")
    loaded = load_directory(script(tmp_path))
    ignored = [file for file in loaded.files if file.kind is FileKind.IGNORED]
    assert [os.path.basename(file.path) for file in ignored] == ["__init__fix.py"]
    assert ignored[0].revision.values == ("b",)
    assert list(loaded.history.revisions) == ["a"]


def test_symbolic_links(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    write(versions / "a.py", "a")
    write(tmp_path / "elsewhere" / "b.py", "b")
    write(tmp_path / "elsewhere" / "c.txt", "c")
    write(tmp_path / "tree" / "d.py", "d")
    (versions / "again.py").symlink_to("a.py")
    (versions / "link.txt").symlink_to(tmp_path / "elsewhere" / "b.py")
    (versions / "c.py").symlink_to(tmp_path / "elsewhere" / "c.txt")
    (versions / "circle").symlink_to(versions)
    (versions / "tree").symlink_to(tmp_path / "tree")
    directory = script(tmp_path, recursive=True)
    assert our_ids(directory) == alembic_ids(directory) == ["a", "b"]


def test_a_link_to_nothing_and_a_link_to_itself_are_unreadable(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    write(versions / "a.py", "a")
    (versions / "nothing.py").symlink_to("missing.py")
    (versions / "self.py").symlink_to("self.py")
    files = {os.path.basename(file.path): file for file in load_directory(script(tmp_path)).files}
    assert files["nothing.py"].error == "it is a broken symbolic link"
    assert "symbolic links" in files["self.py"].error
    assert {files["nothing.py"].kind, files["self.py"].kind} == {FileKind.UNREADABLE}
    assert files["a.py"].kind is FileKind.REVISION


def test_byte_code_of_deleted_files_is_stale(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    write(versions / "a.py", "a")
    (versions / "__pycache__").mkdir()
    for name in ("a.cpython-311.pyc", "gone.cpython-311.pyc", "__init__.cpython-311.pyc"):
        (versions / "__pycache__" / name).touch()
    (versions / "old.pyc").touch()
    loaded = load_directory(script(tmp_path))
    assert [os.path.relpath(path, versions) for path in loaded.stale_bytecode] == [
        "__pycache__/gone.cpython-311.pyc",
        "old.pyc",
    ]
    assert [file.kind for file in loaded.files] == [FileKind.REVISION]


def test_sourceless_byte_code_is_loaded_by_alembic_and_unreadable_for_us(tmp_path: Path) -> None:
    import py_compile

    versions = tmp_path / "versions"
    write(versions / "a.py", "a")
    py_compile.compile(str(write(versions / "gone.py", "b", "a")))
    (versions / "gone.py").unlink()
    directory = script(tmp_path, sourceless=True)
    assert alembic_ids(directory) == ["a", "b"]
    files = load_directory(directory).files
    assert [file.kind for file in files] == [FileKind.REVISION, FileKind.UNREADABLE]
    assert "byte code" in files[1].error


def test_one_broken_file_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    write(versions / "a.py", "a")
    write(versions / "c.py", "c", "b")
    (versions / "b.py").write_text('revision = "b"\ndown_revision = "a"\n\ndef upgrade():\n    print "hello"\n')
    (versions / "zero.py").write_bytes(b"\0")
    (versions / "large.py").write_bytes(b"#" * 10_000_001)
    (versions / "folder.py").mkdir()
    loaded = load_directory(script(tmp_path))
    kinds = {os.path.basename(file.path): file.kind for file in loaded.files}
    assert kinds == {
        "a.py": FileKind.REVISION,
        "b.py": FileKind.REVISION,
        "c.py": FileKind.REVISION,
        "large.py": FileKind.UNREADABLE,
        "zero.py": FileKind.UNREADABLE,
    }
    assert loaded.history.heads() == ("c",)
    assert loaded.history.missing_parents == ()
