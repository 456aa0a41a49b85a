"""The documents for machines: SARIF, GitHub, GitLab, JUnit."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from migralint import __version__
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.report import HistorySummary, Report
from migralint.findings.severity import Severity
from migralint.reporting.findings.fingerprints import fingerprints
from migralint.reporting.findings.github import github_lines
from migralint.reporting.findings.gitlab import gitlab_lines
from migralint.reporting.findings.junit import junit_lines
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.sarif import sarif_document, sarif_lines
from migralint.source.location import Location

FORMATS: dict[str, Callable[[Request], Iterator[str]]] = {
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


@pytest.mark.corpus
def test_sarif_follows_the_published_schema(request_of_everything: Request, tmp_path: Path) -> None:
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    # A package of Microsoft's that carries the schema; nothing of it is run.
    package = ["npm", "pack", "--silent", "--ignore-scripts", "@microsoft/jest-sarif@1.0.0-beta.0"]
    subprocess.run(package, cwd=tmp_path, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tgz")
    with tarfile.open(archive) as tar:
        member = next(one for one in tar.getmembers() if "schemas/sarif-2.1.0" in one.name)
        stream = tar.extractfile(member)
        assert stream is not None
        schema = json.load(stream)
    for request in (request_of_everything, empty(request_of_everything)):
        jsonschema.validate(sarif_document(request), schema)


def test_findings_on_equal_lines_are_told_apart(request_of_everything: Request) -> None:
    keys = fingerprints(request_of_everything)
    assert len(set(keys)) == len(keys)
    twice = request_of_everything.report.findings[1]
    repeated = replace(request_of_everything.report, findings=(twice, twice))
    first, second = fingerprints(replace(request_of_everything, report=repeated))
    assert (first[:32], first[32:], second[32:]) == (second[:32], ":1", ":2")


def one(problem: Problem, **changes: object) -> Request:
    finding = Finding("ML207", "bad-revision-id", Severity.ERROR, problem, **changes)  # type: ignore[arg-type]
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


def test_github_gets_nine_annotations_of_a_kind_and_a_tenth_that_counts_the_others() -> None:
    bad = one(Problem("bad", location=Location("/p/a.py", 3))).report.findings[0]
    hostile = Problem("##[stop] ::error::x", location=Location("/p/::error::b.py", 1))
    findings = [replace(bad, severity=Severity.INFO), *[bad] * 9, replace(bad, problem=hostile)]
    report = replace(one(bad.problem).report, findings=tuple(findings))
    *lines, summary = github_lines(Request(report, sources=NoLines(), folder="/p"))
    assert [line.split(" ", 1)[0] for line in lines] == ["::error"] * 10 + ["\\x3a:error::b.py:1:", "::notice"]
    assert lines[9].endswith("1 more error, of which GitHub shows no annotation; the log has all")
    assert "##[" not in lines[10]
    assert summary == "1 revision, 1 head, 1 base: 10 errors, 1 info"


def test_gitlab_leaves_out_what_is_suppressed() -> None:
    assert json.loads("\n".join(gitlab_lines(one(Problem("bad"), suppressed="inline")))) == []


def test_junit_is_well_formed_whatever_the_text(request_of_everything: Request) -> None:
    problem = Problem("]]> <&> \x00\x1b\ufffe", location=Location('/p/"<&>.py', 1))
    suite = ElementTree.fromstring("\n".join(junit_lines(one(problem))))
    (failure,) = suite.iter("failure")
    assert failure.attrib["type"] == "error"
    everything = ElementTree.fromstring("\n".join(junit_lines(request_of_everything)))
    assert [len(list(everything.iter(tag))) for tag in ("testcase", "failure", "skipped", "system-out")] == [6, 3, 2, 1]
    assert (everything.attrib["tests"], everything.attrib["failures"], everything.attrib["skipped"]) == ("6", "3", "2")


def test_junit_without_findings_is_one_passing_case(request_of_everything: Request) -> None:
    suite = ElementTree.fromstring("\n".join(junit_lines(empty(request_of_everything))))
    assert [len(list(suite.iter(tag))) for tag in ("testcase", "failure")] == [1, 0]
