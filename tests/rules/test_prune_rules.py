"""The examples of what a prune meets, where they are files: planned in a real repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migralint.commands.opening import ProjectOptions
from migralint.commands.prune.options import PruneCommand
from migralint.commands.prune.prepare import prepare
from migralint.findings.rule import Rule
from migralint.rules.prune_catalog import PRUNE
from tests.support.git import repository

_FILE = re.compile(r"^# ([\w/-]+\.\w+)$", re.MULTILINE)
MANIFEST = "migralint-environments.toml"
RULES = [rule for rule in PRUNE if MANIFEST in rule.documentation.found_code]


def codes(example: str, folder: Path) -> list[str]:
    names = _FILE.split(example)
    for name, text in zip(names[1::2], names[2::2], strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"))
    repository(folder)
    plan = prepare(PruneCommand(ProjectOptions(str(folder / "versions"), manifest=str(folder / MANIFEST)))).plan
    assert plan.removed
    return [finding.code for finding in (*plan.blockers, *plan.warnings)]


def test_some_examples_are_files() -> None:
    assert len(RULES) == 4


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_is_found(rule: Rule, tmp_path: Path) -> None:
    assert codes(rule.documentation.found_code, tmp_path) == [rule.code]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_advice_is_clean(rule: Rule, tmp_path: Path) -> None:
    assert codes(rule.documentation.clean_code, tmp_path) == []
