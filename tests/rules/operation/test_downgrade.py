"""A way back that is missing, does nothing, leaves something behind or needs what it does not have."""

from __future__ import annotations

import pytest

from tests.support.operations import findings, found

ORDERS = 'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))'
BATCH = 'with op.batch_alter_table("orders") as b:\n    b.'
ADD = 'op.add_column("orders", sa.Column("c", sa.Text()))'
LINES = 'op.create_table("lines", sa.Column("id", sa.Integer()), sa.Column("o", sa.Integer()))'
ENUM = 'op.create_table("e", sa.Column("s", sa.Enum("a", "b", name="state")))'

FOUND = [
    ("ML378", ADD, "pass"),
    ("ML378", ADD, '"""Downgrade."""'),
    ("ML378", ADD, "return"),
    ("ML378", ADD, "..."),
    ("ML379", LINES, 'op.execute("SELECT 1")'),
    ("ML379", LINES, 'op.drop_table("other")'),
    ("ML379", 'op.add_column("orders", sa.Column("c", sa.Text()))\n' + LINES, 'op.drop_table("lines")'),
    ("ML379", 'op.execute("CREATE TABLE lines (id int)")', 'op.execute("SELECT 1")'),
    ("ML379", BATCH + 'add_column(sa.Column("c", sa.Text()))', BATCH + 'drop_column("d")'),
    ("ML380", 'op.drop_column("orders", "c")', 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False))'),
    ("ML380", 'op.drop_column("orders", "c")', BATCH + 'add_column(sa.Column("c", sa.Text(), nullable=False))'),
    ("ML380", 'op.drop_column("orders", "c")', 'op.execute("ALTER TABLE orders ADD COLUMN c text NOT NULL")'),
    ("ML380", 'op.alter_column("orders", "c", nullable=True)', 'op.alter_column("orders", "c", nullable=False)'),
    ("ML380", BATCH + 'alter_column("c", nullable=True)', BATCH + 'alter_column("c", nullable=False)'),
    ("ML381", ENUM, 'op.drop_table("e")'),
    (
        "ML381",
        'sa.Enum("a", name="state").create(op.get_bind())\n'
        'op.add_column("orders", sa.Column("s", sa.Enum(name="state")))',
        'op.drop_column("orders", "s")',
    ),
    (
        "ML381",
        "op.execute(\"CREATE TYPE state AS ENUM ('a')\")\nop.execute('ALTER TABLE orders ADD s state')",
        'op.drop_column("orders", "s")',
    ),
    ("ML382", 'op.drop_column("orders", "day")', 'op.add_column("orders", sa.Column("day", sa.Date()))'),
    ("ML382", 'op.drop_table("orders")', ORDERS),
    (
        "ML382",
        'op.alter_column("orders", "x", existing_type=sa.Text(), type_=sa.String(3))',
        'op.alter_column("orders", "x", existing_type=sa.String(3), type_=sa.Text())',
    ),
]


@pytest.mark.parametrize(("code", "upgrade", "downgrade"), FOUND)
def test_is_found(code: str, upgrade: str, downgrade: str) -> None:
    assert found(upgrade, downgrade=downgrade, before=ORDERS, select=code, dialect="postgresql") == [code]


