"""`migralint rebase` as a developer meets it, in real git repositories."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from jsonschema import Draft202012Validator
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import migralint as api
from migralint.history.revision import Revision
from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.git import commit_all, git
from tests.support.projects import upgrade as upgraded
from tests.support.projects import write_manifest
from tests.support.two_branches import contents, two_branches, write_revisions

pytestmark = pytest.mark.slow

SCHEMA = json.loads((resources.files("migralint") / "json_schemas" / "rebase.schema.json").read_text("utf-8"))
COMMON = [Revision("a1"), Revision("a2", ("a1",))]
THEIRS = [Revision("t1", ("a2",)), Revision("t2", ("t1",))]
OURS = [Revision("o1", ("a2",)), Revision("o2", ("o1",))]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    r"""a1 <- a2 <- t1 <- t2 on main, a2 <- o1 <- o2 on feature, which main was merged into."""
    return two_branches(tmp_path / "project", COMMON, THEIRS, OURS)


def rebase(root: Path, *arguments: str) -> Finished:
    return migralint("rebase", *arguments, cwd=root)


def document(root: Path, *arguments: str, code: int = 0) -> dict[str, object]:
    done = rebase(root, "--format", "json", *arguments)
    assert done.code == code, done.stderr + done.stdout
    found: dict[str, object] = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def line(root: Path) -> list[str]:
    """What Alembic runs from nothing, in order: one line."""
    script = ScriptDirectory.from_config(Config(str(root / "alembic.ini")))
    return [one.revision for one in script.walk_revisions()][::-1]


def heads(root: Path) -> list[str]:
    return sorted(ScriptDirectory.from_config(Config(str(root / "alembic.ini"))).get_heads())


def test_it_shows_the_diff_then_changes_these_lines_alone(project: Path) -> None:
    before = contents(project)
    shown = rebase(project, "--diff")
    assert (shown.code, contents(project)) == (0, before)
    assert "Onto  main, the branch of that name" in shown.stdout
    assert shown.stdout.rstrip().endswith("without --diff applies this")
    done = rebase(project)
    assert done.code == 0
    assert shown.stdout.splitlines()[:-1] == done.stdout.splitlines()[:-1]
    assert git(project, "diff", "--numstat").split() == ["2", "2", "migrations/versions/0100_o1.py"]
    assert line(project) == ["a1", "a2", "t1", "t2", "o1", "o2"]
    assert migralint("check", "--select", "ML1,ML205", cwd=project).code == 0
    assert rebase(project).stdout.rstrip().endswith("in their place already; nothing to do")


def test_the_check_names_it(project: Path) -> None:
    write_revisions(project, [Revision("0007", ("a1",)), Revision("0007", ("a2",))], start=300)
    assert (
        "`migralint rebase --renumber` gives the revisions"
        in migralint("check", "--select", "ML105", cwd=project).stdout
    )
    (project / "migrations" / "versions" / "0300_0007.py").unlink()
    (project / "migrations" / "versions" / "0301_0007.py").unlink()
    assert "move this branch's own revisions on top with `migralint rebase`" in migralint("check", cwd=project).stdout


# -- which branch


def test_the_target_is_the_upstream_then_the_default_branch_of_the_remote(tmp_path: Path) -> None:
    origin = two_branches(tmp_path / "origin", COMMON, THEIRS, OURS)
    git(origin, "checkout", "-q", "main")
    git(tmp_path, "clone", "-q", "origin", "clone")
    clone = tmp_path / "clone"
    git(clone, "checkout", "-q", "feature")  # its upstream is its own copy, which holds everything
    assert document(clone, "--diff")["onto"] == {
        "ref": "origin/main",
        "commit": git(origin, "rev-parse", "main"),
        "why": "the default branch of origin",
    }
    git(clone, "branch", "-q", "release", "origin/main")
    git(clone, "branch", "-q", "--set-upstream-to", "release")
    onto = document(clone, "--diff")["onto"]
    assert isinstance(onto, dict)
    assert (onto["ref"], onto["why"]) == ("release", "the upstream of this branch")
    assert document(clone, "--diff", "--onto", "feature")["own"] == []


def test_on_main_alone_a_ref_has_to_be_named(tmp_path: Path) -> None:
    root = two_branches(tmp_path / "project", COMMON, [], [])
    git(root, "checkout", "-q", "main")
    git(root, "branch", "-q", "-D", "feature")
    done = rebase(root)
    assert (done.code, "pass it with --onto REF" in done.stderr) == (2, True)


# -- bad input: one line, its exit code, nothing changed


def no_such_ref(root: Path) -> tuple[str, ...]:
    return ("--onto", "origin/mian")


def not_merged(root: Path) -> tuple[str, ...]:
    git(root, "reset", "-q", "--hard", "HEAD^")
    return ()


def deleted_here(root: Path) -> tuple[str, ...]:
    git(root, "rm", "-q", "migrations/versions/0200_t1.py")
    return ()


def conflict(root: Path) -> tuple[str, ...]:
    path = root / "migrations" / "versions" / "0100_o1.py"
    text = path.read_text().replace("down_revision = 'a2'", "<<<<<<< HEAD\ndown_revision = 'a2'\n=======\n>>>>>>> main")
    path.write_text(text)
    return ()


def dirty(root: Path) -> tuple[str, ...]:
    path = root / "migrations" / "versions" / "0100_o1.py"
    path.write_bytes(path.read_bytes() + b"# more\n")
    return ()


def untracked(root: Path) -> tuple[str, ...]:
    write_revisions(root, [Revision("o3", ("a2",))], start=300)
    return ()


def no_repository(root: Path) -> tuple[str, ...]:
    (root / ".git").rename(root.parent / "gone")
    return ()


def nothing_to_recover(root: Path) -> tuple[str, ...]:
    return ("--recover",)


def not_counted(root: Path) -> tuple[str, ...]:
    return ("--renumber",)


def contradiction(root: Path) -> tuple[str, ...]:
    return ("--renumber", "--merge")


@pytest.mark.parametrize(
    ("spoil", "words", "hint"),
    [
        (no_such_ref, "--onto origin/mian: git knows no such commit", "git fetch"),
        (not_merged, "main holds 2 revisions that this work tree does not: t1 and t2", "run `git merge main`"),
        (deleted_here, "t1; this branch deleted or renamed them", "git checkout main -- migrations/versions/0200_"),
        (conflict, "0100_o1.py:9: unresolved merge conflict", "resolve it"),
        (dirty, "uncommitted changes: 0100_o1.py", "--allow-dirty"),
        (untracked, "uncommitted changes: 0300_o3.py", "--allow-dirty"),
        (no_repository, "is not in a git repository", "by hand"),
        (nothing_to_recover, "there is no unfinished rebase here", ""),
        (not_counted, "the ids of the other branch are not sequential numbers", "omit --renumber"),
        (contradiction, "cannot be combined with --renumber", ""),
    ],
)
def test_bad_input(project: Path, spoil: Callable[[Path], tuple[str, ...]], words: str, hint: str) -> None:
    arguments = spoil(project)
    before = contents(project)
    done = rebase(project, *arguments)
    assert (done.code, done.stdout) == (2, "")
    assert words in done.stderr.splitlines()[0]
    assert hint in "".join(done.stderr.splitlines()[1:])
    assert contents(project) == before


def test_a_shallow_clone(project: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{project}", "clone")
    done = rebase(tmp_path / "clone", "--onto", "origin/main")
    assert (done.code, "git fetch --unshallow" in done.stderr) == (2, True)


def test_dirty_files_if_that_is_allowed(project: Path) -> None:
    dirty(project)
    assert rebase(project, "--allow-dirty").code == 0
    assert (project / "migrations" / "versions" / "0100_o1.py").read_bytes().endswith(b"# more\n")
    assert line(project)[-2:] == ["o1", "o2"]


@pytest.mark.parametrize("both_added", [False, True], ids=["both-changed", "both-added"])
def test_in_an_unfinished_merge_with_conflicts(tmp_path: Path, both_added: bool) -> None:
    root = two_branches(tmp_path / "project", COMMON, THEIRS, OURS, merged=False)
    path = root / "migrations/versions" / ("0300_same.py" if both_added else "0000_a1.py")
    for branch in ("feature", "main"):
        git(root, "checkout", "-q", branch)
        before = path.read_text() if path.exists() else f"revision = 's_{branch}'\ndown_revision = 'a2'\n"
        path.write_text(f"# of {branch}\n{before}")
        commit_all(root, branch)
    git(root, "checkout", "-q", "feature")
    with pytest.raises(subprocess.CalledProcessError):
        git(root, "merge", "-q", "main")
    assert "<<<<<<< HEAD" in path.read_text()
    before_it, status = contents(root), git(root, "status", "--porcelain")
    for arguments in ((), ("--diff",), ("--merge",), ("--allow-dirty",)):
        done = rebase(root, *arguments)
        assert (done.code, done.stdout) == (2, ""), arguments
        assert f"{path.name}:1: unresolved merge conflict" in done.stderr.splitlines()[0]
        assert (contents(root), git(root, "status", "--porcelain")) == (before_it, status)


def test_in_an_unfinished_merge_without_conflicts(tmp_path: Path) -> None:
    root = two_branches(tmp_path / "project", COMMON, THEIRS, OURS, merged=False)
    git(root, "merge", "-q", "--no-commit", "--no-ff", "main")
    assert rebase(root).code == 0
    assert heads(root) == ["o2"]


# -- what is published


def stamped(root: Path) -> None:
    write_manifest(root, {"staging": frozenset({"o2"})})


def tagged(root: Path) -> None:
    git(root, "tag", "v1", "feature")
    (root / "migrations" / "migralint-environments.toml").write_text(
        'version = 1\n\n[environments.releases]\ngit-tags = "v*"\n'
    )


def reverted(root: Path) -> None:
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-edit", "feature")
    git(root, "rm", "-q", "migrations/versions/0100_o1.py", "migrations/versions/0101_o2.py")
    commit_all(root, "revert")
    git(root, "checkout", "-q", "-b", "again")
    git(root, "checkout", "-q", "feature", "--", ".")
    commit_all(root, "once more")


def pruned(root: Path) -> None:
    text = json.dumps(
        {
            "version": 1,
            "prunes": [
                {
                    "pruned_at": "2026-01-01T00:00:00Z", "tool_version": "1", "commit": None, "archive": None,
                    "new_bases": [], "squashed_into": [], "verified": [], "accepted_losses": [], "rewritten": [],
                    "removed": [
                        {
                            "id": "o1", "message": "", "down_revision": [], "depends_on": [], "branch_labels": [],
                            "file": {"path": "versions/x.py", "sha256": "0" * 64, "git_blob": None},
                        }
                    ],
                }
            ],
        }
    )  # fmt: skip
    (root / "migrations" / "migralint-pruned.json").write_text(text)


def never_recorded(root: Path) -> None:
    (root / "migrations" / "migralint-environments.toml").write_text(
        'version = 1\n\n[environments.production]\nurl-env = "URL"\n'
    )


def stamped_elsewhere(root: Path) -> None:
    write_manifest(root, {"staging": frozenset({"zzz9"})})


@pytest.mark.parametrize(
    ("publish", "words"),
    [
        (stamped, "o1 is published: the environment staging is stamped o2"),
        (tagged, "o1 is published: 1 tag (v1) of releases is stamped"),
        (reverted, "o1 is published: main had it until the commit"),
        (pruned, "o1 is published: according to the ledger it was pruned"),
        (never_recorded, 'environment "production" has no stamp set'),
        (stamped_elsewhere, "the environment staging is stamped zzz9, which no file has"),
    ],
)
def test_what_is_published_is_refused_and_the_merge_shown(
    project: Path, publish: Callable[[Path], None], words: str
) -> None:
    publish(project)
    before = contents(project)
    done = rebase(project)
    assert (done.code, contents(project)) == (1, before)
    assert words in done.stdout
    assert '+down_revision = ("t2", "o2")' in done.stdout
    assert document(project, code=1)["status"] == "refused"
    # … which is what --merge writes.
    (merge,) = document(project, "--merge")["merges"]  # type: ignore[misc]
    assert heads(project) == [merge["revision"]]
    assert contents(project).keys() - before.keys() == {merge["path"]}
    assert {name: contents(project)[name] for name in before} == before
    assert rebase(project, "--merge").stdout.rstrip().endswith("nothing to merge")


def test_the_merge_revision_takes_what_env_hands_to_the_functions(project: Path) -> None:
    path = project / "migrations" / "versions" / "0101_o2.py"
    path.write_text(path.read_text().replace("grade():", "grade(engine_name):"))
    commit_all(project)
    (merge,) = document(project, "--merge", "--diff")["merges"]  # type: ignore[misc]
    assert "def upgrade(engine_name) -> None:\n    pass\n" in merge["text"]
    assert heads(project) == ["o2", "t2"]


def test_a_stamp_below_what_moves_is_no_obstacle(project: Path) -> None:
    write_manifest(project, {"production": frozenset({"t1"}), "old": frozenset({"a1"})})
    assert rebase(project).code == 0


def test_published_ones_that_stay_where_they_are_are_no_obstacle(tmp_path: Path) -> None:
    ours = [Revision("o1", ("t2",)), Revision("o2", ("a2",))]
    root = two_branches(tmp_path / "project", COMMON, THEIRS, ours)
    write_manifest(root, {"staging": frozenset({"o1"})})
    assert rebase(root).code == 0
    assert line(root) == ["a1", "a2", "t1", "t2", "o1", "o2"]


def test_a_published_revision_that_was_put_on_ours_by_hand(project: Path) -> None:
    path = project / "migrations" / "versions" / "0200_t1.py"
    path.write_text(path.read_text().replace("down_revision = 'a2'", "down_revision = 'o2'"))
    done = rebase(project, "--allow-dirty")
    assert done.code == 1
    assert "the header of t1, which is published, is different here" in done.stdout


def test_a_copy_of_a_published_revision_gets_no_number_of_its_own(tmp_path: Path) -> None:
    common = [Revision("0001"), Revision("0002", ("0001",))]
    root = two_branches(tmp_path / "project", common, [], [])
    git(root, "checkout", "-q", "main")
    path = root / "migrations" / "versions" / "0001_0002.py"
    path.write_text(path.read_text().replace("Revises: 0001", "Revises: 0001\nCreate Date: 2026-01-02 03:04:05"))
    commit_all(root)
    git(root, "checkout", "-q", "-B", "feature")
    path.with_name("0002_copy.py").write_bytes(path.read_bytes())
    done = rebase(root, "--renumber", "--allow-dirty")
    assert done.code == 1
    assert "0002_copy.py:1: is a copy of the published revision 0002" in done.stdout


# -- lines, merges, numbers


def test_each_line_goes_on_its_own_head_and_depends_on_stays(tmp_path: Path) -> None:
    common = [Revision("a1"), Revision("b1", branch_labels=("billing",))]
    theirs = [Revision("a2", ("a1",)), Revision("b2", ("b1",))]
    ours = [Revision("o1", ("a1",)), Revision("p1", ("b1",), ("o1",))]
    root = two_branches(tmp_path / "project", common, theirs, ours)
    moved = {one["revision"]: one["down_revision"]["after"] for one in document(root)["moves"]}  # type: ignore[attr-defined]
    assert moved == {"o1": ["a2"], "p1": ["b2"]}
    assert heads(root) == ["o1", "p1"]
    script = ScriptDirectory.from_config(Config(str(root / "alembic.ini"))).get_revision("p1")
    assert script.dependencies == "o1"
    assert upgraded(root, {"a2", "b2"}) == (["o1", "p1"], {"p1"})


def test_a_label_of_its_own_begins_a_line_that_stays(tmp_path: Path) -> None:
    ours = [Revision("o1", ("a2",), branch_labels=("plugin",)), Revision("o2", ("o1",)), Revision("o3", ("a2",))]
    root = two_branches(tmp_path / "project", COMMON, THEIRS, ours)
    found = document(root)
    assert [one["revision"] for one in found["apart"]] == ["o1"]  # type: ignore[attr-defined]
    assert [one["revision"] for one in found["moves"]] == ["o3"]  # type: ignore[attr-defined]
    assert heads(root) == ["o2", "o3"]


def test_a_merge_that_does_nothing_is_removed_and_one_that_does_something_is_kept(tmp_path: Path) -> None:
    ours = [*OURS, Revision("m1", ("o2", "t1")), Revision("o3", ("m1",)), Revision("m2", ("o3", "t2"))]
    root = two_branches(tmp_path / "project", COMMON, THEIRS, ours, inert={"m1"})
    assert [one["revision"] for one in document(root)["removed"]] == ["m1"]  # type: ignore[attr-defined]
    assert line(root) == ["a1", "a2", "t1", "t2", "o1", "o2", "o3", "m2"]


def test_the_merge_of_the_other_branch_s_two_heads_stays(tmp_path: Path) -> None:
    theirs = [Revision("t1", ("a2",)), Revision("t2", ("a2",))]
    ours = [Revision("m", ("t1", "t2"))]
    root = two_branches(tmp_path / "project", COMMON, theirs, ours, inert={"m"})
    assert rebase(root).stdout.rstrip().endswith("nothing to do")
    write_revisions(root, [Revision("o1", ("a2",))], start=300)
    commit_all(root)
    done = rebase(root)
    assert done.code == 1
    assert "it is unknown which of them it should follow" in done.stdout


def test_the_same_number_on_both_branches(tmp_path: Path) -> None:
    common = [Revision("0001"), Revision("0002", ("0001",))]
    theirs = [Revision("0003", ("0002",))]
    ours = [Revision("0003", ("0002",)), Revision("0004", ("0003",), ("0003",))]
    root = two_branches(tmp_path / "project", common, theirs, ours)
    done = rebase(root)
    assert (done.code, "0003 is used by main for another revision" in done.stdout) == (1, True)
    write_manifest(root, {"production": frozenset({"0003"})})
    taken = "production is stamped 0003, which is taken to be the revision of main with that id"
    assert document(root, "--renumber")["notes"] == [taken]
    assert line(root) == ["0001", "0002", "0003", "0004", "0005"]
    names = sorted(path.name for path in (root / "migrations" / "versions").glob("*.py"))
    assert names == ["0000_0001.py", "0001_0002.py", "0100_0004.py", "0101_0005.py", "0200_0003.py"]
    text = (root / "migrations" / "versions" / "0101_0005.py").read_text()
    assert "Revision ID: 0005\nRevises: 0004\n" in text
    assert "'0003'" not in text
    assert rebase(root, "--renumber", "--allow-dirty").stdout.rstrip().endswith("nothing to do")


# -- what a database has to do that ran ours in the old order


def test_the_way_out_for_a_development_database(project: Path) -> None:
    upgrade(project, "o2", create=True)
    (advice,) = document(project)["databases"]  # type: ignore[misc]
    assert advice == {"stamp": "o2", "lacks": ["t1", "t2"], "back_to": ["a2"], "up_to": ["t2"], "becomes": "o2"}
    upgrade(project, "heads")
    assert ran(project) == ["a1", "a2", "o1", "o2"]  # as announced: Alembic takes t1 and t2 for run
    stamp(project, *advice["back_to"])
    for head in advice["up_to"]:
        upgrade(project, head)
    stamp(project, advice["becomes"])
    upgrade(project, "heads")
    assert sorted(ran(project)) == ["a1", "a2", "o1", "o2", "t1", "t2"]


def config(root: Path) -> tuple[Config, object]:
    found = Config(str(root / "alembic.ini"))
    connection = create_engine(f"sqlite:///{root / 'dev.db'}", poolclass=NullPool).connect()
    found.attributes["connection"] = connection
    return found, connection


def upgrade(root: Path, target: str, *, create: bool = False) -> None:
    if create:
        with sqlite3.connect(root / "dev.db") as connection:
            connection.execute("CREATE TABLE ran (id TEXT)")
    found, connection = config(root)
    command.upgrade(found, target)
    connection.commit()  # type: ignore[attr-defined]
    connection.close()  # type: ignore[attr-defined]


def stamp(root: Path, *targets: str) -> None:
    found, connection = config(root)
    command.stamp(found, list(targets), purge=True)
    connection.commit()  # type: ignore[attr-defined]
    connection.close()  # type: ignore[attr-defined]


def ran(root: Path) -> list[str]:
    with sqlite3.connect(root / "dev.db") as connection:
        return [row[0] for row in connection.execute("SELECT id FROM ran ORDER BY rowid")]


def test_it_is_static(project: Path) -> None:
    (project / "migrations" / "env.py").write_text("raise SystemExit('env.py was run')\n")
    commit_all(project)
    code = (
        "import sys\nfrom migralint.__main__ import main\nsys.argv = ['migralint', 'rebase']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        "assert not {'alembic', 'sqlalchemy'} & sys.modules.keys()\n"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(project / ".cache")}
    done = subprocess.run([sys.executable, "-c", code], cwd=project, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "are on top of main now" in done.stdout


# -- the Python API


def test_the_api(project: Path) -> None:
    loaded = api.load(str(project))
    planned = api.rebase(loaded, dry_run=True)
    assert (planned.status, planned.plan.order) == ("ready", ("o1", "o2"))
    assert heads(project) == ["o2", "t2"]
    assert api.rebase(loaded, "main").status == "rebased"
    assert heads(project) == ["o2"]
    with pytest.raises(api.InputError, match="no such commit"):
        api.rebase(loaded, "nowhere")
