"""Nobody edits merged files for their text: what is still worth saying about them, and how loudly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.checked_files import checked_files
from tests.support.command_line import migralint
from tests.support.trees import revision_file, write_tree


def text_flaws(identifier: str, parent: str | None) -> str:
    """A file whose docstring contradicts its header, and whose template was not filled in."""
    head = f'"""${{message}}\n\nRevises: 999999999999\n"""\nrevision = {identifier!r}\ndown_revision = {parent!r}\n'
    return head + "def upgrade():\n    op.drop_table('x')\n"


def test_flaws_of_text_are_warnings_only_in_the_newest_file(tmp_path: Path) -> None:
    chain = {"a1.py": text_flaws("a1", None), "b2.py": text_flaws("b2", "a1"), "c3.py": text_flaws("c3", "b2")}
    found = checked_files(chain, tmp_path)
    assert {*found["a1.py"]} >= {"ML205 info", "ML213 info"}
    assert {*found["b2.py"]} >= {"ML205 info", "ML213 info"}
    assert {*found["c3.py"]} >= {"ML205 warning", "ML213 warning"}


def test_every_head_is_a_newest_file(tmp_path: Path) -> None:
    found = checked_files(
        {"a1.py": text_flaws("a1", None), "b2.py": text_flaws("b2", "a1"), "c3.py": text_flaws("c3", "a1")}, tmp_path
    )
    assert "ML205 info" in found["a1.py"]
    assert "ML205 warning" in found["b2.py"] and "ML205 warning" in found["c3.py"]


def test_a_severity_that_the_project_sets_holds_for_merged_files_too(tmp_path: Path) -> None:
    write_tree(tmp_path, {"migralint.toml": 'severity = { ML205 = "error" }\n'})
    found = checked_files({"a1.py": text_flaws("a1", None), "b2.py": text_flaws("b2", "a1")}, tmp_path)
    assert "ML205 error" in found["a1.py"] and "ML213 info" in found["a1.py"]


def test_many_of_a_kind_in_merged_files_share_a_line(tmp_path: Path) -> None:
    ids = [f"r{number}" for number in range(8)]
    files = {f"{me}.py": text_flaws(me, parent) for me, parent in zip(ids, [None, *ids], strict=False)}
    checked_files(files, tmp_path)
    short = migralint("check", "--no-cache", "db", "--select", "ML205", cwd=tmp_path).stdout
    assert "ML205 revises-mismatch  7 times: r0.py" in short
    assert short.endswith("1 warning, 7 infos\n")
    assert migralint("check", "-v", "db", "--select", "ML205", cwd=tmp_path).stdout.count("the docstring says") == 8


@pytest.mark.parametrize(
    ("body", "found"),
    [("pass", 1), ("raise NotImplementedError", 1), ("op.drop_table('x')", 0), ("'text'", 1)],
)
def test_a_revision_of_which_only_the_downgrade_works_is_not_empty(tmp_path: Path, body: str, found: int) -> None:
    head = 'revision = "b2"\ndown_revision = "a1"\n'
    text = f"{head}def upgrade():\n    pass\n\n\ndef downgrade():\n    {body}\n"
    codes = checked_files({"a1.py": revision_file("a1"), "b2.py": text}, tmp_path).get("b2.py", [])
    assert codes == ["ML209 info"] * found


def test_an_empty_revision_that_others_build_on_stays(tmp_path: Path) -> None:
    chain = {"a1.py": revision_file("a1"), "b2.py": revision_file("b2", "a1"), "c3.py": revision_file("c3", "b2")}
    assert checked_files(chain, tmp_path) == {"c3.py": ["ML209 info"]}


def test_empty_revisions_by_habit_are_no_accident(tmp_path: Path) -> None:
    ids = [f"r{number}" for number in range(6)]
    chain = {f"{me}.py": revision_file(me, parent) for me, parent in zip(ids, [None, *ids], strict=False)}
    assert checked_files(chain, tmp_path) == {}
