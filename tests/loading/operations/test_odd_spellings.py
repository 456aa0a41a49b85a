"""A column that is dropped is found however the call and the SQL are written; each case in `odd/` drops `c` of `t`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cases import cases
from tests.support.operations import IMPORTS, findings, found

BEFORE = 'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("c", sa.String(50)))'
CASES = cases(*sorted(Path(__file__).with_name("odd").glob("*.txt")))


@pytest.mark.parametrize(("module", "upgrade"), [*CASES])
def test_it_is_found(module: str, upgrade: str) -> None:
    assert findings(upgrade, before=BEFORE, dialect="postgresql", imports=IMPORTS + module, select="ML302")


@pytest.mark.parametrize(
    ("test", "codes"),
    [
        ('"sqlite" in op.get_bind().dialect.name', []),
        ('"postgres" in op.get_bind().dialect.name', ["ML320"]),
        ('"postgresql" not in op.get_bind().dialect.name', []),
        ('"sqlite" not in op.get_bind().dialect.name', ["ML320"]),
    ],
)
def test_a_part_of_the_name_tells_the_dialect(test: str, codes: list[str]) -> None:
    upgrade = f'if {test}:\n    op.create_index("ix", "t", ["c"])'
    assert found(upgrade, before=BEFORE, dialect="postgresql", select="ML320") == codes
