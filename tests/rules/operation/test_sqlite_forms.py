"""What SQLite refuses or batch mode loses, in every form: batch, SQL, loops, helpers, guards."""

from __future__ import annotations

import pytest

from tests.support.operations import found

BEFORE = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", '
    'sa.Date()), sa.Column("code", sa.Text(), unique=True), sa.CheckConstraint("day > 3", '
    'name="ck_day"), sa.CheckConstraint("id > 0"))\n'
    'op.create_index("ix_day", "orders", ["day"])'
)

FOUND: list[tuple[str, str, dict[str, object]]] = [
    ("ML360", 'op.alter_column("orders", "day", comment="x")', {}),
    ("ML360", 'op.create_exclude_constraint("x", "orders",("day", "="))', {}),
    ("ML360", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.ForeignKey("users.id")))', {}),
    ("ML360", 'op.execute("ALTER TABLE orders MODIFY day TEXT")', {}),
    ("ML360", 'op.execute("ALTER TABLE orders DROP CONSTRAINT ck_day")', {}),
    ("ML360", 'op.execute("ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES users (id)")', {}),
    ("ML360", 'op.alter_column("orders", "day", nullable=False)', {"dialect": "sqlite postgresql"}),
    (
        "ML360",
        ('if op.get_bind().dialect.name == "sqlite":\n    op.alter_column("orders", "day", nullable=False)'),
        {"dialect": "sqlite postgresql"},
    ),
    (
        "ML361",
        ('op.add_column("orders", sa.Column("c", sa.DateTime(), server_default=sa.text("(strftime(\'%s\'))")))'),
        {},
    ),
    ("ML361", 'op.execute("ALTER TABLE orders ADD COLUMN c TEXT DEFAULT CURRENT_DATE")', {}),
    (
        "ML362",
        ('with op.batch_alter_table("orders") as b:\n    b.create_foreign_key(None,"users", ["day"],["id"])'),
        {},
    ),
    ("ML362", ('with op.batch_alter_table("orders") as b:\n    b.create_check_constraint(None,"day > 1")'), {}),
    (
        "ML362",
        ('with op.batch_alter_table("orders") as b:\n    b.add_column(sa.Column("c", sa.Integer(), unique=True))'),
        {},
    ),
    (
        "ML362",
        (
            'with op.batch_alter_table("orders", naming_convention={"uq":"x"}) as b:\n'
            '    b.create_unique_constraint(None,["day"])'
        ),
        {},
    ),
    ("ML363", ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'), {}),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders", recreate="always") as b:\n'
            '    b.add_column(sa.Column("c", sa.Integer()))'
        ),
        {},
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()))\n'
                'op.create_index("ix", "orders", [sa.text("lower(a)")])'
            )
        },
    ),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders", recreate="always") as b:\n'
            '    b.add_column(sa.Column("c", sa.Integer()))'
        ),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()))\n'
                'op.create_index("ix", "orders", [sa.text("lower(a)")])'
            )
        },
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'),
        {"before": ('op.execute("CREATE TABLE orders (id int)")\nop.execute("CREATE INDEX i ON orders (id DESC)")')},
    ),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders", recreate="always") as b:\n'
            '    b.add_column(sa.Column("c", sa.Integer()))'
        ),
        {"before": ('op.execute("CREATE TABLE orders (id int)")\nop.execute("CREATE INDEX i ON orders (id DESC)")')},
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()))\n'
                'op.execute("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END")'
            )
        },
    ),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders", recreate="always") as b:\n'
            '    b.add_column(sa.Column("c", sa.Integer()))'
        ),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()))\n'
                'op.execute("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END")'
            )
        },
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'),
        {"before": 'op.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT)")'},
    ),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders", recreate="always") as b:\n'
            '    b.add_column(sa.Column("c", sa.Integer()))'
        ),
        {"before": 'op.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT)")'},
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sqlite_autoincrement=True)'
            )
        },
    ),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders", recreate="always") as b:\n'
            '    b.add_column(sa.Column("c", sa.Integer()))'
        ),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sqlite_autoincrement=True)'
            )
        },
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'),
        {"before": 'op.execute("CREATE TABLE orders (a TEXT COLLATE NOCASE)")'},
    ),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders", recreate="always") as b:\n'
            '    b.add_column(sa.Column("c", sa.Integer()))'
        ),
        {"before": 'op.execute("CREATE TABLE orders (a TEXT COLLATE NOCASE)")'},
    ),
    (
        "ML365",
        ('with op.batch_alter_table("orders") as b:\n    b.drop_column("code")'),
        {"before": BEFORE + ('\nop.execute("CREATE VIEW v AS SELECT day FROM orders")')},
    ),
    (
        "ML364",
        ('with op.batch_alter_table("orders") as b:\n    b.drop_column("code")'),
        {
            "before": BEFORE
            + (
                "\n"
                'op.create_table("ch", sa.Column("o", sa.Integer()))\n'
                'op.create_foreign_key("f", "ch", "orders", ["o"],["id"], ondelete="SET NULL")'
            ),
            "files": {"app/db.py": 'cursor.execute("PRAGMA foreign_keys = 1")\n'},
        },
    ),
    (
        "ML366",
        'op.drop_column("orders", "day")',
        {"before": 'op.create_table("orders", sa.Column("day", sa.Date()))', "settings": 'sqlite-version="3.30"\n'},
    ),
    ("ML366", 'op.execute("ALTER TABLE orders DROP COLUMN day")', {}),
    ("ML366", 'op.execute("ALTER TABLE orders ADD COLUMN c int PRIMARY KEY")', {}),
    (
        "ML366",
        ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()), sa.Column("g", sa.Integer(), '
                'sa.Computed("id+1")))'
            )
        },
    ),
]

