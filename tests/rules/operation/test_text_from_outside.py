"""ML372: text from the environment, the command line and the configuration, whatever way it takes into SQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cases import cases
from tests.support.operations import IMPORTS, findings

FOLDER = Path(__file__).with_name("outside_text")


@pytest.mark.parametrize(("module", "upgrade"), [*cases(FOLDER / "data.txt")])
def test_text_from_outside_is_data(module: str, upgrade: str) -> None:
    assert findings(upgrade, imports=IMPORTS + module, select="ML372")


@pytest.mark.parametrize(("module", "upgrade"), [*cases(FOLDER / "no_data.txt")])
def test_what_only_depends_on_it_is_not(module: str, upgrade: str) -> None:
    assert not findings(upgrade, imports=IMPORTS + module, select="ML372")


def test_a_text_is_not_that_of_a_variable_of_the_same_name() -> None:
    upgrade = 'sql = f"DROP TABLE {x}"\nif x:\n    sql = f"SELECT {x}"\nop.execute(sql)'
    assert findings(upgrade, imports=IMPORTS + "from app import x\n", select=("ML301", "ML376"))


def test_what_is_added_to_a_text_is_part_of_it() -> None:
    upgrade = 'sql = f"SELECT {x}"\nsql += "; DROP TABLE a"\nop.execute(sql)'
    assert findings(upgrade, imports=IMPORTS + "from app import x\n", select="ML301")
