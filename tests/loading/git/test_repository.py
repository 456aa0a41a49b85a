"""Git's plumbing, against real repositories."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository, find_repository
from tests.support.git import git


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "ä repo"
    (root / "versions").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    (root / "versions" / "a b:c.py").write_bytes(b"a\r\n")
    (root / ".gitignore").write_text("*.log\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    git(root, "tag", "v1.9")
    git(root, "tag", "-a", "v1.10", "-m", "annotated")
    return root


@pytest.fixture
def repository(root: Path) -> Repository:
    found = find_repository(str(root / "versions"))
    assert found is not None
    return found


def test_outside_of_a_repository_there_is_none(tmp_path: Path) -> None:
    assert find_repository(str(tmp_path)) is None


def test_a_folder_inside_the_git_folder_is_no_work_tree(root: Path) -> None:
    assert find_repository(str(root / ".git")) is None


def test_names_survive_blanks_colons_and_umlauts(root: Path, repository: Repository) -> None:
    blob = git(root, "rev-parse", "HEAD:versions/a b:c.py")
    assert repository.tree("HEAD", ["versions"]) == {"versions/a b:c.py": blob}
    assert repository.blobs([blob, "0" * 40]) == {blob: b"a\r\n"}
    assert repository.relative(str(root / "versions/a b:c.py")) == "versions/a b:c.py"


def test_tags_are_peeled_and_sorted_as_versions(root: Path, repository: Repository) -> None:
    head = repository.head()
    assert list(repository.refs("refs/tags/v1.*").items()) == [("refs/tags/v1.9", head), ("refs/tags/v1.10", head)]


def test_a_ref_that_names_nothing_is_none(repository: Repository) -> None:
    assert repository.commit("no-such-branch") is None
    assert repository.commit("--help") is None


def test_uncommitted_files_are_told_apart(root: Path, repository: Repository) -> None:
    clean = root / "versions" / "a b:c.py"
    assert repository.uncommitted([str(clean)]) == {}
    clean.write_bytes(b"changed")
    (root / "versions" / "new.py").write_bytes(b"")
    (root / "versions" / "x.log").write_bytes(b"")
    asked = [str(root / "versions" / name) for name in ("a b:c.py", "new.py", "x.log")]
    real = Path(repository.root) / "versions"
    assert repository.uncommitted(asked) == {
        str(real / "a b:c.py"): " M",
        str(real / "new.py"): "??",
        str(real / "x.log"): "!!",
    }


def test_files_are_tracked_and_untracked_ones_without_the_ignored(root: Path, repository: Repository) -> None:
    (root / "notes ö.md").write_text("new\n")
    (root / "run.log").write_text("ignored\n")
    names = [str(Path(path).relative_to(repository.root)) for path in repository.files()]
    assert "notes ö.md" in names
    assert "versions/a b:c.py" in names
    assert "run.log" not in names
    assert names == sorted(names)


def test_commits_come_after_their_parents(root: Path, repository: Repository) -> None:
    first = repository.head()
    assert first is not None
    git(root, "commit", "-qm", "two", "--allow-empty")
    second = repository.head()
    assert second is not None
    assert list(repository.parents([second]).items()) == [(first, ()), (second, (first,))]
    assert repository.parents([second], without=first) == {second: (first,)}


@pytest.mark.parametrize("name", ["a\u2028b", "a\u0085b", "a\u2029b", "a\u3000b", "ä"])
def test_a_line_ends_at_a_line_feed_only(root: Path, repository: Repository, name: str) -> None:
    git(root, "branch", name)
    git(root, "tag", f"t{name}")
    assert list(repository.refs("refs/heads")) == sorted([f"refs/heads/{name}", "refs/heads/main"])
    assert f"refs/tags/t{name}" in repository.refs("refs/tags")


def test_a_hook_or_monitor_of_the_repository_never_runs(root: Path, repository: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    git(root, "config", "core.fsmonitor", f"touch '{trap}'; false")
    repository.uncommitted([str(root / "versions")])
    assert not trap.exists()


def test_git_refusing_is_an_error_with_its_own_words(repository: Repository) -> None:
    with pytest.raises(GitError, match="nonsense"):
        repository.tree("nonsense")


def test_more_paths_than_one_command_line_takes(root: Path, repository: Repository) -> None:
    (root / "versions" / "late.py").write_text("x")
    many = [str(root / "versions" / f"no-such-file-with-a-rather-long-name-{number:06}.py") for number in range(40_000)]
    late = str(Path(repository.root) / "versions" / "late.py")
    assert repository.uncommitted([*many, str(root / "versions" / "late.py")]) == {late: "??"}


def test_the_top_folder_is_a_dot(root: Path, repository: Repository) -> None:
    assert repository.relative(str(root)) == "."
    assert repository.relative(str(root.parent / "beside")) == "../beside"


def test_where_no_program_can_be_started_there_is_no_repository(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As Python in the browser does it; here it can start programs, so its refusal is put in the place.
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTSUP, "emscripten does not support processes.")

    monkeypatch.setattr("subprocess.run", refuse)
    assert find_repository(str(root)) is None
