"""ML343-ML347: rules that run only where they are selected."""

from __future__ import annotations

import pytest

from migralint.rules.operation.catalog.postgresql import RULES
from tests.support.operations import found

TWO = 'op.add_column("orders", sa.Column("a", sa.Text()))\nop.add_column("users", sa.Column("a", sa.Text()))'
COLUMN = 'op.add_column("orders", sa.Column("c", {}))'
NEW = 'op.create_table("new", sa.Column("id", {}))'

FOUND = [
    ("ML343", TWO),
    ("ML343", 'op.drop_table("a")\nop.execute("TRUNCATE b")\nop.execute("ALTER TABLE c RENAME TO d")'),
    ("ML343", 'with op.batch_alter_table("a") as b:\n    b.drop_column("x")\nop.alter_column("c", "x", nullable=True)'),
    ("ML344", 'op.add_column("orders", sa.Column("a", sa.Text()))'),
    ("ML344", 'op.create_index("ix", "orders", ["c"])'),
    ("ML344", 'op.execute("SET statement_timeout = 5")\nop.execute("ALTER TABLE orders ADD a text")'),
    ("ML344", 'op.create_table("new", sa.Column("c", sa.Integer(), sa.ForeignKey("users.id")))'),
    ("ML345", COLUMN.format("sa.JSON()")),
    ("ML345", COLUMN.format("postgresql.JSON(astext_type=sa.Text())")),
    ("ML345", 'op.execute("ALTER TABLE orders ADD COLUMN c json")'),
    ("ML346", NEW.format("sa.Integer(), primary_key=True")),
    ("ML346", 'op.create_table("new", sa.Column("id", sa.SmallInteger()), sa.PrimaryKeyConstraint("id"))'),
    ("ML346", 'op.execute("CREATE TABLE new (id serial PRIMARY KEY)")'),
    ("ML347", COLUMN.format("sa.DateTime()")),
    ("ML347", COLUMN.format("postgresql.TIMESTAMP()")),
    ("ML347", NEW.format("sa.DateTime")),
    ("ML347", 'op.execute("ALTER TABLE orders ALTER c TYPE timestamp")'),
]

CLEAN = [
    ("ML343", 'op.add_column("orders", sa.Column("a", sa.Text()))\nop.drop_column("orders", "b")'),
    ("ML343", NEW.format("sa.Text()") + '\nop.add_column("new", sa.Column("a", sa.Text()))\nop.drop_column("a", "b")'),
    ("ML343", TWO + '\nwith op.get_context().autocommit_block():\n    op.execute("VACUUM orders")'),
    ("ML343", 'op.create_index("a", "orders", ["c"])\nop.create_index("b", "users", ["c"])'),
    ("ML344", "op.execute(\"SET LOCAL lock_timeout = '5s'\")\n" + TWO),
    ("ML344", "op.execute(\"SELECT set_config('lock_timeout', '5s', true)\")\n" + TWO),
    ("ML344", NEW.format("sa.Text()")),
    ("ML344", 'op.execute("COMMENT ON TABLE orders IS \'x\'")'),
    ("ML344", 'op.execute("ALTER TABLE orders SET (fillfactor = 70)")'),
    ("ML345", COLUMN.format("postgresql.JSONB()")),
    ("ML345", COLUMN.format('sa.JSON().with_variant(postgresql.JSONB(), "postgresql")')),
    ("ML346", NEW.format("sa.BigInteger(), primary_key=True")),
    ("ML346", NEW.format('sa.Integer(), sa.ForeignKey("a.id"), primary_key=True')),
    ("ML346", 'op.create_table("n", sa.Column("a", sa.Integer(), primary_key=True), '
     'sa.Column("b", sa.Integer(), primary_key=True))'),
    ("ML347", COLUMN.format("sa.DateTime(timezone=True)")),
    ("ML347", COLUMN.format("sa.Date()")),
    ("ML347", 'op.execute("ALTER TABLE orders ADD c timestamptz")'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_found(code: str, upgrade: str) -> None:
    assert found(upgrade, dialect="postgresql", select=[code]) == [code]


@pytest.mark.parametrize(("code", "upgrade"), CLEAN)
def test_clean(code: str, upgrade: str) -> None:
    assert found(upgrade, dialect="postgresql", select=[code]) == []


def test_none_of_them_runs_by_default() -> None:
    assert [rule.code for rule in RULES if not rule.default] == [*dict(FOUND)]


@pytest.mark.parametrize(
    "text", ['connect_args={"options": "-c lock_timeout=5000"}', 'execute("SET lock_timeout = 5")']
)
def test_a_limit_in_env_py_counts_for_all(text: str) -> None:
    assert found(TWO, dialect="postgresql", select=["ML344"], files={"env.py": text}) == []
