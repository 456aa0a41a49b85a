"""How a project with old findings begins: severities, comments, the baseline, and what becomes of them."""

from __future__ import annotations

import ast
import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from tests.support.command_line import migralint
from tests.support.trees import revision_file, write_tree

OLD = {
    "alembic.ini": "[alembic]\nscript_location = migrations\n",
    "migrations/env.py": "",
    "migrations/versions/a1_start.py": '"""start\n\nRevision ID: zz\nRevises: b7\n\nx\n"""\r\n' + revision_file("a1"),
    "migrations/versions/b2_next.py": b"# -*- coding: latin-1 -*-\n"
    + revision_file("b2", "a1").encode()
    + b"# caf\xe9\n",
    "migrations/versions/c3_other.py": revision_file("c3", "a1"),
    "migrations/versions/d4_words.py": b"#!/usr/bin/env python\nimport os\n",
}
CONFLICT = "<<<<<<< ours\ndown_revision = 'b2'\n=======\ndown_revision = 'c3'\n>>>>>>> theirs\n"


def codes(folder: Path, *options: str) -> list[tuple[str, str | None]]:
    done = migralint("check", "--format", "json", *options, cwd=folder)
    return [(one["code"], one["suppressed"]) for one in json.loads(done.stdout)["findings"]]


def sources(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.glob("migrations/versions/*.py"))}


def test_comments_make_the_second_run_clean_and_change_no_code(tmp_path: Path) -> None:
    write_tree(tmp_path, OLD)
    before = sources(tmp_path)
    found = len(codes(tmp_path))
    shown = migralint("check", "--add-ignores", "--diff", cwd=tmp_path)
    assert shown.code == 1
    assert "+# migralint: ignore-file[ML202]" in shown.stdout
    assert sources(tmp_path) == before
    done = migralint("check", "--add-ignores", "--fail-on", "info", cwd=tmp_path)
    assert (done.code, done.stderr.count("\n")) == (0, 1)
    assert f"migralint: accepted {found} findings in " in done.stderr
    after = sources(tmp_path)
    for path, data in before.items():
        assert ast.dump(ast.parse(after[path])) == ast.dump(ast.parse(data))
    again = codes(tmp_path, "--fail-on", "info")
    assert len(again) == found
    assert {suppressed for _, suppressed in again} == {"inline"}
    assert migralint("check", "--add-ignores", cwd=tmp_path).stderr == ""
    assert sources(tmp_path) == after


def test_a_file_with_a_conflict_is_left_alone_by_comments_and_fixes(tmp_path: Path) -> None:
    write_tree(tmp_path, OLD | {"migrations/versions/e5_torn.py": revision_file("e5", "b2") + CONFLICT})
    torn = tmp_path / "migrations" / "versions" / "e5_torn.py"
    before = torn.read_bytes()
    done = migralint("check", "--add-ignores", "--fix", cwd=tmp_path)
    assert done.code == 1
    assert "migrations/versions/e5_torn.py holds an unresolved merge conflict" in done.stderr
    assert torn.read_bytes() == before


