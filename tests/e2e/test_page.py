"""`migralint graph --format html` and `prune --format html` as a user has them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.support.command_line import REPOSITORY, migralint
from tests.support.notation import parse_revisions
from tests.support.projects import write_project


@pytest.fixture
def bookshop(tmp_path: Path) -> Path:
    return shutil.copytree(REPOSITORY / "examples" / "bookshop", tmp_path / "bookshop")


def data(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text.partition('id="data">')[2].partition("</script>")[0])
    return found


def test_the_history_as_a_page(bookshop: Path) -> None:
    done = migralint("graph", "--format", "html", cwd=bookshop)
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert done.stdout.endswith("</html>\n")
    page = data(done.stdout)
    assert [view["name"] for view in page["views"]] == ["Today", "After the prune"]  # type: ignore[attr-defined]
    assert [one["name"] for one in page["environments"]] == ["production", "staging", "partners"]  # type: ignore[attr-defined]
    revisions = page["revisions"]
    assert isinstance(revisions, dict)
    row = revisions["id"].index("2b9d41c6a302")
    assert revisions["message"][row] == "Create book"
    assert revisions["operations"][row].startswith(f"{revisions['calls'].index('create_table')} book")
    assert "Create author" in done.stdout.partition("<noscript>")[2].partition("</noscript>")[0]
    assert str(bookshop) not in done.stdout


def test_a_page_to_a_file_beside_the_picture(bookshop: Path) -> None:
    done = migralint("graph", "--output", "html=history.html", cwd=bookshop)
    assert done.code == 0
    assert (bookshop / "history.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_page_shows_the_whole_history(bookshop: Path) -> None:
    done = migralint("graph", "--format", "html", "--last", "3", cwd=bookshop)
    assert (done.code, done.stdout) == (2, "")
    assert "whole history" in done.stderr


def test_of_several_histories_one_has_to_be_named(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_project(tmp_path / folder, parse_revisions("a <- b"))
    done = migralint("graph", "--format", "html", cwd=tmp_path)
    assert done.code == 2
    assert "there are several" in done.stderr
    assert "one/migrations" in done.stderr
    assert migralint("graph", "one", "--format", "html", cwd=tmp_path).code == 0


def test_a_broken_history_has_a_page(tmp_path: Path) -> None:
    write_project(tmp_path, parse_revisions("a <- b, c <- d, d <- c"))
    done = migralint("graph", "--format", "html", cwd=tmp_path)
    assert done.code == 0
    assert sorted(data(done.stdout)["revisions"]["id"]) == ["a", "b", "c", "d"]  # type: ignore[index]


def test_the_plan_is_on_the_page_of_the_history(bookshop: Path) -> None:
    done = migralint("prune", "--format", "html", "--archive", "old.tar", cwd=bookshop)
    assert (done.code, done.stderr) == (0, "")
    assert "<h1>Prune 7 old revisions</h1>" in done.stdout
    plan = done.stdout.partition('<article id="plan">')[2].partition("</article>")[0]
    text = re.sub(r"<[^>]+>", "", plan)
    for section in ("Every environment", "Rewritten: 1 file", "Not supported afterwards", "How to undo this"):
        assert section in text
    assert data(done.stdout)["verdict"] == "A file no longer needed: migralint prune."


def test_a_blocked_plan_does_not_say_that_nobody_needs_a_file(bookshop: Path) -> None:
    done = migralint("prune", "--format", "html", cwd=bookshop)
    assert done.code == 1
    assert "Pruning 7 old revisions is blocked" in done.stdout
    page = data(done.stdout)
    assert page["verdict"] == "A file that can be removed once the blockers are fixed."
    assert "nobody needs" not in json.dumps(page)


def test_what_if_is_said_to_be_that(bookshop: Path) -> None:
    done = migralint("prune", "--format", "html", "--archive", "old.tar", "--without", "partners", cwd=bookshop)
    page = data(done.stdout)
    assert page["verdict"] == "A file that could be removed without partners."
    assert "nobody needs" not in json.dumps(page)


def test_once_applied_it_shows_what_was_and_what_is(bookshop: Path) -> None:
    done = migralint("prune", "--apply", "--no-verify", "--archive", "old.tar", "--format", "html", cwd=bookshop)
    assert done.code == 0, done.stderr
    page = data(done.stdout)
    assert [view["name"] for view in page["views"]] == ["Before the prune", "After the prune"]  # type: ignore[attr-defined]
    assert page["verdict"] == "A file that the prune removed."
    assert "migralint prune" not in json.dumps(page)
