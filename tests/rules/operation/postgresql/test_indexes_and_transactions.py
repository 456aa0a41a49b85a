"""ML320-ML324: indexes, and what must not run in a transaction."""

from __future__ import annotations

import pytest

from tests.support.operations import IMPORTS, findings, found

ORDERS = 'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))'
BLOCK = "with op.get_context().autocommit_block():\n    "

FOUND = [
    # index-not-concurrent
    ("ML320", 'op.create_index("ix", "orders", ["day"])'),
    ("ML320", 'op.create_index(op.f("ix"), "orders", ["day"], unique=True, schema="shop")'),
    ("ML320", 'with op.batch_alter_table("orders") as b:\n    b.create_index("ix", ["day"])'),
    ("ML320", 'op.execute("CREATE UNIQUE INDEX ix ON orders (day)")'),
    ("ML320", 'op.add_column("orders", sa.Column("day", sa.Date(), index=True))'),
    ("ML320", BLOCK + 'op.create_index("ix", "orders", ["day"])'),
    ("ML320", 'op.execute("""\nDO $$ BEGIN\n  CREATE INDEX ix ON orders (day);\nEND $$""")'),
    # drop-index-not-concurrent
    ("ML321", 'op.drop_index("ix")'),
    ("ML321", 'op.drop_index("ix", table_name="orders")'),
    ("ML321", 'with op.batch_alter_table("orders") as b:\n    b.drop_index("ix")'),
    ("ML321", 'op.execute("DROP INDEX IF EXISTS ix")'),
    # not-in-a-transaction
    ("ML322", 'op.create_index("ix", "orders", ["day"], postgresql_concurrently=True)'),
    ("ML322", 'with op.batch_alter_table("orders") as b:\n    b.drop_index("ix", postgresql_concurrently=True)'),
    ("ML322", 'op.drop_index("ix", postgresql_concurrently=True)'),
    ("ML322", 'op.execute("create unique index concurrently ix on orders (day)")'),
    ("ML322", 'op.execute("DROP INDEX CONCURRENTLY ix")'),
    ("ML322", 'op.execute("REINDEX INDEX CONCURRENTLY ix")'),
    ("ML322", 'op.execute("REINDEX (CONCURRENTLY) TABLE orders")'),
    ("ML322", 'op.execute("ALTER TABLE orders DETACH PARTITION old CONCURRENTLY")'),
    ("ML322", 'op.execute("VACUUM orders")'),
    ("ML322", 'op.execute("VACUUM (FULL) orders")'),
    ("ML322", 'op.execute("CREATE DATABASE other")'),
    ("ML322", 'op.execute("ALTER SYSTEM SET work_mem = 1")'),
    ("ML322", 'op.get_bind().execute(sa.text("VACUUM"))'),
    ("ML322", BLOCK + 'op.execute("SET lock_timeout = 5; CREATE INDEX CONCURRENTLY ix ON orders (day)")'),
    # concurrently-if-not-exists
    ("ML323", BLOCK + 'op.create_index("ix", "t", ["c"], postgresql_concurrently=True, if_not_exists=True)'),
    ("ML323", BLOCK + 'op.execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON t (c)")'),
    # autocommit-in-the-middle
    ("ML324", 'op.add_column("orders", sa.Column("a", sa.Integer()))\n' + BLOCK + 'op.execute("VACUUM orders")'),
    ("ML324", ORDERS + "\n" + BLOCK + "op.execute(\"ALTER TYPE mood ADD VALUE 'ok'\")"),
    ("ML324", 'op.execute("INSERT INTO orders (id) VALUES (1)")\n' + BLOCK + 'op.execute("VACUUM orders")'),
]  # fmt: skip

