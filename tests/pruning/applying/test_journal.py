"""The journal refuses what it did not plan for, and loses nothing."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.loading.records.unfinished import (
    GUARD_FILE,
    JOURNAL_FOLDER,
    has_unfinished_prune,
    refuse_unfinished_prune,
)
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.journal import JournalError, begin, resume
from migralint.source.errors import InputError

OLD = b'revision = "a"\r\ndown_revision = None\r\n'
KEPT = b'revision = "b"\ndown_revision = "a"\n'
REWRITTEN = b'revision = "b"\ndown_revision = None\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions / "a.py").write_bytes(OLD)
    (versions / "b.py").write_bytes(KEPT)
    (versions / "c.py").write_bytes(b'revision = "c"\ndown_revision = "b"\n')
    return tmp_path / "migrations"


@pytest.fixture
def cut(root: Path) -> ChangeSet:
    versions = root / "versions"
    return ChangeSet(
        script_directory=str(root),
        changes=(
            FileChange(str(versions / "b.py"), KEPT, REWRITTEN),
            FileChange(str(versions / "a.py"), OLD, None),
        ),
        guarded=(str(versions),),
        expected={str(versions / "c.py"): sha256((versions / "c.py").read_bytes()).hexdigest()},
        listings={str(versions): ("a.py", "b.py", "c.py")},
    )


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def half_applied(cut: ChangeSet) -> None:
    with begin(cut) as journal:
        journal.make_changes()


def test_finished_prune_leaves_nothing_of_its_own(root: Path, cut: ChangeSet) -> None:
    with begin(cut) as journal:
        journal.finish()
    assert set(contents(root)) == {"versions/b.py", "versions/c.py"}
    assert (root / "versions/b.py").read_bytes() == REWRITTEN
    assert list(root.glob(".migralint*")) == []


@pytest.mark.parametrize("name", ["a.py", "b.py", "c.py"])
def test_a_file_edited_since_the_plan_stops_everything(root: Path, cut: ChangeSet, name: str) -> None:
    path = root / "versions" / name
    path.write_bytes(path.read_bytes() + b"# edited\n")
    before = contents(root)
    with pytest.raises(InputError, match=name), begin(cut) as journal:
        journal.finish()
    assert contents(root) == before


def test_a_revision_added_since_the_plan_stops_everything(root: Path, cut: ChangeSet) -> None:
    (root / "versions" / "d.py").write_bytes(b'revision = "d"\ndown_revision = "a"\n')
    before = contents(root)
    with pytest.raises(InputError, match=r"d\.py"), begin(cut) as journal:
        journal.finish()
    assert contents(root) == before


def test_the_second_of_two_prunes_refuses(root: Path, cut: ChangeSet) -> None:
    with begin(cut) as first:
        with pytest.raises(InputError, match="is running"), begin(cut):
            pass
        with pytest.raises(InputError, match="is working"), resume(str(root)):
            pass
        first.finish()
    assert (root / "versions/b.py").read_bytes() == REWRITTEN


@pytest.mark.parametrize("way", ["finish", "undo"])
def test_a_file_edited_while_unfinished_is_named_and_nothing_touched(root: Path, cut: ChangeSet, way: str) -> None:
    half_applied(cut)
    (root / "versions/b.py").write_bytes(b"edited in between\n")
    before = contents(root)
    with resume(str(root)) as journal, pytest.raises(JournalError, match=r"b\.py"):
        getattr(journal, way)()
    assert contents(root) == before
    assert has_unfinished_prune(str(root))


@pytest.mark.parametrize("way", ["finish", "undo"])
def test_version_control_put_the_files_back_in_between(root: Path, cut: ChangeSet, way: str) -> None:
    before = contents(root)
    half_applied(cut)
    for name, data in before.items():
        (root / name).write_bytes(data)
    with resume(str(root)) as journal:
        getattr(journal, way)()
    after = {"versions/b.py": REWRITTEN, "versions/c.py": before["versions/c.py"]}
    assert contents(root) == (after if way == "finish" else before)


def test_a_damaged_journal_is_reported_and_nothing_touched(root: Path, cut: ChangeSet) -> None:
    half_applied(cut)
    (root / JOURNAL_FOLDER / "1.before").write_bytes(b"damaged")
    before = contents(root)
    with pytest.raises(InputError, match=r"1\.before is damaged"), resume(str(root)):
        pass
    assert contents(root) == before


@pytest.mark.slow
def test_every_alembic_command_refuses_while_unfinished(root: Path, cut: ChangeSet, tmp_path: Path) -> None:
    (root / "env.py").write_text(
        "from alembic import context\nfrom sqlalchemy import create_engine\n"
        "with create_engine(context.config.get_main_option('sqlalchemy.url')).connect() as connection:\n"
        "    context.configure(connection=connection)\n"
        "    with context.begin_transaction():\n"
        "        context.run_migrations()\n"
    )
    (tmp_path / "alembic.ini").write_text(
        f"[alembic]\nscript_location = {root}\nsqlalchemy.url = sqlite:///{tmp_path}/x.db\n"
    )
    half_applied(cut)
    for command in (["heads"], ["current"], ["upgrade", "heads"], ["stamp", "heads"]):
        done = subprocess.run(
            [sys.executable, "-m", "alembic", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode != 0
        assert "migralint prune --recover" in done.stderr
    with pytest.raises(InputError, match="interrupted"):
        refuse_unfinished_prune(str(root))
    with resume(str(root)) as journal:
        journal.finish()
    assert not (root / "versions" / GUARD_FILE).exists()
    assert list((root / "versions").rglob(f"{Path(GUARD_FILE).stem}*")) == []


def test_a_removed_link_goes_and_its_target_stays(root: Path, cut: ChangeSet, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.py"
    link = root / "versions/a.py"
    link.rename(target)
    link.symlink_to(target)
    change = replace(cut.changes[1], link=str(target))
    cut = replace(cut, changes=(cut.changes[0], change))
    half_applied(cut)
    assert not link.is_symlink() and target.read_bytes() == OLD
    with resume(str(root)) as journal:
        journal.undo()
    assert link.is_symlink() and link.read_bytes() == OLD


def test_a_failing_disk_half_way_can_be_undone(root: Path, cut: ChangeSet) -> None:
    before = contents(root)
    elsewhere = root / "sealed"
    elsewhere.mkdir()
    (elsewhere / "z.py").write_bytes(OLD)
    # The folder is replaced by a file once the journal stands: the write below it fails as on a bad disk.
    cut = replace(cut, changes=(*cut.changes, FileChange(str(elsewhere / "new" / "z.py"), None, b"x")))
    with begin(cut) as journal:
        (elsewhere / "new").write_bytes(b"in the way")
        with pytest.raises(OSError, match="new"):
            journal.finish()
        journal.undo()
    (elsewhere / "new").unlink()
    assert contents(root) == before | {"sealed/z.py": OLD}
