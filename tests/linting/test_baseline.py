"""The record of accepted findings."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace

from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.linting.baseline import Scope, read_baseline
from migralint.linting.baseline_writing import write_baseline
from migralint.linting.sources import Sources
from migralint.source.errors import InputError
from migralint.source.location import Location

SCHEMA = json.loads((resources.files("migralint") / "json_schemas" / "baseline.schema.json").read_text("utf-8"))


def at(path: Path, line: int, code: str = "ML207") -> Finding:
    return Finding(code, "x", Severity.ERROR, Problem("bad", Location(str(path), line)))


def recorded(folder: Path, *findings: Finding) -> list[str | None]:
    path = folder / "baseline.json"
    return [one.suppressed for one in read_baseline(str(path)).accept(list(findings), Sources(), scope(folder))[0]]


def scope(folder: Path, *codes: str) -> Scope:
    known = frozenset({"ML205", "ML207"})
    return Scope(frozenset(codes) or known, known, frozenset({str(folder)}))


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
    assert write_baseline(str(tmp_path / "again.json"), [at(revision, 2)], Sources()).total == 1
    assert (tmp_path / "again.json").read_bytes() == first
    document = json.loads(first)
    assert document["findings"][0]["path"] == "versions/a.py"
    jsonschema.validate(document, SCHEMA)
    properties = SCHEMA["properties"]
    assert set(document) == set(properties)
    assert set(document["findings"][0]) == set(properties["findings"]["items"]["properties"])


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9}', '{"version": 2, "findings": [{"fingerprint": 1}]}'])
def test_a_broken_record_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_baseline(str(path))
    assert caught.value.path == str(path)


def test_a_missing_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_baseline(str(tmp_path / "none.json"))


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"version": 1, "findings": []}, "is a baseline of version 1"),
        ({"version": 9, "findings": []}, "is a baseline of version 9; this version of migralint reads version 2"),
        ({"version": True, "findings": []}, "is not a baseline of migralint"),
        ({"version": 2, "findings": [{"fingerprint": "a", "count": True}]}, r"findings\[0\]"),
        ({"version": 2, "findings": [{"fingerprint": "a", "count": 0}]}, r"findings\[0\]"),
        ({"version": 2, "findings": [], "revisions": [1]}, "revisions"),
    ],
)
def test_what_is_wrong_with_a_record_is_said_with_what_to_do(
    tmp_path: Path, document: dict[str, object], says: str
) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        read_baseline(str(path))
    assert "--write-baseline" in caught.value.hint


def test_a_newer_version_asks_for_an_update(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text('{"version": 3, "findings": []}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_baseline(str(path))
    assert caught.value.hint.startswith("update migralint")


def test_the_record_of_another_project_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "baseline.json")
    write_baseline(path, [], Sources(), revisions=["a1", "b2"])
    baseline = read_baseline(path)
    baseline.refuse_other_project({"b2", "c3"})
    baseline.refuse_other_project(set())  # nothing is known of a project without revisions
    with pytest.raises(InputError, match=r"another project: none of the revisions that it names \(a1, b2\)"):
        baseline.refuse_other_project({"c3"})
    with pytest.raises(InputError, match="another project"):
        write_baseline(path, [], Sources(), revisions=["c3"], known=["c3"])


def gone(folder: Path, ran: Scope, *findings: Finding) -> list[tuple[str, int]]:
    baseline = read_baseline(str(folder / "baseline.json"))
    return [(one.code, one.count) for one in baseline.accept(list(findings), Sources(), ran)[1]]


def test_what_no_longer_occurs_is_told_if_the_run_looked_for_it(tmp_path: Path, revision: Path) -> None:
    findings = [at(revision, 1), at(revision, 2), at(revision, 2), at(revision, 2, "ML205")]
    write_baseline(str(tmp_path / "baseline.json"), findings, Sources(), directories=[str(tmp_path)])
    assert gone(tmp_path, scope(tmp_path), *findings) == []
    assert gone(tmp_path, scope(tmp_path), at(revision, 2)) == [("ML205", 1), ("ML207", 1), ("ML207", 1)]
    assert gone(tmp_path, scope(tmp_path, "ML205"), at(revision, 2)) == [("ML205", 1)]
    assert gone(tmp_path, scope(tmp_path / "other")) == []
    unasked = replace(scope(tmp_path), unasked=frozenset({str(revision)}))
    assert gone(tmp_path, unasked) == []


def test_entries_of_a_rule_that_is_no_more_are_told(tmp_path: Path, revision: Path) -> None:
    write_baseline(str(tmp_path / "baseline.json"), [at(revision, 1, "ML399")], Sources())
    assert gone(tmp_path, scope(tmp_path)) == [("ML399", 1)]


def test_writing_again_takes_out_what_is_gone_and_keeps_what_was_not_looked_at(tmp_path: Path, revision: Path) -> None:
    path = str(tmp_path / "baseline.json")
    first = [at(revision, 1), at(revision, 2), at(revision, 1, "ML205")]
    recorded = write_baseline(path, first, Sources(), scope=scope(tmp_path), directories=[str(tmp_path)])
    assert (recorded.total, recorded.added, recorded.gone, recorded.kept) == (3, 2, 0, 0)  # one was there
    again = write_baseline(
        path, [at(revision, 2)], Sources(), scope=scope(tmp_path, "ML207"), directories=[str(tmp_path)]
    )
    assert (again.total, again.added, again.gone, again.kept) == (2, 0, 1, 1)
    assert sorted(one.code for one in read_baseline(path).entries) == ["ML205", "ML207"]


@pytest.mark.parametrize("text", ["[project]\n", "{}", '{"version": "1", "findings": []}', "x"])
def test_no_other_file_is_overwritten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="is not a baseline of migralint, so it is not overwritten"):
        write_baseline(str(path), [], Sources())
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["", '{"version": 9, "findings": []}'])
def test_an_empty_file_and_a_baseline_of_another_version_are_written_anew(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    assert write_baseline(str(path), [], Sources()).total == 0
    assert read_baseline(str(path)).entries == ()


def test_a_call_over_several_lines_is_known_by_all_of_them(tmp_path: Path, revision: Path) -> None:
    revision.write_text("f(\n  1,\n)\nf(\n  2,\n)\n", encoding="utf-8")

    def call(line: int) -> Finding:
        return Finding("ML207", "x", Severity.ERROR, Problem("bad", Location(str(revision), line, 1, line + 2, 2)))

    write_baseline(str(tmp_path / "baseline.json"), [call(1)], Sources())
    assert recorded(tmp_path, call(4)) == [None]
    revision.write_text("\n\nf(\n      1,\n)\n", encoding="utf-8")
    assert recorded(tmp_path, call(3)) == ["baseline"]
