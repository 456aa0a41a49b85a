"""Text that a condition chooses before it is executed: each of the texts is read, for the dialects it is meant for."""

from __future__ import annotations

import pytest

from migralint.changes.change import Unread
from migralint.changes.revision import read_changes
from tests.support.operations import findings, found, written

DIALECT = "dialect = op.get_bind().dialect.name\n"
MYSQL_ONLY = "UPDATE orders SET `day` = 1"
PLAIN = "UPDATE orders SET note = 1"

CHOSEN = [
    f'if {{test}}:\n    stmt = "{MYSQL_ONLY}"\nelse:\n    stmt = "{PLAIN}"\nop.execute(stmt)',
    f'stmt = "{PLAIN}"\nif {{test}}:\n    stmt = "{MYSQL_ONLY}"\nop.execute(stmt)',
    f'if {{test}}:\n    stmt = "{MYSQL_ONLY}"\nelif dialect == "oracle":\n    stmt = "DELETE FROM x"\n'
    f'else:\n    stmt = "{PLAIN}"\nop.execute(stmt)',
    f'stmt = "{MYSQL_ONLY}" if {{test}} else "{PLAIN}"\nop.get_bind().execute(sa.text(stmt))',
    f'op.execute("{MYSQL_ONLY}" if {{test}} else "{PLAIN}")',
    f'op.execute(sa.text("{MYSQL_ONLY}" if {{test}} else "{PLAIN}"))',
    f'stmt = sa.text("{MYSQL_ONLY}") if {{test}} else sa.text("{PLAIN}")\nop.execute(stmt)',
    f'def run(text):\n    op.execute(text)\nstmt = "{PLAIN}"\nif {{test}}:\n    stmt = "{MYSQL_ONLY}"\nrun(stmt)',
    "name = '`day`' if {test} else 'note'\nop.execute(f'UPDATE orders SET {{name}} = 1')",
]


@pytest.mark.parametrize("body", CHOSEN)
def test_a_text_for_one_dialect_is_judged_for_that_alone(body: str) -> None:
    all_three = {"dialect": "postgresql mysql sqlite", "select": "ML383"}
    assert found(DIALECT + body.format(test='dialect == "mysql"'), **all_three) == []
    assert found(DIALECT + body.format(test='dialect != "sqlite"'), **all_three) == ["ML383"]


@pytest.mark.parametrize("body", CHOSEN[:2])
def test_what_any_condition_chooses_may_be_executed(body: str) -> None:
    text = body.format(test="wanted()").replace(MYSQL_ONLY, "DROP TABLE orders")
    assert found(text, select="ML301") == ["ML301"]
    assert found(text.replace("wanted()", "not wanted()"), select="ML301") == ["ML301"]


def test_a_text_with_a_hole_is_one_of_them() -> None:
    body = 'stmt = "DELETE FROM x WHERE id = 1"\nif wanted():\n    stmt = f"DROP TABLE orders {x()}"\nop.execute(stmt)'
    assert found(body, select="ML301") == ["ML301"]


def test_text_from_outside_is_still_seen_in_one_of_them() -> None:
    body = (
        'import os\nstmt = "DELETE FROM x WHERE id = 1"\n'
        "if wanted():\n    stmt = f\"DELETE FROM x WHERE id = '{os.environ['ID']}'\"\nop.execute(stmt)"
    )
    assert found(body, select="ML372") == ["ML372"]


@pytest.mark.parametrize(
    "body",
    [
        'if wanted():\n    stmt = "DROP TABLE a"\nelse:\n    stmt = other()\nop.execute(stmt)',
        'stmt = "DROP TABLE a"\nfor one in some():\n    if one:\n        stmt = "DROP TABLE b"\n    op.execute(stmt)',
        'try:\n    stmt = other()\nexcept Exception:\n    stmt = "DROP TABLE a"\nop.execute(stmt)',
    ],
)
def test_where_one_of_them_is_not_known_the_text_is_not_known(body: str) -> None:
    with written(body) as (_, _, subject):
        changes = [one for file in subject.files for one in read_changes(file).upgrade]
    assert any(isinstance(one, Unread) for one in changes)


def test_a_part_that_another_condition_chooses_is_a_hole() -> None:
    body = "op.execute(f\"CREATE INDEX {'CONCURRENTLY' if wanted() else ''} ix ON orders (day)\")"
    assert found(body, select="ML320", dialect="postgresql") == []


def test_what_is_known_before_is_known_behind_it() -> None:
    before = 'op.create_table("orders", sa.Column("note", sa.Text(), nullable=False), sa.Column("day", sa.Text()))'
    update = DIALECT + CHOSEN[0].format(test='dialect == "mysql"')
    again = 'op.alter_column("orders", "{}", existing_type=sa.Text(), nullable=False)'
    for column, expected in (("note", []), ("day", ["ML331"])):
        told = findings(again.format(column), before=[before, update], select="ML331", dialect="postgresql")
        assert [one.code for one in told] == expected
