"""What code that still runs does not survive is found, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.operations import found

BEFORE = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()),'
    ' sa.Column("paid", sa.Boolean(), nullable=False, server_default=sa.false()))'
)
BATCH = 'with op.batch_alter_table("orders") as b:\n    b.'
FOUND = [
    ("ML310", 'op.rename_table("orders", "purchases")'),
    ("ML310", 'op.execute("ALTER TABLE orders RENAME TO purchases")'),
    ("ML310", 'op.execute("RENAME TABLE orders TO purchases")'),
    ("ML311", 'op.alter_column("orders", "day", new_column_name="placed")'),
    ("ML311", BATCH + 'alter_column("day", new_column_name="placed")'),
    ("ML311", 'op.execute("ALTER TABLE orders RENAME day TO placed")'),
    ("ML311", 'op.execute("ALTER TABLE orders CHANGE day placed DATE")'),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False))'),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False, default="x"))'),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Text(), sa.FetchedValue(), nullable=False))'),
    ("ML312", BATCH + 'add_column(sa.Column("c", sa.Text(), nullable=False))'),
    ("ML312", 'op.execute("ALTER TABLE orders ADD COLUMN c text NOT NULL")'),
    ("ML314", 'op.alter_column("orders", "day", nullable=False)'),
    ("ML314", BATCH + 'alter_column("day", nullable=False)'),
    ("ML314", 'op.execute("ALTER TABLE orders MODIFY day DATE NOT NULL")'),
    ("ML315", 'op.alter_column("orders", "paid", nullable=True)'),
    ("ML316", 'op.alter_column("orders", "paid", server_default=None)'),
    ("ML316", 'op.execute("ALTER TABLE orders ALTER paid DROP DEFAULT")'),
    ("ML317", 'op.drop_constraint("c", "orders", type_="check")'),
    ("ML317", 'op.execute("ALTER TABLE orders DROP FOREIGN KEY c")'),
    (
        "ML313",
        'op.add_column("orders", sa.Column("c", sa.Text()))\nop.execute("UPDATE orders SET c = \'x\'")\n'
        'op.alter_column("orders", "c", nullable=False)',
    ),
    (
        "ML313",
        'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False, server_default="x"))\n'
        'op.alter_column("orders", "c", server_default=None)',
    ),
]


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_is_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=BEFORE, select=code, dialect="mysql") == [code]


NOT_FOUND = [
    ("ML310", 'op.rename_table("orders", "purchases")\nop.execute("CREATE VIEW orders AS SELECT * FROM purchases")'),
    ("ML310", 'op.create_table("n", sa.Column("a", sa.Date()))\nop.rename_table("n", "m")'),
    ("ML310", 'op.execute("ALTER INDEX a RENAME TO b")\nop.execute("ALTER TABLE orders RENAME CONSTRAINT a TO b")'),
    ("ML311", 'op.alter_column("orders", "day", new_column_name="day")'),
    (
        "ML311",
        'op.add_column("orders", sa.Column("c", sa.Text()))\nop.alter_column("orders", "c", new_column_name="d")',
    ),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False, server_default="x"))'),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Text()))'),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.Computed("id + 1"), nullable=False))'),
    (
        "ML312",
        'op.create_table("n", sa.Column("a", sa.Date()))\n'
        'op.add_column("n", sa.Column("c", sa.Text(), nullable=False))',
    ),
    ("ML312", 'op.add_column("orders", make_column())'),
    ("ML312", 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=REQUIRED))'),
    ("ML314", 'op.alter_column("orders", "day", nullable=False, existing_nullable=False)'),
    ("ML314", 'op.alter_column("orders", "paid", nullable=False)'),
    (
        "ML314",
        'op.execute("UPDATE orders SET day = now() WHERE day IS NULL")\n'
        'op.alter_column("orders", "day", nullable=False)',
    ),
    ("ML315", 'op.alter_column("orders", "day", nullable=True)'),
    ("ML316", 'op.alter_column("orders", "day", server_default=None)'),
    ("ML316", 'op.alter_column("orders", "paid", server_default=False)'),
    ("ML317", 'op.drop_constraint("c", "orders")\nop.create_check_constraint("c", "orders", "id > 0")'),
]


@pytest.mark.parametrize(("code", "upgrade"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=BEFORE, select=code, dialect="mysql") == []


def test_downtime_turns_them_off() -> None:
    assert found('op.rename_table("orders", "b")', select="ML310", settings="downtime = true\n") == []
    required = 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False))'
    assert found(required, select="ML312", settings="downtime = true\n") == ["ML312"]


def test_caught_failures_are_not_said() -> None:
    body = 'try:\n    op.add_column("orders", sa.Column("c", sa.Text(), nullable=False))\nexcept Exception:\n    pass'
    assert found(body, select="ML312") == []
    asked = (
        'columns = sa.inspect(op.get_bind()).get_columns("orders")\nif "c" not in columns:\n'
        '    op.add_column("orders", sa.Column("c", sa.Text(), nullable=False))'
    )
    assert found(asked, select="ML312") == []


MODELS = 'class Order(Base):\n    __tablename__ = "orders"\n    day: Mapped[date] = mapped_column()\n'


@pytest.mark.parametrize(
    ("upgrade", "model", "codes"),
    [
        ('op.drop_column("orders", "day")', MODELS, ["ML319"]),
        ('op.drop_table("orders")', MODELS, ["ML319"]),
        ('op.alter_column("orders", "day", new_column_name="x")', MODELS, ["ML319"]),
        ('op.drop_column("orders", "paid")', MODELS, []),
        ('op.drop_table("orders")', 'orders = Table("orders", metadata, Column("day", Date))\n', ["ML319"]),
        ('op.drop_column("orders", "day")', "class Order(Base):\n    day = 3\n", []),
    ],
)
def test_what_is_still_mapped(upgrade: str, model: str, codes: list[str]) -> None:
    assert found(upgrade, before=BEFORE, select="ML319", files={"app/models.py": model}) == codes


def test_what_comes_back_is_not_gone() -> None:
    body = 'op.drop_column("orders", "day")\nop.add_column("orders", sa.Column("day", sa.DateTime()))'
    assert found(body, before=BEFORE, select="ML319", files={"app/models.py": MODELS}) == []
