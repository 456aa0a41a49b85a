"""What one database refuses, what Alembic does otherwise than it looks, and nothing else."""

from __future__ import annotations

import pytest

from migralint.findings.severity import Severity
from tests.support.operations import findings, found

ORDERS = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()),'
    ' sa.Column("note", sa.Text()), sa.Column("paid", sa.Boolean()), sa.Column("at", sa.DateTime()),'
    ' sa.UniqueConstraint("note", name="uq_note"))\n'
    'op.create_index("ix_day", "orders", ["day"])'
)
BATCH = 'with op.batch_alter_table("orders") as b:\n    b.'
FOUND = [
    ("ML385", 'op.add_column("orders", sa.Column("s", sa.Enum("a", "b", name="state")))'),
    ("ML385", 'op.add_column("orders", sa.Column("s", postgresql.ENUM("a", "b", name="state")))'),
    ("ML385", BATCH + 'add_column(sa.Column("s", sa.Enum("a", "b", name="state")))'),
    ("ML385", 'op.alter_column("orders", "note", type_=sa.Enum("a", "b", name="state"))'),
    ("ML385", 'state = sa.Enum("a", "b", name="state")\nop.add_column("orders", sa.Column("s", state))'),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default="now()"))'),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default="CURRENT_TIMESTAMP"))'),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.Uuid(), server_default="gen_random_uuid()"))'),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default="now"))'),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.Integer(), server_default="nextval(\'s\')"))'),
    ("ML388", 'op.create_table("n", sa.Column("c", sa.DateTime(), server_default="now()"))'),
    ("ML388", 'op.alter_column("orders", "at", server_default="now()")'),
    ("ML388", BATCH + 'alter_column("at", server_default="now()")'),
    ("ML388", BATCH + 'add_column(sa.Column("c", sa.Boolean(), server_default="true()"))'),
    ("ML389", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=True))'),
    ("ML389", 'op.add_column("orders", sa.Column("c", sa.Integer(), server_default=0))'),
    ("ML389", 'op.add_column("orders", sa.Column("c", sa.JSON(), server_default=[]))'),
    ("ML389", 'op.create_table("n", sa.Column("c", sa.JSON(), server_default={}))'),
    ("ML389", 'op.alter_column("orders", "paid", server_default=True)'),
    ("ML389", BATCH + 'alter_column("paid", server_default=1)'),
    ("ML390", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=sa.text("0")))'),
    ("ML390", 'op.alter_column("orders", "paid", server_default=sa.text("1"))'),
    ("ML391", 'op.create_unique_constraint(None, "orders", ["day"])'),
    ("ML391", 'op.create_foreign_key(None, "orders", "users", ["day"], ["id"])'),
    ("ML391", 'op.create_check_constraint(None, "orders", "id > 0")'),
    ("ML391", 'op.drop_constraint(None, "orders", type_="unique")'),
    ("ML391", BATCH + 'create_foreign_key(None, "users", ["day"], ["id"])'),
    ("ML395", ORDERS),
    ("ML395", 'op.add_column("orders", sa.Column("day", sa.Date()))'),
    ("ML395", 'op.create_index("ix_day", "orders", ["day"])'),
    ("ML395", 'op.create_unique_constraint("uq_note", "orders", ["note"])'),
    ("ML395", 'op.create_table("n", sa.Column("a", sa.Date()))\nop.execute("CREATE TABLE n (a date)")'),
    ("ML395", BATCH + 'add_column(sa.Column("day", sa.Date()))'),
    ("ML395", 'op.execute("ALTER TABLE orders ADD COLUMN day date")'),
    ("ML395", 'op.create_table("n", sa.Column("a", sa.Date()))\nop.create_index("ix_day", "n", ["a"])'),
    ("ML397", f'op.create_index("ix_{"a" * 61}", "orders", ["day"])'),
    ("ML397", f'op.execute("CREATE INDEX ix_{"a" * 61} ON orders (day)")'),
    ("ML397", f'op.create_unique_constraint("{"ä" * 32}", "orders", ["day"])'),
    ("ML398", 'op.add_column("orders", sa.Column("c", sa.Integer(), primary_key=True))'),
    ("ML398", BATCH + 'add_column(sa.Column("c", sa.Integer(), primary_key=True))'),
    ("ML399", 'op.execute("COMMIT")'),
    ("ML399", 'op.execute("BEGIN")'),
    ("ML399", 'op.execute(sa.text("START TRANSACTION"))'),
    ("ML399", "op.get_bind().commit()"),
    ("ML399", "bind = op.get_bind()\nbind.rollback()"),
]


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_is_found(code: str, upgrade: str) -> None:
    codes = found(upgrade, before=ORDERS, select=code, dialect="postgresql")
    assert codes and set(codes) == {code}


