"""`migralint graph` as a user has it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

import migralint as api
from migralint.source.visible import width
from tests.support.command_line import REPOSITORY, migralint, migralint_process
from tests.support.drawn_project import write_hundred
from tests.support.notation import parse_revisions
from tests.support.projects import write_manifest, write_project

SCHEMA = json.loads((resources.files("migralint") / "json_schemas" / "graph.schema.json").read_text("utf-8"))
columns = pytest.mark.parametrize("columns", [60, 80, 160])


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hundred(tmp_path_factory.mktemp("hundred"))


@pytest.fixture(scope="module")
def bookshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(REPOSITORY / "examples" / "bookshop", tmp_path_factory.mktemp("example") / "bookshop")


def project(folder: Path, text: str) -> Path:
    return write_project(folder, parse_revisions(text))


@columns
@pytest.mark.parametrize("ascii_only", [False, True], ids=["utf-8", "ascii"])
def test_the_example(bookshop: Path, columns: int, ascii_only: bool, snapshot: SnapshotAssertion) -> None:
    finished = migralint("graph", *(["--ascii"] if ascii_only else []), cwd=bookshop, COLUMNS=str(columns))
    assert (finished.code, finished.stderr) == (0, "")
    assert finished.stdout == snapshot
    assert max(map(width, finished.stdout.splitlines())) <= columns
    assert finished.stdout.isascii() == ascii_only


def test_the_documentation_shows_the_example_as_it_is(bookshop: Path) -> None:
    page = (REPOSITORY / "docs" / "graph.md").read_text("utf-8")
    shown = page.partition("$ migralint graph\n")[2].partition("```")[0]
    assert shown == migralint("graph", cwd=bookshop, COLUMNS="80").stdout


@columns
@pytest.mark.parametrize("ascii_only", [False, True], ids=["utf-8", "ascii"])
def test_a_hundred_revisions(hundred: Path, columns: int, ascii_only: bool, snapshot: SnapshotAssertion) -> None:
    finished = migralint("graph", *(["--ascii"] if ascii_only else []), cwd=hundred, COLUMNS=str(columns))
    assert finished.code == 0
    assert finished.stdout == snapshot
    assert max(map(width, finished.stdout.splitlines())) <= columns
    assert finished.stdout.isascii() == ascii_only


@pytest.mark.parametrize(
    "options",
    [
        ("--last", "5"),
        ("--around", "002be162c017"),
        ("--around", "00251500"),
        ("--branch", "reporting"),
        ("--from", "0028ca4d5fa2", "--to", "002c7f9a39c8"),
        ("--all", "--from", "00215fb3ab56", "--to", "00251500857c"),
    ],
    ids=" ".join,
)
def test_windows(hundred: Path, options: tuple[str, ...], snapshot: SnapshotAssertion) -> None:
    finished = migralint("graph", "--no-findings", *options, cwd=hundred, COLUMNS="80")
    assert finished.code == 0
    assert finished.stdout == snapshot


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.ISO-8859-1"])
def test_a_locale_that_is_not_utf_8_gets_ascii(hundred: Path, locale: str) -> None:
    assert migralint("graph", cwd=hundred, LC_ALL=locale).stdout == migralint("graph", "--ascii", cwd=hundred).stdout
    assert "●" in migralint("graph", cwd=hundred, LC_ALL="C.UTF-8").stdout


def test_colour_adds_nothing_but_colour(hundred: Path) -> None:
    plain = migralint("graph", cwd=hundred).stdout
    coloured = migralint("graph", "--color", "always", cwd=hundred).stdout
    assert "\x1b[" in coloured
    assert [line.rstrip() for line in _without_colour(coloured).splitlines()] == plain.splitlines()
    assert migralint("graph", "--color", "auto", cwd=hundred, NO_COLOR="1").stdout == plain


def test_json_is_what_the_api_gives(hundred: Path) -> None:
    finished = migralint("graph", "--format", "json", cwd=hundred)
    document = json.loads(finished.stdout)
    jsonschema.validate(document, SCHEMA)
    (picture,) = api.draw(api.load(str(hundred)))
    rows = document["histories"][0]["rows"]
    assert [row.get("revision", "") for row in rows] == [row.revision for row in picture.rows]
    (unfolded,) = api.draw(api.load(str(hundred)), unfold=True, last=3, findings=False)
    assert [row.kind for row in unfolded.rows[:4]] == ["revision", "revision", "revision", "gap"]


def test_several_formats_at_once(bookshop: Path, tmp_path: Path) -> None:
    outputs = [f"{name}={tmp_path / name}" for name in ("mermaid", "dot", "json", "tree")]
    words = [word for output in outputs for word in ("--output", output)]
    tree = migralint("graph", *words, "--color", "always", cwd=bookshop).stdout
    assert (tmp_path / "tree").read_text() == _without_colour(tree).replace(" \n", "\n")
    assert (tmp_path / "mermaid").read_text().startswith("flowchart BT\n")
    assert (tmp_path / "dot").read_text().startswith("digraph migrations {\n")
    assert json.loads((tmp_path / "json").read_text())["histories"][0]["script_directory"] == "migrations"


def test_without_a_manifest_nothing_is_said_of_environments(tmp_path: Path) -> None:
    out = migralint("graph", "--no-findings", cwd=project(tmp_path, "a <- b")).stdout
    assert out == "migrations  2 revisions  1 head  1 base\n\n●    b  Make b  head\n●    a  Make a  base\n"


def test_several_histories_one_after_the_other(tmp_path: Path) -> None:
    for name, text in (("boats", "a <- b"), ("crews", "x <- y; x <- z")):
        project(tmp_path / name, text)
    out = migralint("graph", cwd=tmp_path).stdout
    assert "boats/migrations  2 revisions" in out and "crews/migrations  3 revisions  2 heads" in out
    around = migralint("graph", "--around", "y", cwd=tmp_path)
    assert "crews" in around.stdout and "boats" not in around.stdout
    document = json.loads(migralint("graph", "--format", "json", cwd=tmp_path).stdout)
    names = [one["script_directory"] for one in document["histories"]]
    assert names == ["boats/migrations", "crews/migrations"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a <- b; a: b", ["cycle: its parent"]),
        ("a: gone; a <- b", ["gone", "missing: no file has this id", "ML102"]),
        ("a <- b; a <- c", ["ML101 multiple-heads"]),
        ("a depends nowhere", ["needs nowhere, which is missing"]),
    ],
)
def test_broken_histories_are_drawn_as_they_are(tmp_path: Path, text: str, words: list[str]) -> None:
    root = project(tmp_path, text) if "gone" not in text else project(tmp_path, "gone <- a <- b")
    if "gone" in text:
        next(root.rglob("*_gone.py")).unlink()
    finished = migralint("graph", cwd=root)
    assert (finished.code, finished.stderr) == (0, "")
    assert all(word in finished.stdout for word in words)


def test_an_id_in_two_files_and_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    root = project(tmp_path, "a <- b")
    versions = root / "migrations" / "versions"
    shutil.copy(next(versions.glob("*_b.py")), versions / "9_copy.py")
    (versions / "9_broken.py").write_text("revision = (\n")
    out = migralint("graph", cwd=root, COLUMNS="160").stdout
    assert "! id in 2 files: 0001_b.py, 9_copy.py" in out
    assert "! 1 file could not be read and may hold revisions" in out


def test_what_the_environments_leave_in_doubt_is_not_called_needless(tmp_path: Path) -> None:
    root = project(tmp_path, "a <- b <- c")
    write_manifest(root, {"production": frozenset("c"), "old": frozenset(["gone"])})
    out = migralint("graph", cwd=root).stdout
    assert "nobody needs" not in out and "○" not in out
    assert "! old: 1 database stamped at gone, which is not in the files" in out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--around", "002be162c018"), "the nearest: 002be162c017, "),
        (("--to", "zzz"), "write an id, the beginning of one, or a branch label"),
        (("--from", "002"), "several revisions begin like this"),
        (("--branch", "reportin"), "the nearest: reporting"),
        (("--branch", "0028ca4d5fa2"), "the labels are reporting"),
        (("--from", "002c7f9a39c8", "--to", "0028ca4d5fa2"), "no revision is in this range"),
        (("--last", "0"), "--last"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_exit_2_and_names_what_is_near(hundred: Path, options: tuple[str, ...], message: str) -> None:
    finished = migralint("graph", *options, cwd=hundred)
    assert (finished.code, finished.stdout) == (2, "")
    assert message in finished.stderr


def test_an_id_with_escapes_is_text_in_errors_too(tmp_path: Path) -> None:
    root = project(tmp_path, "a <- b")
    path = next(root.rglob("*_b.py"))
    path.write_text(path.read_text().replace("'b'", "'b7\\x1b[31m\\u202e'"))
    finished = migralint("graph", "--around", "b7x", cwd=root)
    assert (finished.code, finished.stdout) == (2, "")
    assert "the nearest: b7\\x1b[31m\\u202e" in finished.stderr
    assert "\x1b" not in finished.stderr


def test_a_pruned_revision_is_known_as_such(tmp_path: Path) -> None:
    root = project(tmp_path, "a <- b <- c")
    write_manifest(root, {"production": frozenset("c")})
    applied = migralint("prune", "--apply", "--no-verify", "--archive", "a.zip", "--allow-dirty", cwd=root)
    assert applied.code == 0, applied.stdout + applied.stderr
    finished = migralint("graph", "--around", "a", cwd=root)
    assert (finished.code, "`migralint rescue a`" in finished.stderr) == (2, True)


def test_no_revisions_is_exit_2(tmp_path: Path) -> None:
    next(project(tmp_path, "a").rglob("*_a.py")).unlink()
    finished = migralint("graph", cwd=tmp_path)
    assert (finished.code, finished.stdout) == (2, "")
    assert "no revisions found in migrations/versions" in finished.stderr


def test_nothing_of_the_project_runs(tmp_path: Path) -> None:
    root = project(tmp_path, "a <- b")
    for path in (root / "migrations").rglob("*.py"):
        path.write_text(path.read_text() + "\nraise SystemExit('ran')\n")
    assert migralint_process("graph", cwd=root).code == 0


@pytest.mark.parametrize(("rows", "paged"), [(10, True), (200, False)])
def test_the_pager_is_for_what_is_longer_than_the_screen(hundred: Path, tmp_path: Path, rows: int, paged: bool) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f"#!{sys.executable}\nimport sys\nprint('PAGED', len(sys.stdin.read().splitlines()))\n")
    pager.chmod(0o755)
    out = _on_terminal(hundred, PAGER=str(pager), LINES=str(rows))
    assert ("PAGED" in out) == paged
    assert ("Rename orders" in out) != paged
    assert "PAGED" not in migralint_process("graph", cwd=hundred, PAGER=str(pager), LINES="10").stdout


def test_a_pager_that_is_not_there_is_no_loss(hundred: Path) -> None:
    assert "Rename orders" in _on_terminal(hundred, PAGER="/nonexistent/pager", LINES="10")


def _on_terminal(folder: Path, **variables: str) -> str:
    """What a terminal shows."""
    ours, theirs = pty.openpty()
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(folder / ".cache"),
        "COLUMNS": "100", "TERM": "xterm", "LANG": "C.UTF-8", **variables,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "migralint", "graph"], cwd=folder, env=environment,
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    blocks = []
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not block:
            break
        blocks.append(block)
    os.close(ours)
    _, errors = process.communicate()
    assert (process.returncode, errors) == (0, b"")
    return b"".join(blocks).decode()


def _without_colour(text: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m", "", text)
