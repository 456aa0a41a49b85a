"""`prune --squash --apply` on generated directories with real operations, held against real upgrades by Alembic."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from migralint.database.postgresql.server.server import Server
from migralint.database.sqlite.reader import read_sqlite
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.schema.compare import Difference, compare
from tests.support.alembic_oracle import Oracle
from tests.support.command_line import migralint
from tests.support.histories import histories, stamps
from tests.support.postgresql import new_database, read
from tests.support.projects import scalar, write_manifest, write_project
from tests.support.single_dependencies import single_dependencies

pytestmark = pytest.mark.slow

TEMPLATE = '''\
"""Make {id}

Create Date: 2024-01-02 03:04:05
"""
import sqlalchemy as sa
from alembic import op

revision = {id!r}
down_revision = {down}
depends_on = {depends}
branch_labels = {labels}


def upgrade():
{body}


def downgrade():
    pass
'''


class Databases:
    """Where upgrades run: databases by name, what can be written there, and how two of them are told apart."""

    table_options: tuple[str, ...] = ("",)
    statements: tuple[str, ...] = ()
    settings = ""
    options: tuple[str, ...] = ()

    def fresh(self, folder: Path) -> Databases:
        """The same with no database in it."""
        raise NotImplementedError

    def url(self, name: str) -> str:
        """The URL of a database, which is made if there is none of that name."""
        raise NotImplementedError

    def copy(self, name: str, other: str) -> None:
        """Make `other` a copy of a database that nobody is connected to."""
        raise NotImplementedError

    def differences(self, one: str, other: str) -> tuple[Difference, ...]:
        """What differs, schema and rows."""
        raise NotImplementedError


class SqliteFiles(Databases):
    """Files of SQLite."""

    table_options = (", sqlite_autoincrement=True", ", sqlite_autoincrement=False")
    statements = ('op.execute("CREATE TRIGGER trigger_{own} AFTER DELETE ON {own} BEGIN SELECT 1; END")',)

    def __init__(self, folder: Path = Path()) -> None:
        self._folder = folder

    def fresh(self, folder: Path) -> SqliteFiles:
        return SqliteFiles(folder)

    def url(self, name: str) -> str:
        return f"sqlite:///{self._folder / name}.db"

    def copy(self, name: str, other: str) -> None:
        shutil.copyfile(self._folder / f"{name}.db", self._folder / f"{other}.db")

    def differences(self, one: str, other: str) -> tuple[Difference, ...]:
        read = [
            read_sqlite(str(self._folder / f"{name}.db"), leave_out=lambda schema, table: table == "alembic_version")
            for name in (one, other)
        ]
        return compare(*read)


class PostgresqlDatabases(Databases):
    """Databases of a server."""

    statements = (
        "op.execute(\"COMMENT ON COLUMN {old}.name IS 'of {own}'\")",
        'op.execute("ALTER TABLE {own} ADD COLUMN twice INTEGER GENERATED ALWAYS AS (id * 2) STORED")',
        "op.execute(\"CREATE TYPE mood_{own} AS ENUM ('low', 'high')\")",
        'op.execute("CREATE FUNCTION f_{own}() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM {own} $$")',
        'op.create_index("part_{own}", "{old}", ["id"], postgresql_where=sa.text("id > 5"))',
    )
    settings = 'dialect = ["postgresql"]\n'

    def __init__(self, server: Server) -> None:
        self._server = server
        self.options = ("--database", server.url("postgres"))
        self._made: set[str] = set()

    def fresh(self, folder: Path) -> PostgresqlDatabases:
        return PostgresqlDatabases(self._server)

    def url(self, name: str) -> str:
        if name not in self._made:
            self._made.add(name)
            new_database(self._server, f"squashed_{name}")
        return self._server.url(f"squashed_{name}").replace("postgresql://", "postgresql+psycopg://")

    def copy(self, name: str, other: str) -> None:
        self._made.add(other)
        with psycopg.connect(self._server.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS squashed_{other}")
            connection.execute(f"CREATE DATABASE squashed_{other} TEMPLATE squashed_{name}")

    def differences(self, one: str, other: str) -> tuple[Difference, ...]:
        found = []
        for name in (one, other):
            with psycopg.connect(self._server.url(f"squashed_{name}")) as connection:
                found.append(read(connection))
        return compare(*found)


@st.composite
def operations(draw: st.DrawFn, revision: Revision, history: History, where: Databases) -> str:
    """The body of an `upgrade()` that only touches tables of its own and of ancestors in its own piece."""
    own = revision.id
    above = sorted(history.ancestors([own]))
    piece = sorted(history.ancestors([own], with_dependencies=False) - {own})
    target = draw(st.sampled_from(above)) if above else own
    unique = draw(st.booleans())
    default = draw(st.sampled_from(["None", "'x'", "sa.text('CURRENT_TIMESTAMP')"]))
    nullable = draw(st.booleans())
    rows = f"(7, 'it''s {own}'), (3, NULL)" if nullable else f"(7, 'a\\\\:b'), ({draw(st.integers(8, 99))}, 'c')"
    lines = [
        f'op.create_table("{own}", sa.Column("id", sa.Integer(), primary_key=True), '
        f'sa.Column("name", sa.String({draw(st.integers(5, 50))}), nullable={nullable}, server_default={default}), '
        f'sa.Column("up", sa.Integer(), sa.ForeignKey("{target}.id", name="fk_{own}")), '
        f'sa.CheckConstraint("id < 100", name="ck_{own}"){draw(st.sampled_from(where.table_options))})',
        f'op.create_index("ix_{own}", "{own}", ["name"], unique={unique})',
        f'op.execute("INSERT INTO {own} (id, name) VALUES {rows}")',
    ]
    if piece:
        old = draw(st.sampled_from(piece))
        lines += draw(
            st.lists(
                st.sampled_from(
                    [
                        f'op.add_column("{old}", sa.Column("of_{own}", sa.Text(), server_default="{own}"))',
                        f'op.drop_index("ix_{old}", "{old}")',
                        f"op.execute(\"UPDATE {old} SET name = '{own}' WHERE id = 7\")",
                        f'with op.batch_alter_table("{old}") as batch: batch.alter_column("name", type_=sa.Text())',
                        f'op.execute("CREATE VIEW view_{own} AS SELECT id FROM {own}")',
                        *(statement.format(own=own, old=old) for statement in where.statements),
                    ]
                ),
                max_size=2,
                unique=True,
            )
        )
    return "\n".join(f"    {line}" for line in lines)


def upgraded(root: Path, url: str, targets: Iterable[str]) -> set[str]:
    """Upgrade a database and return the rows of its version table."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as opened:
        config = Config(str(root / "alembic.ini"))
        config.attributes["connection"] = opened
        for target in targets:
            command.upgrade(config, target)
        opened.commit()
        return {row[0] for row in opened.execute(text("SELECT version_num FROM alembic_version"))}


