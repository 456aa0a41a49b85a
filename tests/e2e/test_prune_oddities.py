"""`migralint prune --apply` where git, the file system or the user do something unusual."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.loading.records.unfinished import GUARD_FILE
from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

IDS = [f"a{number}a{number}a{number}a{number}" for number in range(1, 7)]
KEPT = IDS[3]
MANIFEST = f'version = 1\n\n[environments.production]\nstamps = ["{KEPT}"]\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Six revisions in a line; production is stamped at the fourth, so that three can go."""
    root = tmp_path / "project"
    parents = [None, *IDS]
    files = {f"migrations/versions/{name}.py": revision_file(name, parents[n]) for n, name in enumerate(IDS)}
    write_tree(root, files)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations" / "env.py").write_text("")
    (root / "migrations" / "migralint-environments.toml").write_text(MANIFEST)
    return repository(root)


def apply(root: Path, *arguments: str, **environment: str) -> Finished:
    return migralint("prune", "--apply", "--no-verify", *arguments, cwd=root, **environment)


def on_disk(root: Path) -> list[str]:
    return sorted(path.stem for path in (root / "migrations" / "versions").glob("*.py"))


def test_files_behind_links_come_back(project: Path) -> None:
    versions = project / "migrations" / "versions"
    store = project / "store"
    versions.rename(store)
    versions.mkdir()
    for path in store.iterdir():
        (versions / path.name).symlink_to(f"../../store/{path.name}")
    commit_all(project)
    expected = (store / f"{IDS[1]}.py").read_bytes()
    assert apply(project).code == 0
    assert on_disk(project) == IDS[3:]
    commit_all(project)
    rescued = migralint("rescue", IDS[0], "--write", "../rescued", cwd=project)
    assert rescued.code == 0, rescued.stderr
    assert (project.parent / "rescued" / "versions" / f"{IDS[1]}.py").read_bytes() == expected


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_edits_that_git_was_told_not_to_see_are_not_lost(project: Path, flag: str) -> None:
    edited = project / "migrations" / "versions" / f"{IDS[0]}.py"
    git(project, "update-index", flag, str(edited))
    edited.write_text(edited.read_text() + "# nowhere else\n")
    done = apply(project)
    assert done.code == 2
    assert f"{IDS[0]}.py: the committed content differs from the file on disk" in done.stderr
    assert on_disk(project) == IDS
    assert not (project / "migrations" / "migralint-pruned.json").exists()
    assert apply(project, "--archive", "../kept.tar.gz").code == 0


def test_a_document_that_cannot_be_written_stops_the_prune_before_it_begins(project: Path) -> None:
    done = apply(project, "--output", "html=nowhere/plan.html")
    assert done.code == 2
    assert "nowhere/plan.html: cannot be written" in done.stderr
    assert on_disk(project) == IDS


def test_a_guard_whose_journal_was_removed_stops_the_next_prune(project: Path) -> None:
    guard = project / "migrations" / "versions" / GUARD_FILE
    guard.write_text("raise RuntimeError\n")
    done = apply(project, "--allow-dirty")
    assert done.code == 2
    assert "its journal is gone" in done.stderr
    assert "from version control" in done.stderr
    assert set(IDS) < set(on_disk(project))


def test_without_git_it_says_that_git_is_not_there(project: Path) -> None:
    done = apply(project, PATH="/nonexistent")
    assert done.code == 1
    assert "git is not installed here" in done.stdout
    assert "--archive" in done.stdout