NOT_FOUND: list[tuple[str, str, dict[str, object]]] = [
    (
        "ML360",
        ('op.add_column("orders", sa.Column("c", sa.Integer(), sa.ForeignKey("users.id")), inline_references=True)'),
        {},
    ),
    ("ML360", 'op.execute("ALTER TABLE orders RENAME COLUMN day TO d")', {}),
    ("ML360", 'op.execute("ALTER TABLE orders RENAME TO o2")', {}),
    ("ML360", 'op.execute("ALTER TABLE orders ADD COLUMN c int REFERENCES users (id)")', {}),
    (
        "ML360",
        (
            'is_sqlite = op.get_bind().dialect.name == "sqlite"\n'
            "if not is_sqlite:\n"
            '    op.alter_column("orders", "day", nullable=False)'
        ),
        {"dialect": "sqlite postgresql"},
    ),
    (
        "ML360",
        (
            "from sqlalchemy.dialects.sqlite.base import SQLiteDialect\n"
            "if isinstance(op.get_bind().dialect, SQLiteDialect):\n"
            "    return\n"
            'op.alter_column("orders", "day", nullable=False)'
        ),
        {"dialect": "sqlite postgresql"},
    ),
    (
        "ML360",
        (
            "bind = op.get_bind()\n"
            'if bind.engine.name == "sqlite":\n'
            "    pass\n"
            "else:\n"
            '    op.alter_column("orders", "day", nullable=False)'
        ),
        {"dialect": "sqlite postgresql"},
    ),
    (
        "ML360",
        (
            "def sqlite():\n"
            '    return op.get_bind().dialect.name == "sqlite"\n'
            "if sqlite():\n"
            "    return\n"
            'op.drop_constraint("a", "orders")'
        ),
        {"dialect": "sqlite postgresql"},
    ),
    ("ML360", ('try:\n    op.drop_constraint("a", "orders")\nexcept NotImplementedError:\n    pass'), {}),
    (
        "ML360",
        (
            "def _b(t):\n"
            "    return op.batch_alter_table(t)\n"
            'with _b("orders") as b:\n'
            '    b.alter_column("day", nullable=False)'
        ),
        {},
    ),
    (
        "ML360",
        (
            "match op.get_bind().dialect.name:\n"
            '    case "postgresql":\n'
            '        op.alter_column("orders", "day", nullable=False)\n'
            "    case _:\n"
            "        pass"
        ),
        {"dialect": "sqlite postgresql"},
    ),
    (
        "ML361",
        (
            'op.create_table("t", sa.Column("a"))\n'
            'op.add_column("t", sa.Column("c", sa.DateTime(), server_default=sa.func.now()))'
        ),
        {},
    ),
    ("ML361", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=sa.false()))', {}),
    (
        "ML362",
        (
            'with op.batch_alter_table("orders") as b:\n'
            '    b.add_column(sa.Column("c", sa.Integer(), sa.ForeignKey("users.id", name="fk")))'
        ),
        {},
    ),
    (
        "ML362",
        ('with op.batch_alter_table("orders") as b:\n    b.create_foreign_key(None,"users", ["day"],["id"])'),
        {"dialect": "postgresql"},
    ),
    ("ML363", ('with op.batch_alter_table("orders") as b:\n    b.create_index("i", ["id"])'), {}),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.create_index("i", ["id"])'),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()))\n'
                'op.create_index("ix", "orders", [sa.text("lower(a)")])'
            )
        },
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.create_index("i", ["id"])'),
        {"before": ('op.execute("CREATE TABLE orders (id int)")\nop.execute("CREATE INDEX i ON orders (id DESC)")')},
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.create_index("i", ["id"])'),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()))\n'
                'op.execute("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END")'
            )
        },
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.create_index("i", ["id"])'),
        {"before": 'op.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT)")'},
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.create_index("i", ["id"])'),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sqlite_autoincrement=True)'
            )
        },
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.create_index("i", ["id"])'),
        {"before": 'op.execute("CREATE TABLE orders (a TEXT COLLATE NOCASE)")'},
    ),
    (
        "ML363",
        ('with op.batch_alter_table("orders") as b:\n    b.alter_column("id", nullable=False)'),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()), sa.CheckConstraint("id>0", '
                'name="ck"))\n'
                'op.create_index("i", "orders", ["id"], sqlite_where=sa.text("id>3"))'
            )
        },
    ),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders", table_args=[sa.CheckConstraint("id > 0")]) as b:\n'
            '    b.alter_column("id", nullable=False)'
        ),
        {},
    ),
    (
        "ML363",
        (
            'with op.batch_alter_table("orders") as b:\n'
            '    b.alter_column("id", nullable=False)\n'
            'op.execute("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END")'
        ),
        {
            "before": (
                'op.create_table("orders", sa.Column("id", sa.Integer()))\n'
                'op.execute("CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END")'
            )
        },
    ),
    (
        "ML365",
        (
            'op.execute("DROP VIEW v")\n'
            'with op.batch_alter_table("orders") as b:\n'
            '    b.drop_column("code")\n'
            'op.execute("CREATE VIEW v AS SELECT day FROM orders")'
        ),
        {"before": BEFORE + ('\nop.execute("CREATE VIEW v AS SELECT day FROM orders")')},
    ),
    (
        "ML365",
        ('with op.batch_alter_table("other") as b:\n    b.drop_column("code")'),
        {"before": BEFORE + ('\nop.execute("CREATE VIEW v AS SELECT day FROM orders")')},
    ),
    (
        "ML366",
        'op.drop_column("orders", "free")',
        {"before": 'op.create_table("orders", sa.Column("free", sa.Date(), sa.CheckConstraint("free > 1")))'},
    ),
    (
        "ML366",
        ('op.drop_index("ix_day", "orders")\nop.drop_constraint("ck_day", "orders")\nop.drop_column("orders", "day")'),
        {},
    ),
    ("ML366", ('with op.batch_alter_table("orders") as b:\n    b.drop_column("code")'), {}),
]


@pytest.mark.parametrize(("code", "upgrade", "options"), FOUND)
def test_is_found(code: str, upgrade: str, options: dict[str, object]) -> None:
    options = {"before": BEFORE, "dialect": "sqlite", **options}
    codes = found(upgrade, select=code, **options)
    assert codes
    assert set(codes) == {code}


@pytest.mark.parametrize(("code", "upgrade", "options"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str, options: dict[str, object]) -> None:
    options = {"before": BEFORE, "dialect": "sqlite", **options}
    assert found(upgrade, select=code, **options) == []
