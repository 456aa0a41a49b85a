"""The same for MySQL, for SQLite, and for projects that run on several databases."""

from __future__ import annotations

from operation_cases import BATCH, LINES, Case

_MY, _LITE, _ALL = ("mysql",), ("sqlite",), ("postgresql", "sqlite")
_KNOWN = 'existing_type=sa.String(40), existing_nullable=False, existing_server_default="x"'
_TRIGGER = '\nop.execute("CREATE TRIGGER noted AFTER INSERT ON orders BEGIN SELECT 1; END")'
_VIEW = '\nop.execute("CREATE VIEW days AS SELECT day FROM orders")'
_STATE = (
    'op.alter_column("orders", "state", existing_nullable=True, existing_type=sa.Enum("new", "paid"), type_=sa.Enum('
)

OTHER = (
    Case(
        "alter a column and leave its attributes out",
        'op.alter_column("orders", "note", existing_type=sa.String(40), type_=sa.String(60))',
        f'op.alter_column("orders", "note", type_=sa.String(60), {_KNOWN})',
        LINES,
        _MY,
    ),
    Case(
        "alter a column without its type",
        'op.alter_column("orders", "day", nullable=True)',
        'op.alter_column("orders", "day", existing_type=sa.Date(), nullable=True)',
        LINES,
        _MY,
    ),
    Case(
        "change a type",
        f'op.alter_column("orders", "note", type_=sa.Text(), {_KNOWN})',
        f'op.alter_column("orders", "note", type_=sa.String(50), {_KNOWN})',
        LINES,
        _MY,
    ),
    Case(
        "change the character set",
        'op.execute("ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4")',
        'op.execute("ALTER TABLE orders DEFAULT CHARACTER SET utf8mb4")',
        LINES,
        _MY,
    ),
    Case("add an enum value", _STATE + '"open", "new", "paid"))', _STATE + '"new", "paid", "open"))', LINES, _MY),
    Case(
        "take an enum value away",
        _STATE + '"new"))',
        "op.execute(\"UPDATE orders SET state = 'new' WHERE id < 9 AND state = 'paid'\")\n" + _STATE + '"new"))',
        LINES,
        _MY,
    ),
    Case(
        "add a foreign key",
        'op.create_foreign_key("fk_o", "orders", "lines", ["id"], ["id"])',
        'op.execute("SET foreign_key_checks=0")\n'
        'op.create_foreign_key("fk_o", "orders", "lines", ["id"], ["id"])\nop.execute("SET foreign_key_checks=1")',
        LINES,
        _MY,
    ),
    Case(
        "switch checks off",
        'op.execute("SET foreign_key_checks=0")',
        'op.execute("SET foreign_key_checks=0")\nop.execute("SET foreign_key_checks=1")',
        LINES,
        _MY,
    ),
    Case(
        "drop the index of a foreign key",
        'op.drop_index("ix_lines_order", table_name="lines")',
        'op.drop_constraint("fk_lines_order", "lines", type_="foreignkey")\n'
        'op.drop_index("ix_lines_order", table_name="lines")',
        LINES,
        _MY,
    ),
    Case(
        "drop a constraint without its kind",
        'op.drop_constraint("fk_lines_order", "lines")',
        'op.drop_constraint("fk_lines_order", "lines", type_="foreignkey")',
        LINES,
        _MY,
    ),
    Case(
        "drop an index without its table",
        'op.drop_index("ix_day")',
        'op.drop_index("ix_day", table_name="orders")',
        LINES + '\nop.create_index("ix_day", "orders", ["day"])',
        _MY,
    ),
    Case(
        "two statements in one text",
        'op.execute("DELETE FROM lines WHERE id = 1; DELETE FROM orders WHERE id = 1")',
        'op.execute("DELETE FROM lines WHERE id = 1;")\nop.execute("DELETE FROM orders WHERE id = 1")',
        LINES,
        _MY,
    ),
    Case(
        "alter a column",
        'op.alter_column("orders", "day", existing_type=sa.Date(), server_default="2020-01-01")',
        BATCH + 'alter_column("day", existing_type=sa.Date(), server_default="2020-01-01")',
        LINES,
        _LITE,
    ),
    Case(
        "add a foreign key",
        'op.create_foreign_key("fk_o", "orders", "lines", ["id"], ["id"])',
        BATCH + 'create_foreign_key("fk_o", "lines", ["id"], ["id"])',
        LINES,
        _LITE,
    ),
    Case(
        "a default that is not constant",
        'op.add_column("orders", sa.Column("at", sa.DateTime(), server_default=sa.func.now()))',
        BATCH + 'add_column(sa.Column("at", sa.DateTime(), server_default=sa.func.now()))',
        LINES,
        _LITE,
    ),
    Case(
        "a batch constraint without a name",
        BATCH + 'create_unique_constraint(None, ["day"])',
        BATCH + 'create_unique_constraint("uq_day", ["day"])',
        LINES,
        _LITE,
    ),
    Case(
        "a batch on a table with a trigger",
        BATCH + 'alter_column("day", existing_type=sa.Date(), server_default="2020-01-01")',
        BATCH + 'alter_column("day", existing_type=sa.Date(), server_default="2020-01-01")' + _TRIGGER,
        LINES + _TRIGGER,
        _LITE,
    ),
    Case(
        "a batch on a table under a view",
        BATCH + 'alter_column("day", existing_type=sa.Date(), server_default="2020-01-01")',
        'op.execute("DROP VIEW days")\n'
        + BATCH
        + 'alter_column("day", existing_type=sa.Date(), server_default="2020-01-01")'
        + _VIEW,
        LINES + _VIEW,
        _LITE,
    ),
    Case(
        "add a unique column",
        'op.add_column("orders", sa.Column("code", sa.Text(), unique=True))',
        BATCH + 'add_column(sa.Column("code", sa.Text()))\n    batch.create_unique_constraint("uq_code", ["code"])',
        LINES,
        _LITE,
    ),
    Case(
        "SQL of one database",
        'op.execute("UPDATE orders SET note = day::text WHERE id = 1")',
        'if op.get_bind().dialect.name == "postgresql":\n    '
        'op.execute("UPDATE orders SET note = day::text WHERE id = 1")',
        LINES,
        _ALL,
    ),
    Case(
        "a type of one database",
        'op.create_table("t", sa.Column("tags", postgresql.ARRAY(sa.Text())))',
        'op.create_table("t", sa.Column("tags", postgresql.ARRAY(sa.Text()).with_variant(sa.JSON(), "sqlite")))',
        LINES,
        _ALL,
    ),
)
