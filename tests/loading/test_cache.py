"""The cache never changes what is read, whatever happens to it or to the files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migralint.loading.revisions import cached_reader
from migralint.loading.revisions.cache_codec import pack_file, unpack_file
from migralint.loading.revisions.directory import LoadedDirectory, load_directory
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.cache import Cache, is_settled, stamp, user_cache

REVISION = '''"""ädd users

Revision ID: {id}
Revises: {parent}
Create Date: 2020-01-02 03:04:05

"""
from alembic import op
import sqlalchemy as sa

revision: str = "{id}"
down_revision = {parent!r}
branch_labels = ("l{id}",)


def upgrade():
    op.add_column("t", sa.Column("c", sa.Integer(), nullable=False))
    op.execute("SELECT 1")


def downgrade():
    raise NotImplementedError
'''


@pytest.fixture
def project(tmp_path: Path) -> ScriptDirectory:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for number in range(3):
        parent = str(number - 1) if number else None
        (versions / f"r{number}.py").write_text(REVISION.format(id=number, parent=parent))
    (versions / "broken.py").write_text("revision = 'x'\ndown_revision = '2'\nprint 'x'\n")
    (versions / "none.py").write_text("import os\n")
    (versions / "__init__x.py").write_text("revision = 'y'\ndown_revision = None\n")
    (versions / "__init__y.py").write_text("")
    age(tmp_path)
    return ScriptDirectory(str(tmp_path / "migrations"), (str(versions),), root=str(tmp_path))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def _no_grain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of a test are as young as the test: let them count as settled (the rule itself has its own test)."""
    monkeypatch.setattr(cached_reader, "is_settled", lambda _state, _read_at: True)


def age(folder: Path) -> None:
    for path in folder.rglob("*"):
        os.utime(path, ns=(time.time_ns() - 10**10,) * 2)


def read_again(
    monkeypatch: pytest.MonkeyPatch, project: ScriptDirectory, cache: Cache
) -> tuple[LoadedDirectory, list[str]]:
    """What is loaded with the cache, and the names of the files that were read for it."""
    read: list[str] = []

    def reading(path: str, **keywords: object):  # type: ignore[no-untyped-def]
        read.append(os.path.basename(path))
        return read_revision_file(path, **keywords)  # type: ignore[arg-type]

    monkeypatch.setattr(cached_reader, "read_revision_file", reading)
    return load_directory(project, cache=cache), read


def test_every_value_survives_packing(project: ScriptDirectory) -> None:
    for name in os.listdir(project.version_locations[0]):
        file = read_revision_file(os.path.join(project.version_locations[0], name))
        assert unpack_file(file.path, pack_file(file)) == file