def check(data: st.DataObject, where: Databases) -> None:
    revisions = single_dependencies(data.draw(histories(max_size=8)))
    history = History(revisions)
    assume(not history.cycles())
    oracle = Oracle(revisions)
    drawn = data.draw(st.lists(stamps(revisions, oracle), min_size=1, max_size=2))
    environments = {f"env{number}": rows for number, rows in enumerate(drawn)}
    assume(all(environments.values()))
    with tempfile.TemporaryDirectory() as folder:
        root = write_project(Path(folder) / "project", revisions)
        for place, one in enumerate(revisions):
            (root / "migrations" / "versions" / f"{place:04}_{one.id}.py").write_text(
                TEMPLATE.format(
                    id=one.id,
                    down=scalar(one.down_revision),
                    depends=scalar(one.depends_on),
                    labels=repr(one.branch_labels or None),
                    body=data.draw(operations(one, history, where)),
                )
            )
        write_manifest(root, environments)
        (root / "migralint.toml").write_text(where.settings)
        before = Path(folder) / "before"
        shutil.copytree(root, before)
        databases = where.fresh(Path(folder))
        try:
            fresh = upgraded(before, databases.url("fresh"), ["heads"])
            for name, rows in environments.items():
                upgraded(before, databases.url(name), sorted(rows))
        except Exception:  # two branches drop the same index, say: there is nothing to squash
            assume(False)

        done = migralint("prune", "--squash", "--apply", "--archive", "../kept.tar.gz", *where.options, cwd=root)

        assert done.code in (0, 1), done.stderr
        if "removed" not in done.stdout:
            return
        assert upgraded(root, databases.url("squashed"), ["heads"]) == fresh
        assert databases.differences("fresh", "squashed") == ()
        for name in environments:
            databases.copy(name, f"{name}_after")
            assert upgraded(before, databases.url(name), ["heads"]) == upgraded(
                root, databases.url(f"{name}_after"), ["heads"]
            )
            assert databases.differences(name, f"{name}_after") == ()


Check = Callable[[st.DataObject], None]


def run(count: int, where: Databases) -> None:
    def checked(data: st.DataObject) -> None:
        check(data, where)

    tried: Check = settings(max_examples=count, deadline=None, derandomize=count < 10)(given(st.data())(checked))
    tried()  # type: ignore[call-arg]


def test_nobody_can_tell_the_difference() -> None:
    run(8, SqliteFiles())


@pytest.mark.slow
def test_nobody_can_tell_the_difference_often() -> None:
    run(60, SqliteFiles())


@pytest.mark.slow
def test_nobody_can_tell_the_difference_on_postgresql(postgresql: Server) -> None:
    run(40, PostgresqlDatabases(postgresql))
