"""`migralint prune --apply` as a maintainer meets it: on the example project, in a real repository."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from migralint.loading.records.unfinished import GUARD_FILE, JOURNAL_FOLDER
from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.git import commit_all, git, repository

REMOVED = 7
BASE = "81ca4fc0f908_longer_author_names.py"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "bookshop"
    ignored = shutil.ignore_patterns("__pycache__", "*.db")
    shutil.copytree(REPOSITORY / "examples" / "bookshop", root, ignore=ignored)
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n")
    return repository(root)


def prune(root: Path, *arguments: str) -> Finished:
    return migralint("prune", "--python", sys.executable, *arguments, cwd=root)


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted((root / "migrations").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_verifies_applies_and_leaves_a_directory_that_alembic_loads(shop: Path) -> None:
    done = prune(shop, "--apply", "--format", "json", "--output", "text=../plan.txt")
    assert done.code == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["status"], len(document["removed"])) == ("applied", REMOVED)
    changed = git(shop, "status", "--short").splitlines()
    assert [line.split()[0] for line in changed].count("D") == REMOVED
    assert f"M migrations/versions/{BASE}" in [line.strip() for line in changed]
    ledger = json.loads((shop / "migrations" / "migralint-pruned.json").read_text())
    (entry,) = ledger["prunes"]
    assert entry["commit"] == git(shop, "rev-parse", "HEAD")
    assert [one["status"] for one in entry["verified"]] == ["match"]
    for one in entry["removed"]:
        assert git(shop, "cat-file", "-t", one["file"]["git_blob"]) == "blob"
    heads = subprocess.run(
        [sys.executable, "-m", "alembic", "history"], cwd=shop, capture_output=True, text=True, check=True
    ).stdout
    assert "<base> -> 81ca4fc0f908" in heads
    assert (shop.parent / "plan.txt").read_text().rstrip().endswith("7 revisions removed")


def test_a_second_prune_finds_nothing_more(shop: Path) -> None:
    assert prune(shop, "--apply", "--no-verify").code == 0
    commit_all(shop)
    before = contents(shop)
    again = prune(shop, "--apply", "--no-verify")
    assert again.code == 0
    assert "nothing can be removed" in again.stdout
    assert contents(shop) == before


def test_drift_blocks_and_touches_nothing(shop: Path) -> None:
    models = shop / "bookshop" / "models.py"
    models.write_text(models.read_text().replace("String(320)", "String(255)"))
    commit_all(shop)
    before = contents(shop)
    done = prune(shop, "--apply")
    assert done.code == 1
    assert "column-type customer email" in done.stdout
    assert contents(shop) == before


def test_rows_that_create_all_does_not_bring_back_block_until_they_are_accepted(shop: Path) -> None:
    customer = next((shop / "migrations" / "versions").glob("3c7e90d5f403*"))
    text = customer.read_text().replace(
        "\n\n\ndef downgrade",
        "\n    op.execute(\"INSERT INTO customer (id, email) VALUES (1, 'x@example.org')\")\n\n\ndef downgrade",
    )
    customer.write_text(text)
    commit_all(shop)
    blocked = prune(shop, "--apply")
    assert blocked.code == 1
    assert "the migrations create rows customer" in blocked.stdout
    (shop / "migralint.toml").write_text(
        '[[verify.allow]]\naspect = "rows"\ntable = "customer"\nreason = "only for tests"\n'
    )
    commit_all(shop)
    done = prune(shop, "--apply")
    assert done.code == 0, done.stdout
    (entry,) = json.loads((shop / "migrations" / "migralint-pruned.json").read_text())["prunes"]
    assert entry["accepted_losses"] == ["rows customer: only for tests"]


def test_a_project_for_another_database_has_to_choose(shop: Path) -> None:
    (shop / "migralint.toml").write_text('dialect = "postgresql"\n')
    commit_all(shop)
    done = prune(shop, "--apply")
    assert done.code == 1
    assert "this project runs on postgresql" in done.stdout


def test_uncommitted_files_block(shop: Path) -> None:
    path = shop / "migrations" / "versions" / BASE
    path.write_text(path.read_text() + "# edited\n")
    done = prune(shop, "--apply", "--no-verify")
    assert done.code == 1
    assert "not committed" in done.stdout
    assert prune(shop, "--apply", "--no-verify", "--allow-dirty").code == 0
    assert path.read_text().endswith("# edited\n")


def test_without_version_control_an_archive_keeps_the_files(shop: Path) -> None:
    shutil.rmtree(shop / ".git")
    before = contents(shop)
    assert prune(shop, "--apply", "--no-verify").code == 1
    done = prune(shop, "--apply", "--no-verify", "--archive", "old.tar.gz")
    assert done.code == 0, done.stdout
    with tarfile.open(shop / "old.tar.gz") as archive:
        for member in archive.getmembers():
            stored = archive.extractfile(member)
            assert stored is not None
            assert stored.read() == before[f"migrations/{member.name}"]
        assert len(archive.getmembers()) == REMOVED + 1
    again = prune(shop, "--apply", "--no-verify", "--archive", "old.tar.gz")
    assert "nothing can be removed" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--apply", "--without", "production"), "--without is a what-if option"),
        (("--recover", "--rollback"), "cannot be combined"),
        (("--no-verify",), "--no-verify requires --apply"),
        (("--recover",), "no unfinished prune"),
    ],
)
def test_contradictions_are_wrong_usage(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    before = contents(shop)
    done = prune(shop, *arguments)
    assert done.code == 2
    assert message in done.stderr
    assert contents(shop) == before


@pytest.mark.slow
@pytest.mark.parametrize("way", ["--recover", "--rollback"])
def test_killed_half_way_every_command_says_so_and_both_ways_lead_out(shop: Path, way: str) -> None:
    before = contents(shop)
    assert prune(shop, "--apply", "--no-verify").code == 0
    after = contents(shop)
    git(shop, "checkout", "-q", ".")
    git(shop, "clean", "-qfd")
    assert contents(shop) == before
    killed_when_removing(shop)
    assert (shop / "migrations" / JOURNAL_FOLDER).is_dir()
    assert (shop / "migrations" / "versions" / GUARD_FILE).is_file()
    for command in (("prune",), ("verify",), ("env", "list")):
        said = migralint(*command, cwd=shop)
        assert said.code == 2, command
        assert "--recover" in said.stderr
    alembic = subprocess.run([sys.executable, "-m", "alembic", "heads"], cwd=shop, capture_output=True, check=False)
    assert alembic.returncode != 0
    done = prune(shop, way)
    assert done.code == 0
    assert without_times(contents(shop)) == without_times(after if way == "--recover" else before)


def killed_when_removing(root: Path) -> None:
    """Run an apply in a process that is killed by its own hook when the third revision file is about to go."""
    script = (
        "import os, signal, sys\n"
        "gone = 0\n"
        "def hook(event, arguments):\n"
        "    global gone\n"
        "    if event == 'os.remove' and str(arguments[0]).endswith('.py'):\n"
        "        gone += 1\n"
        "        if gone == 3:\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(hook)\n"
        "sys.argv = ['migralint', 'prune', '--apply', '--no-verify']\n"
        "from migralint.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=root,
        env={"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == -9


def without_times(files: dict[str, bytes]) -> dict[str, object]:
    shown: dict[str, object] = dict(files)
    ledger = files.get("migrations/migralint-pruned.json")
    if ledger is not None:
        document = json.loads(ledger)
        for entry in document["prunes"]:
            entry["pruned_at"] = None
        shown["migrations/migralint-pruned.json"] = document
    return shown
