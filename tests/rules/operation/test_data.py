"""Data changes that lock, models that go on changing, and SQL text that is sent otherwise than written."""

from __future__ import annotations

import pytest

from migralint.findings.severity import Severity
from tests.support.operations import IMPORTS, findings, found
from tests.support.pending_events import CASES, TABLES

ORDERS = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()),'
    ' sa.Column("note", sa.Text()))\n'
    'op.create_table("users", sa.Column("id", sa.Integer(), primary_key=True))\n'
    "op.execute('ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES users DEFERRABLE INITIALLY DEFERRED')"
)
TABLE = 'orders = sa.table("orders", sa.column("id"), sa.column("day"), sa.column("note"))\n'
BIND = "bind = op.get_bind()\n"
OTHER_IMPORTS = "import alembic.op as o\nimport sqlalchemy as sa\nfrom sqlalchemy import text, update\n"

FOUND = [
    ("ML367", "op.execute(\"UPDATE orders SET note = 'x'\")"),
    ("ML367", "op.execute(\"UPDATE orders SET note = 'x' WHERE note IS NULL\")"),
    ("ML367", 'op.execute("DELETE FROM orders WHERE day < now()")'),
    ("ML367", 'op.execute("INSERT INTO users (id) SELECT id FROM orders")'),
    ("ML367", TABLE + 'op.execute(orders.update().values(note="x"))'),
    ("ML367", TABLE + 'op.execute(sa.update(orders).where(orders.c.note.is_(None)).values(note="x"))'),
    ("ML367", TABLE + BIND + 'bind.execute(sa.update(orders).values({"note": "x"}))'),
    ("ML367", TABLE + "op.execute(orders.delete().where(orders.c.day > orders.c.note))"),
    ("ML367", 'op.execute("WITH old AS (SELECT id FROM orders) UPDATE orders SET note = day FROM old")'),
    ("ML367", 'op.execute("DO $$ BEGIN UPDATE orders SET note = day; END $$")'),
    ("ML367", 'for name in ("note", "day"):\n    op.execute(f"UPDATE orders SET {name} = NULL")'),
    (
        "ML368",
        'op.add_column("orders", sa.Column("c", sa.Text()))\nop.execute("UPDATE orders SET c = note")',
    ),
    (
        "ML368",
        'op.add_column("users", sa.Column("c", sa.Text()))\nop.execute("UPDATE orders SET note = day")',
    ),
    (
        "ML368",
        'op.execute("ALTER TABLE orders ADD COLUMN c text")\nop.execute("UPDATE orders SET c = \'x\' WHERE c IS NULL")',
    ),
    ("ML368", 'op.execute("UPDATE orders SET id = day")\nop.execute("ALTER TABLE orders DROP COLUMN note")'),
    ("ML370", "from sqlalchemy.orm import Session\nSession(bind=op.get_bind()).commit()"),
    ("ML370", "from sqlalchemy import orm\norm.Session(op.get_bind())"),
    ("ML370", "from sqlalchemy.orm import sessionmaker\nsessionmaker(bind=op.get_bind())()"),
    (
        "ML371",
        BIND + 'for row in bind.execute(sa.text("SELECT id, note FROM orders")):\n'
        '    bind.execute(sa.text("UPDATE orders SET note = :n WHERE id = :i"), {"n": row.note, "i": row.id})',
    ),
    (
        "ML371",
        BIND + 'rows = bind.execute(sa.text("SELECT id FROM orders")).fetchall()\n'
        'for row in rows:\n    bind.execute(sa.text("UPDATE users SET id = 1 WHERE id = :i"), {"i": row.id})',
    ),
    (
        "ML372",
        BIND + 'for row in bind.execute(sa.text("SELECT id, note FROM orders LIMIT 3")):\n'
        "    op.execute(f\"UPDATE users SET name = '{row.note}' WHERE id = 1\")",
    ),
    (
        "ML372",
        'import os\nop.execute("UPDATE users SET name = \'%s\' WHERE id = 1" % os.environ["NAME"])',
    ),
    (
        "ML372",
        'from alembic import context\nop.execute("DELETE FROM users WHERE id = " + context.get_x_argument()[0])',
    ),
    ("ML373", "op.execute(\"UPDATE users SET name = ':x' WHERE id = 1\")"),
    ("ML373", "op.execute('INSERT INTO users (d) VALUES (\\'{\"a\":true}\\')')"),
    ("ML373", 'op.get_bind().execute(sa.text("UPDATE users SET name = :n WHERE id = 1"))'),
    ("ML373", 'op.execute(sa.text("UPDATE users SET name = :n, x = :m WHERE id = 1").bindparams(n="x"))'),
    ("ML374", "op.get_bind().exec_driver_sql(\"DELETE FROM users WHERE name LIKE 'a%'\")"),
    ("ML376", 'op.execute("FROBNICATE ALL THE THINGS")'),
    ("ML376", "op.execute(statement())"),
    ("ML376", "from shop.helpers import convert\nconvert(op)"),
    ("ML376", "from shop.helpers import convert\nconvert(op.get_bind())"),
]


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_is_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=ORDERS, select=code, dialect="postgresql") == [code]


