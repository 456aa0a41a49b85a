"""The second `migralint graph`: findings and kinds as the first one kept them, and never when anything has changed."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from tests.support.command_line import REPOSITORY, Finished, migralint

FORMATS = ("tree", "mermaid", "dot", "html", "json")
REVISION = "migrations/versions/2b9d41c6a302_create_book.py"


@pytest.fixture
def bookshop(tmp_path: Path) -> Path:
    project = shutil.copytree(REPOSITORY / "examples" / "bookshop", tmp_path / "bookshop")
    with (project / REVISION).open("a") as file:
        file.write("\n\ndef helper(:\n")  # a finding
    let_the_clock_tick(project)
    return project


def let_the_clock_tick(project: Path) -> None:
    """Wait until what was written just now counts as settled."""
    newest = max(path.stat().st_ctime_ns for path in project.rglob("*"))
    while time.time_ns() <= newest + 60_000_000:
        pass


def graph(project: Path, *options: str) -> Finished:
    return migralint("graph", *options, cwd=project, XDG_CACHE_HOME=str(project.parent / "cache"))


def no_lint(*_: object, **__: object) -> None:
    raise AssertionError("it is linted again")


@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_is_linted_again_and_the_picture_is_the_same(
    bookshop: Path, format_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = graph(bookshop, "--format", format_)
    assert first.code == 0
    monkeypatch.setattr("migralint.commands.lint.lint.lint_project", no_lint)
    monkeypatch.setattr("migralint.linting.walking.kinds.kinds_of", no_lint)
    assert graph(bookshop, "--format", format_) == first


def test_what_was_kept_for_a_page_is_enough_for_the_terminal(bookshop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree, page = graph(bookshop), graph(bookshop, "--format", "html")
    shutil.rmtree(bookshop.parent / "cache" / "migralint" / "reports")
    assert graph(bookshop, "--format", "html") == page
    monkeypatch.setattr("migralint.commands.lint.lint.lint_project", no_lint)
    assert graph(bookshop) == tree


def test_no_findings_takes_the_kinds_alone_from_what_was_kept(bookshop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without = graph(bookshop, "--format", "json", "--no-findings")
    with_findings = graph(bookshop, "--format", "json")
    assert '"finding"' in with_findings.stdout
    assert '"finding"' not in without.stdout
    monkeypatch.setattr("migralint.linting.walking.kinds.kinds_of", no_lint)
    assert graph(bookshop, "--format", "json", "--no-findings") == without


CHANGES = {
    "a revision": (REVISION, "def helper(:", ""),
    "the settings": ("migralint.toml", "", 'ignore = ["ML201"]\n'),
    "the list of environments": ("migrations/migralint-environments.toml", "92db3ed10a09", "1f0c5a7be201"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_linted_again(bookshop: Path, change: str) -> None:
    name, old, new = CHANGES[change]
    path = bookshop / name
    first = graph(bookshop, "--format", "json")
    text = path.read_text() if path.exists() else ""
    path.write_text(text.replace(old, new, 1))
    let_the_clock_tick(bookshop)
    again = graph(bookshop, "--format", "json")
    assert again != first
    shutil.rmtree(bookshop.parent / "cache")
    assert graph(bookshop, "--format", "json") == again


def test_a_spoilt_answer_is_not_believed(bookshop: Path) -> None:
    from migralint.linting import report_cache

    first = graph(bookshop, "--format", "json")
    kept = report_cache.recall_value
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("migralint.commands.check_answers.recall_value", lambda key: (kept(key), 1, 2))
        assert graph(bookshop, "--format", "json") == first


def test_another_folder_settings_file_or_list_is_another_question(bookshop: Path, tmp_path: Path) -> None:
    first = graph(bookshop, "--format", "json")
    other = tmp_path / "none.toml"
    other.write_text("version = 1\n")
    (tmp_path / "other.toml").write_text('ignore = ["ML201"]\n')
    let_the_clock_tick(tmp_path)
    for options in (("--manifest", str(other)), ("--settings", str(tmp_path / "other.toml"))):
        changed = graph(bookshop, "--format", "json", *options)
        assert changed.code == 0
        assert changed != first
        assert graph(bookshop, "--format", "json", *options) == changed
    assert graph(bookshop, "--format", "json") == first
