"""What MySQL resets, copies or refuses, in every form: batch, SQL, loops, helpers, guards."""

from __future__ import annotations

import pytest

from tests.support.operations import findings, found

BEFORE = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True, '
    'autoincrement=True), sa.Column("note", sa.String(40), nullable=False, server_default="x", '
    'comment="why"), sa.Column("free", sa.String(40)), sa.Column("state", sa.Enum("new", '
    '"paid")), sa.Column("day", sa.Date()), sa.Column("flag", sa.Boolean(), nullable=False))\n'
    'op.create_table("lines", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("o", '
    'sa.Integer(), sa.ForeignKey("orders.id", name="fk_o")))\n'
    'op.create_index("ix_o", "lines", ["o"])'
)

FOUND: list[tuple[str, str, dict[str, object]]] = [
    (
        "ML350",
        ('op.alter_column("orders", "note", nullable=False, existing_type=sa.String(40), existing_server_default="x")'),
        {},
    ),
    (
        "ML350",
        ('op.alter_column("orders", "note", type_=sa.Text(), existing_nullable=False, existing_comment="why")'),
        {},
    ),
    ("ML350", 'op.execute("ALTER TABLE orders CHANGE note remark VARCHAR(40) NOT NULL")', {}),
    ("ML350", 'op.execute("ALTER TABLE orders MODIFY COLUMN id BIGINT NOT NULL")', {}),
    (
        "ML350",
        ('op.alter_column("orders", "id", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)'),
        {},
    ),
    ("ML350", 'op.alter_column("orders", "flag", existing_type=sa.Boolean(), comment="x")', {}),
    ("ML351", ('with op.batch_alter_table("orders") as b:\n    b.alter_column("note", new_column_name="x")'), {}),
    ("ML352", 'op.execute("ALTER TABLE orders MODIFY free TEXT")', {}),
    ("ML352", 'op.execute("ALTER TABLE orders ADD COLUMN c int AS (id+1) STORED")', {}),
    ("ML352", 'op.execute("ALTER TABLE orders DROP PRIMARY KEY")', {}),
    ("ML352", 'op.execute("ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0)")', {}),
    ("ML352", 'op.execute("ALTER TABLE orders ADD FULLTEXT INDEX f (note)")', {}),
    ("ML352", 'op.execute("ALTER TABLE orders ADD COLUMN x int, LOCK=EXCLUSIVE")', {}),
    ("ML352", 'op.execute("CREATE SPATIAL INDEX s ON orders (geo)")', {}),
    ("ML352", 'op.add_column("orders", sa.Column("c", sa.Integer()))', {"settings": 'mysql-version = "5.7"\n'}),
    (
        "ML354",
        (
            'op.alter_column("orders", "state", existing_type=sa.Enum("a", "b"), type_=sa.Enum("b", "a", '
            '"c"), existing_nullable=True)'
        ),
        {},
    ),
    ("ML355", 'op.execute("ALTER TABLE orders ADD CONSTRAINT f FOREIGN KEY (day) REFERENCES x (id)")', {}),
    ("ML355", ('with op.batch_alter_table("orders") as b:\n    b.create_foreign_key("f", "x", ["day"],["id"])'), {}),
    ("ML356", 'op.execute("SET @@foreign_key_checks = 0")', {}),
    ("ML356", 'op.execute("SET GLOBAL foreign_key_checks=0")', {}),
    ("ML357", 'op.execute("DROP INDEX ix_o ON lines")', {}),
    ("ML357", 'op.execute("ALTER TABLE lines DROP INDEX ix_o")', {}),
    ("ML357", ('with op.batch_alter_table("lines") as b:\n    b.drop_index("ix_o")'), {}),
]

