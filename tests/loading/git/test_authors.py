"""Who added a file, as git tells; nothing where it cannot."""

from __future__ import annotations

from pathlib import Path

from migralint.loading.git.authors import authors_of
from tests.support.git import git, repository
from tests.support.trees import write_tree


def committed(root: Path, author: str, files: dict[str, str]) -> None:
    write_tree(root, files)
    git(root, "add", "-A")
    git(root, "-c", f"user.name={author}", "-c", "user.email=a@b", "commit", "-q", "-m", f"by {author}")


def test_the_author_is_who_added_the_file(tmp_path: Path) -> None:
    repository(tmp_path)
    committed(tmp_path, "Mira Vogt", {"db/versions/a.py": "a", "other.py": "x"})
    committed(
        tmp_path, 'Ann "é" O\'Neil', {"db/versions/b.py": "b", "db/versions/a.py": "changed", "db/versions/n é.py": ""}
    )
    (tmp_path / "db/versions/c.py").write_text("nobody committed it")
    folder = tmp_path / "db/versions"
    assert authors_of([str(folder)]) == {
        str(folder / "a.py"): "Mira Vogt",
        str(folder / "b.py"): 'Ann "é" O\'Neil',
        str(folder / "n é.py"): 'Ann "é" O\'Neil',
    }


def test_without_a_repository_or_a_commit_nobody_is_known(tmp_path: Path) -> None:
    write_tree(tmp_path, {"versions/a.py": ""})
    assert authors_of([str(tmp_path / "versions")]) == {}
    git(tmp_path, "init", "-q")
    assert authors_of([str(tmp_path / "versions")]) == {}
    assert authors_of([]) == {}
