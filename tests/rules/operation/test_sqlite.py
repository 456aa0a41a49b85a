"""What SQLite refuses outside batch mode, and what batch mode loses, is found, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.operations import found

ORDERS = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()),'
    ' sa.Column("code", sa.Text(), unique=True), sa.CheckConstraint("day > 3", name="ck_day"))\n'
    'op.create_index("ix_day", "orders", ["day"])\n'
)
BATCH = 'with op.batch_alter_table("orders") as b:\n    b.'
FOUND = [
    ("ML360", 'op.alter_column("orders", "day", nullable=False)'),
    ("ML360", 'op.alter_column("orders", "day", type_=sa.Text())'),
    ("ML360", 'op.alter_column("orders", "day", server_default="x")'),
    ("ML360", 'op.create_foreign_key("f", "orders", "b", ["x"], ["y"])'),
    ("ML360", 'op.create_unique_constraint("u", "orders", ["day"])'),
    ("ML360", 'op.create_check_constraint("u", "orders", "day > 1")'),
    ("ML360", 'op.create_primary_key("u", "orders", ["day"])'),
    ("ML360", 'op.drop_constraint("u", "orders", type_="unique")'),
    ("ML360", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.ForeignKey("c.id")))'),
    ("ML360", 'op.add_column("orders", sa.Column("c", sa.Integer(), unique=True))'),
    ("ML360", 'op.create_table_comment("orders", "x")'),
    ("ML360", 'op.execute("ALTER TABLE orders ALTER COLUMN day SET NOT NULL")'),
    ("ML360", 'op.execute("ALTER TABLE orders ADD CONSTRAINT u UNIQUE (day)")'),
    ("ML360", 'op.create_table("n", sa.Column("a", sa.Date()))\nop.alter_column("n", "a", nullable=False)'),
    ("ML361", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default=sa.func.now()))'),
    ("ML361", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP")))'),
    ("ML361", 'op.execute("ALTER TABLE orders ADD COLUMN c text DEFAULT (random())")'),
    ("ML362", BATCH + 'create_unique_constraint(None, ["day"])'),
    ("ML362", BATCH + 'add_column(sa.Column("c", sa.Integer(), sa.ForeignKey("c.id")))'),
    ("ML363", BATCH + 'drop_column("x")'),
    ("ML365", BATCH + 'alter_column("day", nullable=False)'),
    ("ML366", 'op.drop_column("orders", "day")'),
    ("ML366", 'op.drop_column("orders", "code")'),
    ("ML366", 'op.drop_column("orders", "id")'),
    ("ML366", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.Computed("id + 1", persisted=True)))'),
    ("ML366", 'op.execute("ALTER TABLE orders ADD COLUMN c integer UNIQUE")'),
]
MORE = (
    'op.execute("CREATE VIEW days AS SELECT day FROM orders")\n'
    'op.execute("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END")'
)


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_is_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=ORDERS + MORE, select=code, dialect="sqlite") == [code]
    assert found(upgrade, before=ORDERS + MORE, select=code, dialect="postgresql") == []


NOT_FOUND = [
    ("ML360", BATCH + 'alter_column("day", nullable=False)'),
    ("ML360", 'op.alter_column("orders", "day", new_column_name="d")'),
    ("ML360", 'op.alter_column("orders", "day", existing_type=sa.Date())'),
    ("ML360", 'op.add_column("orders", sa.Column("c", sa.Integer()))'),
    ("ML360", 'op.add_column("orders", sa.Column("c", sa.Integer(), unique=True, index=True))'),
    ("ML360", 'op.rename_table("orders", "b")\nop.create_index("i", "b", ["day"])'),
    ("ML360", 'if op.get_bind().dialect.name != "sqlite":\n    op.alter_column("orders", "day", nullable=False)'),
    ("ML361", BATCH + 'add_column(sa.Column("c", sa.DateTime(), server_default=sa.func.now()))'),
    ("ML361", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default=sa.text("0")))'),
    ("ML361", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default="2020-01-01"))'),
    ("ML362", BATCH + 'create_unique_constraint("u", ["day"])'),
    ("ML362", 'op.create_unique_constraint(None, "orders", ["day"])'),
    ("ML363", BATCH + 'add_column(sa.Column("c", sa.Integer()))'),
    ("ML363", 'with op.batch_alter_table("orders", recreate="never") as b:\n    b.drop_column("x")'),
    ("ML363", 'with op.batch_alter_table("orders", copy_from=orders) as b:\n    b.drop_column("x")'),
    ("ML365", BATCH + 'create_index("i", ["day"])'),
    ("ML366", 'op.drop_column("orders", "other")'),
    ("ML366", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.Computed("id + 1", persisted=False)))'),
]


@pytest.mark.parametrize(("code", "upgrade"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=ORDERS + MORE, select=code, dialect="sqlite") == []


def test_a_naming_convention_gives_the_name() -> None:
    body = BATCH + 'create_unique_constraint(None, ["day"])'
    env = 'convention = {"uq": "uq_%(table_name)s_%(column_0_name)s"}\nMetaData(naming_convention=convention)\n'
    assert found(body, select="ML362", dialect="sqlite", files={"env.py": env}) == []
    assert found(body, select="ML362", dialect="sqlite", files={"env.py": env.replace('"uq"', '"ix"')}) == ["ML362"]


CHILD = '\nop.create_table("lines", sa.Column("o", sa.Integer(), sa.ForeignKey("orders.id", ondelete="CASCADE")))'


def test_rows_of_referencing_tables_are_deleted_where_foreign_keys_are_on() -> None:
    body = BATCH + 'alter_column("day", nullable=False)'
    on = {"env.py": 'connection.execute("PRAGMA foreign_keys=ON")\n'}
    assert found(body, before=ORDERS + CHILD, select="ML364", dialect="sqlite", files=on) == ["ML364"]
    assert found(body, before=ORDERS + CHILD, select="ML364", dialect="sqlite") == []
    off = 'op.execute("PRAGMA foreign_keys=OFF")\n' + body
    assert found(off, before=ORDERS + CHILD, select="ML364", dialect="sqlite", files=on) == []
    plain = CHILD.replace(', ondelete="CASCADE"', "")
    assert found(body, before=ORDERS + plain, select="ML364", dialect="sqlite", files=on) == []