NOT_FOUND: list[tuple[str, str, dict[str, object]]] = [
    (
        "ML350",
        (
            'op.alter_column("orders", "note", new_column_name="remark", existing_type=sa.String(40), '
            "existing_nullable=False, existing_server_default='x', existing_comment='why')"
        ),
        {},
    ),
    (
        "ML350",
        (
            'op.alter_column("orders", "id", existing_type=sa.Integer(), type_=sa.BigInteger(), '
            "existing_nullable=False, autoincrement=True)"
        ),
        {},
    ),
    (
        "ML350",
        (
            'op.alter_column("orders", "id", existing_type=sa.Integer(), type_=sa.BigInteger(), '
            "existing_nullable=False, existing_autoincrement=True)"
        ),
        {},
    ),
    (
        "ML350",
        (
            'op.alter_column("orders", "note", existing_type=sa.String(40), nullable=True, '
            'existing_server_default=sa.text("\'x\'"), existing_comment="why")'
        ),
        {},
    ),
    (
        "ML350",
        (
            'op.alter_column("orders", "note", existing_type=sa.String(40), existing_nullable=False, '
            'existing_comment="why", server_default=None)'
        ),
        {},
    ),
    (
        "ML350",
        ('if op.get_context().dialect.name != "mysql":\n    op.alter_column("orders", "note", type_=sa.Text())'),
        {},
    ),
    (
        "ML350",
        (
            'if op.get_bind().dialect.name in ("postgresql", "sqlite"):\n'
            '    op.alter_column("orders", "note", type_=sa.Text())'
        ),
        {},
    ),
    ("ML351", 'op.alter_column("orders", "note", type_=sa.Text())', {}),
    ("ML352", 'op.execute("ALTER TABLE orders ADD COLUMN x int, ALGORITHM=INPLACE, LOCK=NONE")', {}),
    ("ML352", 'op.execute("ALTER TABLE orders ADD COLUMN c int AS (id+1) VIRTUAL")', {}),
    ("ML352", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.Computed("id+1")))', {}),
    ("ML352", 'op.alter_column("orders", "free", type_=sa.String(40), existing_nullable=True)', {}),
    (
        "ML352",
        ('op.alter_column("orders", "free", new_column_name="f", existing_type=sa.String(40), existing_nullable=True)'),
        {},
    ),
    ("ML352", 'op.create_index("i", "orders", ["day"])', {}),
    ("ML352", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default=sa.func.now()))', {}),
    ("ML353", 'op.execute("ALTER TABLE orders CHARACTER SET utf8mb4")', {}),
    (
        "ML354",
        (
            'op.alter_column("orders", "state", existing_type=sa.Enum("a", "b"), type_=sa.Enum("a", "b", '
            '"c"), existing_nullable=True)'
        ),
        {},
    ),
    (
        "ML354",
        (
            'op.alter_column("orders", "state", existing_type=sa.Enum("a", "b"), type_=sa.Enum("a"), '
            "existing_nullable=True)"
        ),
        {},
    ),
    ("ML355", 'op.create_table("t", sa.Column("a", sa.Integer(), sa.ForeignKey("orders.id")))', {}),
    (
        "ML355",
        ('op.create_table("t", sa.Column("a", sa.Integer()))\nop.create_foreign_key("f", "t", "orders", ["a"],["id"])'),
        {},
    ),
    (
        "ML356",
        (
            'op.execute("SET FOREIGN_KEY_CHECKS = 0;")\n'
            "try:\n"
            '    op.drop_table("lines")\n'
            "finally:\n"
            '    op.execute("SET FOREIGN_KEY_CHECKS = 1;")'
        ),
        {},
    ),
    ("ML357", 'op.execute("ALTER TABLE lines DROP FOREIGN KEY fk_o, DROP INDEX ix_o")', {}),
    ("ML357", 'op.drop_index("ix_o", "lines")', {"dialect": "postgresql"}),
    ("ML357", ('op.create_index("ix_o2", "lines", ["o", "id"])\nop.drop_index("ix_o", "lines")'), {}),
]


@pytest.mark.parametrize(("code", "upgrade", "options"), FOUND)
def test_is_found(code: str, upgrade: str, options: dict[str, object]) -> None:
    options = {"before": BEFORE, "dialect": "mysql", **options}
    codes = found(upgrade, select=code, **options)
    assert codes
    assert set(codes) == {code}


@pytest.mark.parametrize(("code", "upgrade", "options"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str, options: dict[str, object]) -> None:
    options = {"before": BEFORE, "dialect": "mysql", **options}
    assert found(upgrade, select=code, **options) == []


WITH_ALL = (
    'op.create_table("orders", sa.Column("note", sa.String(40), nullable=False, server_default="none", comment="c"))'
)
LONGER = 'op.alter_column("orders", "note", existing_type=sa.String(40), type_=sa.String({}){})'
AS_BATCH = 'with op.batch_alter_table("orders"{}) as b:\n    b.alter_column("note", type_=sa.String(50))'


@pytest.mark.parametrize(
    ("first", "lost"),
    [
        (LONGER.format(50, ""), []),
        (AS_BATCH.format(""), []),
        (AS_BATCH.format(', recreate="always"'), ["NOT NULL", "its default", "its comment"]),
        (LONGER.format(50, ", existing_nullable=False"), ["NOT NULL"]),
        (LONGER.format(50, ", existing_server_default='none'"), ["its default"]),
        (LONGER.format(50, ", existing_comment='c', **more"), ["NOT NULL", "its default", "its comment"]),
        (LONGER.format(50, "") + "\n" + LONGER.format(55, ", nullable=False"), ["NOT NULL"]),
        (f'if op.get_bind().dialect.name == "postgresql":\n    {LONGER.format(50, "")}', None),
        (f"if wanted():\n    {LONGER.format(50, '')}", ["NOT NULL"]),
    ],
)
def test_what_an_earlier_call_took_away_is_not_lost_again(first: str, lost: list[str] | None) -> None:
    told = findings(LONGER.format(60, ""), before=[WITH_ALL, first], select="ML350", dialect="mysql postgresql")
    words = {word for one in told for word in ("NOT NULL", "its default", "its comment") if word in one.problem.message}
    assert words == ({"NOT NULL", "its default", "its comment"} if lost is None else {*lost})
