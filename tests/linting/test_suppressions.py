"""Comments that accept findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.linting.selection import choose_rules
from migralint.linting.sources import Sources
from migralint.linting.suppressions import read_suppressions, suppress
from migralint.rules.catalog import CATALOG
from migralint.source.errors import InputError
from migralint.source.location import Location

SELECTION = choose_rules(CATALOG)


def read(tmp_path: Path, text: str, name: str = "x.py") -> list[tuple[tuple[str, ...], int, bool, bool]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = read_suppressions(str(path), Sources())
    return [(one.codes, one.line, one.whole_file, bool(one.malformed)) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1  # migralint: ignore[ML207] wide table\n", [(("ML207",), 1, False, False)]),
        ("a = 1  # noqa  # migralint:ignore[ML207, cycle]\n", [(("ML207", "cycle"), 1, False, False)]),
        ("# migralint: ignore[ML207]\n\n# more\na = 1\n", [(("ML207",), 4, False, False)]),
        ("# migralint: ignore-file[ML2]\n", [(("ML2",), 1, True, False)]),
        ("a = 1  # migralint: ignore\n", [((), 1, False, True)]),
        ("a = 1  # migralint: disable[ML207]\n", [(("ML207",), 1, False, True)]),
        ("a = 1  # migralint: ignore[]\n", [((), 1, False, True)]),
        ('a = "# migralint: ignore[ML207]"\n', []),
        ('"""\n# migralint: ignore[ML207]\n"""\n', []),
        ("x = (  # migralint: ignore[ML1]\n", [(("ML1",), 1, False, False)]),  # broken syntax: line by line
        ("# about migralint: it ignores\n", []),
    ],
)
def test_reading(tmp_path: Path, text: str, expected: list[tuple[tuple[str, ...], int, bool, bool]]) -> None:
    assert read(tmp_path, text) == expected


def test_toml_has_comments_too(tmp_path: Path) -> None:
    assert read(tmp_path, "version = 1  # migralint: ignore[ML404]\n", "m.toml") == [(("ML404",), 1, False, False)]


def finding(path: str, line: int, end_line: int | None = None, code: str = "ML207") -> Finding:
    return Finding(code, "bad-revision-id", Severity.ERROR, Problem("bad", Location(path, line, end_line=end_line)))


def accepted(tmp_path: Path, text: str, *findings: Finding) -> tuple[list[str | None], list[tuple[str, ...]]]:
    path = str(tmp_path / "x.py")
    Path(path).write_text(text, encoding="utf-8")
    marked, in_vain = suppress(findings, {path: read_suppressions(path, Sources())}, SELECTION)
    return [one.suppressed for one in marked], [codes for _, codes in in_vain]


def test_a_comment_accepts_findings_of_its_line_alone(tmp_path: Path) -> None:
    path = str(tmp_path / "x.py")
    text = "a = 1  # migralint: ignore[ML207]\nb = 2\n"
    assert accepted(tmp_path, text, finding(path, 1), finding(path, 2)) == (["inline", None], [])


def test_a_comment_inside_the_span_counts(tmp_path: Path) -> None:
    path = str(tmp_path / "x.py")
    assert accepted(tmp_path, "a = (\n1,  # migralint: ignore[ML2]\n)\n", finding(path, 1, 3)) == (["inline"], [])


def test_a_comment_for_the_file_accepts_all_of_its_rule(tmp_path: Path) -> None:
    path = str(tmp_path / "x.py")
    text = "# migralint: ignore-file[bad-revision-id]\n"
    found = accepted(tmp_path, text, finding(path, 3), finding(path, 9), finding(path, 9, code="ML205"))
    assert found == (["inline", "inline", None], [])


def test_codes_that_accept_nothing_are_told(tmp_path: Path) -> None:
    path = str(tmp_path / "x.py")
    text = "a = 1  # migralint: ignore[ML207, ML201]\n"
    assert accepted(tmp_path, text, finding(path, 1)) == (["inline"], [("ML201",)])


def test_codes_whose_rules_did_not_run_are_left_alone(tmp_path: Path) -> None:
    assert accepted(tmp_path, "a = 1  # migralint: ignore[ML212]\n") == ([], [])


def test_a_code_that_no_rule_has_is_refused_with_place_and_advice(tmp_path: Path) -> None:
    path = str(tmp_path / "x.py")
    text = "a = 1\nb = 2  # migralint: ignore[ML207, ML998]\nc = 3  # migralint: ignore[cycel]\n"
    Path(path).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="there is no rule 'ML998'; 1 more comment names") as caught:
        suppress([], {path: read_suppressions(path, Sources())}, SELECTION)
    assert caught.value.line == 2
    assert "correct or remove the comment" in caught.value.hint


