"""What running code does not survive, in every form: batch, SQL, loops, helpers, guards."""

from __future__ import annotations

import pytest

from tests.support.operations import found

BEFORE = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", '
    'sa.Date()), sa.Column("note", sa.String(40), nullable=False, server_default="x"), '
    'sa.Column("state", sa.Enum("new", "old", name="st")), sa.Column("big", sa.BigInteger()))\n'
    'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("o", '
    'sa.Integer(), sa.ForeignKey("orders.id")))'
)

FOUND: list[tuple[str, str, dict[str, object]]] = [
    ("ML310", 'op.rename_table("orders", "p", schema="s")', {}),
    ("ML310", 'op.execute("ALTER TABLE IF EXISTS orders RENAME TO p")', {}),
    ("ML310", 'op.execute("RENAME TABLE orders TO p, users TO q")', {"dialect": "mysql"}),
    ("ML310", 'op.execute("ALTER TABLE orders SET SCHEMA archive")', {}),
    (
        "ML311",
        (
            'with op.batch_alter_table("orders") as b:\n'
            '    b.alter_column("day", new_column_name="d", existing_type=sa.Date())'
        ),
        {},
    ),
    ("ML311", 'op.alter_column("orders", column_name="day", new_column_name="d")', {}),
    ("ML311", 'op.execute("ALTER TABLE orders RENAME COLUMN day TO d")', {}),
    ("ML311", 'op.execute("ALTER TABLE orders CHANGE COLUMN day d DATE")', {"dialect": "mysql"}),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Integer(), nullable=False), schema="public")', {}),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Integer, nullable=False, server_default=None))', {}),
    ("ML312", 'op.add_column("orders", column=sa.Column("c", sa.Text(), nullable=False))', {}),
    ("ML312", ('c = sa.Column("c", sa.Text(), nullable=False)\nop.add_column("orders", c)'), {}),
    (
        "ML312",
        (
            'for c in (sa.Column("c", sa.Text(), nullable=False), sa.Column("d", sa.Text())):\n'
            '    op.add_column("orders", c)'
        ),
        {},
    ),
    (
        "ML312",
        ('def col(n):\n    return sa.Column(n, sa.Text(), nullable=False)\nop.add_column("orders", col("c"))'),
        {},
    ),
    ("ML312", 'op.execute("ALTER TABLE orders ADD c text NOT NULL, ADD d int")', {}),
    ("ML312", 'op.execute("ALTER TABLE orders ADD COLUMN (a int NOT NULL)")', {"dialect": "mysql"}),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Text(), primary_key=True))', {}),
    (
        "ML313",
        (
            'op.add_column("orders", sa.Column("c", sa.Text()))\n'
            'op.get_bind().execute(sa.text("UPDATE orders SET c=1"))\n'
            'with op.batch_alter_table("orders") as b:\n'
            '    b.alter_column("c", nullable=False)'
        ),
        {},
    ),
    (
        "ML313",
        (
            "op.execute(\"ALTER TABLE orders ADD c text NOT NULL DEFAULT ''\")\n"
            'op.execute("ALTER TABLE orders ALTER c DROP DEFAULT")'
        ),
        {},
    ),
    ("ML314", 'op.execute("ALTER TABLE orders ALTER COLUMN day SET NOT NULL")', {"dialect": "sqlite"}),
    (
        "ML314",
        ('op.execute("UPDATE orders SET note = 1")\nop.alter_column("orders", "day", nullable=False)'),
        {"dialect": "mysql"},
    ),
    ("ML315", 'op.execute("ALTER TABLE orders ALTER note DROP NOT NULL")', {}),
    ("ML315", 'op.alter_column("x", "y", existing_nullable=False, nullable=True)', {}),
    ("ML316", ('with op.batch_alter_table("orders") as b:\n    b.alter_column("note", server_default=None)'), {}),
    ("ML317", ('with op.batch_alter_table("orders") as b:\n    b.drop_constraint("c", type_="unique")'), {}),
    ("ML317", 'op.execute("ALTER TABLE orders DROP CONSTRAINT IF EXISTS c")', {}),
    ("ML318", "op.execute(\"ALTER TYPE st RENAME VALUE 'a' TO 'b'\")", {"dialect": "postgresql"}),
    ("ML318", 'op.execute("ALTER TYPE st RENAME TO st2")', {"dialect": "postgresql"}),
    ("ML318", 'op.execute("ALTER SCHEMA s RENAME TO t")', {"dialect": "postgresql"}),
    ("ML318", 'op.execute("ALTER TYPE st SET SCHEMA t")', {"dialect": "postgresql"}),
]

