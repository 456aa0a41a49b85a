"""What loses data, in every form: batch, SQL, loops, helpers, guards."""

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
    ("ML301", ('with op.batch_alter_table("orders") as b:\n    pass\nop.drop_table("orders", schema=None)'), {}),
    ("ML301", 'op.execute("DROP TABLE orders, users")', {}),
    ("ML301", ('op.execute("""\nDROP TABLE IF EXISTS public.orders CASCADE;\n""")'), {}),
    ("ML301", ('for t in ["orders", "users"]:\n    op.execute(f"DROP TABLE {t}")'), {}),
    ("ML301", '[op.drop_table(t) for t in ("orders", "users")]', {}),
    ("ML301", ('def drop(o, t):\n    o.drop_table(t)\ndrop(op, "orders")'), {}),
    ("ML301", ('T="orders"\nop.drop_table(T)'), {}),
    ("ML301", 'op.drop_table(table_name="orders")', {}),
    ("ML301", ('if x():\n    op.drop_table("orders")'), {}),
    (
        "ML301",
        ('op.execute("DO $do$ BEGIN IF EXISTS (SELECT 1 FROM pg_tables) THEN DROP TABLE orders; END IF; END $do$")'),
        {},
    ),
    ("ML302", ('with op.batch_alter_table("orders") as b:\n    b.drop_column(column_name="day")'), {}),
    ("ML302", ('b = op.batch_alter_table("orders")\nwith b as c:\n    c.drop_column("day")'), {}),
    (
        "ML302",
        (
            'with op.batch_alter_table(table_name="orders", schema="s") as b:\n'
            '    for c in ("day", "note"):\n'
            "        b.drop_column(c)"
        ),
        {},
    ),
    ("ML302", 'op.execute("ALTER TABLE IF EXISTS ONLY orders DROP COLUMN IF EXISTS day CASCADE")', {}),
    ("ML302", 'op.execute("ALTER TABLE `orders` DROP `day`")', {"dialect": "mysql"}),
    ("ML302", ('for t, c in (("orders", "day"),("users", "o")):\n    op.drop_column(t, c)'), {}),
    (
        "ML302",
        ('for t, cs in {"orders": ["day"], "users": ["o"]}.items():\n    for c in cs:\n        op.drop_column(t, c)'),
        {},
    ),
    ("ML303", 'op.execute(sa.delete(sa.table("orders")))', {}),
    ("ML303", 'op.execute("DELETE FROM orders WHERE true")', {}),
    ("ML303", 'op.execute("DELETE FROM orders WHERE 1 = 1")', {}),
    ("ML303", 'op.execute("TRUNCATE orders, users RESTART IDENTITY")', {}),
    ("ML303", ('t = sa.Table("orders", sa.MetaData(), sa.Column("id"))\nop.get_bind().execute(t.delete())'), {}),
    ("ML304", 'op.execute("ALTER TABLE orders DROP COLUMN day CASCADE")', {"dialect": "postgresql"}),
    ("ML304", 'op.execute("ALTER TABLE orders DROP CONSTRAINT c CASCADE")', {"dialect": "postgresql"}),
    ("ML304", 'op.execute("DROP TYPE st CASCADE")', {"dialect": "postgresql"}),
    ("ML304", 'op.execute("DROP SCHEMA s CASCADE")', {"dialect": "postgresql"}),
    ("ML304", 'op.execute("DROP FUNCTION f(int) CASCADE")', {"dialect": "postgresql"}),
    ("ML304", 'op.execute("DROP EXTENSION x CASCADE")', {"dialect": "postgresql"}),
    ("ML304", 'op.execute("DROP MATERIALIZED VIEW v CASCADE")', {"dialect": "postgresql"}),
    ("ML305", 'op.execute("DROP DATABASE IF EXISTS x")', {}),
    ("ML305", 'op.execute(sa.schema.DropSchema("s", cascade=True))', {}),
    ("ML305", 'op.execute("DROP SCHEMA IF EXISTS s CASCADE")', {}),
    ("ML306", 'op.alter_column("orders", "note", type_=sa.String(20))', {}),
    ("ML306", ('with op.batch_alter_table("orders") as b:\n    b.alter_column("note", type_=sa.VARCHAR(20))'), {}),
    ("ML306", 'op.execute("ALTER TABLE orders ALTER COLUMN note TYPE varchar(20)")', {}),
    ("ML306", 'op.execute("ALTER TABLE orders ALTER note SET DATA TYPE character varying(20)")', {}),
    ("ML306", 'op.execute("ALTER TABLE orders MODIFY COLUMN note varchar(20)")', {"dialect": "mysql"}),
    ("ML306", 'op.execute("ALTER TABLE orders ALTER COLUMN big TYPE integer")', {}),
    ("ML306", 'op.alter_column("orders", "big", type_=sa.SmallInteger())', {}),
    ("ML306", 'op.alter_column("x", "y", existing_type=sa.DateTime(), type_=sa.Time())', {}),
    ("ML306", 'op.alter_column("x", "y", existing_type=sa.Numeric(10,2), type_=sa.Integer())', {}),
    (
        "ML306",
        ('op.alter_column("x", "y", existing_type=postgresql.TIMESTAMP(timezone=True), type_=sa.DateTime())'),
        {},
    ),
    ("ML307", 'op.alter_column("orders", "state", type_=sa.Enum("new", name="st2"))', {}),
    (
        "ML307",
        (
            'with op.batch_alter_table("orders") as b:\n'
            '    b.alter_column("state", existing_type=sa.Enum("new", "old"), type_=sa.Enum("new"))'
        ),
        {},
    ),
    (
        "ML307",
        ('op.drop_constraint("ck", "orders")\nop.create_check_constraint("ck", "orders", "note IN (\'a\')")'),
        {"before": BEFORE + ('\nop.create_check_constraint("ck", "orders", "note IN (\'a\', \'b\')")')},
    ),
    ("ML307", "op.execute(\"ALTER TABLE orders MODIFY state ENUM('new')\")", {"dialect": "mysql"}),
    ("ML308", ('op.drop_column("orders", "day")\nop.add_column("orders", sa.Column("date", sa.Date()))'), {}),
    (
        "ML308",
        (
            'with op.batch_alter_table("orders") as b:\n'
            '    b.add_column(sa.Column("date", sa.Date()))\n'
            '    b.drop_column("day")'
        ),
        {},
    ),
    ("ML308", 'op.execute("ALTER TABLE orders ADD COLUMN placed date, DROP COLUMN day")', {}),
    (
        "ML308",
        (
            'op.create_table("people", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("o", '
            "sa.Integer()))\n"
            'op.drop_table("users")'
        ),
        {},
    ),
    ("ML309", 'op.execute("DROP VIEW v")', {}),
    ("ML309", 'op.execute("DROP MATERIALIZED VIEW v")', {}),
    ("ML309", 'op.execute("DROP FUNCTION f()")', {}),
    ("ML309", 'op.execute("DROP TRIGGER t ON orders")', {}),
    ("ML309", 'op.execute("DROP SEQUENCE s")', {}),
    ("ML309", 'op.execute("DROP DOMAIN d")', {}),
    ("ML309", 'op.execute("DROP POLICY p ON orders")', {}),
    ("ML309", 'op.execute("DROP EXTENSION e")', {}),
]

