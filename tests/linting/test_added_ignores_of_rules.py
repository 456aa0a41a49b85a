"""`check --add-ignores` on the example of every rule: a comment ends no finding, neither that one nor another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migralint.findings.rule import FileRule, OperationRule, RevisionRule
from migralint.rules.catalog import CATALOG
from tests.support.command_line import migralint
from tests.support.examples import write_example

EVERYTHING = ("--select", "ALL", "--ignore", "ML005", "--format", "json", "--no-cache")
EXAMPLES = [
    rule
    for rule in CATALOG
    if isinstance(rule, FileRule | OperationRule | RevisionRule) and rule.code != "ML201"  # no comments in its file
]


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.code)
def test_what_is_accepted_is_still_found(rule: FileRule | OperationRule | RevisionRule, tmp_path: Path) -> None:
    if not write_example(rule.documentation.found_code, tmp_path):
        pytest.skip("it is a drawn history, or two branches")
    before = migralint("check", *EVERYTHING, cwd=tmp_path)
    assert before.code in (0, 1), before.stderr
    after = json.loads(migralint("check", *EVERYTHING, "--add-ignores", cwd=tmp_path).stdout)["findings"]
    left = [one for one in after if not one["suppressed"] and (one["path"] or "").endswith(".py")]
    assert [(one["code"], one["message"]) for one in left] == []
    assert sorted(one["code"] for one in after) == sorted(one["code"] for one in json.loads(before.stdout)["findings"])
