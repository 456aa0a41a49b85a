"""Every rule's documentation is true: the example is found, the advice is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.findings.finding import Finding
from migralint.findings.rule import EnvironmentRule, Rule
from migralint.linting.run import Target, lint
from migralint.linting.selection import choose_rules
from migralint.linting.sources import Sources
from migralint.rules.catalog import CATALOG
from tests.support.examples import example_subject

RULES = [rule for rule in CATALOG if not isinstance(rule, EnvironmentRule)]


def findings(code: str, folder: Path) -> tuple[Finding, ...]:
    subject = example_subject(code, folder)
    target = Target(str(folder), str(folder), subject)
    return lint([target], choose_rules(CATALOG, select=["ALL"]), sources=Sources()).findings


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_example_is_found(rule: Rule, tmp_path: Path) -> None:
    found = [finding for finding in findings(rule.documentation.found_code, tmp_path) if finding.code == rule.code]
    assert len(found) == 1
    assert found[0].problem.help
    drawn = not list(tmp_path.iterdir())
    assert (found[0].problem.location is None) == drawn


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_advice_is_clean(rule: Rule, tmp_path: Path) -> None:
    found = findings(rule.documentation.clean_code, tmp_path)
    assert rule.code not in [finding.code for finding in found if finding.suppressed is None]
