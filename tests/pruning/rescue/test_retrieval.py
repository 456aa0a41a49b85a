"""Where the bytes of pruned files come from when the ledger's hints have aged."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from migralint.history.ledger import Prune, StoredFile
from migralint.loading.git.repository import Repository, find_repository
from migralint.pruning.applying.archive import write_archive
from migralint.pruning.rescue.retrieval import FileRequest, archives_of, retrieve
from migralint.pruning.rescue.sources import ByPath, InArchive, InCommit, find_sources
from migralint.source.errors import InputError
from tests.support.git import commit_all, git, repository

DATA = b"revision = 'a'\n"


def prune(commit: str | None = None, archive: str | None = None) -> Prune:
    return Prune("2026-10-01T08:00:00Z", "0.1.0", commit, archive, (), (), (), (), (), ())


def wanted(data: bytes = DATA, blob: str | None = None, commit: str | None = None, path: str = "v/a.py") -> FileRequest:
    return FileRequest(StoredFile(path, sha256(data).hexdigest(), blob), prune(commit))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """`m/v/a.py` is there at the tag v1 and gone since; `m` is the script directory."""
    root = tmp_path / "repo"
    (root / "m" / "v").mkdir(parents=True)
    (root / "m" / "v" / "a.py").write_bytes(DATA)
    repository(root)
    git(root, "tag", "v1")
    (root / "m" / "v" / "a.py").unlink()
    commit_all(root)
    return root


@pytest.fixture
def repo(root: Path) -> Repository:
    found = find_repository(str(root))
    assert found is not None
    return found


def test_by_object_by_commit_or_by_tag(root: Path, repo: Repository) -> None:
    blob, commit = git(root, "rev-parse", "v1:m/v/a.py"), git(root, "rev-parse", "v1")
    for one, source in (
        (wanted(blob=blob), f"git object {blob}"),
        (wanted(blob="1" * 40, commit=commit), f"git {commit}:m/v/a.py"),
        (wanted(commit="2" * 40), "git v1:m/v/a.py"),
    ):
        found = retrieve([one], script_directory=str(root / "m"), repository=repo)
        assert (found.contents, found.sources, found.flaws) == (
            {one.stored.sha256: DATA},
            {one.stored.sha256: source},
            {},
        )


def test_one_path_may_have_held_several_files(root: Path, repo: Repository) -> None:
    (root / "m" / "v" / "a.py").write_bytes(b"another\n")
    commit_all(root)
    git(root, "tag", "v2")
    both = [wanted(), wanted(b"another\n")]
    assert set(retrieve(both, script_directory=str(root / "m"), repository=repo).contents.values()) == {
        DATA,
        b"another\n",
    }


def test_what_is_not_the_recorded_file_is_not_taken(root: Path, repo: Repository) -> None:
    one = wanted(b"something else", blob=git(root, "rev-parse", "v1:m/v/a.py"))
    found = retrieve([one], script_directory=str(root / "m"), repository=repo)
    assert found.contents == {}
    assert "does not have the object" in found.flaws["v/a.py"] or "cannot" in found.flaws["v/a.py"]


def test_an_archive_goes_first_and_knows_files_beside_the_script_directory(tmp_path: Path) -> None:
    archive = tmp_path / "pruned.tar.gz"
    write_archive(str(archive), {"v/a.py": DATA, "../other/b.py": b"b"})
    both = [wanted(), wanted(b"b", path="../other/b.py")]
    found = retrieve(both, script_directory=str(tmp_path), repository=None, archives=[str(archive)])
    assert sorted(found.contents.values()) == [b"b", DATA]
    assert set(found.sources.values()) == {str(archive)}


@pytest.mark.parametrize("damage", [b"", b"text", b"\x1f\x8b\x08\x00 broken"])
def test_an_archive_that_cannot_be_read_is_named(tmp_path: Path, damage: bytes) -> None:
    archive = tmp_path / "pruned.tar.gz"
    archive.write_bytes(damage)
    with pytest.raises(InputError, match="pruned"):
        retrieve([wanted()], script_directory=str(tmp_path), repository=None, archives=[str(archive)])


def test_archives_of_the_ledger_are_looked_for(tmp_path: Path) -> None:
    (tmp_path / "one.tar.gz").touch()
    both = [prune(archive="one.tar.gz"), prune(archive="gone.tar.gz"), prune()]
    assert archives_of(both, named=None, folders=[str(tmp_path / "x"), str(tmp_path)]) == (
        str(tmp_path / "one.tar.gz"),
    )
    with pytest.raises(InputError, match="no such archive"):
        archives_of(both, named=str(tmp_path / "none"), folders=[])


def test_the_places_of_a_file_for_people(root: Path, repo: Repository, tmp_path: Path) -> None:
    archive = tmp_path / "pruned.tar.gz"
    write_archive(str(archive), {"v/a.py": DATA})
    one = wanted(blob=git(root, "rev-parse", "v1:m/v/a.py"))

    def places(one: FileRequest, *archives: str) -> list[type]:
        found, _ = find_sources(
            one.stored, one.prune, script_directory=str(root / "m"), repository=repo, archives=archives
        )
        return [type(place) for place in found]

    assert places(one, str(archive)) == [InCommit, InArchive]
    assert places(wanted()) == [ByPath]
    assert places(wanted(b"x")) == []
    (found,), _ = find_sources(
        one.stored, one.prune, script_directory=str(root / "renamed"), repository=repo, archives=[]
    )
    assert isinstance(found, InCommit)  # also where the script directory has another name today
    assert (found.path, found.tags) == ("m/v/a.py", ("v1",))