def test_a_rule_that_verify_alone_has_is_refused_with_the_way_to_accept_it(tmp_path: Path) -> None:
    path = str(tmp_path / "x.py")
    Path(path).write_text("a = 1  # migralint: ignore[ML511]\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        suppress([], {path: read_suppressions(path, Sources())}, SELECTION)
    assert "verify.allow" in caught.value.hint


STRING = 'op.execute("""\n  drop table a\n  \\ drop table b""" + x)  # migralint: ignore[ML207]\nb = 2\n'


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        (STRING, 1, "inline"),
        (STRING, 2, "inline"),
        (STRING, 3, "inline"),
        (STRING, 4, None),
        ("a = 1 + \\\n  2 + \\\n  3  # migralint: ignore[ML207]\nb = 1\n", 1, "inline"),
        ("a = 1 + \\\n  2 + \\\n  3  # migralint: ignore[ML207]\nb = 1\n", 4, None),
        ('# migralint: ignore[ML207]\na = f"""\n{x}\n"""\nb = 1\n', 3, "inline"),
        ('# migralint: ignore[ML207]\na = f"""\n{x}\n"""\nb = 1\n', 5, None),
        ("a = 1  # not so: \\\nb = 2  # migralint: ignore[ML207]\n", 1, None),
        ("a = 1  # migralint: ignore[ML2] so  # migralint: ignore[ML1]\n", 1, "inline"),
        ("a = 1  # migralint: ignore[ML1] so  # migralint: ignore[ML2]\n", 1, "inline"),
    ],
)
def test_a_comment_is_about_all_lines_that_a_string_or_a_backslash_joins(
    tmp_path: Path, text: str, line: int, expected: str | None
) -> None:
    assert accepted(tmp_path, text, finding(str(tmp_path / "x.py"), line))[0] == [expected]


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# migralint: ignore[ML207]", ""),
        ("# migralint: ignore[ML207] the table is wide: see #12", "the table is wide: see #12"),
        ("# migralint: ignore[ML207]: wide  # noqa: E501", "wide"),
        ("# migralint: ignore[ML207]  # noqa", ""),
        ("# migralint: ignore[ML207] one # migralint: ignore[ML205] two", "one"),
    ],
)
def test_the_reason_is_kept(tmp_path: Path, comment: str, reason: str) -> None:
    path = str(tmp_path / "x.py")
    Path(path).write_text(f"a = 1  {comment}\n", encoding="utf-8")
    suppressions = read_suppressions(path, Sources())
    marked, _ = suppress([finding(path, 1)], {path: suppressions}, SELECTION)
    assert (suppressions[0].reason, marked[0].reason) == (reason, reason)


@pytest.mark.parametrize("comment", ["# migralint: ignore[ML207]", "x = 1  # migralint: ignore[ML207]"])
def test_many_comments_are_read_and_matched_at_once(tmp_path: Path, comment: str) -> None:
    path = str(tmp_path / "x.py")
    count = 10_000
    Path(path).write_text(f"{comment}\n" * count + "x = 1\n")
    suppressions = read_suppressions(path, Sources())
    assert len(suppressions) == count
    lines = [one.line for one in suppressions]
    assert lines == ([count + 1] * count if comment.startswith("#") else [*range(1, count + 1)])
    findings = [
        Finding("ML207", "bad-revision-id", Severity.ERROR, Problem("x", location=Location(path, line)), 0)
        for line in range(1, count + 2, 2)
    ]
    marked, in_vain = suppress(findings, {path: suppressions}, SELECTION)
    accepted = [one.problem.location.line for one in marked if one.suppressed and one.problem.location]
    assert accepted == ([count + 1] if comment.startswith("#") else [*range(1, count + 1, 2)])
    assert len(in_vain) == (0 if comment.startswith("#") else count // 2)


def test_every_comment_for_the_whole_file_is_of_use(tmp_path: Path) -> None:
    path = str(tmp_path / "x.py")
    Path(path).write_text("# migralint: ignore-file[ML207]\n" * 3 + "x = 1\n")
    finding = Finding("ML207", "bad-revision-id", Severity.ERROR, Problem("x", location=Location(path, 4)), 0)
    marked, in_vain = suppress([finding, finding], {path: read_suppressions(path, Sources())}, SELECTION)
    assert [one.suppressed for one in marked] == ["inline", "inline"]
    assert in_vain == []