NOT_FOUND = [
    ("ML378", "pass", "pass"),
    ("ML378", ADD, 'raise NotImplementedError("no way back")'),
    ("ML378", ADD, "# The column is harmless, and older code ignores it.\npass"),
    ("ML378", ADD, '"""The column stays: older code ignores it."""'),
    ("ML378", ADD, 'op.drop_column("orders", "c")'),
    ("ML379", LINES, 'op.drop_table("lines")'),
    ("ML379", LINES, 'op.execute("DROP TABLE IF EXISTS lines")'),
    ("ML379", LINES, "raise NotImplementedError"),
    ("ML379", LINES, "op.execute(statement())"),
    ("ML379", LINES + '\nop.create_index("i", "lines", ["o"])', 'op.drop_table("lines")'),
    ("ML379", LINES + '\nop.create_foreign_key("f", "lines", "orders", ["o"], ["id"])', 'op.drop_table("lines")'),
    ("ML379", ADD, 'with op.batch_alter_table("orders") as b:\n    b.drop_column("c")'),
    (
        "ML379",
        ADD + '\nop.alter_column("orders", "c", new_column_name="d")',
        'op.alter_column("orders", "d", new_column_name="c")\nop.drop_column("orders", "c")',
    ),
    (
        "ML379",
        LINES + '\nop.rename_table("lines", "rows")',
        'op.drop_table("rows")',
    ),
    (
        "ML379",
        'for t in ("a", "b"):\n    op.create_table(t, sa.Column("x", sa.Date()))',
        'op.drop_table("a")\nop.drop_table("b")',
    ),
    ("ML379", "op.execute(statement())", 'op.drop_table("a")'),
    ("ML380", 'op.drop_column("orders", "c")', 'op.add_column("orders", sa.Column("c", sa.Text()))'),
    (
        "ML380",
        'op.drop_column("orders", "c")',
        'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False, server_default="x"))',
    ),
    (
        "ML380",
        'op.drop_table("orders")',
        'op.create_table("orders", sa.Column("c", sa.Text(), nullable=False))\n'
        'op.add_column("orders", sa.Column("d", sa.Text(), nullable=False))',
    ),
    (
        "ML380",
        'op.alter_column("orders", "c", nullable=True)',
        'op.execute("UPDATE orders SET c = \'\' WHERE c IS NULL")\nop.alter_column("orders", "c", nullable=False)',
    ),
    (
        "ML380",
        'op.alter_column("orders", "c", nullable=True)',
        'try:\n    op.alter_column("orders", "c", nullable=False)\nexcept Exception:\n    pass',
    ),
    ("ML381", ENUM, 'op.drop_table("e")\nsa.Enum(name="state").drop(op.get_bind(), checkfirst=True)'),
    ("ML381", ENUM, 'op.drop_table("e")\nop.execute("DROP TYPE state")'),
    ("ML381", ENUM, 'op.drop_table("e")\npostgresql.ENUM(name="state").drop(op.get_bind())'),
    ("ML381", ENUM.replace('name="state"', 'name="state", native_enum=False'), 'op.drop_table("e")'),
    ("ML382", 'op.drop_column("orders", "day")', 'raise NotImplementedError("the days are gone")'),
    (
        "ML382",
        'op.drop_column("orders", "day")',
        '# The days are lost.\nop.add_column("orders", sa.Column("day", sa.Date()))',
    ),
    ("ML382", ADD, 'op.drop_column("orders", "c")'),
]


@pytest.mark.parametrize(("code", "upgrade", "downgrade"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str, downgrade: str) -> None:
    assert found(upgrade, downgrade=downgrade, before=ORDERS, select=code, dialect="postgresql") == []


def test_a_type_that_other_tables_use_stays() -> None:
    more = ENUM + '\nop.create_table("g", sa.Column("s", postgresql.ENUM(name="state", create_type=False)))'
    second = 'op.create_table("h", sa.Column("s", postgresql.ENUM(name="state", create_type=False)))'
    assert found(second, downgrade='op.drop_table("h")', before=more, select="ML381", dialect="postgresql") == []


def test_an_enum_outside_of_postgresql_has_no_type() -> None:
    assert found(ENUM, downgrade='op.drop_table("e")', select="ML381", dialect="mysql sqlite") == []


def test_other_rules_do_not_look_at_downgrades() -> None:
    back = 'op.drop_table("orders")\nop.drop_column("a", "b")\nop.create_index("i", "orders", ["day"])'
    codes = found(ORDERS, downgrade=back, select=("ML30", "ML31", "ML32", "ML37"), dialect="postgresql sqlite mysql")
    assert codes == ["ML379"]


def test_no_way_back_where_the_project_has_none() -> None:
    assert found(ADD, downgrade="pass", before=ORDERS, select="ML378", settings="downgrades = false\n") == []


HELPER = "from alembic import op\nfrom app.migrations import already_done, create_instigators_table, apply_changes\n"


@pytest.mark.parametrize(
    ("upgrade", "said"),
    [
        ("if already_done(op, __name__):\n    return\npass", ""),
        ("while not already_done(op):\n    pass", ""),
        ("if not apply_changes(op):\n    raise RuntimeError", "calls apply_changes(), whose code is not read"),
        ("already_done(op)", "calls already_done(), whose code is not read"),
        ("create_instigators_table()", "calls create_instigators_table(), whose code is not read"),
        ('if already_done(op):\n    return\nop.drop_table("a")', "does something"),
    ],
)
def test_a_question_to_another_module_is_no_work(upgrade: str, said: str) -> None:
    found = [one.problem.message for one in findings(upgrade, imports=HELPER, select="ML378")]
    assert found == ([f"downgrade() does nothing, though upgrade() {said}"] if said else [])
