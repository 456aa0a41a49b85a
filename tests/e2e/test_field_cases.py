"""Accidents that projects reported in public, in other spellings and layouts: what `check` and `prune` answer.

Each test is a small project of its own, after a kind of accident; the texts are what a maintainer needs to go on.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import migralint
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

INI = "[alembic]\nscript_location = %(here)s/db\n"
PROJECT = {"alembic.ini": INI, "db/env.py": "raise RuntimeError('nobody runs this')\n"}
WORK = "from alembic import op\n\n{head}\n\ndef upgrade():\n    op.execute({work!r})\n"


def revision(id: str, parent: str | None = None, *, work: str = "select 1", more: str = "") -> str:
    return WORK.format(head=f"revision = {id!r}\ndown_revision = {parent!r}\n{more}", work=work)


def stamps(*entries: str) -> str:
    """A manifest with one database."""
    quoted = ", ".join(f'"{entry}"' for entry in entries)
    return f"version = 1\n\n[environments.live]\nstamps = [{quoted}]\nrecorded-at = 2026-11-20T10:00:00Z\n"


def findings(root: Path, *arguments: str | Path) -> list[dict[str, Any]]:
    done = migralint("check", "--no-cache", "--format", "json", *arguments, cwd=root)
    assert done.code in (0, 1), done.stderr
    return list(json.loads(done.stdout)["findings"])


def of_code(root: Path, code: str, *arguments: str | Path) -> dict[str, Any]:
    (one,) = (found for found in findings(root, *arguments) if found["code"] == code)
    return one


# A published revision is gone, its databases are not


@pytest.mark.parametrize(
    "text",
    [
        revision_file("dead00000001", "base00000000").replace("revision =", "revision: str =", 1),
        revision_file("dead00000001", "base00000000").replace('"dead00000001"', "'dead00000001'  # the labels"),
        revision_file("dead00000001", "base00000000").replace("\n", "\r\n"),
        '"""labels\n\nRevision ID: dead00000001\n"""\n' + revision_file("dead00000001", "base00000000"),
    ],
    ids=["annotated", "quoted otherwise", "lines of Windows", "named in the docstring too"],
)
@pytest.mark.parametrize("how", ["a commit", "a merge", "a squashed rewrite"])
def test_the_printed_command_finds_a_deleted_revision(tmp_path: Path, text: str, how: str) -> None:
    write_tree(tmp_path, {**PROJECT, "db/versions/base.py": revision("base00000000")})
    repository(tmp_path)
    write_tree(tmp_path, {"db/versions/labels.py": text.encode()})
    commit_all(tmp_path, "labels")
    if how == "a merge":
        git(tmp_path, "checkout", "-qb", "side", "HEAD^")
        write_tree(tmp_path, {"notes.txt": "x"})
        commit_all(tmp_path, "notes")
        git(tmp_path, "checkout", "-q", "main")
        git(tmp_path, "merge", "-q", "--no-commit", "--no-ff", "side")
    (tmp_path / "db/versions/labels.py").unlink()
    if how == "a squashed rewrite":
        write_tree(tmp_path, {"db/versions/base.py": revision("base00000000", work="select 2")})
    commit_all(tmp_path, "fold")
    write_tree(tmp_path, {"db/migralint-environments.toml": stamps("dead00000001")})
    advice = of_code(tmp_path, "ML401")["help"]
    command = advice.split("restore it with `")[1].split("`")[0]
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True, capture_output=True)
    assert [found for found in findings(tmp_path) if found["code"] == "ML401"] == []


@pytest.mark.parametrize(
    ("rows", "advice"),
    [
        (("gone00000001", "base00000000"), "delete the row gone00000001 from the version table, which leaves base"),
        (("gone00000001",), "run `alembic stamp --purge "),
    ],
)
def test_a_removal_that_was_meant_has_a_way_out(tmp_path: Path, rows: tuple[str, ...], advice: str) -> None:
    write_tree(
        tmp_path,
        {**PROJECT, "db/versions/base.py": revision("base00000000"), "db/migralint-environments.toml": stamps(*rows)},
    )
    found = of_code(tmp_path, "ML401")
    assert "was deleted" in found["help"]
    assert advice in found["help"]
    planned = migralint("prune", cwd=tmp_path)
    assert planned.code == 1
    assert advice in " ".join(planned.stdout.split())


# Merges that nobody resolved

HEADER = "revision = 'b2b2'\ndown_revision = 'a1a1'\n"
CONFLICTS = {
    "three sides": HEADER.replace(
        "down_revision = 'a1a1'\n",
        "<<<<<<< HEAD\ndown_revision = 'a1a1'\n||||||| merged\ndown_revision = None\n=======\ndown_revision = 'x9x9'\n"
        ">>>>>>> side\n",
    ),
    "labels": HEADER + "<<<<<<< HEAD\nbranch_labels = ('shop',)\n=======\nbranch_labels = None\n>>>>>>> side\n",
    "the whole header": f"<<<<<<< HEAD\n{HEADER}=======\nrevision = 'b9b9'\ndown_revision = 'c3c3'\n>>>>>>> side\n",
    "an annotated header": "<<<<<<< HEAD\nrevision: str = 'b2b2'\n=======\nrevision: str = 'b9b9'\n>>>>>>> side\n"
    "down_revision: str | None = 'a1a1'\n",
    "a stash": HEADER + "<<<<<<< Updated upstream\ndepends_on = None\n=======\ndepends_on = 'a1a1'\n>>>>>>> Stashed\n",
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("conflict", CONFLICTS)
def test_a_conflict_is_one_finding_and_no_guess(tmp_path: Path, conflict: str, newline: str) -> None:
    text = WORK.format(head=CONFLICTS[conflict], work="select 1").replace("\n", newline).encode()
    write_tree(
        tmp_path,
        {
            **PROJECT,
            "db/versions/a.py": revision("a1a1"),
            "db/versions/b.py": text,
            "db/versions/c.py": revision("c3c3", "b2b2"),
            "db/migralint-environments.toml": stamps("c3c3"),
        },
    )
    repository(tmp_path)
    found = findings(tmp_path, "--fix", "--ignore", "ML4", "--ignore", "ML37")
    assert [(one["code"], one["path"]) for one in found] == [("ML201", "db/versions/b.py")]
    assert "unresolved merge conflict" in found[0]["message"]
    assert migralint("prune", "--apply", "--no-verify", cwd=tmp_path).code != 0
    assert (tmp_path / "db/versions/b.py").read_bytes() == text
    assert (tmp_path / "db/versions/a.py").exists()


# A parent that is not there by that name


@pytest.mark.parametrize(
    ("files", "parent", "advice"),
    [
        ({"db/versions/2026_start.py": revision("a1a1a1a1")}, "2026_start", 'write "a1a1a1a1"'),
        ({"db/versions/2026_start.py": revision("a1a1a1a1")}, "2026_start.py", 'write "a1a1a1a1"'),
        ({"db/versions/A1_start.py": revision("a1a1a1a1")}, "a1_start", 'write "a1a1a1a1"'),
        ({"db/versions/a.py": revision("a1a1a1a1")}, "A1A1A1A1", 'write "a1a1a1a1"'),
        (
            {"db/versions/a.py": revision("a1a1a1a1"), "db/versions/old/b.py": revision("b0b0", "a1a1a1a1")},
            "b0b0",
            "old",
        ),
        (
            {
                "db/versions/a.py": revision("a1a1a1a1"),
                "shop/alembic.ini": "[alembic]\nscript_location = %(here)s\n",
                "shop/env.py": "",
                "shop/versions/b.py": revision("b0b0"),
            },
            "b0b0",
            "shop/versions/b.py",
        ),
    ],
    ids=["stem", "file name", "stem in capitals", "id in capitals", "a folder below", "another history"],
)
def test_a_missing_parent_is_looked_for_where_it_may_be(
    tmp_path: Path, files: dict[str, str], parent: str, advice: str
) -> None:
    write_tree(tmp_path, {**PROJECT, **files, "db/versions/z.py": revision("c3c3c3c3", parent)})
    found = of_code(tmp_path, "ML102")
    said = json.dumps([found["help"], found.get("related")]).replace('\\"', '"')
    assert advice in said
    assert "version control" not in said


def test_a_revision_is_never_offered_as_its_own_parent(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            **PROJECT,
            "db/versions/2026_start.py": revision("a1a1a1a1"),
            "db/versions/2026_next.py": revision("c3c3c3c3", "2026_next"),
        },
    )
    found = of_code(tmp_path, "ML102")
    assert 'write "c3c3c3c3"' not in json.dumps(found).replace('\\"', '"')


# One id in several files


@pytest.mark.parametrize("copy", ["start (1).py", "start copy.py", "Copy of start.py", "start_2.py"])
def test_a_copy_is_to_be_deleted_not_renumbered(tmp_path: Path, copy: str) -> None:
    write_tree(tmp_path, {**PROJECT, "db/versions/start.py": revision("a1a1"), f"db/versions/{copy}": revision("a1a1")})
    found = of_code(tmp_path, "ML105")
    assert "delete" in found["help"]
    assert "new id" not in found["help"]


def test_two_revisions_of_one_id_and_no_copy(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            **PROJECT,
            "db/versions/one.py": revision("a1a1"),
            "db/versions/two.py": revision("a1a1", work="select 2"),
        },
    )
    found = of_code(tmp_path, "ML105")
    assert "delete" not in found["help"]
    assert "new id" in found["help"]


# Files that only removed revisions read


@pytest.mark.parametrize("apply", [False, True])
def test_a_prune_names_the_files_that_nothing_reads_any_more(tmp_path: Path, apply: bool) -> None:
    reads = 'from pathlib import Path\n\ntext = Path(__file__).with_name("{}.sql").read_text()\n'
    write_tree(
        tmp_path,
        {
            **PROJECT,
            "db/versions/a.py": revision("a1a1a1", more=reads.format("first")),
            "db/versions/b.py": revision("b2b2b2", "a1a1a1", more=reads.format("second")),
            "db/versions/first.sql": "select 1",
            "db/versions/second.sql": "select 2",
            "db/versions/__pycache__/a.cpython-311.pyc": b"\0first.sql\0",
            "db/migralint-environments.toml": stamps("b2b2b2"),
        },
    )
    repository(tmp_path)
    done = migralint("prune", *(["--apply", "--no-verify"] if apply else []), cwd=tmp_path)
    assert done.code == 0, done.stderr
    assert "ML611" in done.stdout
    assert "db/versions/first.sql" in done.stdout
    assert "second.sql" not in done.stdout