NOT_FOUND = [
    ("ML367", "op.execute(\"UPDATE orders SET note = 'x' WHERE id = 3\")"),
    ("ML367", "op.execute(\"UPDATE orders SET note = 'x' WHERE id IN (1, 2)\")"),
    ("ML367", "op.execute(\"UPDATE orders SET note = 'x' WHERE note = 'y' AND id BETWEEN 1 AND 1000\")"),
    ("ML367", TABLE + 'op.execute(sa.update(orders).where(orders.c.id == 3).values(note="x"))'),
    ("ML367", TABLE + "s = sa.update(orders).where(orders.c.id == 3)\ns = s.values(note=1)\nop.execute(s)"),
    ("ML367", 'op.execute("INSERT INTO orders (id) VALUES (1)")'),
    ("ML367", 'op.bulk_insert(sa.table("orders", sa.column("id")), [{"id": 1}])'),
    (
        "ML367",
        'op.create_table("n", sa.Column("a", sa.Date()))\nop.execute("INSERT INTO n (a) SELECT day FROM orders")',
    ),
    (
        "ML367",
        BIND + 'while True:\n    gone = bind.execute(sa.text("DELETE FROM orders WHERE id IN '
        '(SELECT id FROM orders WHERE day IS NULL LIMIT 1000)"))\n    if not gone.rowcount:\n        break',
    ),
    (
        "ML368",
        'op.execute("UPDATE users SET name = note")\nop.add_column("users", sa.Column("c", sa.Text()))',
    ),
    (
        "ML368",
        'op.add_column("orders", sa.Column("c", sa.Text()))\n'
        'with op.get_context().autocommit_block():\n    op.execute("UPDATE orders SET c = note")',
    ),
    (
        "ML368",
        'op.add_column("orders", sa.Column("c", sa.Text()))\nwith op.get_context().autocommit_block():\n'
        '    op.execute("SELECT 1")\nop.execute("UPDATE orders SET c = note")',
    ),
    ("ML368", 'op.add_column("orders", sa.Column("c", sa.Text()))\nop.execute("UPDATE orders SET c = 1 WHERE id = 3")'),
    ("ML368", 'op.create_table("n", sa.Column("a", sa.Date()))\nop.execute("UPDATE n SET a = now()")'),
    ("ML368", 'op.execute("UPDATE orders SET note = day")'),
    ("ML369", "from sqlalchemy.orm import Session\nSession(op.get_bind()).query(Missing)"),
    ("ML370", "op.get_bind().execute(sa.text('SELECT 1'))"),
    ("ML371", 'for name in ("a", "b"):\n    op.get_bind().execute(sa.text("DELETE FROM users WHERE id = 1"))'),
    (
        "ML371",
        BIND + 'for row in bind.execute(sa.text("SELECT id FROM orders WHERE day IS NULL")):\n'
        '    bind.execute(sa.text("UPDATE users SET id = 1 WHERE id = :i"), {"i": row.id})',
    ),
    (
        "ML371",
        BIND + 'for part in bind.execute(sa.text("SELECT id FROM orders")).partitions(1000):\n'
        '    bind.execute(sa.text("UPDATE users SET id = 1 WHERE id = :i"), [{"i": row.id} for row in part])',
    ),
    ("ML372", 'TABLE = "users"\nop.execute(f"DELETE FROM {TABLE} WHERE id = 1")'),
    ("ML372", 'for one in ("a", "b"):\n    op.execute(f"UPDATE users SET name = \'{one}\' WHERE id = 1")'),
    ("ML372", 'def gone(name):\n    op.execute(f"DROP TABLE {name}")\ngone("a")'),
    ("ML372", "op.execute(f\"DROP INDEX {op.f('ix_users')}\")"),
    (
        "ML372",
        BIND + "quote = bind.dialect.identifier_preparer.quote\n"
        'for row in bind.execute(sa.text("SELECT name FROM users LIMIT 3")):\n'
        '    op.execute(f"DROP TABLE {quote(row.name)}")',
    ),
    ("ML373", "op.execute(\"UPDATE users SET name = '\\\\:x' WHERE id = 1\")"),
    ("ML373", "op.execute(\"SELECT '3'::int, '12:30', a[1:2] FROM users\")"),
    ("ML373", 'op.execute("DO $$ DECLARE a int := 3; BEGIN a := 4; END $$")'),
    ("ML373", 'op.execute(sa.text("UPDATE users SET name = :n WHERE id = 1").bindparams(n="x"))'),
    ("ML373", 'op.get_bind().execute(sa.text("UPDATE users SET name = :n WHERE id = 1"), {"n": "x"})'),
    ("ML373", 'op.get_bind().execute(sa.text("UPDATE users SET name = :n WHERE id = 1"), values)'),
    ("ML373", 'op.get_bind().execute(sa.text("UPDATE users SET name = :n WHERE id = 1"), **values)'),
    ("ML373", 'op.execute(sa.text("UPDATE users SET name = :n").bindparams(**values))'),
    ("ML373", 'op.get_bind().exec_driver_sql("UPDATE users SET name = :n WHERE id = 1")'),
    ("ML374", "op.get_bind().exec_driver_sql(\"DELETE FROM users WHERE name LIKE 'a%%'\")"),
    ("ML374", "op.execute(\"DELETE FROM users WHERE name LIKE 'a%'\")"),
    ("ML374", 'op.get_bind().exec_driver_sql("DELETE FROM users WHERE name = %s", ("a",))'),
    ("ML375", 'op.execute("SELECT 1; SELECT 2")'),
    ("ML376", 'op.execute("GRANT SELECT ON orders TO reader")'),
    ("ML376", 'op.execute("SELECT 1")\nop.execute("ANALYZE orders")'),
    ("ML376", "from shop.types import Money\nop.add_column('orders', sa.Column('m', Money()))"),
]


