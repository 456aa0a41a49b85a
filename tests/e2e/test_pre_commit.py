"""The hooks as projects have them: the real pre-commit, or prek, builds an environment for them and git asks it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.git import git, repository
from tests.support.trees import revision_file

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "bookshop"
CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: migralint
      - id: migralint-fix
        stages: [manual]
      - id: migralint-verify
"""
TOOLS = {
    "pre-commit": (sys.executable, "-m", "pre_commit"),
    "prek": (str(Path(sys.executable).with_name("prek")),),
}
FORGOTTEN = """

class Forgotten(Base):
    __tablename__ = "forgotten"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
MERGE = "5e6b72f3c605_merge_customers_and_titles.py"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository as others would clone it, with what is not yet committed."""
    target = tmp_path_factory.mktemp("published") / "migralint"
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return repository(target)


@pytest.fixture(scope="module", params=TOOLS)
def tool(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The command of one of the two."""
    command: tuple[str, ...] = TOOLS[request.param]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{request.param} is not installed")
    return command


@pytest.fixture(scope="module")
def hooked(published: Path, tool: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The example project in a repository with the hooks installed; every test leaves it clean."""
    folder = tmp_path_factory.mktemp("hooked")
    project = folder / "project"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("__pycache__", ".*_cache", "*.db"))
    config = CONFIG.format(repo=published, rev=git(published, "rev-parse", "HEAD"))
    (project / ".pre-commit-config.yaml").write_text(config)
    (project / ".gitignore").write_text("__pycache__/\n")
    repository(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRE_COMMIT_HOME", str(folder / "cache"))
        patch.setenv("PREK_HOME", str(folder / "cache"))
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        # The hook must work without anything of this process.
        patch.delenv("PYTHONPATH", raising=False)
        done = _run(project, *tool, "install", "--install-hooks")
        assert done.returncode == 0, done.stdout + done.stderr
        yield project


@pytest.fixture
def project(hooked: Path) -> Iterator[Path]:
    yield hooked
    git(hooked, "reset", "-q", "--hard")
    git(hooked, "clean", "-q", "-d", "-f")


def test_a_clean_commit_passes(project: Path) -> None:
    before = git(project, "rev-parse", "HEAD")
    (project / "notes.txt").write_text("nothing about migrations\n")
    done = _commit(project)
    assert (done.returncode, git(project, "rev-parse", "HEAD") == before) == (0, False), done.stdout + done.stderr
    assert "migralint" in done.stderr + done.stdout
    assert "Passed" in done.stderr + done.stdout


def test_a_second_head_is_stopped(project: Path) -> None:
    versions = project / "migrations" / "versions"
    (versions / "c0ffee000001_beside.py").write_text(revision_file("c0ffee000001", "3c7e90d5f403"))
    _expect_stopped(project, "ML101")


def test_a_commit_that_only_deletes_a_file_is_stopped(project: Path) -> None:
    (project / "migrations" / "versions" / MERGE).unlink()
    _expect_stopped(project, "ML102")


def test_the_fix_hook_changes_the_file_and_passes_afterwards(project: Path, tool: tuple[str, ...]) -> None:
    (file,) = (project / "migrations" / "versions").glob("b4fd1cf32c0b_*.py")
    right = file.read_text()
    file.write_text(right.replace("Revises: a3ec2de21b0a", "Revises: 3c7e90d5f403"))
    assert file.read_text() != right
    git(project, "add", "-A")
    command = (*tool, "run", "--hook-stage", "manual", "migralint-fix", "--all-files")
    done = _run(project, *command)
    assert (done.returncode, file.read_text()) == (1, right), done.stdout + done.stderr
    git(project, "add", "-A")
    again = _run(project, *command)
    assert again.returncode == 0, again.stdout + again.stderr


def test_verify_runs_before_a_push(project: Path, tool: tuple[str, ...]) -> None:
    command = (*tool, "run", "--hook-stage", "pre-push", "migralint-verify", "--all-files", "--verbose")
    done = _run(project, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    models = project / "bookshop" / "models.py"
    models.write_text(models.read_text() + FORGOTTEN)
    assert _run(project, *command).returncode == 1


def _expect_stopped(project: Path, code: str) -> None:
    before = git(project, "rev-parse", "HEAD")
    done = _commit(project)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert code in said
    assert git(project, "rev-parse", "HEAD") == before


def _commit(project: Path) -> subprocess.CompletedProcess[str]:
    git(project, "add", "-A")
    return _run(project, "git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-m", "change")


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=dict(os.environ), capture_output=True, text=True, check=False)
