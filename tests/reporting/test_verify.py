"""Verifications as text and as JSON."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from migralint.database.result import (
    Emulated,
    Failure,
    FailureKind,
    Interpreter,
    Refusal,
    Status,
    TargetResult,
    Verification,
)
from migralint.findings.finding import Finding
from migralint.findings.report import HistorySummary, Report
from migralint.linting.sources import Sources
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.sarif import sarif_document
from migralint.reporting.segments import plain
from migralint.reporting.verify.as_findings import verification_report
from migralint.reporting.verify.json import verify_document, verify_json_lines
from migralint.reporting.verify.text import verify_lines
from migralint.rules.drift_catalog import VERIFY
from migralint.schema.compare import AllowEntry, apply_allow
from migralint.schema.mend.differences import compare_and_mend
from migralint.source.location import Location
from tests.support.shop.script import SHOP, changed
from tests.support.sqlite_files import database_from

FAILED = TargetResult(
    "audit",
    "sqlite 3.40.1",
    Status.FAILED,
    failure=Failure(
        "upgrade",
        FailureKind.NOT_FROM_EMPTY,
        "OperationalError: no such table: users",
        "the first revision alters table users, which no revision creates",
        revision="a1b2c3d4e5f6",
        path="/project/migrations/versions/a1b2c3d4e5f6_start.py",
        line=21,
        sql="ALTER TABLE users\n  ADD COLUMN age INTEGER",
        traceback="Traceback (most recent call last):\n  …",
    ),
    refused=(Refusal("postgresql://db.example/app", "/project/migrations/env.py", 30),),
    revisions=4,
)


@pytest.fixture(scope="module")
def drifted(tmp_path_factory: pytest.TempPathFactory) -> Verification:
    folder = tmp_path_factory.mktemp("shop")
    script = SHOP
    for old, new in (
        ("email VARCHAR(320)", "email VARCHAR(255)"),
        ("    bio TEXT,\n    settings JSON DEFAULT '{}',\n", "    settings JSON DEFAULT '{}',\n    bio TEXT,\n"),
        ("CONSTRAINT ck_items_sum CHECK", "CHECK"),
        (", (2, 'guest', NULL)", ""),
        ("CREATE VIEW active_users AS SELECT id, email FROM users WHERE active = 1;\n", ""),
        (") STRICT", ")"),
    ):
        script = changed(old, new, script)
    found = compare_and_mend(database_from(folder, "models", SHOP), database_from(folder, "migrations", script))
    allowed = apply_allow(found, [AllowEntry("table-options", "metrics is read by SQLite 3.31", "metrics")])
    target = TargetResult(
        "default",
        "sqlite 3.40.1",
        Status.DRIFT,
        emulated=(
            Emulated("ALTER TABLE … ALTER COLUMN", "exact", "a1b2c3d4e5f6", 3),
            Emulated("CREATE TYPE", "meaning lost", None, 1),
        ),
        differences=allowed.remaining,
        accepted=allowed.accepted,
        revisions=12,
    )
    unused = AllowEntry("index", "there is none", "users", "ix_*")
    return Verification((target,), Interpreter("python"), (unused,), ("the project left processes running",))


def text(verification: Verification, *, verbose: bool = False) -> str:
    return "\n".join(plain(verify_lines(verification, folder="/project", verbose=verbose)))


def test_differences_stand_by_table_with_both_sides_and_a_mend(
    drifted: Verification, snapshot: SnapshotAssertion
) -> None:
    assert text(drifted) == snapshot


def test_verbose_lists_what_was_emulated_and_accepted(drifted: Verification, snapshot: SnapshotAssertion) -> None:
    assert text(drifted, verbose=True) == snapshot


def test_a_failure_is_explained(snapshot: SnapshotAssertion) -> None:
    failed = Verification((FAILED,), Interpreter("python"))
    assert text(failed) == snapshot
    assert "Traceback" not in text(failed)
    assert "Traceback" in text(failed, verbose=True)


def test_several_targets_each_have_a_verdict(drifted: Verification) -> None:
    lines = text(replace(drifted, targets=(*drifted.targets, FAILED))).splitlines()
    assert lines[-2] == "12 revisions on sqlite 3.40.1: drift (3 differences, 2 notes)"
    assert lines[-1] == "4 revisions on audit on sqlite 3.40.1: failed"


def test_a_match_that_is_not_exact_says_so(drifted: Verification) -> None:
    (target,) = drifted.targets
    match = replace(drifted, targets=(replace(target, status=Status.MATCH, differences=()),))
    assert (
        text(match)
        .splitlines()[-1]
        .endswith("match, but not exact: SQLite cannot represent everything in the migrations")
    )
    exact = replace(target, status=Status.MATCH, differences=(), emulated=target.emulated[:1])
    assert text(replace(drifted, targets=(exact,))).splitlines()[-1].endswith(": match")


def test_names_cannot_move_the_cursor(tmp_path: Path) -> None:
    models = database_from(tmp_path, "models", 'CREATE TABLE "a\x1b[2J" (x)')
    found = compare_and_mend(models, database_from(tmp_path, "migrations", ""))
    target = TargetResult("default", "sqlite", Status.DRIFT, differences=found)
    assert "\x1b" not in text(Verification((target,), Interpreter("python")))


def test_the_document_keeps_its_schema(drifted: Verification) -> None:
    schema = json.loads(files("migralint").joinpath("json_schemas/verify.schema.json").read_text("utf-8"))
    both = replace(drifted, targets=(*drifted.targets, FAILED))
    document = json.loads("\n".join(verify_json_lines(both, root="/project")))
    jsonschema.Draft202012Validator(schema).validate(document)
    assert (document["status"], [target["status"] for target in document["targets"]]) == ("failed", ["drift", "failed"])
    assert document["targets"][1]["failure"]["path"] == "migrations/versions/a1b2c3d4e5f6_start.py"
    assert document["targets"][0]["accepted"][0]["reason"] == "metrics is read by SQLite 3.31"
    assert document["unused_allow"][0]["aspect"] == "index"


def test_a_difference_in_the_document(drifted: Verification) -> None:
    differences = verify_document(drifted, root="/project")["targets"][0]["differences"]
    email = next(found for found in differences if found["object"] == "email")
    assert {key: email[key] for key in ("code", "kind", "table", "models", "migrations", "note")} == {
        "code": "ML511",
        "kind": "column-type",
        "table": "users",
        "models": "VARCHAR(320)",
        "migrations": "VARCHAR(255)",
        "note": False,
    }


def finding_of(report: Report, code: str) -> Finding:
    return next(finding for finding in report.findings if finding.code == code)


HISTORY = HistorySummary("/project/migrations", 12, ("a1b2c3d4e5f6",), ("000000000000",), 0, "/project")


def test_as_findings_for_every_format(drifted: Verification) -> None:
    report = verification_report(replace(drifted, targets=(*drifted.targets, FAILED)), HISTORY)
    assert [(finding.code, finding.severity.word, finding.suppressed) for finding in report.findings] == [
        ("ML004", "warning", None),
        ("ML502", "error", "baseline"),
        ("ML511", "error", None),
        ("ML519", "info", None),
        ("ML525", "info", None),
        ("ML540", "error", None),
        ("ML550", "error", None),
        ("ML500", "error", None),
    ]
    email = finding_of(report, "ML511").problem
    assert email.message == (
        "column-type users.email: the models declare VARCHAR(320); the migrations build VARCHAR(255)"
    )
    assert email.help.startswith('write a new revision with with op.batch_alter_table("users")')
    failed = finding_of(report, "ML500").problem
    assert failed.location == Location("/project/migrations/versions/a1b2c3d4e5f6_start.py", 21)
    strict = verification_report(drifted, HISTORY, strict=True)
    assert finding_of(strict, "ML519").severity.word == "warning"


def test_sarif_knows_the_rules_of_differences(drifted: Verification) -> None:
    rules = {rule.code: rule for rule in VERIFY}
    request = Request(verification_report(drifted, HISTORY), Sources(), "/project", rules)
    document = sarif_document(request)
    assert document["runs"][0]["tool"]["driver"]["rules"][2]["name"] == "column-type"
    assert len(document["runs"][0]["results"]) == 7
    keys = {result["partialFingerprints"]["primaryLocationLineHash"] for result in document["runs"][0]["results"]}
    assert len(keys) == 7