CLEAN = [
    ("ML320", BLOCK + 'op.create_index("ix", "orders", ["day"], postgresql_concurrently=True)'),
    ("ML320", 'op.execute("CREATE INDEX ix ON ONLY orders (day)")'),
    ("ML320", ORDERS + '\nop.create_index("ix", "orders", ["day"])'),
    ("ML320", 'op.execute("CREATE TABLE t AS SELECT 1 AS a")\nop.create_index("ix", "t", ["a"])'),
    ("ML320", 'op.execute("CREATE TEMP TABLE t (a int)")\nop.create_index("ix", "t", ["a"])'),
    ("ML320", 'op.execute("CREATE MATERIALIZED VIEW v AS SELECT 1 AS a")\nop.create_index("ix", "v", ["a"])'),
    ("ML320", ORDERS + '\nop.rename_table("orders", "new")\nop.create_index("ix", "new", ["day"])'),
    ("ML320", 'op.create_table(Webhook.__tablename__)\nop.create_index("ix", Webhook.__tablename__, ["a"])'),
    ("ML320", 'if op.get_bind().dialect.name == "sqlite":\n    op.create_index("ix", "orders", ["day"])'),
    ("ML321", BLOCK + 'op.drop_index("ix", postgresql_concurrently=True)'),
    ("ML321", 'op.drop_index("ix", table_name="orders")\nop.drop_table("orders")'),
    ("ML321", ORDERS + '\nop.create_index("ix", "orders", ["day"])\nop.drop_index("ix")'),
    ("ML322", BLOCK + 'op.create_index("ix", "orders", ["day"], postgresql_concurrently=True)'),
    ("ML322", "block = op.get_context().autocommit_block()\nwith block:\n    op.execute('VACUUM')"),
    ("ML322", "context = op.get_context()\nwith context.autocommit_block():\n    op.execute('VACUUM')"),
    ("ML322", 'op.execute("COMMIT")\nop.execute("CREATE INDEX CONCURRENTLY ix ON orders (day)")'),
    ("ML322", 'op.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY v")'),
    ("ML322", 'op.execute("REINDEX TABLE orders")'),
    ("ML322", 'if op.get_bind().dialect.name != "postgresql":\n    op.execute("VACUUM")'),
    ("ML322", 'try:\n    op.execute("VACUUM")\nexcept Exception:\n    pass'),
    ("ML323", BLOCK + 'op.create_index("ix", "t", ["c"], postgresql_concurrently=True)'),
    ("ML323", 'op.create_index("ix", "t", ["c"], if_not_exists=True)'),
    ("ML323", BLOCK + 'op.drop_index("ix", "t", postgresql_concurrently=True, if_exists=True)\n    '
     'op.create_index("ix", "t", ["c"], postgresql_concurrently=True, if_not_exists=True)'),
    ("ML324", BLOCK + 'op.execute("VACUUM orders")\nop.add_column("orders", sa.Column("a", sa.Integer()))'),
    ("ML324", 'op.execute("SET lock_timeout = 5")\n' + BLOCK + 'op.execute("VACUUM orders")'),
    ("ML324", 'op.create_index("ix", "t", ["c"], if_not_exists=True)\n' + BLOCK + 'op.execute("VACUUM orders")'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_found(code: str, upgrade: str) -> None:
    assert found(upgrade, dialect="postgresql", select=[code]) == [code]


@pytest.mark.parametrize(("code", "upgrade"), CLEAN)
def test_clean(code: str, upgrade: str) -> None:
    assert found(upgrade, dialect="postgresql", select=[code]) == []


@pytest.mark.parametrize(
    ("imports", "prefix"), [("from alembic import op as o", "o."), ("from alembic.op import *", "")]
)
def test_under_any_import(imports: str, prefix: str) -> None:
    upgrade = f'{prefix}create_index("ix", "orders", ["day"])'
    named = imports.replace("*", "create_index")
    assert found(upgrade, dialect="postgresql", select=["ML320"], imports=IMPORTS + named + "\n") == ["ML320"]


def test_only_on_postgresql() -> None:
    upgrade = 'op.create_index("ix", "orders", ["day"], postgresql_concurrently=True)'
    assert found(upgrade, dialect="sqlite", select=["ML32"]) == []
    assert found(upgrade, dialect="sqlite postgresql", select=["ML32"]) == ["ML322"]


def test_what_an_index_is_built_on_is_named() -> None:
    (finding,) = findings(
        'op.create_index("ix", "orders", [sa.text("lower(a)"), "b"], postgresql_where=sa.text("b > 0"))',
        dialect="postgresql",
        select=["ML320"],
    )
    assert finding.problem.message == "building ix on orders makes every write to it wait (SHARE lock)"
    assert finding.problem.help == (
        "in its own revision: with op.get_context().autocommit_block(): "
        'op.create_index("ix", "orders", [sa.text("lower(a)"), "b"], postgresql_where=sa.text("b > 0"), '
        "postgresql_concurrently=True)"
    )


def test_the_index_of_a_column_gets_the_name_that_sqlalchemy_gives() -> None:
    (finding,) = findings(
        'op.add_column("orders", sa.Column("day", sa.Date(), index=True))', dialect="postgresql", select=["ML320"]
    )
    assert 'op.create_index("ix_orders_day", "orders", ["day"], postgresql_concurrently=True)' in finding.problem.help


def test_locks_do_not_matter_on_small_tables_and_in_downtime() -> None:
    upgrade = 'op.create_index("ix", "orders", ["day"])'
    assert found(upgrade, dialect="postgresql", select=["ML320"], settings='small-tables = ["ord*"]\n') == []
    assert found(upgrade, dialect="postgresql", select=["ML320"], settings="downtime = true\n") == []


def test_an_index_of_an_earlier_revision_on_a_small_table() -> None:
    before = ORDERS + '\nop.create_index("ix", "orders", ["day"])'
    options = {"dialect": "postgresql", "select": ["ML321"], "before": before}
    assert found('op.drop_index("ix")', **options) == ["ML321"]
    assert found('op.drop_index("ix")', settings='small-tables = ["orders"]\n', **options) == []


@pytest.mark.parametrize(
    "env",
    [
        'engine = create_engine(url, isolation_level="AUTOCOMMIT")',
        "connection.execution_options(isolation_level='AUTOCOMMIT')",
        "context.configure(connection=connection, transactional_ddl=False)",
    ],
)
def test_env_py_may_leave_transactions_out(env: str) -> None:
    upgrade = 'op.create_index("ix", "orders", ["day"], postgresql_concurrently=True)'
    assert found(upgrade, dialect="postgresql", select=["ML322"], files={"env.py": env}) == []
    assert found(upgrade, dialect="postgresql", select=["ML322"], files={"env.py": "transactional_ddl=True"}) == [
        "ML322"
    ]


def test_what_cannot_run_in_a_transaction_is_shown_outside_of_it() -> None:
    def said(upgrade: str) -> tuple[str, str]:
        (finding,) = findings(upgrade, dialect="postgresql", select=["ML322"])
        return finding.problem.message.partition(" fails")[0], finding.problem.help.partition("block(): ")[2]

    call = 'op.create_index("ix", "orders", ["day"], postgresql_concurrently=True)'
    assert said(call) == ("CREATE INDEX CONCURRENTLY of ix", call)
    assert said('op.execute("""\nVACUUM\n  orders""")') == ("VACUUM", 'op.execute("VACUUM orders")')


def test_the_block_is_named_once() -> None:
    upgrade = (
        'op.add_column("orders", sa.Column("a", sa.Integer()))\nop.drop_column("orders", "b")\n'
        + BLOCK
        + 'op.execute("VACUUM orders")\n    op.execute("VACUUM other")'
    )
    (finding,) = findings(upgrade, dialect="postgresql", select=["ML324"])
    assert "commits the column orders.a, and 1 more before it" in finding.problem.message
    place, first = finding.problem.location, finding.problem.related[0].location
    assert place is not None and first is not None and first.line + 3 == place.line
