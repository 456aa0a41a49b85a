"""Where the tables of a history come from: what creates them, what may, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.checked_files import checked_files
from tests.support.trees import write_tree

# Where tables come from

ADDS = "op.add_column('users', sa.Column('x', sa.Integer()))"


def history_of(*uppers: str, imports: str = "") -> dict[str, str]:
    """A chain of revisions with these bodies of `upgrade()`."""
    ids = [f"r{number}" for number in range(len(uppers))]
    bodies = ["\n    ".join(body.split("\n")) for body in uppers]
    return {
        f"{me}.py": f"import sqlalchemy as sa\nfrom alembic import op\n{imports}\nrevision = {me!r}\n"
        f"down_revision = {parent!r}\n\n\ndef upgrade():\n    {body}\n"
        for me, parent, body in zip(ids, [None, *ids], bodies, strict=False)
    }


@pytest.mark.parametrize(
    ("creates", "imports"),
    [
        ("op.create_table('users', sa.Column('id', sa.Integer()))", ""),
        ("op.execute('CREATE TABLE users (id int)')", ""),
        ("op.execute('create table if not exists public.\"users\" (id int)')", ""),
        ("op.execute('CREATE TABLE Users AS SELECT 1')", ""),
        ("op.execute('ALTER TABLE people RENAME TO users')", ""),
        ("op.execute('RENAME TABLE people TO users')", ""),
        ("op.execute('select make_tables(1)')", ""),
        ("op.execute('CALL make_tables()')", ""),
        ("op.create_table('people')\nop.rename_table('people', 'users')", ""),
        ("op.create_table('people')\nBase.metadata.create_all(bind=engine)", "from shop.models import Base, engine"),
        ("op.create_table('people')\nmake_tables()", "from shop.db import make_tables"),
        ("op.create_table('people')\nhelpers.tables.make(op)", "import helpers.tables"),
        ("op.create_table('people')\nfrom shop import db\ndb.create_tables()", ""),
        ("op.create_table('people')\nif True:\n    users.create(op)", "from shop.tables import users"),
        ("meta = sa.MetaData()\nmeta.reflect(op.get_bind())", ""),
        ("sa.Table('users', sa.MetaData(), autoload_with=op.get_bind())", ""),
        ("with op.get_context().autocommit_block():\n    op.execute(open('x.sql').read())", ""),
    ],
)
def test_what_may_create_a_table_silences(tmp_path: Path, creates: str, imports: str) -> None:
    found = checked_files(history_of(creates, ADDS, imports=imports), tmp_path)
    assert [code for codes in found.values() for code in codes if code.startswith("ML214")] == []


@pytest.mark.parametrize(
    ("before", "imports"),
    [
        ("op.create_table('people')", ""),
        ("op.execute('INSERT INTO users VALUES (1)')", ""),
        ("op.execute('DROP TABLE \"users\"')", ""),
        ("op.create_table('people', sa.Column('x', MyType()))", "from shop.types import MyType"),
    ],
)
def test_what_creates_no_such_table_does_not(tmp_path: Path, before: str, imports: str) -> None:
    found = checked_files(history_of(before, ADDS, imports=imports), tmp_path)
    assert [code for codes in found.values() for code in codes if code.startswith("ML214")] == ["ML214 info"]


def test_one_cause_is_one_finding(tmp_path: Path) -> None:
    bodies = [f"op.add_column('t{number}', sa.Column('x', sa.Integer()))" for number in range(7)]
    found = checked_files(history_of(*bodies), tmp_path)
    assert found == {"r0.py": ["ML214 info"]}


def test_another_history_of_the_repository_may_create_the_table(tmp_path: Path) -> None:
    other = history_of("op.create_table('users', sa.Column('id', sa.Integer()))")["r0.py"]
    write_tree(tmp_path, {"billing/env.py": "", "billing/versions/b1.py": other})
    assert checked_files(history_of(ADDS), tmp_path) == {}


# A foreign key before its table

LATER = "op.create_table('users', sa.Column('id', sa.Integer(), primary_key=True))"


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ("op.create_table('orders', sa.Column('u', sa.Integer(), sa.ForeignKey('users.id')))", 1),
        ("op.create_table('orders', sa.ForeignKeyConstraint(['u'], ['public.users.id']))", 1),
        ("op.create_foreign_key('fk', 'orders', 'users', ['u'], ['id'])", 1),
        ("op.create_foreign_key('fk', 'orders', referent_table='users', local_cols=['u'], remote_cols=['id'])", 1),
        ("op.add_column('orders', sa.Column('u', sa.Integer(), sa.ForeignKey('users.id')))", 1),
        ("op.execute('CREATE TABLE orders (u int REFERENCES users (id))')", 1),
        ("with op.batch_alter_table('orders') as b:\n    b.create_foreign_key('fk', 'users', ['u'], ['id'])", 1),
        ("op.create_table('orders', sa.Column('u', sa.ForeignKey('users.id', use_alter=True)))", 0),
        ("op.create_table('orders', sa.Column('u', sa.ForeignKey('people.id')))", 0),
        ("op.create_foreign_key('fk', 'orders', 'users', ['u'], ['id'])\nop.drop_table('users')", 0),
        ("if op.f('x'):\n    op.create_foreign_key('fk', 'orders', 'users', ['u'], ['id'])", 0),
        ("op.execute('INSERT INTO users VALUES (1)')", 0),
    ],
)
def test_a_foreign_key_to_a_table_that_comes_later(tmp_path: Path, first: str, found: int) -> None:
    codes = checked_files(history_of(f"{first}\n{LATER}"), tmp_path).get("r0.py", [])
    assert codes.count("ML215 warning") == found
    turned = checked_files(history_of(f"{LATER}\n{first}"), tmp_path).get("r0.py", [])
    assert "ML215 warning" not in turned