def test_a_second_run_reads_nothing_and_says_the_same(
    project: ScriptDirectory, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = load_directory(project)
    first, read_first = read_again(monkeypatch, project, cache)
    second, read_second = read_again(monkeypatch, project, cache)
    assert len(read_first) == 7
    assert read_second == []
    assert plain.files == first.files == second.files
    assert [file.operations for file in plain.files] == [file.operations for file in second.files]
    assert list(second.history.revisions) == ["x", "0", "1", "2"]


def test_a_changed_file_is_read_again(project: ScriptDirectory, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    load_directory(project, cache=cache)
    changed = Path(project.version_locations[0], "r1.py")
    status = changed.stat()
    changed.write_bytes(changed.read_bytes().replace(b'"t"', b'"u"'))  # the same size
    os.utime(changed, ns=(status.st_atime_ns, status.st_mtime_ns))  # and the same time
    loaded, read = read_again(monkeypatch, project, cache)
    assert read == ["r1.py"]
    assert loaded.files[3].operations[0].table == "u"


def test_files_that_come_and_go(project: ScriptDirectory, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    load_directory(project, cache=cache)
    Path(project.version_locations[0], "r2.py").unlink()
    Path(project.version_locations[0], "r9.py").write_text(REVISION.format(id=9, parent="1"))
    loaded, read = read_again(monkeypatch, project, cache)
    assert read == ["r9.py"]
    assert loaded.files == load_directory(project).files
    assert loaded.history.heads() == ("x", "9")


@pytest.mark.parametrize("change", ["edited", "removed", "shadowed"])
def test_a_constant_of_another_module_is_looked_up_again(
    project: ScriptDirectory, cache: Cache, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    module = Path(project.root, "app", "names.py")
    module.parent.mkdir()
    module.write_text("LABEL = 'one'\n")
    user = Path(project.version_locations[0], "user.py")
    user.write_text("from app.names import LABEL\nrevision = 'u'\ndown_revision = None\nbranch_labels = (LABEL,)\n")
    first = load_directory(project, cache=cache)
    assert first.history.labels["one"] == "u"
    if change == "edited":
        module.write_text("LABEL = 'two'\n")
    elif change == "removed":
        module.unlink()
    else:
        shadow = Path(project.root, "src", "app", "names.py")
        shadow.parent.mkdir(parents=True)
        shadow.write_text("LABEL = 'three'\n")
    loaded, read = read_again(monkeypatch, project, cache)
    assert read == ["user.py"]
    assert loaded.files == load_directory(project).files
    assert "one" not in loaded.history.labels


@pytest.mark.parametrize("damage", [b"", b"x", b"migralint cache 1\n", None])
def test_a_damaged_cache_is_ignored(
    project: ScriptDirectory, cache: Cache, monkeypatch: pytest.MonkeyPatch, damage: bytes | None
) -> None:
    load_directory(project, cache=cache)
    (stored,) = Path(cache.folder).glob("*.cache")
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 1
    stored.write_bytes(bytes(data) if damage is None else damage)
    loaded, read = read_again(monkeypatch, project, cache)
    assert len(read) == 7
    assert loaded.files == load_directory(project).files
    _, read = read_again(monkeypatch, project, cache)
    assert read == []


def test_a_cache_that_cannot_be_written_does_no_harm(project: ScriptDirectory, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    blocked = Cache(str(tmp_path / "file" / "cache"))
    assert load_directory(project, cache=blocked).files == load_directory(project).files


def test_what_other_users_own_is_not_read(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.write("key", (1,))
    assert cache.read("key") == (1,)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert cache.read("key") is None


def test_a_young_file_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.touch()
    state = stamp(str(path))
    assert state is not None
    assert not is_settled(state, state[2])
    assert not is_settled(state, state[2] + 1_999_999_999)
    assert is_settled(state, state[2] + 2_000_000_001)
    assert is_settled(None, 0)


def test_the_cache_lies_in_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIGRALINT_CACHE_DIR", str(tmp_path / "mine"))
    assert user_cache("files").folder == str(tmp_path / "mine" / "files")


def test_old_entries_are_removed_and_foreign_files_stay(cache: Cache) -> None:
    cache.write("old", (1,))
    (old,) = Path(cache.folder).glob("*.cache")
    foreign = Path(cache.folder, "notes.txt")
    foreign.touch()
    for path in (old, foreign):
        os.utime(path, (0, 0))
    cache.write("new", (2,))
    assert cache.read("old") is None
    assert cache.read("new") == (2,)
    assert foreign.exists()
    assert Path(cache.folder, "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_runs_at_the_same_time_share_the_folder(cache: Cache) -> None:
    program = (
        "import sys; from migralint.source.cache import Cache\n"
        "cache = Cache(sys.argv[1])\n"
        "for number in range(200):\n"
        "    cache.write('key', (sys.argv[2] * 50_000, number))\n"
        "    held = cache.read('key')\n"
        "    assert held is not None and len(set(held[0])) == 1, held\n"
    )
    root = Path(__file__).parents[2]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", program, cache.folder, letter], env={**os.environ, "PYTHONPATH": str(root)}
        )
        for letter in "ab"
    ]
    assert [run.wait(60) for run in runs] == [0, 0]