NOT_FOUND = [
    (
        "ML385",
        'sa.Enum("a", name="state").create(op.get_bind())\n'
        'op.add_column("orders", sa.Column("s", sa.Enum("a", name="state")))',
    ),
    (
        "ML385",
        "op.execute(\"CREATE TYPE state AS ENUM ('a')\")\n"
        "op.add_column('orders', sa.Column('s', sa.Enum('a', name='state')))",
    ),
    (
        "ML385",
        'op.create_table("n", sa.Column("s", sa.Enum("a", name="state")))\n'
        'op.add_column("orders", sa.Column("s", sa.Enum("a", name="state")))',
    ),
    ("ML385", 'op.add_column("orders", sa.Column("s", sa.Enum("a", name="state", native_enum=False)))'),
    ("ML385", 'KIND.create(op.get_bind())\nop.add_column("orders", sa.Column("s", sa.Enum("a", name="state")))'),
    ("ML385", 'op.create_table("n", sa.Column("s", sa.Enum("a", name="state")))'),
    (
        "ML385",
        'if op.get_bind().dialect.name == "sqlite":\n'
        '    op.add_column("orders", sa.Column("s", sa.Enum("a", name="state")))',
    ),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default=sa.text("now()")))'),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.DateTime(), server_default=sa.func.now()))'),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.Text(), server_default="now"))'),
    ("ML388", 'op.add_column("orders", sa.Column("c", sa.String(9), server_default="today"))'),
    ("ML388", 'op.alter_column("orders", "note", server_default="now")'),
    ("ML389", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default="1"))'),
    ("ML389", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=sa.true()))'),
    ("ML389", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=None))'),
    ("ML389", 'op.alter_column("orders", "paid", server_default=False)'),
    ("ML389", 'op.alter_column("orders", "paid", server_default=None)'),
    ("ML389", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=DEFAULT))'),
    ("ML390", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=sa.false()))'),
    ("ML390", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default=sa.text("false")))'),
    ("ML390", 'op.add_column("orders", sa.Column("c", sa.Boolean(), server_default="0"))'),
    ("ML390", 'op.add_column("orders", sa.Column("c", sa.Integer(), server_default=sa.text("0")))'),
    ("ML391", 'op.create_index(None, "orders", ["day"])'),
    ("ML391", 'op.create_table("n", sa.Column("a", sa.Date()), sa.UniqueConstraint("a"))'),
    ("ML391", 'op.create_unique_constraint(name(), "orders", ["day"])'),
    ("ML395", 'op.create_table("orders", sa.Column("a", sa.Date()), if_not_exists=True)'),
    ("ML395", 'op.execute("CREATE TABLE IF NOT EXISTS orders (a date)")'),
    ("ML395", 'op.execute("ALTER TABLE orders ADD COLUMN IF NOT EXISTS day date")'),
    ("ML395", 'op.create_index("ix_day", "orders", ["day"], if_not_exists=True)'),
    ("ML395", 'op.drop_table("orders")\n' + ORDERS),
    ("ML395", 'op.rename_table("orders", "old")\nop.create_table("orders", sa.Column("a", sa.Date()))'),
    ("ML395", 'op.drop_index("ix_day")\nop.create_index("ix_day", "orders", ["day"])'),
    ("ML395", 'op.drop_index("ix_day", table_name="orders")\nop.create_index("ix_day", "orders", ["day"])'),
    ("ML395", 'op.drop_constraint("uq_note", "orders")\nop.create_unique_constraint("uq_note", "orders", ["note"])'),
    ("ML395", 'op.drop_column("orders", "day")\nop.add_column("orders", sa.Column("day", sa.DateTime()))'),
    ("ML395", 'op.drop_column("orders", "day")\nop.create_index("ix_day", "orders", ["note"])'),
    (
        "ML395",
        'op.alter_column("orders", "day", new_column_name="d")\n'
        'op.add_column("orders", sa.Column("day", sa.DateTime()))',
    ),
    (
        "ML395",
        'if not sa.inspect(op.get_bind()).has_table("orders"):\n'
        '    op.create_table("orders", sa.Column("a", sa.Date()))',
    ),
    ("ML395", 'op.create_table("orders", sa.Column("a", sa.Date()), schema="other")'),
    ("ML395", 'op.execute(statement())\nop.create_table("orders", sa.Column("a", sa.Date()))'),
    ("ML397", f'op.create_index("ix_{"a" * 60}", "orders", ["day"])'),
    ("ML398", 'op.add_column("orders", sa.Column("c", sa.Integer(), primary_key=True), inline_primary_key=True)'),
    (
        "ML398",
        'op.add_column("orders", sa.Column("c", sa.Integer(), primary_key=True))\n'
        'op.create_primary_key("pk", "orders", ["c"])',
    ),
    ("ML398", 'op.create_table("n", sa.Column("c", sa.Integer(), primary_key=True))'),
    ("ML399", 'op.execute("CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$")'),
    ("ML399", 'with op.get_context().autocommit_block():\n    op.execute("VACUUM")'),
    ("ML399", 'op.execute("DO $$ BEGIN PERFORM 1; END $$")'),
]


