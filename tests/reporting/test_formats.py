"""The documents for machines: SARIF, GitHub, GitLab, JUnit."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from migralint import __version__
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem, Related
from migralint.findings.report import GoneFinding, HistorySummary, Report
from migralint.findings.severity import Severity
from migralint.linting.sources import Sources
from migralint.reporting.findings import sarif
from migralint.reporting.findings.concise import concise_lines
from migralint.reporting.findings.fingerprints import fingerprints
from migralint.reporting.findings.github import github_lines
from migralint.reporting.findings.gitlab import gitlab_lines
from migralint.reporting.findings.junit import junit_lines
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.sarif import MOST_RESULTS, SHOWN_RESULTS, sarif_document, sarif_lines
from migralint.reporting.segments import visible
from migralint.rules.catalog import CATALOG
from migralint.rules.drift_catalog import VERIFY
from migralint.rules.prune_catalog import PRUNE
from migralint.source.location import Location
from tests.support.thorough import examples
from tests.support.workflow_commands import annotations

SCHEMAS = Path(__file__).parents[1] / "support" / "schemas"
DOCS = Path(__file__).parents[2] / "docs"
FORMATS: dict[str, Callable[[Request], Iterator[str]]] = {
    "concise": concise_lines,
    "sarif": sarif_lines,
    "github": github_lines,
    "gitlab": gitlab_lines,
    "junit": junit_lines,
}


@pytest.mark.parametrize("name", FORMATS)
def test_one_of_everything(name: str, request_of_everything: Request, snapshot: SnapshotAssertion) -> None:
    # Without the rules' own documentation, which is free to change.
    text = "\n".join(FORMATS[name](replace(request_of_everything, rules={})))
    assert text.replace(__version__, "VERSION") == snapshot


def empty(request: Request) -> Request:
    return replace(request, report=replace(request.report, findings=()))


def test_sarif_without_findings_is_a_successful_run(request_of_everything: Request) -> None:
    (run,) = sarif_document(empty(request_of_everything))["runs"]
    assert (run["results"], run["invocations"]) == ([], [{"executionSuccessful": True}])


def test_sarif_points_each_result_to_its_rule(request_of_everything: Request) -> None:
    (run,) = sarif_document(request_of_everything)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        finding.code for finding in request_of_everything.report.findings
    ]
    assert all(rule["shortDescription"]["text"] and "**Why**" in rule["help"]["markdown"] for rule in rules)
    kinds = [[one["kind"] for one in result.get("suppressions", [])] for result in run["results"]]
    assert kinds == [[], [], [], [], ["inSource"], ["external"]]


def schema(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def sarif_validator() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(schema("sarif-2.1.0-rtm.5.json"))


def test_sarif_follows_the_published_schema(
    request_of_everything: Request, sarif_validator: jsonschema.Draft4Validator
) -> None:
    gone = (GoneFinding("ML207", None, "x", 2),)
    full = replace(request_of_everything.report, gone=gone, findings=with_reasons(request_of_everything))
    for request in (request_of_everything, empty(request_of_everything), replace(request_of_everything, report=full)):
        sarif_validator.validate(sarif_document(request))
    broken = sarif_document(request_of_everything)
    broken["runs"][0]["results"][0]["level"] = "bad"
    assert not sarif_validator.is_valid(broken)


def with_reasons(request: Request) -> tuple[Finding, ...]:
    return tuple(
        replace(finding, reason="because" if finding.suppressed else "") for finding in request.report.findings
    )


def test_every_rule_is_described_as_sarif_and_github_ask(
    request_of_everything: Request, sarif_validator: jsonschema.Draft4Validator
) -> None:
    rules = {rule.code: rule for rule in (*CATALOG, *VERIFY, *PRUNE)}
    findings = tuple(Finding(code, rule.name, rule.severity, Problem("bad")) for code, rule in rules.items())
    report = replace(request_of_everything.report, findings=findings)
    document = sarif_document(replace(request_of_everything, report=report, rules=rules))
    sarif_validator.validate(document)
    described = document["runs"][0]["tool"]["driver"]["rules"]
    assert [one["id"] for one in described] == sorted(rules)
    for one in described:
        assert one["help"]["text"] and one["help"]["markdown"]
        assert max(len(one[key]["text"]) for key in ("shortDescription", "fullDescription")) <= 1_024
        assert len(one["properties"]["tags"]) <= 10
        assert one["properties"]["problem.severity"] in ("error", "warning", "recommendation")


def many(count: int, request: Request) -> Request:
    severities = (Severity.INFO, Severity.ERROR, Severity.WARNING)
    findings = tuple(
        Finding(
            "ML207", "x", severities[number % 3], Problem(f"bad {number}"), suppressed=None if number % 7 else "inline"
        )
        for number in range(count)
    )
    return replace(request, report=replace(request.report, findings=findings), rules={})


def test_sarif_has_no_more_results_than_github_takes_and_says_what_it_left_out(request_of_everything: Request) -> None:
    assert MOST_RESULTS == 25_000  # as GitHub documents it; here less will do
    (run,) = sarif_document(many(62, request_of_everything), most=60)["runs"]
    assert len(run["results"]) == 60
    levels = [result["level"] for result in run["results"] if "suppressions" not in result]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    suppressed = ["suppressions" in result for result in run["results"]]
    assert suppressed == sorted(suppressed)
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("2 findings omitted")


def test_sarif_says_that_github_will_not_show_all(request_of_everything: Request) -> None:
    (run,) = sarif_document(many(SHOWN_RESULTS + 1, request_of_everything))["runs"]
    assert len(run["results"]) == SHOWN_RESULTS + 1
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "5,000 most severe of these 5,001" in notification["message"]["text"]
    assert run["results"][0]["level"] == "error"


def test_sarif_is_no_larger_than_github_takes(
    request_of_everything: Request, monkeypatch: pytest.MonkeyPatch, sarif_validator: jsonschema.Draft4Validator
) -> None:
    monkeypatch.setattr(sarif, "MOST_BYTES", 5_000)
    text = "\n".join(sarif_lines(many(800, request_of_everything)))
    assert len(gzip.compress(text.encode())) <= 5_000
    document = json.loads(text)
    sarif_validator.validate(document)
    kept = len(document["runs"][0]["results"])
    (notification,) = document["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert 0 < kept < 800
    assert notification["message"]["text"].startswith(f"{800 - kept} findings omitted")


def test_sarif_shows_at_most_a_hundred_related_places() -> None:
    related = tuple(Related(Location("/p/a.py", number), "see") for number in range(1, 131))
    (result,) = sarif_document(one(Problem("bad", related=related)))["runs"][0]["results"]
    assert len(result["relatedLocations"]) == 100
    assert result["properties"] == {"relatedLocationsLeftOut": 30}


def test_fingerprints_survive_moved_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    found = []
    for before in ("", "\n\n# new\n"):
        path.write_text(f"{before}x = 1\ny = 2\nx = 1\n", encoding="utf-8")
        shift = before.count("\n")
        findings = tuple(
            Finding("ML207", "x", Severity.ERROR, Problem("bad", Location(str(path), line + shift)))
            for line in (1, 2, 3)
        )
        found.append(fingerprints(Request(Report((), findings), Sources(), str(tmp_path))))
    assert found[0] == found[1]
    assert len(set(found[0])) == 3


@pytest.mark.parametrize("name", ["sarif", "github", "gitlab", "junit"])
def test_servers_are_given_paths_of_the_repository(name: str) -> None:
    request = replace(one(Problem("bad", Location("/p/migrations/a.py", 3))), repository="/")
    assert "p/migrations/a.py" in "\n".join(FORMATS[name](request))
    elsewhere = replace(request, repository="/other")
    text = "\n".join(FORMATS[name](elsewhere))
    assert "migrations/a.py" in text and "p/migrations" not in text


def test_findings_on_equal_lines_are_told_apart(request_of_everything: Request) -> None:
    keys = fingerprints(request_of_everything)
    assert len(set(keys)) == len(keys)
    twice = request_of_everything.report.findings[1]
    repeated = replace(request_of_everything.report, findings=(twice, twice))
    first, second = fingerprints(replace(request_of_everything, report=repeated))
    assert (first[:32], first[32:], second[32:]) == (second[:32], ":1", ":2")


def one(problem: Problem, **changes: object) -> Request:
    finding = replace(Finding("ML207", "bad-revision-id", Severity.ERROR, problem), **changes)
    history = HistorySummary("/p", 1, ("a",), ("a",), 0, root="/p")
    return Request(Report((history,), (finding,)), sources=NoLines(), folder="/p")


class NoLines:
    """A reader of files that are not there."""

    def line(self, path: str, number: int) -> str:
        return ""


def test_a_workflow_command_cannot_be_forged() -> None:
    problem = Problem("100%\n::error::forged\r::stop", location=Location("/p/a,b:c\n::x.py", 3, 2, 3, 9))
    command, _ = github_lines(one(problem))
    assert command == (
        "::error file=a%2Cb%3Ac%0A%3A%3Ax.py,line=3,col=2,title=ML207 bad-revision-id,endColumn=9"
        "::100%25%0A::error::forged\\r::stop"
    )


@pytest.mark.parametrize(
    ("location", "properties"),
    [
        (None, "title=ML207 bad-revision-id"),
        (Location("/p/a.py", 3, 2), "file=a.py,line=3,col=2,title=ML207 bad-revision-id"),
        (Location("/p/a.py", 3, 2, 5, 1), "file=a.py,line=3,title=ML207 bad-revision-id,endLine=5"),
    ],
)
def test_annotations_have_the_ranges_that_the_runner_takes(location: Location | None, properties: str) -> None:
    command, summary = github_lines(one(Problem("bad", location=location)))
    assert command == f"::error {properties}::bad"
    assert summary == "1 revision, 1 head, 1 base: 1 error"


TEXTS = st.text(st.sampled_from("a:%,\r\n=;]# é日\x00\x1b\u2028\u202e%0A25"), max_size=30)


@settings(max_examples=examples(300), deadline=None)
@given(message=TEXTS, help=TEXTS, name=TEXTS, line=st.integers(1, 99), severity=st.sampled_from(Severity))
def test_the_runner_reads_what_was_meant(message: str, help: str, name: str, line: int, severity: Severity) -> None:
    problem = Problem(message, location=Location(f"/p/x{name}y", line, 2), help=help)
    (command,) = annotations("\n".join(github_lines(one(problem, severity=severity))))
    assert command.name == {"info": "notice"}.get(severity.word, severity.word)
    shown = "\n".join(map(visible, (f"{message}\n{help}" if help else message).split("\n")))
    assert command.data == shown
    assert command.properties["line"] == str(line)
    # What a terminal would obey is shown as escapes; everything else arrives as it is.
    assert command.properties["file"] == "\n".join(map(visible, f"x{name}y".split("\n")))


@pytest.mark.parametrize(("count", "shown"), [(9, 9), (10, 9), (30, 9)])
def test_github_gets_nine_of_a_kind_the_worst_first_and_the_rest_in_the_log(count: int, shown: int) -> None:
    findings = tuple(
        Finding("ML207", "x", severity, Problem(f"bad {number}", Location("/p/a.py", number + 1)))
        for number in range(count)
        for severity in Severity
    )
    report = Report((HistorySummary("/p", 1, ("a",), ("a",), 0, root="/p"),), findings)
    log = "\n".join(github_lines(Request(report, NoLines(), "/p")))
    made = annotations(log)
    assert [command.name for command in made] == ["error"] * shown + ["warning"] * shown + ["notice"] * shown
    listed = [line for line in log.split("\n") if line.startswith("a.py:")]
    if count > 9:
        assert made[8].data == f"{count - 8} more errors without an annotation: see the log"
        assert len(listed) == 3 * (count - 8)
        assert "::group::" in log and "\n::endgroup::\n" in log
    else:
        assert listed == []


def test_a_long_message_is_cut_before_the_runner_does(request_of_everything: Request) -> None:
    (command,) = annotations("\n".join(github_lines(one(Problem("x" * 9_000)))))
    assert len(command.data) == 4_000
    assert command.data.endswith("…")


def test_gitlab_follows_what_gitlab_documents(request_of_everything: Request) -> None:
    validator = jsonschema.Draft202012Validator(schema("gitlab-code-quality.json"))
    for request in (request_of_everything, empty(request_of_everything)):
        document = json.loads("\n".join(gitlab_lines(request)))
        validator.validate(document)
        keys = [entry["fingerprint"] for entry in document]
        assert len(set(keys)) == len(keys)


def test_junit_follows_the_schema_of_jenkins(request_of_everything: Request) -> None:
    validator = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
    hostile = one(Problem("]]> <&> \x00\x1b\ufffe", location=Location('/p/"<&>.py', 1)))
    for request in (request_of_everything, empty(request_of_everything), hostile):
        validator.validate("\n".join(junit_lines(request)))
    assert not validator.is_valid('<testsuites><testsuite name="x"/></testsuites>')


CONCISE = re.compile(
    r"(?P<path>.+?):(?P<line>\d+):(?P<column>\d+): (error|warning|info) (?P<code>ML\d{3}) (?P<message>.+)"
)


def test_each_concise_line_has_place_severity_code_and_message(request_of_everything: Request) -> None:
    *lines, summary = concise_lines(request_of_everything)
    matches = [CONCISE.fullmatch(line) for line in lines]
    assert [match and match["path"] for match in matches] == [
        "migrations",
        "migrations/versions/a1.py",
        "migrations/versions/a1.py",
        "migrations/versions/b2 <&>.py",
    ]
    assert CONCISE.fullmatch(summary) is None


def test_the_problem_matcher_reads_concise_lines(request_of_everything: Request) -> None:
    matchers = json.loads((DOCS / "migralint-matcher.json").read_text(encoding="utf-8"))["problemMatcher"]
    found = []
    for line in concise_lines(request_of_everything):
        for matcher in matchers:
            (pattern,) = matcher["pattern"]
            match = re.match(pattern["regexp"], line)
            if match is not None:
                severity = match[pattern["severity"]] if "severity" in pattern else matcher["severity"]
                found.append((match[pattern["file"]], match[pattern["line"]], severity, match[pattern["code"]]))
    assert found == [
        ("migrations", "1", "warning", "ML211"),
        ("migrations/versions/a1.py", "4", "error", "ML102"),
        ("migrations/versions/a1.py", "4", "warning", "ML205"),
        ("migrations/versions/b2 <&>.py", "12", "notice", "ML207"),
    ]


def test_vim_reads_concise_lines_by_the_documented_errorformat(request_of_everything: Request, tmp_path: Path) -> None:
    vim = shutil.which("vim")
    if vim is None:
        pytest.skip("vim is not installed")
    (option,) = re.findall(r"set errorformat=(\S(?:\\ |\S)*)", (DOCS / "formats.md").read_text(encoding="utf-8"))
    (tmp_path / "log").write_text("\n".join(concise_lines(request_of_everything)) + "\n", encoding="utf-8")
    script = [
        f"set errorformat={option}",
        "cgetfile log",
        "let found = map(getqflist(), '[bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.type]')",
        "call writefile([json_encode(found)], 'out')",
        "qa!",
    ]
    (tmp_path / "script.vim").write_text("\n".join(script) + "\n", encoding="utf-8")
    command = [vim, "-u", "NONE", "-i", "NONE", "-N", "-es", "-S", "script.vim"]
    subprocess.run(command, cwd=tmp_path, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    assert json.loads((tmp_path / "out").read_text(encoding="utf-8")) == [
        ["migrations", 1, 1, "w"],
        ["migrations/versions/a1.py", 4, 17, "e"],
        ["migrations/versions/a1.py", 4, 1, "w"],
        ["migrations/versions/b2 <&>.py", 12, 14, "i"],
    ]


def test_gitlab_leaves_out_what_is_suppressed() -> None:
    assert json.loads("\n".join(gitlab_lines(one(Problem("bad"), suppressed="inline")))) == []


def test_junit_is_well_formed_whatever_the_text(request_of_everything: Request) -> None:
    problem = Problem("]]> <&> \x00\x1b\ufffe", location=Location('/p/"<&>.py', 1))
    suite = ElementTree.fromstring("\n".join(junit_lines(one(problem))))
    (failure,) = suite.iter("failure")
    assert failure.attrib["type"] == "error"
    everything = ElementTree.fromstring("\n".join(junit_lines(request_of_everything)))
    assert [len(list(everything.iter(tag))) for tag in ("testcase", "failure", "skipped", "system-out")] == [6, 3, 2, 1]
    assert (everything.attrib["tests"], everything.attrib["failures"]) == ("6", "3")
    suites = [(one.get("file"), one.get("tests"), one.get("skipped")) for one in everything.iter("testsuite")]
    assert suites == [
        (None, "1", "0"),
        ("migrations/versions/a1.py", "2", "0"),
        ("migrations/versions/b2 <&>.py", "3", "2"),
    ]


def test_junit_without_findings_is_one_passing_case(request_of_everything: Request) -> None:
    suite = ElementTree.fromstring("\n".join(junit_lines(empty(request_of_everything))))
    assert [len(list(suite.iter(tag))) for tag in ("testcase", "failure")] == [1, 0]
