"""The merged tree against the authority: what `git merge` itself makes of the same two branches."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import pytest

from migralint.history.history import History
from migralint.loading.git.published.read import with_published
from migralint.loading.git.published.target import find_target
from migralint.loading.history_context import subject_of
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from tests.support.branches import revision, write
from tests.support.git import commit_all, git, repository


def grown(root: Path, random: Random, side: str) -> None:
    """Change the checked-out branch in some ways: revisions added, reparented, given labels, renamed, deleted."""
    versions = root / "migrations" / "versions"
    for number in range(random.randint(1, 4)):
        names = sorted(path.name for path in versions.iterdir())
        ids = [name.removesuffix(".py").removeprefix("renamed_") for name in names]
        match random.choice(["add", "add", "reparent", "comment", "label", "rename", "delete"]):
            case "add":
                new = f"{side}{number}"
                write(root, {f"{new}.py": revision(new, random.choice(ids))})
            case "reparent":
                edit(versions / random.choice(names), "down_revision = ", repr(random.choice(ids)))
            case "label":
                edit(versions / random.choice(names), "branch_labels = ", repr(random.choice(["x", "y", side])))
            case "comment":
                path = versions / random.choice(names)
                path.write_text(f"# {side} was here\n{path.read_text()}")
            case "rename":
                name = random.choice(names)
                if not name.startswith("renamed_"):
                    git(root, "mv", f"migrations/versions/{name}", f"migrations/versions/renamed_{name}")
            case "delete":
                (versions / random.choice(names)).unlink() if len(names) > 3 else None
        commit_all(root, f"{side} {number}")


def edit(path: Path, start: str, value: str) -> None:
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(f"{start}{value}\n" if line.startswith(start) else line for line in lines))


def history(root: Path) -> tuple[ScriptDirectory, dict[str, tuple[object, ...]]]:
    versions = str(root / "migrations" / "versions")
    script = ScriptDirectory(path=str(root / "migrations"), version_locations=(versions,))
    return script, shape(load_directory(script).history)


def shape(history: History) -> dict[str, tuple[object, ...]]:
    return {
        name: (one.down_revision, one.branch_labels, len(history.duplicates.get(name, ())))
        for name, one in history.revisions.items()
    }


@pytest.mark.parametrize("seed", range(1, 9))
def test_the_merged_history_is_the_one_that_git_makes(seed: int, tmp_path: Path) -> None:
    random, root = Random(seed), tmp_path / "project"
    names = ["aaaa", "bbbb", "cccc", "dddd", "eeee"]
    # Lines of padding keep changes apart that a merge by lines would call a conflict.
    apart = "".join(f"# {line}\n" for line in range(6)) + "branch_labels = None\n"
    write(root, {f"{one}.py": revision(one, names[at - 1] if at else None, more=apart) for at, one in enumerate(names)})
    repository(root)
    git(root, "checkout", "-q", "-b", "topic")
    grown(root, random, "ours")
    git(root, "checkout", "-q", "main")
    grown(root, random, "theirs")
    git(root, "checkout", "-q", "topic")
    script, _ = history(root)
    loaded = load_directory(script)
    subject = with_published(subject_of(loaded), loaded, find_target(script.path, "main"))
    predicted = shape((subject.merged or subject).history)
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "merge", "-q", "-m", "merge", "main"]
    if subprocess.run(command, cwd=root, check=False, capture_output=True).returncode:
        pytest.skip("git finds a conflict, which somebody has to resolve")
    assert predicted == history(root)[1]
