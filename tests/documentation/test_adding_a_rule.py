"""The rule that the recipe writes is one: it is found by its example, and its advice is clean."""

from __future__ import annotations

import re
import types
from pathlib import Path

import pytest

from migralint.findings.finding import Finding
from migralint.findings.rule import FileRule
from migralint.findings.severity import Severity
from migralint.linting.run import Target, lint
from migralint.linting.selection import choose_rules
from migralint.linting.sources import Sources
from tests.support.examples import example_subject
from tests.support.transcripts import REPOSITORY


@pytest.fixture(scope="module")
def rule() -> FileRule:
    """The recipe's file, and its line for the catalogue."""
    page = (REPOSITORY / "docs/adding-a-rule.md").read_text("utf-8")
    file, line = re.findall(r"^```(?:python|text)\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    module = types.ModuleType("shouting_message")
    exec(compile(file, "shouting_message.py", "exec"), vars(module))
    (added,) = eval(line.strip(), vars(module) | {"FileRule": FileRule, "_INFO": Severity.INFO})
    assert isinstance(added, FileRule)
    return added


def findings(rule: FileRule, code: str, folder: Path) -> list[Finding]:
    target = Target(str(folder), str(folder), example_subject(code, folder))
    return list(lint([target], choose_rules((rule,), select=["ALL"]), sources=Sources()).findings)


def test_its_example_is_found(rule: FileRule, tmp_path: Path) -> None:
    (found,) = findings(rule, rule.documentation.found_code, tmp_path)
    assert (found.code, rule.name, rule.severity) == ("ML216", "shouting-message", Severity.INFO)
    assert found.problem.location is not None
    assert found.problem.help


def test_its_advice_is_clean(rule: FileRule, tmp_path: Path) -> None:
    assert findings(rule, rule.documentation.clean_code, tmp_path) == []