@pytest.mark.parametrize(("code", "upgrade"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=ORDERS, select=code, dialect="postgresql") == []


def test_small_tables_are_changed_as_a_whole() -> None:
    update = 'op.execute("UPDATE orders SET note = day")'
    assert found(update, before=ORDERS, select="ML367", settings='small-tables = ["order*"]\n') == []
    assert found(update, before=ORDERS, select="ML367", settings="downtime = true\n") == []


def test_other_imports() -> None:
    body = (
        'o.execute(text("UPDATE orders SET note = day"))\n'
        'o.get_bind().execute(update(sa.table("orders")).values(note=1))'
    )
    assert found(body, before=ORDERS.replace("op.", "o."), imports=OTHER_IMPORTS, select="ML367") == ["ML367"] * 2


def test_pending_trigger_events_are_an_error() -> None:
    body = 'op.execute("UPDATE orders SET id = day")\nop.execute("ALTER TABLE orders DROP COLUMN note")'
    (finding,) = findings(body, before=ORDERS, select="ML368", dialect="postgresql")
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(("refused", "before", "statements"), CASES)
def test_pending_trigger_events_are_those_of_postgresql(
    refused: bool, before: tuple[str, ...], statements: tuple[str, ...]
) -> None:
    told = findings(executed(statements), before=executed((*TABLES, *before)), select="ML368", dialect="postgresql")
    assert any("pending trigger events" in one.problem.message for one in told) is refused


def executed(statements: tuple[str, ...]) -> str:
    return "\n".join(f'op.execute("{one}")' for one in statements)


def test_what_a_data_change_is_said_to_do_is_no_more_than_it_does() -> None:
    said = {
        "UPDATE orders SET note = 'x'": "UPDATE of orders changes all of its rows in one transaction",
        "DELETE FROM orders WHERE note IS NULL": (
            "DELETE of orders names no key: all rows that its condition selects are changed in one transaction"
        ),
        "INSERT INTO users (id) SELECT id FROM orders": (
            "INSERT … SELECT copies all rows that its query returns into users in one transaction"
        ),
    }
    for statement, message in said.items():
        (told,) = findings(f'op.execute("{statement}")', before=ORDERS, select="ML367")
        assert told.problem.message == message


MODEL = (
    "class Order(Base):\n    __tablename__ = 'orders'\n\n\n"
    "class Kind(enum.Enum):\n    A = 1\n\n\nclass Money(TypeDecorator):\n    impl = 1\n"
)
MODELS = {"shop/__init__.py": "", "shop/models.py": MODEL}


@pytest.mark.parametrize(
    ("upgrade", "codes"),
    [
        ("from sqlalchemy.orm import Session\nSession(op.get_bind()).query(Order).all()", ["ML369"]),
        ("op.get_bind().execute(sa.select(Order))", ["ML369"]),
        ("op.get_bind().execute(sa.update(Order).values(x=1))", ["ML369"]),
        ("op.get_bind().execute(Order.__table__.insert())", ["ML369"]),
        ("Order.metadata.create_all(op.get_bind())", ["ML369"]),
        ("from sqlalchemy.orm import Session\nsession = Session(op.get_bind())\nsession.add(Order(id=1))", ["ML369"]),
        ("op.add_column('orders', sa.Column('m', Money()))", []),
        ("op.add_column('orders', sa.Column('k', sa.Enum(Kind)))", []),
        ("op.execute(sa.update(sa.table('orders')).values(kind=Kind.A.value))", []),
    ],
)
def test_models_of_the_application(upgrade: str, codes: list[str]) -> None:
    imports = IMPORTS + "from shop.models import Kind, Money, Order\n"
    assert found(upgrade, select="ML369", imports=imports, files=MODELS) == codes


def test_a_model_of_the_revision_is_its_own() -> None:
    imports = IMPORTS + "class Order(Base):\n    __tablename__ = 'orders'\n"
    assert found("op.get_bind().execute(sa.select(Order))", select="ML369", imports=imports, files=MODELS) == []


@pytest.mark.parametrize("dialect", ["sqlite", "mysql", "mariadb"])
def test_several_statements(dialect: str) -> None:
    assert found('op.execute("SELECT 1; SELECT 2")', select="ML375", dialect=dialect) == ["ML375"]
    assert found('op.execute(sa.text("SELECT 1;\\n-- next\\nSELECT 2;"))', select="ML375", dialect=dialect) == ["ML375"]
    for text in ("SELECT 1;", "SELECT 1; -- ; done", "SELECT ';' ;"):
        assert found(f"op.execute({text!r})", select="ML375", dialect=dialect) == []
    trigger = "CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; SELECT 2; END"
    assert found(f"op.execute({trigger!r})", select="ML375", dialect=dialect) == []
    guarded = 'if op.get_bind().dialect.name == "postgresql":\n    op.execute("SELECT 1; SELECT 2")'
    assert found(guarded, select="ML375", dialect=f"{dialect} postgresql") == []


def test_several_statements_with_asyncpg() -> None:
    project = {"pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["asyncpg"]\n'}
    project["env.py"] = "connectable = async_engine_from_config({})\n"
    text = 'op.execute("SELECT 1; SELECT 2")'
    assert found(text, select="ML375", dialect="postgresql", files=project) == ["ML375"]


def test_what_was_not_read_is_said_once_a_file() -> None:
    assert found("op.execute(one())\nop.execute(two())", select="ML376") == ["ML376"]
