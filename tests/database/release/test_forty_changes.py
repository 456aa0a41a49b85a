"""Forty changes of a schema, judged by the models of a release, and the release itself as the reference.

Each change is made by Alembic on a real database. Then the release writes all that its models allow it to write, and
reads it again, by SQLAlchemy's ORM: what is breaking makes that fail, what is harmless does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from migralint.database.postgresql.reader import read_postgresql
from migralint.database.postgresql.server.server import Server
from migralint.database.release.judge import judge
from migralint.database.release.verdict import ReleaseEffect
from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.database import Database
from tests.support.postgresql import new_database

pytestmark = pytest.mark.slow

MOODS = sa.Enum("glad", "sad", name="mood", create_constraint=True)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(50))
    note: Mapped[str | None] = mapped_column(sa.String(50))
    points: Mapped[int] = mapped_column(sa.BigInteger)
    state: Mapped[str] = mapped_column(sa.String(10), server_default="new")
    mood: Mapped[str | None] = mapped_column(MOODS)
    boss_id: Mapped[int | None] = mapped_column(sa.Integer)


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))


# What is in the database, and not in the models of the release: it has been taken out of them before.
LEGACY = """
op.add_column("users", sa.Column("legacy", sa.String(20)))
op.create_table("attic", sa.Column("id", sa.Integer, primary_key=True), sa.Column("thing", sa.Text))
op.create_index("ix_name", "users", ["name"])
with op.batch_alter_table("users") as batch:
    batch.create_check_constraint("ck_points", "points > -9000000000000")