def test_reasons_can_be_asked_for(tmp_path: Path) -> None:
    write_tree(tmp_path, OLD | {"migralint.toml": 'extend-select = ["suppression-without-reason"]\n'})
    done = migralint("check", "--add-ignores", cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert "pass one with --reason TEXT" in done.stderr
    assert migralint("check", "--add-ignores", "--reason", "older than migralint", cwd=tmp_path).code == 0
    assert b"] older than migralint\n" in (tmp_path / "migrations/versions/c3_other.py").read_bytes()
    write_tree(
        tmp_path,
        {
            "migrations/versions/c3_other.py": revision_file("c3", "a1").replace(
                "'a1'", "'a1'  # migralint: ignore[ML101]"
            )
        },
    )
    assert ("ML005", None) in codes(tmp_path)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--add-ignores", "--write-baseline", "b.json"), "accept the same findings twice"),
        (("--reason", "x"), "--reason requires --add-ignores"),
        (("--add-ignores", "--reason", "a\nb"), "--reason: not a single line"),
        (("--statistics", "--format", "sarif"), "--statistics: not supported in the format sarif"),
        (("--write-baseline", "alembic.ini"), "is not a baseline of migralint, so it is not overwritten"),
        (("--write-baseline", "nowhere/b.json"), "cannot write the baseline"),
        (("--baseline", "alembic.ini"), "cannot read the baseline"),
        (("--baseline", "other.json"), "is the baseline of another project"),
        (("--baseline", "newer.json"), "is a baseline of version 7; this version of migralint reads version 2"),
    ],
)
def test_wrong_usage_is_one_error_and_touches_nothing(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    other = {"version": 2, "revisions": ["ff00"], "findings": []}
    records = {"other.json": json.dumps(other), "newer.json": '{"version": 7, "findings": []}'}
    write_tree(tmp_path, OLD | records)
    before = sources(tmp_path) | {"ini": (tmp_path / "alembic.ini").read_bytes()}
    done = migralint("check", *options, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert says in done.stderr
    assert sources(tmp_path) | {"ini": (tmp_path / "alembic.ini").read_bytes()} == before


def test_the_life_of_a_baseline(tmp_path: Path) -> None:
    write_tree(tmp_path, OLD | {"migralint.toml": 'baseline = "accepted.json"\nfail-on = "info"\n'})
    recorded = migralint("check", "--write-baseline", "accepted.json", cwd=tmp_path)
    assert recorded.code == 0
    assert migralint("check", cwd=tmp_path).code == 0

    # Lines move, one file is repaired, one flaw is new.
    moved = tmp_path / "migrations" / "versions" / "b2_next.py"
    moved.write_bytes(moved.read_bytes().replace(b"revision = ", b"\n\n\nrevision = ", 1))
    write_tree(tmp_path, {"migrations/versions/a1_start.py": revision_file("a1")})
    contradicting = '"""other\n\nRevises: a9b8c7\n"""\n' + revision_file("c3", "a1")
    write_tree(tmp_path, {"migrations/versions/c3_other.py": contradicting})
    done = migralint("check", cwd=tmp_path)
    assert done.code == 1
    assert "ML205 revises-mismatch" in done.stdout
    assert "the baseline contains findings that no longer exist" in done.stdout
    assert "`migralint check --write-baseline accepted.json` removes them" in done.stdout
    document = json.loads(migralint("check", "--format", "json", cwd=tmp_path).stdout)
    jsonschema.validate(
        document, json.loads((resources.files("migralint") / "json_schemas/check.schema.json").read_text("utf-8"))
    )
    gone = document["baseline"]["gone"]
    assert {one["path"] for one in gone} == {"migrations/versions/a1_start.py"}
    assert document["baseline"]["path"] == "accepted.json"

    # A run of some rules says nothing about the others, and writing takes only its own out.
    assert (
        json.loads(migralint("check", "--select", "ML1", "--format", "json", cwd=tmp_path).stdout)["baseline"]["gone"]
        == []
    )
    before = (tmp_path / "accepted.json").read_bytes()
    assert (
        "kept because this run did not check them"
        in migralint("check", "--select", "ML1", "--write-baseline", "accepted.json", cwd=tmp_path).stderr
    )
    assert json.loads((tmp_path / "accepted.json").read_bytes())["findings"] == json.loads(before)["findings"]

    again = migralint("check", "--write-baseline", "accepted.json", cwd=tmp_path)
    assert "no longer found" in again.stderr
    done = migralint("check", cwd=tmp_path)
    assert (done.code, "no longer found" in done.stdout) == (0, False)


def test_the_baseline_of_one_project_of_several_says_nothing_about_the_others(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"{service}/{name}": data for service in ("api", "jobs") for name, data in OLD.items()})
    write_tree(tmp_path, {"jobs/migrations/versions/b2_next.py": revision_file("b2", "a1")})
    assert migralint("check", "api", "jobs", "--write-baseline", "b.json", cwd=tmp_path).code == 0
    (tmp_path / "jobs" / "migrations" / "versions" / "d4_words.py").unlink()
    for paths, gone in ((("api",), 0), (("jobs",), 1), (("api", "jobs"), 1)):
        done = migralint("check", *paths, "--baseline", "b.json", "--format", "json", cwd=tmp_path)
        assert len(json.loads(done.stdout)["baseline"]["gone"]) == gone


def test_a_third_head_is_new_though_two_are_accepted(tmp_path: Path) -> None:
    write_tree(tmp_path, OLD)
    migralint("check", "--write-baseline", "b.json", cwd=tmp_path)
    write_tree(tmp_path, {"migrations/versions/c2_third.py": revision_file("c2", "a1")})
    assert ("ML101", None) in codes(tmp_path, "--baseline", "b.json")


def test_severities_are_set_by_prefix_and_the_more_exact_name_counts(tmp_path: Path) -> None:
    severity = '[severity]\nML1 = "info"\nmultiple-heads = "warning"\nML2 = "error"\n'
    write_tree(tmp_path, OLD | {"migralint.toml": severity})
    done = migralint("check", "--format", "json", "--exit-zero", cwd=tmp_path)
    found = {one["code"]: one["severity"] for one in json.loads(done.stdout)["findings"]}
    assert done.code == 0
    assert found["ML101"] == "warning"
    assert {severity for code, severity in found.items() if code.startswith("ML2")} == {"error"}


def test_statistics_count_by_rule(tmp_path: Path) -> None:
    write_tree(tmp_path, OLD)
    text = migralint("check", "--statistics", cwd=tmp_path)
    document = json.loads(migralint("check", "--statistics", "--format", "json", cwd=tmp_path).stdout)
    counts = {one["code"]: one["count"] for one in document["statistics"]}
    assert sum(counts.values()) == len(document["findings"])
    first = text.stdout.splitlines()[0].split()
    assert (int(first[0]), first[2]) == (document["statistics"][0]["count"], document["statistics"][0]["code"])
    assert text.code == 1


def test_servers_get_paths_of_the_repository(tmp_path: Path) -> None:
    write_tree(tmp_path, {".git/": "", **{f"services/api/{name}": data for name, data in OLD.items()}})
    folder = tmp_path / "services" / "api"
    assert "file=services/api/migrations/versions/" in migralint("check", "--format", "github", cwd=folder).stdout
    uris = migralint("check", "--format", "sarif", cwd=folder).stdout
    assert '"uri": "services/api/migrations/versions/a1_start.py"' in uris
    assert "\nmigrations/versions/a1_start.py:" in "\n" + migralint("check", "--format", "concise", cwd=folder).stdout
