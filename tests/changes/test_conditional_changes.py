"""What is known of a table after a change that may or may not have been made: what is so in both cases."""

from __future__ import annotations

import pytest

from tests.support.operations import findings, found

ORDERS = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("size", sa.Integer()),'
    ' sa.Column("note", sa.String(20), nullable=False),'
    ' sa.UniqueConstraint("note", name="uq_note"), sa.UniqueConstraint("size", name="uq_size"))'
)
UNDER_A_CONDITION = (
    "if sa.inspect(op.get_bind()).has_table('orders'):\n    {}",
    "try:\n    {}\nexcept Exception:\n    pass",
)
WIDER = 'op.alter_column("orders", "size", type_=sa.BigInteger())'
REWRITES = "orders.size becomes bigint from integer: PostgreSQL rewrites"
MAY_REWRITE = "orders.size becomes bigint from an unknown type: PostgreSQL may rewrite"


@pytest.mark.parametrize("condition", UNDER_A_CONDITION)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('op.create_unique_constraint("uq_both", "orders", ["size", "note"])', REWRITES),
        ('op.drop_constraint("uq_size", "orders", type_="unique")', REWRITES),
        ('op.create_index("ix_size", "orders", ["size"])', REWRITES),
        ('op.drop_index("ix_size", "orders")', REWRITES),
        ('op.add_column("orders", sa.Column("more", sa.Text()))', REWRITES),
        ('op.alter_column("orders", "note", nullable=True)', REWRITES),
        ('op.alter_column("orders", "size", nullable=False)', MAY_REWRITE),
        ('op.alter_column("orders", "size", type_=sa.Text())', MAY_REWRITE),
        ('op.alter_column("orders", "size", new_column_name="width")', MAY_REWRITE),
        ('op.drop_column("orders", "size")', MAY_REWRITE),
        ('op.drop_table("orders")', MAY_REWRITE),
    ],
)
def test_a_column_is_known_unless_the_change_is_about_it(condition: str, change: str, said: str) -> None:
    (told,) = findings(WIDER, before=[ORDERS, condition.format(change)], select="ML328", dialect="postgresql")
    assert told.problem.message.startswith(said)


@pytest.mark.parametrize("condition", UNDER_A_CONDITION)
@pytest.mark.parametrize(
    ("change", "again", "expected"),
    [
        ('op.drop_constraint("uq_size", "orders", type_="unique")', "uq_size", []),
        ('op.drop_constraint("uq_size", "orders", type_="unique")', "uq_note", ["ML395"]),
        ('op.create_unique_constraint("uq_both", "orders", ["size", "note"])', "uq_both", []),
        ('op.create_unique_constraint("uq_both", "orders", ["size", "note"])', "uq_size", ["ML395"]),
        ('op.drop_column("orders", "size")', "uq_size", []),
        ('op.drop_column("orders", "size")', "uq_note", ["ML395"]),
    ],
)
def test_a_constraint_is_known_unless_the_change_is_about_it(
    condition: str, change: str, again: str, expected: list[str]
) -> None:
    body = f'op.create_unique_constraint("{again}", "orders", ["size"])'
    before = [ORDERS, condition.format(change)]
    assert found(body, before=before, select="ML395", dialect="postgresql") == expected
