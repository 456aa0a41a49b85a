"""The kinds of revisions: what their operations are to code that runs already."""

from __future__ import annotations

import pytest

from migralint.linting.walking.kinds import kinds_of
from tests.support.operations import written

USERS = """
op.create_table(
    "users",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False, server_default="x"),
    sa.Column("note", sa.String(50)),
    sa.Column("age", sa.Integer),
    sa.UniqueConstraint("name", name="uq_name"),
    sa.CheckConstraint("age > 0", name="ck_age"),
)
op.create_index("ix_note", "users", ["note"])
op.create_index("ux_age", "users", ["age"], unique=True)
"""


def kind(upgrade: str, *, before: str = USERS, dialect: str = "postgresql") -> str:
    with written(upgrade, dialect, before) as (_folder, _path, subject):
        return str(kinds_of(subject)["r1"].kind)


EXPAND = [
    'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))',
    'op.add_column("users", sa.Column("x", sa.Integer))',
    'op.add_column("users", sa.Column("x", sa.Integer, nullable=False, server_default="0"))',
    'op.alter_column("users", "name", nullable=True)',
    'op.alter_column("users", "note", type_=sa.String(80))',
    'op.alter_column("users", "note", type_=sa.Text())',
    'op.alter_column("users", "age", type_=sa.BigInteger())',
    'op.alter_column("users", "note", server_default="x")',
    'op.alter_column("users", "note", server_default=None)',
    'op.create_index("ix_2", "users", ["name"])',
    'op.drop_constraint("ck_age", "users", type_="check")',
    """op.execute("ALTER TYPE mood ADD VALUE 'glad'")""",
    """op.execute("CREATE VIEW v AS SELECT 1")""",
    # filled at once: old code has never seen the table
    'op.create_table("t", sa.Column("id", sa.Integer))\nop.execute("INSERT INTO t SELECT id FROM users")',
    'op.add_column("users", sa.Column("x", sa.Integer))\nop.create_unique_constraint("u", "users", ["x"])',
    'op.create_table("t", sa.Column("id", sa.Integer))\nop.rename_table("t", "t2")\nop.drop_column("t2", "id")',
]
CONTRACT = [
    'op.drop_table("users")',
    'op.rename_table("users", "people")',
    'op.drop_column("users", "note")',
    'op.alter_column("users", "note", new_column_name="remark")',
    'op.alter_column("users", "note", nullable=False)',
    'op.alter_column("users", "note", type_=sa.String(10))',
    'op.alter_column("users", "note", type_=sa.Integer())',
    'op.alter_column("users", "name", server_default=None)',
    'op.add_column("users", sa.Column("x", sa.Integer, nullable=False))',
    'op.create_unique_constraint("u", "users", ["note"])',
    'op.create_index("u", "users", ["note"], unique=True)',
    'op.create_check_constraint("c", "users", "age < 200")',
    'op.create_foreign_key("f", "users", "users", ["age"], ["id"])',
    'op.drop_constraint("uq_name", "users", type_="unique")',
    'op.drop_index("ux_age", "users")',
    'op.execute("DROP VIEW v")',
    'op.execute("ALTER TABLE users DROP COLUMN note")',
    "with op.batch_alter_table('users') as batch:\n    batch.drop_column('note')",
    "op.alter_column('users', **{'column_name': 'note', 'nullable': False})",
    "from app import Base\nBase.metadata.drop_all(bind=op.get_bind())",
]
DATA = [
    """op.execute("UPDATE users SET note = 'x' WHERE note IS NULL")""",
    """op.bulk_insert(sa.table("users", sa.column("name")), [{"name": "a"}])""",
    "op.get_bind().execute(sa.text('DELETE FROM users'))",
]
MIXED = [
    """op.add_column("users", sa.Column("x", sa.Integer))\nop.execute("UPDATE users SET x = 1")""",
    'op.add_column("users", sa.Column("x", sa.Integer))\nop.drop_column("users", "note")',
]
NEUTRAL = [
    "pass",
    'op.execute("SET lock_timeout = 1000")',
    """op.execute("COMMENT ON TABLE users IS 'x'")""",
    'op.drop_index("ix_note", "users")',
    'op.create_table("t", sa.Column("id", sa.Integer), prefixes=["TEMPORARY"])',
    "op.get_context().get_current_revision()",
    "print('x')",
    'op.get_bind().execute(sa.text("SELECT count(*) FROM users WHERE age IN (1, 2) AND EXISTS (SELECT 1)"))',
    'op.execute("DO $$ BEGIN IF EXISTS (SELECT 1) THEN RAISE NOTICE $x$ drop table $x$; END IF; END $$")',
    'op.execute("DO LANGUAGE plpgsql $$ DECLARE n numeric(9) := 1; BEGIN IF max(n) > 1 THEN NULL; END IF; END $$")',
]
UNKNOWN = [
    "op.execute(open('x.sql').read())",
    "op.execute(\"DO $$ BEGIN EXECUTE 'DROP TABLE users'; END $$\")",
    'op.execute("SELECT drop_everything()")',
    'op.execute("DO $$ BEGIN PERFORM drop_everything(); END $$")',
    'op.execute("DO $$ BEGIN IF drop_everything() THEN NULL; END IF; END $$")',
    'op.execute("DO $$ DECLARE x int := drop_everything(); BEGIN NULL; END $$")',
    'op.execute("DO $$ DECLARE x int; BEGIN x := drop_everything(); END $$")',
    'op.execute("DO $$ DECLARE r record; BEGIN FOR r IN SELECT drop_everything() LOOP NULL; END LOOP; END $$")',
    "op.execute(\"DO LANGUAGE plpython3u 'plpy.drop()'\")",
    'op.execute("DO $$ DECLARE x int; BEGIN x = drop_everything(); END $$")',
    'op.execute("DO $$ DECLARE x record; BEGIN x.y := drop_everything(); END $$")',
    'op.execute("DO $$ DECLARE c CURSOR FOR SELECT drop_everything(); BEGIN OPEN c; END $$")',
    'op.execute("DO $$ BEGIN FOR r IN DELETE FROM users RETURNING id LOOP NULL; END LOOP; END $$")',
    'op.execute("DO $$ BEGIN RETURN QUERY DELETE FROM users; END $$")',
    'op.execute("EXPLAIN ANALYZE DELETE FROM users")',
    "getattr(op, name)('users')",
    "globals()['op'].drop_table('users')",
    "op.get_context().impl.drop_table(users)",
    "op.get_bind().run_callable(somebody)",
    "eval('op.drop_table(1)')",
    "op.alter_column('users', 'note', **somebody)",
    "from app import somebody\nsomebody()",
    "from helper import run\nrun(op)",
    'op.drop_constraint("somebody", "users")',
    'op.execute("CREATE TRIGGER t BEFORE INSERT ON users EXECUTE FUNCTION f()")',
]


@pytest.mark.parametrize(
    ("expected", "upgrade"),
    [
        (word, body)
        for word, bodies in (
            ("expand", EXPAND),
            ("contract", CONTRACT),
            ("data", DATA),
            ("mixed", MIXED),
            ("neutral", NEUTRAL),
            ("unknown", UNKNOWN),
        )
        for body in bodies
    ],
)
def test_kinds(expected: str, upgrade: str) -> None:
    assert kind(upgrade) == expected


def test_what_runs_on_no_database_of_the_project_does_not_count() -> None:
    upgrade = 'if op.get_bind().dialect.name == "mysql":\n    op.drop_table("users")'
    assert kind(upgrade, dialect="postgresql") == "neutral"
    assert kind(upgrade, dialect="mysql") == "contract"


def test_a_kind_says_why() -> None:
    with written('op.drop_column("users", "note")', "sqlite", USERS) as (_folder, _path, subject):
        (reason,) = kinds_of(subject, {"r1"})["r1"].reasons
    assert (reason.word, reason.why) == ("contract", "drops column users.note")
    assert reason.location.line == 11