@pytest.mark.parametrize(("code", "upgrade"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=ORDERS, select=code, dialect="postgresql") == []


ALL = "postgresql mysql sqlite"
REFUSED = [
    "SELECT day::text FROM orders",
    "SELECT 1 FROM orders WHERE note ILIKE 'a'",
    "DELETE FROM orders USING users WHERE users.id = orders.id",
    "CREATE EXTENSION pgcrypto",
    "CREATE TYPE t AS ENUM ('a')",
    "DO $$ BEGIN NULL; END $$",
    "UPDATE orders SET note = gen_random_uuid()",
    "UPDATE orders SET day = date_trunc('day', at)",
    "UPDATE orders SET at = at + interval '1 day'",
    "COMMENT ON TABLE orders IS 'x'",
    "LOCK TABLE orders",
    "INSERT INTO orders (id) VALUES (1) ON DUPLICATE KEY UPDATE id = 1",
    "UPDATE orders JOIN users ON users.id = orders.id SET note = 'x'",
    "INSERT IGNORE INTO orders (id) VALUES (1)",
    "UPDATE orders SET note = if(id > 1, 'a', 'b')",
    "PRAGMA foreign_keys=ON",
    "INSERT OR IGNORE INTO orders (id) VALUES (1)",
    "INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING",
    "UPDATE orders SET note = u.name FROM users u WHERE u.id = orders.id",
    "UPDATE orders SET note = cast(id as text)",
    "DROP INDEX ix_day",
    "UPDATE orders SET at = now()",
    "CREATE SEQUENCE s",
    "UPDATE orders SET id = extract(year from day)",
    "TRUNCATE TABLE orders",
    "ALTER TABLE orders ADD COLUMN IF NOT EXISTS x int",
    "CREATE OR REPLACE VIEW v AS SELECT 1",
    "UPDATE `orders` SET note = 'x'",
    "UPDATE orders SET note = ifnull(note, '')",
    "UPDATE orders SET note = 'x' LIMIT 3",
    "UPDATE orders SET note = note || 'x'",
    "UPDATE \"orders\" SET note = 'x'",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_sql_that_one_of_several_dialects_refuses(statement: str) -> None:
    assert found(f"op.execute({statement!r})", before=ORDERS, select="ML383", dialect=ALL) == ["ML383"]


STANDARD = [
    "UPDATE orders SET note = 'x::y ILIKE z' WHERE id = 1",
    "UPDATE orders SET note = coalesce(note, 'now()')",
    "DELETE FROM orders WHERE id IN (SELECT id FROM users)",
    "INSERT INTO orders (id, note) VALUES (1, 'INSERT IGNORE')",
    "CREATE INDEX i ON orders (day)",
    "SELECT cast(id as char(3)) FROM orders -- ::text",
    "UPDATE orders SET at = CURRENT_TIMESTAMP",
    "ALTER TABLE orders ADD COLUMN x int",
    "UPDATE orders SET note = CASE WHEN id > 1 THEN 'a' ELSE 'b' END",
]


@pytest.mark.parametrize("statement", STANDARD)
def test_standard_sql_is_for_all(statement: str) -> None:
    assert found(f"op.execute({statement!r})", before=ORDERS, select="ML383", dialect=ALL) == []


def test_one_dialect_may_use_its_own_sql() -> None:
    for statement in ("UPDATE orders SET note = day::text", "COMMENT ON TABLE orders IS 'x'"):
        assert found(f"op.execute({statement!r})", select="ML383", dialect="postgresql") == []
        guarded = f'if op.get_bind().dialect.name == "postgresql":\n    op.execute({statement!r})'
        assert found(guarded, select="ML383", dialect=ALL) == []
        early = f'if op.get_bind().dialect.name != "postgresql":\n    return\nop.execute({statement!r})'
        assert found(early, select="ML383", dialect=ALL) == []


@pytest.mark.parametrize(
    ("type_", "codes"),
    [
        ("postgresql.ARRAY(sa.Text())", ["ML383"]),
        ("postgresql.INET()", ["ML383"]),
        ("postgresql.TSVECTOR()", ["ML383"]),
        ("postgresql.JSONB()", ["ML383"]),
        ("mysql.MEDIUMTEXT()", ["ML383"]),
        ("mysql.TINYINT()", ["ML383"]),
        ("postgresql.UUID()", []),
        ("postgresql.JSON()", []),
        ("mysql.VARCHAR(3)", []),
        ('sa.JSON().with_variant(postgresql.JSONB(), "postgresql")', []),
        ('sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")', []),
        ("sa.Text()", []),
    ],
)
def test_types_that_another_compiler_refuses(type_: str, codes: list[str]) -> None:
    add = f'op.add_column("orders", sa.Column("x", {type_}))'
    assert found(add, before=ORDERS, select="ML383", dialect=ALL) == codes
    assert found(f'op.create_table("n", sa.Column("x", {type_}))', select="ML383", dialect=ALL) == codes


@pytest.mark.parametrize(
    ("upgrade", "codes"),
    [
        ('sa.inspect(op.get_bind()).get_columns("orders")', ["ML384"]),
        ('rows = op.get_bind().execute(sa.text("SELECT 1")).fetchall()', ["ML384"]),
        ("if not op.get_context().as_sql:\n    sa.inspect(op.get_bind())", []),
        ("from alembic import context\nif not context.is_offline_mode():\n    sa.inspect(op.get_bind())", []),
        ('op.execute("SELECT 1")', []),
    ],
)
def test_what_needs_a_connection(upgrade: str, codes: list[str]) -> None:
    assert found(upgrade, select="ML384", settings="offline = true\n") == codes
    assert found(upgrade, select="ML384") == []


def test_batch_on_sqlite_needs_a_connection() -> None:
    body = BATCH + 'alter_column("day", nullable=False)'
    assert found(body, select="ML384", settings="offline = true\n", dialect="sqlite") == ["ML384"]
    assert found(body, select="ML384", settings="offline = true\n", dialect="postgresql") == []
    copied = body.replace('"orders")', '"orders", copy_from=orders)')
    assert found(copied, select="ML384", settings="offline = true\n", dialect="sqlite") == []


ENUM = 'op.create_table("e", sa.Column("s", sa.Enum("a", "b", name="state")))'


@pytest.mark.parametrize(
    ("before", "upgrade", "codes"),
    [
        (ENUM, 'op.create_table("f", sa.Column("s", sa.Enum("a", "b", name="state")))', ["ML386"]),
        (ENUM, 'op.create_table("f", sa.Column("s", postgresql.ENUM("a", name="state")))', ["ML386"]),
        (ENUM, "op.execute(\"CREATE TYPE state AS ENUM ('a')\")", ["ML386"]),
        ("", 'sa.Enum("a", name="state").create(op.get_bind())\n' + ENUM, ["ML386"]),
        ("", "op.execute(\"CREATE TYPE state AS ENUM ('a', 'b')\")\n" + ENUM, ["ML386"]),
        (ENUM, 'op.create_table("f", sa.Column("s", postgresql.ENUM(name="state", create_type=False)))', []),
        (ENUM, 'op.create_table("f", sa.Column("s", sa.Enum("a", name="state", native_enum=False)))', []),
        ("", ENUM + '\nop.create_table("f", sa.Column("s", sa.Enum("a", "b", name="state")))', []),
        (
            ENUM,
            'op.drop_table("e")\nop.execute("DROP TYPE state")\n'
            'op.create_table("f", sa.Column("s", sa.Enum("a", "b", name="state")))',
            [],
        ),
    ],
)
def test_types_that_are_there_already(before: str, upgrade: str, codes: list[str]) -> None:
    assert found(upgrade, before=before, select="ML386", dialect="postgresql") == codes


def test_create_type_is_ignored_by_the_general_enum() -> None:
    body = 'op.create_table("f", sa.Column("s", sa.Enum("a", name="state", create_type=False)))'
    assert found(body, select="ML387", dialect="postgresql") == ["ML387"]
    assert found(body.replace("sa.Enum", "postgresql.ENUM"), select="ML387", dialect="postgresql") == []
    project = {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["sqlalchemy>=2.1"]\n'}
    assert found(body, select="ML387", dialect="postgresql", files=project) == []


@pytest.mark.parametrize(
    ("dialect", "default", "severity"),
    [
        ("postgresql", 'sa.text("0")', Severity.ERROR),
        ("mysql", '"true"', Severity.ERROR),
        ("mariadb", '"false"', Severity.ERROR),
        ("sqlite", '"false"', Severity.WARNING),
        ("sqlite", '"t"', Severity.WARNING),
        ("mysql", 'sa.text("0")', None),
        ("sqlite", '"0"', None),
        ("postgresql", '"false"', None),
        ("mysql", "sa.false()", None),
    ],
)
def test_boolean_defaults(dialect: str, default: str, severity: Severity | None) -> None:
    body = f'op.create_table("n", sa.Column("c", sa.Boolean(), server_default={default}))'
    assert [one.severity for one in findings(body, select="ML390", dialect=dialect)] == [severity] * bool(severity)


CONVENTION = (
    'convention = {"uq": "uq_%(table_name)s_%(column_0_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s"}\n'
)
ENV = {"env.py": CONVENTION + "MetaData(naming_convention=convention)\n"}


def test_a_convention_names_what_is_nameless() -> None:
    unique = 'op.create_unique_constraint(None, "orders", ["day"])'
    assert found(unique, select="ML391", dialect="postgresql", files=ENV) == []
    foreign = 'op.create_foreign_key(None, "orders", "users", ["day"], ["id"])'
    assert found(foreign, select="ML391", dialect="postgresql", files=ENV) == ["ML391"]
    drop = 'op.drop_constraint(None, "orders", type_="unique")'
    (finding,) = findings(drop, select="ML391", dialect="postgresql", files=ENV)
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("upgrade", "codes"),
    [
        ('op.create_check_constraint("ck_orders_day", "orders", "id > 0")', ["ML392"]),
        ('op.drop_constraint("ck_orders_day", "orders", type_="check")', ["ML392"]),
        (
            'op.create_table("orders", sa.Column("id", sa.Integer()), sa.CheckConstraint("id > 0", "ck_orders_id"))',
            ["ML392"],
        ),
        ('op.create_check_constraint(op.f("ck_orders_day"), "orders", "id > 0")', []),
        ('op.create_check_constraint("day", "orders", "id > 0")', []),
        ('op.create_unique_constraint("uq_orders_day", "orders", ["day"])', []),
    ],
)
def test_names_that_the_convention_doubles(upgrade: str, codes: list[str]) -> None:
    assert found(upgrade, select="ML392", dialect="postgresql", files=ENV) == codes
    assert found(upgrade, select="ML392", dialect="postgresql") == []


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
def test_what_mysql_must_be_told(dialect: str) -> None:
    for body in ('op.drop_constraint("uq_note", "orders")', BATCH + 'drop_constraint("uq_note")'):
        assert found(body, before=ORDERS, select="ML393", dialect=dialect) == ["ML393"]
    assert found('op.drop_constraint("uq_note", "orders", type_="unique")', select="ML393", dialect=dialect) == []
    assert found('op.drop_constraint("uq_note", "orders", "unique")', select="ML393", dialect=dialect) == []
    assert found('op.drop_index("ix_day")', before=ORDERS, select="ML394", dialect=dialect) == ["ML394"]
    for body in (
        'op.drop_index("ix_day", table_name="orders")',
        'op.drop_index("ix_day", "orders")',
        BATCH + 'drop_index("ix_day")',
    ):
        assert found(body, before=ORDERS, select="ML394", dialect=dialect) == []
    assert (
        found('op.drop_index("ix_day")\nop.drop_constraint("uq_note", "orders")', select="ML39", dialect="postgresql")
        == []
    )


def test_index_names_belong_to_the_table_on_mysql() -> None:
    body = 'op.create_table("n", sa.Column("a", sa.Date()))\nop.create_index("ix_day", "n", ["a"])'
    assert found(body, before=ORDERS, select="ML395", dialect="mysql") == []


def test_branches_do_not_see_each_other() -> None:
    text = 'op.create_table("s", sa.Column("a", sa.Date()), schema="shop")'
    assert found(
        'op.add_column("s", sa.Column("b", sa.Date()))', before=text, select="ML396", dialect="postgresql"
    ) == ["ML396"]
    same = 'op.add_column("s", sa.Column("b", sa.Date()), schema="shop")'
    assert found(same, before=text, select="ML396", dialect="postgresql") == []
    reverse = 'op.add_column("orders", sa.Column("b", sa.Date()), schema="shop")'
    assert found(reverse, before=ORDERS, select="ML396", dialect="postgresql") == ["ML396"]
    path = 'op.execute("SET search_path TO shop")\nop.add_column("s", sa.Column("b", sa.Date()))'
    assert found(path, before=text, select="ML396", dialect="postgresql") == []
    assert found('op.add_column("s", sa.Column("b", sa.Date()))', before=text, select="ML396", dialect="sqlite") == []


def test_names_in_sql_are_cut_in_silence() -> None:
    name = "ix_" + "a" * 61
    (call,) = findings(f'op.create_index("{name}", "orders", ["day"])', select="ML397", dialect="postgresql")
    (sql,) = findings(f'op.execute("CREATE INDEX {name} ON orders (day)")', select="ML397", dialect="postgresql")
    assert (call.severity, sql.severity) == (Severity.ERROR, Severity.WARNING)
    assert found(f'op.create_index("{name[:64]}", "orders", ["day"])', select="ML397", dialect="mysql") == []
    assert found(f'op.create_index("{name}a", "orders", ["day"])', select="ML397", dialect="mysql") == ["ML397"]
