"""`migralint check` as a process: what it prints where, and its exit status."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.command_line import migralint, migralint_process
from tests.support.trees import revision_file, write_tree

CLEAN = {"versions/a1_start.py": revision_file("a1"), "versions/b2_next.py": revision_file("b2", "a1")}
TWO_HEADS = {**CLEAN, "versions/c3_other.py": revision_file("c3", "a1")}
QUIET = ("--ignore", "empty-upgrade")


def test_two_heads_are_shown_with_their_place(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    write_tree(tmp_path, TWO_HEADS)
    done = migralint_process("check", *QUIET, cwd=tmp_path)
    assert (done.code, done.stderr) == (1, "")
    assert done.stdout == snapshot


def test_a_clean_directory_says_how_much_was_read(tmp_path: Path) -> None:
    write_tree(tmp_path, CLEAN)
    done = migralint_process("check", *QUIET, cwd=tmp_path)
    assert (done.code, done.stdout, done.stderr) == (0, "2 revisions, 1 head, 1 base: nothing to report\n", "")


def test_json_on_stdout_and_further_documents_in_files(tmp_path: Path) -> None:
    write_tree(tmp_path, TWO_HEADS)
    done = migralint(
        "check", "--format", "json", "--output", "text=report.txt", "--output", "json=report.json", cwd=tmp_path
    )
    document = json.loads(done.stdout)
    schema = json.loads((resources.files("migralint") / "json_schemas" / "check.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert json.loads((tmp_path / "report.json").read_text("utf-8")) == document
    assert (tmp_path / "report.txt").read_text("utf-8").endswith("3 revisions, 2 heads, 1 base: 1 error, 2 infos\n")
    (heads,) = (finding for finding in document["findings"] if finding["code"] == "ML101")
    assert (heads["path"], heads["line"], heads["column"], heads["end_column"]) == ("versions/c3_other.py", 2, 17, 21)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 1),
        (("--fail-on", "info", "--select", "ML209"), 1),
        (("--select", "ML209"), 0),
        (("--exit-zero",), 0),
        (("--heads", "2"), 0),
        (("--ignore", "multiple-heads"), 0),
    ],
)
def test_the_exit_status_follows_the_threshold(tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    write_tree(tmp_path, TWO_HEADS)
    assert migralint("check", *options, cwd=tmp_path).code == code


def test_several_directories_are_all_checked(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"{service}/{name}": text for service in ("api", "jobs") for name, text in CLEAN.items()})
    for arguments in ((), ("api", "jobs")):
        done = migralint("check", *arguments, "--format", "json", cwd=tmp_path)
        assert [history["revisions"] for history in json.loads(done.stdout)["histories"]] == [2, 2]


def test_nothing_to_check_is_no_success(tmp_path: Path) -> None:
    write_tree(tmp_path, {"migrations/env.py": "", "migrations/versions/": ""})
    done = migralint_process("check", cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert "no revisions found in migrations/versions" in done.stderr
    assert migralint_process("check", "--allow-empty", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere",), "nowhere"),
        (("--select", "ML999"), "there is no rule 'ML999'"),
        (("--ignore", "multipel-heads"), "did you mean multiple-heads (ML101)"),
        (("--output", "xml=report"), "not FORMAT=FILE"),
        (("--output", "json=nowhere/report.json"), "cannot be written"),
        (("--output", "json=report", "--output", "sarif=./report"), "another document is already written to that file"),
        (("--baseline", "nowhere.json"), "cannot read the baseline"),
        (("--settings", "nowhere.toml"), "nowhere.toml"),
        (("--manifest", "nowhere.toml"), "nowhere.toml"),
        (("--heads", "0"), "--heads"),
        (("--format", "yaml"), "yaml"),
    ],
)
def test_wrong_usage_is_one_error_and_no_document(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    write_tree(tmp_path, CLEAN)
    done = migralint("check", *arguments, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_rule_in_the_settings_is_named_with_its_line(tmp_path: Path) -> None:
    write_tree(tmp_path, {**CLEAN, "migralint.toml": 'heads = 1\nignore = ["ML101", "ML998"]\n'})
    done = migralint("check", cwd=tmp_path)
    assert done.code == 2
    assert "migralint.toml:2: there is no rule 'ML998'" in done.stderr


def test_the_settings_are_used(tmp_path: Path) -> None:
    settings = (
        'ignore = ["empty-upgrade"]\nfail-on = "info"\nseverity = { multiple-heads = "info" }\n'
        '[per-file-ignores]\n"versions/c3_*.py" = ["ML2"]\n'
    )
    write_tree(tmp_path, {**TWO_HEADS, "migralint.toml": settings})
    done = migralint("check", "--format", "json", cwd=tmp_path)
    assert [(one["code"], one["severity"]) for one in json.loads(done.stdout)["findings"]] == [("ML101", "info")]
    assert done.code == 1


BROKEN = {
    "null byte": b'revision = "c3"\x00\n',
    "syntax": b'revision = "c3"\ndown_revision = "b2"\ndef upgrade(:\n',
    "not a revision": b"import os\n",
    "encoding": b"# -*- coding: utf-99 -*-\nrevision = 'c3'\ndown_revision = 'b2'\n",
    "id no string": b"revision = 3\ndown_revision = None\n",
    "empty": b"",
    "nested": b"revision = " + b"(" * 5000 + b"\n",
}


@pytest.mark.parametrize("flaw", BROKEN)
def test_beside_a_broken_file_the_others_are_still_checked(tmp_path: Path, flaw: str) -> None:
    write_tree(
        tmp_path,
        {
            **CLEAN,
            "versions/c3_broken.py": BROKEN[flaw],
            "versions/d4_good.py": revision_file("d4", "b2").replace('revision = "d4"', 'revision = "d-4"', 1),
        },
    )
    done = migralint("check", *QUIET, "--format", "json", cwd=tmp_path)
    found = {(one["path"], one["code"]) for one in json.loads(done.stdout)["findings"]}
    assert done.code == 1
    assert ("versions/d4_good.py", "ML207") in found
    assert any(path == "versions/c3_broken.py" for path, _ in found)
    assert "ML102" not in {code for _, code in found}


def test_links_that_lead_in_a_circle_end(tmp_path: Path) -> None:
    write_tree(tmp_path, CLEAN)
    (tmp_path / "versions" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "versions" / "c3_self.py").symlink_to("c3_self.py")
    done = migralint("check", *QUIET, cwd=tmp_path)
    assert done.code == 1
    assert "c3_self.py" in done.stdout


DOCSTRING = '"""next\r\n\r\nRevises: zz99\r\nCreate Date: 2024-01-01\r\n"""\r\n# caf\xe9\r\n'


def test_fix_mends_the_line_and_nothing_else(tmp_path: Path) -> None:
    cookie = b"# -*- coding: latin-1 -*-\r\n"
    source = cookie + (DOCSTRING + revision_file("b2", "a1")).encode("latin-1")
    write_tree(tmp_path, {**CLEAN, "versions/b2_next.py": source})
    shown = migralint("check", "--diff", cwd=tmp_path)
    assert (shown.code, shown.stderr) == (1, "")
    assert "-Revises: zz99\n+Revises: a1\n" in shown.stdout
    assert (tmp_path / "versions" / "b2_next.py").read_bytes() == source
    done = migralint("check", *QUIET, "--fix", cwd=tmp_path)
    assert (done.code, done.stderr) == (0, "migralint: fixed 1 finding in 1 file\n")
    assert (tmp_path / "versions" / "b2_next.py").read_bytes() == source.replace(b"zz99", b"a1")
    assert migralint("check", "--diff", cwd=tmp_path).code == 0


def test_a_comment_and_the_baseline_accept_findings_and_are_counted(tmp_path: Path) -> None:
    commented = revision_file("c3", "a1").replace("'a1'", "'a1'  # migralint: ignore[ML101] both are meant")
    write_tree(tmp_path, {**TWO_HEADS, "versions/c3_other.py": commented})
    done = migralint("check", *QUIET, cwd=tmp_path)
    assert (done.code, done.stdout) == (0, "3 revisions, 2 heads, 1 base: nothing to report (1 suppressed)\n")
    recorded = migralint("check", "--write-baseline", "base.json", cwd=tmp_path)
    assert (recorded.code, recorded.stdout) == (0, "")
    assert "recorded 2 findings in base.json" in recorded.stderr
    done = migralint("check", "--baseline", "base.json", "--fail-on", "info", cwd=tmp_path)
    assert (done.code, done.stdout) == (0, "3 revisions, 2 heads, 1 base: nothing to report (3 suppressed)\n")


def test_a_comment_that_accepts_nothing_is_told(tmp_path: Path) -> None:
    commented = revision_file("b2", "a1").replace('"b2"', '"b2"  # migralint: ignore[ML207]')
    write_tree(tmp_path, {**CLEAN, "versions/b2_next.py": commented})
    done = migralint("check", *QUIET, cwd=tmp_path)
    assert done.code == 1
    assert "ignore[ML207] suppresses nothing here" in done.stdout


def test_a_comment_about_a_rule_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    commented = revision_file("b2", "a1").replace('"b2"', '"b2"  # migralint: ignore[ML998]')
    write_tree(tmp_path, {**CLEAN, "versions/b2_next.py": commented})
    done = migralint("check", *QUIET, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert "versions/b2_next.py:1: a comment names a rule that `check` does not have" in done.stderr
    assert "correct or remove the comment" in done.stderr


def test_the_manifest_is_linted_too(tmp_path: Path) -> None:
    manifest = 'version = 1\n\n[environments.production]\nstamps = ["zz"]\nrecorded-at = 2026-11-20T10:00:00Z\n'
    write_tree(tmp_path, {**CLEAN, "env.py": "", "migralint-environments.toml": manifest})
    done = migralint("check", *QUIET, "--format", "json", cwd=tmp_path)
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["path"], finding["line"]) == ("ML401", "migralint-environments.toml", 3)


def test_colours_only_where_they_are_wanted(tmp_path: Path) -> None:
    write_tree(tmp_path, TWO_HEADS)
    assert "\x1b[" not in migralint("check", cwd=tmp_path).stdout
    assert "\x1b[" in migralint("check", "--color", "always", cwd=tmp_path).stdout


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_any_text_can_be_printed_in_any_locale(tmp_path: Path, locale: str) -> None:
    source = '"""日本 \x1b[31m"""\n' + revision_file("b2", "zz")
    write_tree(tmp_path, {**CLEAN, "versions/b2_next.py": source})
    done = migralint_process("check", cwd=tmp_path, LC_ALL=locale, PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert done.code == 1
    assert "日本 \\x1b[31m" in done.stdout


def test_help_has_examples_and_the_rules_explain_themselves(tmp_path: Path) -> None:
    assert "migralint check --fix" in migralint("check", "--help", cwd=tmp_path).stdout
    assert migralint("rules", "ML101", cwd=tmp_path).stdout.startswith("ML101 multiple-heads (error)\n")
    document = json.loads(migralint("rules", "ML1", "--format", "json", cwd=tmp_path).stdout)
    schema = json.loads((resources.files("migralint") / "json_schemas" / "rules.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert len(document) == 10
    unknown = migralint("rules", "ML198", cwd=tmp_path)
    assert (unknown.code, unknown.stdout) == (2, "")


UNFINISHED = {
    **TWO_HEADS,
    "versions/migralint_unfinished_prune.py": "raise RuntimeError\n",
    "migralint-journal/journal.json": "{}",
}


def test_an_unfinished_prune_is_all_that_is_said(tmp_path: Path) -> None:
    write_tree(tmp_path, UNFINISHED)
    for _ in range(2):  # nor does the cache remember anything else
        done = migralint("check", "--format", "json", cwd=tmp_path)
        assert done.code == 1
        (finding,) = json.loads(done.stdout)["findings"]
        assert (finding["code"], finding["path"]) == ("ML003", "versions/migralint_unfinished_prune.py")
        assert "migralint prune --recover" in finding["help"]
    assert "interrupted" in migralint_process("check", "--select", "ML1", cwd=tmp_path).stderr


def test_a_guard_without_its_journal_is_named_beside_everything_else(tmp_path: Path) -> None:
    write_tree(tmp_path, {name: text for name, text in UNFINISHED.items() if "journal" not in name})
    done = migralint("check", *QUIET, "--format", "json", cwd=tmp_path)
    assert sorted(finding["code"] for finding in json.loads(done.stdout)["findings"]) == ["ML003", "ML101"]


def test_a_branch_from_before_a_prune_is_told_its_new_parent_once(tmp_path: Path) -> None:
    stored = {"path": "versions/a0.py", "sha256": "0" * 64, "git_blob": None}
    names = {"file": stored, "down_revision": [], "depends_on": [], "branch_labels": []}
    prune = {
        "pruned_at": "2026-10-01T08:00:00Z",
        "tool_version": "0.1.0",
        "commit": None,
        "archive": None,
        "new_bases": ["a1"],
        "squashed_into": [],
        "verified": [],
        "accepted_losses": [],
        "removed": [{"id": "a0", "message": "start", **names}],
        "rewritten": [{"id": "a1", **names, "down_revision": ["a0"]}],
    }
    ledger = json.dumps({"version": 1, "prunes": [prune]})
    late = {"env.py": "", "versions/c3_late.py": revision_file("c3", "a0"), "migralint-pruned.json": ledger}
    write_tree(tmp_path, {**CLEAN, **late})
    done = migralint("check", "--select", "ML102,ML256", "--format", "json", cwd=tmp_path)
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["path"], finding["line"]) == ("ML256", "versions/c3_late.py", 2)
    assert finding["help"].startswith('name "a1", kept above it')