NOT_FOUND: list[tuple[str, str, dict[str, object]]] = [
    ("ML301", ('op.execute("CREATE UNLOGGED TABLE t (a int)")\nop.execute("DROP TABLE t")'), {}),
    (
        "ML301",
        (
            'op.execute("CREATE TABLE new AS SELECT * FROM orders")\n'
            'op.execute("DROP TABLE orders")\n'
            'op.execute("ALTER TABLE new RENAME TO orders")'
        ),
        {},
    ),
    (
        "ML301",
        (
            'op.rename_table("orders", "old")\n'
            'op.create_table("orders", sa.Column("a", sa.Date()))\n'
            'op.execute("INSERT INTO orders SELECT day FROM old")\n'
            'op.drop_table("old")'
        ),
        {},
    ),
    ("ML301", 'op.drop_table("_alembic_tmp_orders")', {}),
    ("ML301", 'op.execute("DROP TABLE IF EXISTS _alembic_tmp_orders")', {}),
    (
        "ML302",
        ('op.add_column("orders", sa.Column("c", sa.Integer(), sa.Computed("id+1")))\nop.drop_column("orders", "c")'),
        {},
    ),
    (
        "ML302",
        (
            'op.execute("ALTER TABLE orders DROP FOREIGN KEY a, DROP INDEX b, DROP KEY c, '
            'DROP PRIMARY KEY, DROP CHECK d, DROP CONSTRAINT e")'
        ),
        {},
    ),
    (
        "ML302",
        'op.drop_column("orders", "gen")',
        {"before": BEFORE + ('\nop.add_column("orders", sa.Column("gen", sa.Integer(), sa.Computed("id+1")))')},
    ),
    ("ML302", 'op.execute("ALTER TABLE orders DROP PARTITION p1")', {}),
    ("ML303", 'op.execute("DELETE FROM orders WHERE id IN (SELECT o FROM users)")', {}),
    ("ML303", 'op.execute("DELETE FROM orders USING users WHERE users.o = orders.id")', {}),
    ("ML303", 'op.execute("DELETE o FROM orders o JOIN users u ON u.o = o.id")', {"dialect": "mysql"}),
    ("ML303", ('op.create_table("t", sa.Column("a"))\nop.execute("DELETE FROM t")'), {}),
    ("ML303", ('op.execute("CREATE TEMPORARY TABLE t AS SELECT 1")\nop.execute("TRUNCATE t")'), {}),
    ("ML303", 'op.execute(sa.delete(sa.table("orders", sa.column("id"))).filter_by(id=3))', {}),
    ("ML303", "op.execute(\"DELETE FROM orders WHERE name = 'TRUNCATE TABLE x'\")", {}),
    (
        "ML304",
        'op.execute("CREATE TABLE t (a int REFERENCES orders ON DELETE CASCADE ON UPDATE CASCADE)")',
        {"dialect": "postgresql"},
    ),
    ("ML304", ('op.execute("CREATE TABLE t (a int)")\nop.execute("DROP TABLE t CASCADE")'), {"dialect": "postgresql"}),
    ("ML304", 'op.execute("DROP VIEW v RESTRICT")', {"dialect": "postgresql"}),
    ("ML305", ('op.execute(sa.schema.CreateSchema("s"))\nop.execute("DROP SCHEMA s")'), {}),
    ("ML306", ('op.create_table("t", sa.Column("a", sa.Text()))\nop.alter_column("t", "a", type_=sa.String(3))'), {}),
    ("ML306", 'op.alter_column("orders", "note", type_=sa.String(40))', {}),
    ("ML306", 'op.alter_column("orders", "note", existing_type=sa.String(length=255))', {}),
    ("ML306", 'op.alter_column("x", "y", existing_type=sa.Integer(), type_=sa.Numeric(12,2))', {}),
    ("ML306", 'op.alter_column("x", "y", existing_type=sa.Numeric(10,0), type_=sa.BigInteger())', {}),
    ("ML306", 'op.alter_column("x", "y", existing_type=mysql.LONGTEXT(), type_=sa.Text())', {"dialect": "postgresql"}),
    ("ML306", 'op.alter_column("x", "y", existing_type=sa.VARCHAR(), type_=sa.String())', {}),
    ("ML306", 'op.alter_column("orders", "note", existing_type=sa.String(20), type_=sa.String(40))', {}),
    (
        "ML307",
        (
            "op.execute(\"UPDATE orders SET state = 'new' WHERE state = 'old'\")\n"
            'op.alter_column("orders", "state", type_=sa.Enum("new", name="st2"))'
        ),
        {},
    ),
    (
        "ML307",
        (
            "op.execute(\"DELETE FROM orders WHERE state = 'old'\")\n"
            'op.alter_column("orders", "state", type_=sa.Enum("new", name="st2"))'
        ),
        {},
    ),
    (
        "ML307",
        (
            'op.drop_constraint("ck", "orders")\n'
            "op.create_check_constraint(\"ck\", \"orders\", \"note IN ('a','b','c')\")"
        ),
        {"before": BEFORE + ('\nop.create_check_constraint("ck", "orders", "note IN (\'a\', \'b\')")')},
    ),
    (
        "ML308",
        (
            'op.drop_column("orders", "day")\n'
            'op.add_column("orders", sa.Column("a", sa.Date()))\n'
            'op.add_column("orders", sa.Column("b", sa.Date()))'
        ),
        {},
    ),
    (
        "ML308",
        (
            'op.create_table("people", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("o", '
            "sa.Integer()))\n"
            'op.execute("INSERT INTO people SELECT * FROM users")\n'
            'op.drop_table("users")'
        ),
        {},
    ),
    (
        "ML308",
        (
            't = sa.table("orders", sa.column("day"), sa.column("d"))\n'
            'op.add_column("orders", sa.Column("d", sa.Date()))\n'
            "op.execute(t.update().values(d=t.c.day))\n"
            'op.drop_column("orders", "day")'
        ),
        {},
    ),
    ("ML309", ('op.execute("DROP VIEW v")\nop.execute("CREATE VIEW v AS SELECT 1")'), {}),
    (
        "ML309",
        (
            'op.execute("DROP FUNCTION f()")\n'
            'op.execute("CREATE OR REPLACE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql")'
        ),
        {},
    ),
    ("ML309", ('op.drop_column("orders", "state")\nop.execute("DROP TYPE st")'), {}),
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
