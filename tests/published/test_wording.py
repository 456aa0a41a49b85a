"""What people read: where a finding points, what it says and what to do."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.support.branches import branched, checked, revision, write
from tests.support.git import commit_all, git

A, B, N, R = revision("a"), revision("b", "a"), revision("n", "b"), revision("r", "b")
BASE = {"a.py": A, "b.py": B}


def findings(root: Path, *, select: str = "ML1,ML25") -> dict[str, dict[str, object]]:
    return {one["code"]: one for one in json.loads(checked(root, select=select).stdout)["findings"]}


def test_two_heads_after_the_merge_point_to_the_branch_and_name_the_way(tmp_path: Path) -> None:
    found = findings(branched(tmp_path / "project", base=BASE, main={"r.py": R}, topic={"n.py": N}))
    for code, message in {
        "ML101": "after the merge with main: 2 heads in one history: n and r; `alembic upgrade head` refuses to choose",
        "ML255": "n (make n) is not above r (make r), the head of main",
    }.items():
        assert found[code]["message"] == message
        assert (found[code]["path"], found[code]["line"]) == ("migrations/versions/n.py", 6)
        assert str(found[code]["help"]).startswith("run `git merge main`, then `migralint rebase --onto main`")
        assert found[code]["related"] == []


def test_where_main_is_merged_already_the_rebase_alone_is_named(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=BASE, main={"r.py": R}, topic={"n.py": N})
    git(root, "merge", "-q", "-m", "merge", "main")
    found = findings(root)
    for code in ("ML101", "ML255"):
        assert str(found[code]["help"]).startswith("run `migralint rebase --onto main`")


def test_an_edit_names_what_upgrade_uses(tmp_path: Path) -> None:
    helped = revision("b", "a", upgrade="    build()\n", more="SIZE = 4\n\ndef build():\n    op.execute(SIZE)\n")
    root = branched(tmp_path / "project", base={**BASE, "b.py": helped})
    write(root, {"b.py": helped.replace("SIZE = 4", "SIZE = 5").replace("op.execute(SIZE)", "op.execute(SIZE + 1)")})
    found = findings(root)["ML251"]
    assert found["message"] == (
        "b (make b), which is on main, was edited: SIZE (changed) and build (changed), which upgrade uses"
    )
    assert found["line"] == 7
    assert [one["line"] for one in found["related"]] == [9]  # type: ignore[attr-defined]


def test_an_edit_that_was_never_run_is_accepted_by_a_comment(tmp_path: Path) -> None:
    edited = revision("b", "a", sql="OTHER").replace(
        "def upgrade():", "def upgrade():  # migralint: ignore[ML251] never released"
    )
    root = branched(tmp_path / "project", base=BASE, topic={"b.py": edited})
    finished = checked(root)
    assert finished.code == 0
    assert [one["suppressed"] for one in json.loads(finished.stdout)["findings"]] == ["inline"]


def test_a_deleted_revision_is_missed_where_it_was_named(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=BASE, topic={"b.py": None})
    found = findings(root)["ML252"]
    assert found["message"] == ("b (make b) is on main but missing here: its file migrations/versions/b.py was deleted")
    assert found["path"] == "migrations/versions/a.py"
    assert "`git checkout main -- :/migrations/versions/b.py`" in str(found["help"])


def test_a_parent_that_only_main_has_comes_with_a_merge(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=BASE, main={"r.py": R}, topic={"n.py": revision("n", "r")})
    found = findings(root)
    assert found.keys() == {"ML102"}
    assert found["ML102"]["help"] == "main has it, in migrations/versions/r.py: run `git merge main`"


def test_a_child_of_a_deleted_revision_says_who_deleted_it(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base=BASE, main={"r.py": R}, topic={"b.py": None})
    found = findings(root)
    assert found.keys() == {"ML102", "ML252"}
    assert found["ML102"]["message"] == (
        'after the merge with main: down_revision of r (make r) names "b", which no file has'
    )
    assert found["ML102"]["help"] == (
        "this branch deleted its file: restore it with `git checkout main -- :/migrations/versions/b.py`"
    )


def test_what_a_tree_of_git_may_hold_besides(tmp_path: Path) -> None:
    """Links, folders called like files, bytes that are no text, names that are no text: no crash, and nothing lost."""
    versions = "migrations/versions"
    root = branched(
        tmp_path / "project",
        base={
            **BASE,
            f"{versions}/__init__.py": "",
            f"{versions}/folder.py/x.py": revision("x"),
            f"{versions}/e.py": "",
        },
    )
    folder = root / versions
    (root / "real").mkdir()
    (root / "real" / "c.py").write_text(revision("c", "b"))
    (folder / "c.py").symlink_to("../../real/c.py")
    (folder / "dangling.py").symlink_to("nowhere.py")
    (folder / "binary.py").write_bytes(bytes(range(256)))
    (folder / os.fsdecode(b"latin-\xe9.py")).write_text(revision("l", "c"))
    (folder / "line\nend.py").write_text(revision("m", "l"))
    commit_all(root)
    git(root, "branch", "-f", "main")
    write(root, {"n.py": revision("n", "m")})
    commit_all(root)
    assert not {"ML251", "ML252", "ML253", "ML254", "ML255"} & findings(root).keys()
    report = checked(root, "-v")
    assert "1 revision is new" in report.stderr
