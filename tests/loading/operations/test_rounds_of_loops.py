"""A loop is read round by round only as far as every round is known: what is not is unknown, never nothing."""

from __future__ import annotations

import pytest

from tests.support.operations import IMPORTS, findings

BEFORE = 'op.create_table("a", sa.Column("id", sa.Integer))\nop.create_table("b", sa.Column("id", sa.Integer))'
MATCHED = """
for t in ["x"]:
    match ["y"]:
        case [t]:
            pass
    if t == "y":
        op.drop_table("a")
"""
HELPER = """
def helper():
    t = "x"
    while True:
        if t == "y":
            op.drop_table("a")
            break
        t = "y"
"""


def said(upgrade: str, more: str = "") -> str:
    found = findings(
        upgrade, before=BEFORE, dialect="sqlite", imports=IMPORTS + more, select=("ML301", "ML372", "ML376")
    )
    return "\n".join(f"{one.code} {one.problem.message}" for one in found)


@pytest.mark.parametrize(
    "upgrade",
    [
        'for i, t in enumerate(["a", "b"], 1):\n    if i == 2:\n        op.drop_table(t)',
        'for i, t in enumerate(["a", "b"], start=1):\n    if i == 2:\n        op.drop_table(t)',
        'for i, t in enumerate(["a", "b"]):\n    if i == 1:\n        op.drop_table(t)',
    ],
)
def test_rounds_are_counted_as_python_counts_them(upgrade: str) -> None:
    found = said(upgrade)
    assert found
    assert "the table a is" not in found


@pytest.mark.parametrize(
    ("upgrade", "more"),
    [
        ('for item in [["a", "x"]]:\n    item[1] = "y"\n    if item[1] == "y":\n        op.drop_table("a")', ""),
        ('for item in [["x"]]:\n    item.insert(0, "y")\n    if item[0] == "y":\n        op.drop_table("a")', ""),
        (MATCHED, ""),
        ('other = {"a": 1}\nfor t in {**other}:\n    op.drop_table(t)', ""),
        ('found = []\nsame = found\nsame.append("a")\nfor t in found:\n    op.drop_table(t)', ""),
        ('found = {}\nsame = found\nsame["a"] = 1\nfor t, _ in found.items():\n    op.drop_table(t)', ""),
        ('found = []\nfill(found)\nfor t in found:\n    op.drop_table(t)', 'def fill(names):\n    names.append("a")\n'),
        ('TABLES.append("a")\nfor t in TABLES:\n    op.drop_table(t)', "TABLES = []\n"),
        ('for t in TABLES:\n    op.drop_table(t)', 'TABLES = []\nTABLES.append("a")\n'),
        ('for t in ["x"]:\n    helper()', HELPER),
        ('[op.drop_table(t) for t in found()]', 'def found():\n    return open("x").read().split()\n'),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_nothing(upgrade: str, more: str) -> None:
    assert said(upgrade, more) != ""
