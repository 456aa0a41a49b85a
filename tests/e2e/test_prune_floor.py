"""After a prune, `migralint verify` starts from the floor that it left, or builds it again from git."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.git import commit_all, repository

pytestmark = pytest.mark.slow

FLOOR = "migrations/migralint-floor.sqlite.sql"
MANIFEST = "migrations/migralint-environments.toml"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "bookshop"
    shutil.copytree(REPOSITORY / "examples" / "bookshop", root, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n")
    return repository(root)


def run(root: Path, *arguments: str) -> Finished:
    return migralint(*arguments, "--python", sys.executable, cwd=root)


def verified(root: Path) -> tuple[str, str, int]:
    """Status, start and how many revisions ran."""
    done = run(root, "verify", "--format", "json")
    (target,) = json.loads(done.stdout)["targets"]
    return target["status"], target["start"], done.code


def test_verify_goes_on_from_the_floor_and_builds_it_again_from_git(shop: Path) -> None:
    assert run(shop, "prune", "--apply").code == 0
    commit_all(shop)
    floor = (shop / FLOOR).read_bytes()
    assert verified(shop) == ("match", "floor", 0)
    # A second prune stands on the floor of the first, which is built again where it is missing.
    (shop / FLOOR).unlink()
    manifest = (shop / MANIFEST).read_text()
    head = "b4fd1cf32c0b"
    stamps = "\n".join(
        f'[environments.{name}]\nstamps = ["{head}"]\nrecorded-at = 2026-11-20T10:00:00Z\n' for name in ("a", "b")
    )
    (shop / MANIFEST).write_text(manifest.partition("\n[")[0] + "\n\n" + stamps)
    commit_all(shop)
    second = run(shop, "prune", "--apply")
    assert second.code == 0, second.stderr
    cumulative = (shop / FLOOR).read_text()
    assert "review" in cumulative
    assert "customer_order" in cumulative
    assert "review" not in floor.decode()


def test_without_floor_and_without_git_it_says_what_is_missing(shop: Path) -> None:
    assert run(shop, "prune", "--apply", "--no-verify").code == 0
    assert not (shop / FLOOR).exists()  # only what was verified leaves one
    shutil.rmtree(shop / ".git")
    done = run(shop, "verify")
    assert done.code == 2
    assert "7 of the 7 pruned files" in done.stderr
