"""The JSON document: its schema, its paths."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import pytest
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from migralint import __version__
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.report import GoneFinding, HistorySummary, Report
from migralint.findings.severity import Severity
from migralint.reporting.findings.json import json_lines, report_document
from migralint.reporting.findings.request import Request
from migralint.source.location import Location

SCHEMA = json.loads((resources.files("migralint") / "json_schemas" / "check.schema.json").read_text("utf-8"))


def test_one_of_everything(request_of_everything: Request, snapshot: SnapshotAssertion) -> None:
    text = "\n".join(json_lines(request_of_everything))
    assert text.replace(__version__, "VERSION") == snapshot


def test_the_document_follows_its_schema(request_of_everything: Request) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(report_document(request_of_everything), SCHEMA)
    jsonschema.validate(report_document(with_all(request_of_everything)), SCHEMA)


def with_all(request: Request) -> Request:
    """With statistics, and a baseline that accepts what is gone."""
    gone = (GoneFinding("ML207", "/srv/shop/migrations/versions/a1.py", "bad", 2), GoneFinding("ML211", None, "x", 1))
    report = replace(request.report, baseline="/srv/shop/baseline.json", gone=gone)
    return replace(request, report=report, statistics=True)


def test_statistics_and_the_baseline_are_part_of_it(request_of_everything: Request) -> None:
    document = report_document(with_all(request_of_everything))
    counted = {(one["code"], one["severity"]): (one["count"], one["suppressed"]) for one in document["statistics"]}
    assert counted["ML207", "info"] == (1, 0)
    assert counted["ML207", "error"] == counted["ML209", "info"] == (0, 1)
    assert document["baseline"]["path"] == "baseline.json"
    assert [one["path"] for one in document["baseline"]["gone"]] == ["migrations/versions/a1.py", None]
    assert len(document["findings"]) == len(request_of_everything.report.findings)


def test_the_schema_knows_every_key(request_of_everything: Request) -> None:
    document = report_document(with_all(request_of_everything))
    finding = SCHEMA["$defs"]["finding"]["properties"]
    assert set(document) == set(SCHEMA["properties"])
    assert set(document["findings"][0]) == set(finding)
    assert set(document["histories"][0]) == set(SCHEMA["properties"]["histories"]["items"]["properties"])


@pytest.mark.parametrize("key", ["summary", "findings"])
def test_the_schema_can_fail(request_of_everything: Request, key: str) -> None:
    document = report_document(request_of_everything)
    del document[key]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_an_undecodable_file_name_is_still_a_document() -> None:
    problem = Problem("bad", Location("/p/v/\udce4.py"))
    history = HistorySummary("/p", 1, (), (), 0, root="/p")
    report = Report((history,), (Finding("ML202", "not-a-revision", Severity.ERROR, problem),))
    text = "\n".join(json_lines(Request(report, sources=None, folder="/")))  # type: ignore[arg-type]
    assert json.loads(text.encode("utf-8"))["findings"][0]["path"] == "v/\\udce4.py"
