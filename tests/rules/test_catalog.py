"""The catalogue as a whole: codes, names, documentation pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migralint.findings.rule import Rule
from migralint.rules.catalog import CATALOG
from migralint.rules.drift_catalog import DRIFT, VERIFY
from migralint.rules.prune_catalog import PRUNE
from migralint.schema.compare import Difference, Kind

ALL = sorted((*CATALOG, *VERIFY, *PRUNE), key=lambda rule: rule.code)
RULES = Path(__file__).parents[2] / "migralint" / "rules"


def test_codes_are_well_formed_ordered_and_each_there_once() -> None:
    codes = [rule.code for rule in ALL]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch(r"ML\d{3}", code) for code in codes)


def test_names_are_kebab_case_and_each_there_once() -> None:
    names = [rule.name for rule in ALL]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


def test_every_rule_file_is_in_the_catalogue() -> None:
    listed = {rule.check.__module__.rpartition(".")[2] for rule in ALL}
    on_disk = {path.stem for path in RULES.rglob("*.py") if path.read_text("utf-8").startswith('"""ML')}
    assert on_disk <= listed


DOCUMENTED_ONLY = {rule.code for rule in (*DRIFT, *PRUNE)}
"""Rules without code of their own: they stand together, by what they are about."""


@pytest.mark.parametrize("rule", [one for one in ALL if one.code not in DOCUMENTED_ONLY], ids=lambda rule: rule.code)
def test_a_rule_with_code_lives_in_the_file_of_its_name(rule: Rule) -> None:
    assert rule.check.__module__.rpartition(".")[2] == rule.check.__name__


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.word)
def test_each_kind_of_difference_has_the_rule_of_its_code(kind: Kind) -> None:
    (rule,) = [one for one in DRIFT if one.code == kind.code]
    (problem,) = rule.check([Difference(kind.word, None, None, "x", None)])
    assert problem.message.startswith(kind.word)
    assert [*rule.check([Difference("another", None, None, "x", None)])] == []


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_the_documentation_page_is_complete(rule: Rule) -> None:
    page = rule.documentation
    assert page.summary.endswith(".")
    assert page.why
    assert page.found_code and page.clean_code
    assert page.found_code != page.clean_code