"""


def batch(*lines: str, table: str = "users") -> str:
    return "\n".join((f'with op.batch_alter_table("{table}") as batch:', *(f"    batch.{line}" for line in lines)))


EVERYWHERE = {
    "a table is gone": 'op.drop_table("tags")',
    "a table is renamed": 'op.rename_table("tags", "labels")',
    "a column is gone": batch('drop_column("note")'),
    "a column is renamed": batch('alter_column("note", new_column_name="remark")'),
    "a column is moved to another table": batch('drop_constraint("ck_points", type_="check")', 'drop_column("points")')
    + '\nop.create_table("scores", sa.Column("user_id", sa.Integer), sa.Column("points", sa.BigInteger))',
    "NOT NULL": batch('alter_column("note", existing_type=sa.String(50), nullable=False)'),
    "NOT NULL with a default that the release does not use": batch(
        'alter_column("note", existing_type=sa.String(50), nullable=False, server_default="x")'
    ),
    "NOT NULL on what it has no model of": batch('alter_column("legacy", existing_type=sa.String(20), nullable=False)'),
    "a new column that is required": batch('add_column(sa.Column("x", sa.Integer, nullable=False))'),
    "a default is gone": batch('alter_column("state", existing_type=sa.String(10), server_default=None)'),
    "a new unique constraint": batch('create_unique_constraint("u", ["note"])'),
    "a new unique index": 'op.create_index("u", "users", ["note"], unique=True)',
    "a new unique index on a part of the rows": """
        op.create_index("u", "users", ["note"], unique=True, sqlite_where=sa.text("points > 0"),
                        postgresql_where=sa.text("points > 0"))
        """,
    "a new check": batch('create_check_constraint("c", "points > 100")'),
    "a new check of values": batch("""create_check_constraint("c", "note IN ('a', 'b')")"""),
    "a new foreign key": batch('create_foreign_key("f", "users", ["boss_id"], ["id"])'),
    "a generated column in its place": batch('drop_column("note")')
    + '\nop.add_column("users", sa.Column("note", sa.String(50), sa.Computed("name")))',
}
ON_SERVERS = {
    "a narrower text": batch('alter_column("note", type_=sa.String(5))'),
    "a narrower number": batch('alter_column("points", type_=sa.SmallInteger)'),
    "another type": """op.execute("ALTER TABLE users ALTER note TYPE integer USING 0")""",
    "an enum value is gone": """
        op.execute("ALTER TABLE users DROP CONSTRAINT IF EXISTS mood")
        op.execute("CREATE TYPE mood2 AS ENUM ('glad')")
        op.execute("ALTER TABLE users ALTER mood TYPE mood2 USING mood::text::mood2")
        op.execute("DROP TYPE mood")
        op.execute("ALTER TYPE mood2 RENAME TO mood")
        """,
    "an enum value is renamed": """op.execute("ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'")""",
}
HARMLESS = {
    "nothing": "pass",
    "a new table": 'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))',
    "a new table that points here": """
        op.create_table("t", sa.Column("id", sa.Integer, primary_key=True),
                        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id")))
        """,
    "a new column": batch('add_column(sa.Column("x", sa.Integer))'),
    "a new column with a default": batch('add_column(sa.Column("x", sa.Integer, nullable=False, server_default="1"))'),
    "a new column with a unique constraint": batch(
        'add_column(sa.Column("x", sa.Integer))', 'create_unique_constraint("u", ["x"])'
    ),
    "a new column with a foreign key": batch(
        'add_column(sa.Column("x", sa.Integer))', 'create_foreign_key("f", "users", ["x"], ["id"])'
    ),
    "a new column with a check": batch(
        'add_column(sa.Column("x", sa.Integer))', 'create_check_constraint("c", "x > 100")'
    ),
    "a new generated column": 'op.add_column("users", sa.Column("x", sa.String(50), sa.Computed("name")))',
    "NULL is allowed": batch('alter_column("name", existing_type=sa.String(50), nullable=True)'),
    "a wider text": batch('alter_column("note", type_=sa.String(80))'),
    "text of any length": batch('alter_column("note", type_=sa.Text)'),
    "a new default": batch('alter_column("note", existing_type=sa.String(50), server_default="x")'),
    "a new index": 'op.create_index("ix", "users", ["note"])',
    "an index is gone": 'op.drop_index("ix_name", "users")',
    "a check is gone": batch('drop_constraint("ck_points", type_="check")'),
    "a table is gone that it does not use": 'op.drop_table("attic")',
    "a column is gone that it does not use": batch('drop_column("legacy")'),
    "NOT NULL with a default on what it has no model of": batch(
        'alter_column("legacy", existing_type=sa.String(20), nullable=False, server_default="x")'
    ),
    "a unique constraint that another one implies": batch('create_unique_constraint("u", ["id", "note"])'),
    "a unique constraint in place of a unique index": """
        op.create_index("ux", "users", ["id", "note"], unique=True)
        with op.batch_alter_table("users") as batch:
            batch.create_unique_constraint("uq", ["id", "note"])
        op.drop_index("ux", "users")
        """,
    "a detour that ends where it began": batch('alter_column("note", new_column_name="x")')
    + "\n"
    + batch('alter_column("x", new_column_name="note")'),
    "dropped and made again": 'op.drop_index("ix_name", "users")\nop.create_index("ix_name", "users", ["name"])',
}
HARMLESS_ON_SERVERS = {
    "an enum value is new": """
        with op.get_context().autocommit_block():
            op.execute("ALTER TYPE mood ADD VALUE 'calm'")
        """,
    "a wider number": batch('alter_column("boss_id", type_=sa.BigInteger)'),
    "a view": 'op.execute("CREATE VIEW v AS SELECT id FROM users")',
}


def release_runs(engine: sa.Engine) -> bool:
    """Write what the models allow: NULL, equal texts, long texts, large numbers, ids of nobody; and read it."""
    try:
        with Session(engine) as session:
            for place, mood in enumerate(("glad", "sad"), 1):
                session.add(User(name="a" * 50, note="b" * 50, points=5_000_000_000 * place, mood=mood, boss_id=999))
            session.add_all([User(name="a", note="c", points=0), User(name="a", points=-1)])
            session.flush()
            user = session.scalars(sa.select(User).where(User.note == "c")).one()
            session.add(Tag(code="x", user_id=user.id))
            session.flush()
            user.note = None
            session.delete(session.scalars(sa.select(Tag)).one())
            session.delete(user)
            session.commit()
            assert len({one.state for one in session.scalars(sa.select(User))}) == 1
    except DBAPIError:
        return False
    return True


class Shop:
    """Makes one change on a database of its own, has it judged, and lets the release run."""

    def __init__(self, url: Callable[[str], str], read: Callable[[sa.Engine], Database]) -> None:
        self._engines = {}
        for name in ("models", "database"):
            engine = sa.create_engine(url(name))
            if engine.dialect.name == "sqlite":
                sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
            self._engines[name] = engine
        self._read = read

    def change(self, body: str) -> tuple[tuple[ReleaseEffect, ...], bool]:
        models, database = self._engines.values()
        for engine in (models, database):
            Base.metadata.create_all(engine)
        self._run(LEGACY)
        before = self._read(database)
        self._run(body)
        effects = judge(self._read(models), before, self._read(database))
        return effects, release_runs(database)

    def _run(self, body: str) -> None:
        with self._engines["database"].connect() as connection:
            context = MigrationContext.configure(connection)
            with context.begin_transaction(_per_migration=True), Operations.context(context) as op:
                exec(dedent(body), {"op": op, "sa": sa})
            connection.commit()

    def close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(lambda name: f"sqlite:///{tmp_path / name}.db", lambda engine: read_sqlite(str(engine.url.database)))
    yield shop
    shop.close()


@pytest.fixture
def on_postgresql(postgresql: Server) -> Iterator[Shop]:
    def url(name: str) -> str:
        return new_database(postgresql, f"release_{name}").replace("postgresql:", "postgresql+psycopg:")

    def read(engine: sa.Engine) -> Database:
        with engine.connect() as connection:
            return read_postgresql(lambda query: connection.exec_driver_sql(query).fetchall())

    shop = Shop(url, read)
    yield shop
    shop.close()


def breaking(effects: tuple[ReleaseEffect, ...]) -> bool:
    return any(one.verdict == "breaking" for one in effects)


@pytest.mark.parametrize("name", EVERYWHERE)
def test_breaking_on_sqlite(name: str, on_sqlite: Shop) -> None:
    effects, runs = on_sqlite.change(EVERYWHERE[name])
    assert (breaking(effects), runs) == (True, False), effects


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_on_sqlite(name: str, on_sqlite: Shop) -> None:
    effects, runs = on_sqlite.change(HARMLESS[name])
    assert (breaking(effects), runs) == (False, True), effects
    assert [one for one in effects if one.verdict == "unknown"] == []


@pytest.mark.parametrize("name", [*(pytest.param(one, marks=pytest.mark.slow) for one in EVERYWHERE), *ON_SERVERS])
def test_breaking_on_postgresql(name: str, on_postgresql: Shop) -> None:
    effects, runs = on_postgresql.change((EVERYWHERE | ON_SERVERS)[name])
    assert (breaking(effects), runs) == (True, False), effects


@pytest.mark.parametrize(
    "name", [*(pytest.param(one, marks=pytest.mark.slow) for one in HARMLESS), *HARMLESS_ON_SERVERS]
)
def test_harmless_on_postgresql(name: str, on_postgresql: Shop) -> None:
    effects, runs = on_postgresql.change((HARMLESS | HARMLESS_ON_SERVERS)[name])
    assert (breaking(effects), runs) == (False, True), effects


@pytest.mark.parametrize(
    "body",
    [
        'op.execute("CREATE TRIGGER t BEFORE INSERT ON users BEGIN SELECT 1; END")',
        batch('alter_column("state", existing_type=sa.String(10), server_default="old")'),
        batch('drop_constraint("uq", type_="unique")', table="tags")
        .replace("as batch", "naming_convention={'uq': 'uq'}) as batch", 1)
        .replace('("tags") naming', '("tags", naming'),
    ],
)
def test_what_models_do_not_tell_is_not_called_harmless(body: str, on_sqlite: Shop) -> None:
    effects, _ = on_sqlite.change(body)
    assert [one.verdict for one in effects] == ["unknown"]
