"""The record of accepted findings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.linting.baseline import read_baseline, write_baseline
from migralint.linting.sources import Sources
from migralint.source.errors import InputError
from migralint.source.location import Location


def at(path: Path, line: int, code: str = "ML207") -> Finding:
    return Finding(code, "x", Severity.ERROR, Problem("bad", Location(str(path), line)))


def recorded(folder: Path, *findings: Finding) -> list[str | None]:
    path = folder / "baseline.json"
    return [one.suppressed for one in read_baseline(str(path)).accept(list(findings), Sources())]


@pytest.fixture
def revision(tmp_path: Path) -> Path:
    path = tmp_path / "versions" / "a.py"
    path.parent.mkdir()
    path.write_text("first\nsecond\n", encoding="utf-8")
    write_baseline(str(tmp_path / "baseline.json"), [at(path, 2)], Sources())
    return path


def test_a_finding_is_known_again_after_lines_moved(tmp_path: Path, revision: Path) -> None:
    revision.write_text("new\n\nfirst\n    second\n", encoding="utf-8")
    assert recorded(tmp_path, at(revision, 4)) == ["baseline"]


def test_another_line_another_rule_or_another_file_is_new(tmp_path: Path, revision: Path) -> None:
    other = revision.with_name("b.py")
    other.write_bytes(revision.read_bytes())
    assert recorded(tmp_path, at(revision, 1), at(revision, 2, "ML205"), at(other, 2)) == [None] * 3


def test_only_as_many_as_were_recorded_are_accepted(tmp_path: Path, revision: Path) -> None:
    revision.write_text("second\nsecond\n", encoding="utf-8")
    assert recorded(tmp_path, at(revision, 1), at(revision, 2)) == ["baseline", None]


def test_the_same_findings_give_the_same_bytes(tmp_path: Path, revision: Path) -> None:
    first = (tmp_path / "baseline.json").read_bytes()
    assert write_baseline(str(tmp_path / "again.json"), [at(revision, 2)], Sources()) == 1
    assert (tmp_path / "again.json").read_bytes() == first
    assert json.loads(first)["findings"][0]["path"] == "versions/a.py"


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9}', '{"version": 1, "findings": [{"fingerprint": 1}]}'])
def test_a_broken_record_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_baseline(str(path))
    assert caught.value.path == str(path)


def test_a_missing_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_baseline(str(tmp_path / "none.json"))
