"""What loses data is found in every form in which it can be written, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.operations import findings, found

ORDERS = 'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))'
OTHER_IMPORTS = "from alembic import op as o\nfrom alembic.op import drop_table, drop_column\nimport sqlalchemy as sa\n"

FOUND = [
    ("ML301", 'op.drop_table("orders")'),
    ("ML301", 'op.execute("drop table if exists orders")'),
    ("ML301", 'op.execute(sa.text("-- old\\nDROP TABLE orders"))'),
    ("ML301", 'op.get_bind().execute(sa.text("DROP TABLE orders"))'),
    ("ML301", 'op.get_bind().exec_driver_sql("DROP TABLE orders")'),
    ("ML301", 'sa.Table("orders", sa.MetaData()).drop(op.get_bind())'),
    ("ML301", "sa.MetaData().drop_all(op.get_bind())"),
    ("ML301", 'op.execute("DO $$ BEGIN DROP TABLE orders; END $$")'),
    ("ML301", 'op.execute("DROP TABLE %s" % "orders")'),
    ("ML301", 'name = "orders"\nop.execute(f"DROP TABLE {name}")'),
    ("ML301", 'op.execute("DROP TABLE {}".format(compute()))'),
    ("ML302", 'op.drop_column("orders", "day")'),
    ("ML302", 'op.drop_column(table_name="orders", column_name="day")'),
    ("ML302", 'with op.batch_alter_table("orders") as b:\n    b.drop_column("day")'),
    ("ML302", 'op.execute("ALTER TABLE orders DROP day")'),
    ("ML302", 'op.execute("ALTER TABLE orders ADD x int, DROP COLUMN day")'),
    ("ML303", 'op.execute("DELETE FROM orders")'),
    ("ML303", 'op.execute("DELETE FROM orders WHERE 1=1")'),
    ("ML303", 'op.execute("TRUNCATE TABLE orders")'),
    ("ML303", 't = sa.table("orders")\nop.execute(t.delete())'),
    ("ML303", 't = sa.table("orders")\nop.get_bind().execute(sa.delete(t))'),
    ("ML305", 'op.execute("DROP SCHEMA reports")'),
    ("ML305", 'op.execute(sa.schema.DropSchema("reports"))'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.Text(), type_=sa.String(20))'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.BigInteger(), type_=sa.Integer())'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.Numeric(10, 4), type_=sa.Numeric(10, 2))'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.DateTime(), type_=sa.Date())'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.DateTime(timezone=True), type_=sa.DateTime())'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.Float(), type_=sa.Integer())'),
    ("ML307", 'op.alter_column("a", "b", existing_type=sa.Enum("x", "y"), type_=sa.Enum("x"))'),
    ("ML307", "op.execute(\"ALTER TABLE e MODIFY s ENUM('new')\")"),
    ("ML308", 'op.add_column("orders", sa.Column("on_", sa.Date()))\nop.drop_column("orders", "day")'),
]
E_BEFORE = ORDERS + '\nop.create_table("e", sa.Column("s", sa.Enum("new", "old")))'


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_is_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=E_BEFORE, select=code) == [code]


NOT_FOUND = [
    ("ML301", 'op.create_table("t", sa.Column("a", sa.Integer()))\nop.drop_table("t")'),
    ("ML301", 'op.execute("CREATE TABLE t AS SELECT * FROM orders")\nop.execute("DROP TABLE t")'),
    ("ML301", 'op.execute("CREATE TEMP TABLE t (a int)")\nop.drop_table("t")'),
    (
        "ML301",
        'op.create_table("n", sa.Column("a", sa.Date()))\nop.drop_table("orders")\nop.rename_table("n", "orders")',
    ),
    ("ML301", 'op.create_table("t", sa.Column("a", sa.Date()))\nop.rename_table("t", "u")\nop.drop_table("u")'),
    ("ML301", "op.execute(\"SELECT 'DROP TABLE orders'\")"),
    ("ML301", 'op.execute("-- DROP TABLE orders\\nSELECT 1")'),
    ("ML301", 'op.execute("CREATE FUNCTION f() RETURNS int AS $$ BEGIN DROP TABLE orders; END $$ LANGUAGE plpgsql")'),
    ("ML302", 'op.add_column("orders", sa.Column("t", sa.Date()))\nop.drop_column("orders", "t")'),
    ("ML302", 'op.drop_constraint("c", "orders")\nop.execute("ALTER TABLE orders DROP CONSTRAINT c")'),
    ("ML303", 'op.execute("DELETE FROM orders WHERE id > 3")'),
    ("ML303", 'op.execute("DELETE FROM orders")\nop.drop_table("orders")'),
    ("ML303", 't = sa.table("orders", sa.column("id"))\nop.execute(t.delete().where(t.c.id == 1))'),
    ("ML304", 'op.create_foreign_key("f", "a", "b", ["x"], ["y"], ondelete="CASCADE")'),
    ("ML304", 'op.execute("ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b ON DELETE CASCADE")'),
    ("ML305", 'op.execute("CREATE SCHEMA s")\nop.execute("DROP SCHEMA s")'),
    ("ML306", 'op.alter_column("a", "b", type_=sa.String(20))'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.String(20), type_=sa.String(40))'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.String(20), type_=sa.Text())'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.Integer(), type_=sa.BigInteger())'),
    ("ML306", 'op.alter_column("a", "b", existing_type=sa.Numeric(10, 2), type_=sa.Numeric(12, 4))'),
    ("ML306", 'op.alter_column("a", "b", existing_type=Mine(), type_=sa.String(2))'),
    ("ML307", 'op.alter_column("a", "b", existing_type=sa.Enum("x"), type_=sa.Enum("x", "y"))'),
    ("ML308", 'op.add_column("orders", sa.Column("n", sa.Text()))\nop.drop_column("orders", "day")'),
    (
        "ML308",
        'op.add_column("orders", sa.Column("n", sa.Date()))\nop.execute("UPDATE orders SET n = day")\n'
        'op.drop_column("orders", "day")',
    ),
]


@pytest.mark.parametrize(("code", "upgrade"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=E_BEFORE, select=code, dialect="postgresql") == []


@pytest.mark.parametrize("statement", ["DROP TABLE orders CASCADE", "TRUNCATE orders CASCADE", "DROP VIEW v CASCADE"])
def test_cascade_is_found_on_postgresql(statement: str) -> None:
    assert found(f"op.execute({statement!r})", select="ML304", dialect="postgresql") == ["ML304"]
    assert found(f"op.execute({statement!r})", select="ML304", dialect="mysql") == []


def test_other_import_styles_are_found() -> None:
    body = 'o.drop_table("a")\ndrop_table("b")\ndrop_column("c", "d")'
    assert found(body, imports=OTHER_IMPORTS, select="ML30") == ["ML301", "ML301", "ML302"]


def test_a_guard_for_another_dialect_hides_it() -> None:
    guarded = 'if op.get_bind().dialect.name == "sqlite":\n    op.drop_table("orders")'
    assert found(guarded, dialect="postgresql", select="ML301") == []
    assert found(guarded, dialect="sqlite postgresql", select="ML301") == ["ML301"]
    early = 'if op.get_context().dialect.name != "sqlite":\n    return\nop.drop_table("orders")'
    assert found(early, dialect="postgresql", select="ML301") == []


def test_a_loop_over_literals_is_one_finding_that_names_the_values() -> None:
    (finding,) = findings('for name in ("a", "b", "c"):\n    op.drop_table(name)', select="ML301")
    assert "table a" in finding.problem.message
    assert "table c" in finding.problem.message


def test_a_finding_in_a_helper_shows_the_call_that_leads_there() -> None:
    body = 'def gone(name):\n    op.drop_table(name)\ngone("orders")'
    (finding,) = findings(body, select="ML301")
    assert [one.message for one in finding.problem.related] == ["reached by this call"]


def test_what_a_variant_or_sqlite_does_not_narrow() -> None:
    wide = 'sa.String(16777215).with_variant(mysql.MEDIUMTEXT(), "mysql")'
    body = f'op.alter_column("a", "b", existing_type=sa.Text(), type_={wide})'
    assert found(body, dialect="mysql sqlite", select="ML306") == []
    assert found(body, dialect="postgresql", select="ML306") == ["ML306"]
