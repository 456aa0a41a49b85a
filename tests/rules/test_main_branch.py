"""What the main branch has, or an installed package, is merged: a first `check` reports nothing that comes too late."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from tests.support.command_line import migralint, migralint_process
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

HEAD = "db/versions/b2.py"
DROPS = (
    '"""drop\n\nRevises: 999999999999\n"""\nfrom alembic import op\n\nrevision = "b2"\ndown_revision = "a1"\n\n\n'
    'def upgrade():\n    op.drop_table("orders")\n\n\ndef downgrade():\n    raise NotImplementedError\n'
)
FAILS = DROPS.replace('op.drop_table("orders")', 'op.alter_column("orders", "n", server_default=True)')
FILES = {"db/env.py": "", "db/versions/a1.py": revision_file("a1"), HEAD: DROPS}


def check(folder: Path) -> tuple[int, str]:
    done = migralint("check", "--no-cache", "db", cwd=folder)
    assert not done.stderr
    return done.code, done.stdout


def released(folder: Path, files: dict[str, str]) -> Path:
    """A repository whose last commit brings none of these files."""
    root = repository(write_tree(folder, files))
    commit_all(root)
    return root


def test_what_the_only_branch_has_is_merged(tmp_path: Path) -> None:
    released(tmp_path / "p", FILES)
    code, said = check(tmp_path / "p")
    assert code == 0
    assert "info ML301" in said and "info ML205" in said
    assert "warning" not in said


def test_the_name_of_the_only_branch_does_not_matter(tmp_path: Path) -> None:
    root = released(tmp_path / "p", FILES)
    git(root, "branch", "-m", "trunk")
    assert check(root)[0] == 0


def test_what_the_last_commit_of_the_main_branch_brings_is_new(tmp_path: Path) -> None:
    root = repository(write_tree(tmp_path / "p", {**FILES, HEAD: revision_file("b2", "a1")}))
    write_tree(root, FILES)
    commit_all(root)
    assert check(root)[0] == 1
    git(root, "checkout", "-q", "--detach")
    assert check(root)[0] == 1
    git(root, "checkout", "-q", "main")
    commit_all(root)
    assert check(root)[0] == 0
    git(root, "checkout", "-q", "-b", "topic", "HEAD~1")
    assert check(root)[0] == 0  # main has it


def test_a_clone_of_the_last_commit_alone_tells_nothing(tmp_path: Path) -> None:
    released(tmp_path / "theirs", FILES)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}/theirs", "p")
    assert check(tmp_path / "p")[0] == 1


@pytest.mark.parametrize("files", [FILES, {**FILES, ".git/": ""}], ids=["no repository", "no commit"])
def test_where_nothing_is_committed_the_newest_file_is_new(tmp_path: Path, files: dict[str, str]) -> None:
    code, said = check(write_tree(tmp_path / "p", files))
    assert code == 1
    assert "warning ML301" in said and "warning ML205" in said


def test_what_is_not_committed_is_new(tmp_path: Path) -> None:
    root = repository(write_tree(tmp_path / "p", {**FILES, HEAD: revision_file("b2", "a1")}))
    write_tree(root, FILES)
    assert check(root)[0] == 1
    git(root, "add", "-A")
    assert check(root)[0] == 1


def test_what_only_another_branch_has_is_new(tmp_path: Path) -> None:
    root = repository(write_tree(tmp_path / "p", {**FILES, HEAD: revision_file("b2", "a1")}))
    git(root, "checkout", "-q", "-b", "topic")
    write_tree(root, FILES)
    commit_all(root)
    assert check(root)[0] == 1
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "topic")
    assert check(root)[0] == 1
    commit_all(root)
    assert check(root)[0] == 0


def test_what_was_not_pushed_is_new(tmp_path: Path) -> None:
    theirs = repository(write_tree(tmp_path / "theirs", {**FILES, HEAD: revision_file("b2", "a1")}))
    root = tmp_path / "p"
    git(tmp_path, "clone", "-q", str(theirs), str(root))
    write_tree(root, FILES)
    commit_all(root)
    assert check(root)[0] == 1
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    commit_all(root)
    assert check(root)[0] == 0


def test_where_git_has_no_main_branch_the_newest_file_is_new(tmp_path: Path) -> None:
    theirs = repository(write_tree(tmp_path / "theirs", FILES))
    git(theirs, "branch", "topic")
    git(tmp_path, "clone", "-q", "--single-branch", "--branch", "topic", str(theirs), "p")
    assert check(tmp_path / "p")[0] == 1


def test_line_ends_that_git_converted_are_no_change(tmp_path: Path) -> None:
    root = released(tmp_path / "p", FILES)
    write_tree(root, {HEAD: DROPS.replace("\n", "\r\n")})
    assert check(root)[0] == 0


def test_what_makes_an_upgrade_fail_is_an_error_in_a_head_of_the_main_branch_too(tmp_path: Path) -> None:
    root = released(tmp_path / "p", {**FILES, HEAD: FAILS})
    code, said = check(root)
    assert code == 1
    assert "error ML389" in said and "info ML205" in said


def test_a_merge_target_that_is_named_decides_alone(tmp_path: Path) -> None:
    root = repository(write_tree(tmp_path / "p", {**FILES, HEAD: revision_file("b2", "a1")}))
    write_tree(root, FILES)
    commit_all(root)
    against = migralint("check", "--no-cache", "--against", "HEAD~1", "--ignore", "ML25", "db", cwd=root)
    assert "ML301" not in against.stdout  # not new: only edited
    (root / HEAD).rename(root / "db/versions/c3.py")
    next_one = DROPS.replace("b2", "c3").replace("a1", "b2")
    write_tree(root, {HEAD: revision_file("b2", "a1"), "db/versions/c3.py": next_one})
    commit_all(root)
    against = migralint("check", "--no-cache", "--against", "HEAD~1", "db", cwd=root)
    assert (against.code, "warning ML301" in against.stdout) == (1, True)


def test_the_answer_that_is_kept_changes_when_the_branch_moves(tmp_path: Path) -> None:
    root = repository(write_tree(tmp_path / "p", {**FILES, HEAD: revision_file("b2", "a1")}))
    write_tree(root, FILES)
    assert [migralint_process("check", "db", cwd=root).code for _ in range(2)] == [1, 1]
    commit_all(root)
    assert [migralint_process("check", "db", cwd=root).code for _ in range(2)] == [1, 1]
    commit_all(root)
    assert [migralint_process("check", "db", cwd=root).code for _ in range(2)] == [0, 0]
    git(root, "update-ref", "refs/heads/main", "HEAD~1")
    assert migralint_process("check", "db", cwd=root).code == 1


def installed(folder: Path, files: dict[str, str]) -> Path:
    rows = [
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},1"
        for name, text in files.items()
    ]
    record = "\n".join([*rows, "shop-1.0.dist-info/RECORD,,"])
    return write_tree(folder, {**files, "shop-1.0.dist-info/RECORD": record})


def test_what_an_installed_package_has_is_released(tmp_path: Path) -> None:
    folder = installed(tmp_path / "p", FILES)
    assert check(folder)[0] == 0
    write_tree(folder, {HEAD: DROPS + "\n"})
    assert check(folder)[0] == 1
    (folder / HEAD).write_text(DROPS)
    record = folder / "shop-1.0.dist-info/RECORD"
    record.write_text(record.read_text().replace(HEAD, "db/versions/other.py"))
    assert check(folder)[0] == 1


def test_what_concerns_merged_revisions_alone_shares_their_lines(tmp_path: Path) -> None:
    """A rule about the whole: an id that is the beginning of another one."""
    names = ["0570", "0570rc1", "0580", "0580rc1", "0590", "0590rc1", "0600", "0600rc1", "0610"]
    chain = zip(names, [None, *names], strict=False)
    files = {f"db/versions/{me}.py": revision_file(me, parent) for me, parent in chain}
    folder = write_tree(tmp_path / "p", {"db/env.py": "", **files})
    assert "ML107 prefix-of-another-id  4 times: 0570.py" in check(folder)[1]
    write_tree(folder, {"db/versions/0610rc1.py": revision_file("0610rc1", "0610")})
    said = check(folder)[1]
    assert "4 times" in said and 'the id "0610" is the beginning of' in said