NOT_FOUND: list[tuple[str, str, dict[str, object]]] = [
    (
        "ML310",
        (
            'op.execute("ALTER SEQUENCE a RENAME TO b")\n'
            'op.execute("ALTER TYPE a RENAME TO b")\n'
            'op.execute("ALTER TABLE orders RENAME INDEX a TO b")\n'
            'op.execute("ALTER TABLE orders RENAME KEY a TO b")'
        ),
        {},
    ),
    ("ML310", ('op.rename_table("orders", "old")\nop.create_table("orders", sa.Column("a"))'), {}),
    ("ML310", ('op.rename_table("orders", "p")\nop.execute("CREATE OR REPLACE VIEW orders AS SELECT * FROM p")'), {}),
    ("ML311", 'op.execute("ALTER TABLE orders CHANGE day day DATE")', {"dialect": "mysql"}),
    ("ML311", ('op.create_table("t", sa.Column("a"))\nop.alter_column("t", "a",new_column_name="b")'), {}),
    ("ML311", 'op.alter_column("orders", "day", new_column_name=None, nullable=True)', {}),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.Identity(), nullable=False))', {}),
    ("ML312", 'op.execute("ALTER TABLE orders ADD COLUMN c serial")', {"dialect": "postgresql"}),
    ("ML312", "op.execute(\"ALTER TABLE orders ADD COLUMN c text NOT NULL DEFAULT 'x'\")", {}),
    ("ML312", 'op.execute("ALTER TABLE orders ADD COLUMN c int GENERATED ALWAYS AS (id) STORED NOT NULL")', {}),
    ("ML312", 'op.execute("ALTER TABLE orders ADD COLUMN c int GENERATED BY DEFAULT AS IDENTITY NOT NULL")', {}),
    ("ML312", 'op.execute("ALTER TABLE orders ADD CONSTRAINT c CHECK (day IS NOT NULL)")', {}),
    ("ML312", 'op.execute("ALTER TABLE orders ADD COLUMN c text DEFAULT NULL CHECK (c IS NOT NULL)")', {}),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False, **extra))', {}),
    (
        "ML313",
        (
            'op.add_column("orders", sa.Column("c", sa.Text(), server_default="x"))\n'
            'op.alter_column("orders", "c", nullable=False)'
        ),
        {},
    ),
    (
        "ML313",
        (
            'op.add_column("orders", sa.Column("c", sa.Text(), server_default="x"))\n'
            'op.alter_column("orders", "c", server_default=None)'
        ),
        {},
    ),
    (
        "ML313",
        (
            'op.create_table("t", sa.Column("a"))\n'
            'op.add_column("t", sa.Column("c", sa.Text()))\n'
            'op.alter_column("t", "c",nullable=False)'
        ),
        {},
    ),
    (
        "ML314",
        (
            't = sa.table("orders", sa.column("day"))\n'
            'op.execute(t.update().where(t.c.day.is_(None)).values(day="x"))\n'
            'op.alter_column("orders", "day", nullable=False)'
        ),
        {"dialect": "mysql"},
    ),
    (
        "ML314",
        'op.alter_column("orders", "day", nullable=False)',
        {"before": [BEFORE, 'op.execute("UPDATE orders SET day = now() WHERE day IS NULL")'], "dialect": "mysql"},
    ),
    (
        "ML314",
        ('op.execute("UPDATE orders SET day = now()")\nop.alter_column("orders", "day", nullable=False)'),
        {"dialect": "mysql"},
    ),
    ("ML314", 'op.alter_column("orders", "day", nullable=False)', {"dialect": "postgresql"}),
    (
        "ML314",
        ('op.execute("DELETE FROM orders WHERE day IS NULL")\nop.alter_column("orders", "day", nullable=False)'),
        {"dialect": "mysql"},
    ),
    (
        "ML316",
        (
            'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False, server_default="x"))\n'
            'op.alter_column("orders", "c", server_default=None)'
        ),
        {},
    ),
    (
        "ML318",
        (
            'op.execute("ALTER TYPE st RENAME TO st_old")\n'
            "op.execute(\"CREATE TYPE st AS ENUM ('a')\")\n"
            'op.execute("ALTER TABLE orders ALTER state TYPE st USING state::text::st")\n'
            'op.execute("DROP TYPE st_old")'
        ),
        {"dialect": "postgresql"},
    ),
    (
        "ML318",
        ('op.execute("ALTER TYPE st RENAME TO st_old")\nsa.Enum("a", name="st").create(op.get_bind())'),
        {"dialect": "postgresql"},
    ),
    (
        "ML318",
        ("op.execute(\"CREATE TYPE q AS ENUM ('a')\")\nop.execute(\"ALTER TYPE q RENAME VALUE 'a' TO 'b'\")"),
        {"dialect": "postgresql"},
    ),
]


@pytest.mark.parametrize(("code", "upgrade", "options"), FOUND)
def test_is_found(code: str, upgrade: str, options: dict[str, object]) -> None:
    options = {"before": BEFORE, "dialect": "", **options}
    codes = found(upgrade, select=code, **options)
    assert codes
    assert set(codes) == {code}


@pytest.mark.parametrize(("code", "upgrade", "options"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str, options: dict[str, object]) -> None:
    options = {"before": BEFORE, "dialect": "", **options}
    assert found(upgrade, select=code, **options) == []
