"""verify on a real MariaDB: the index that InnoDB makes for a foreign key belongs to the key."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migralint.database.options import VerifyOptions
from migralint.database.result import Status, TargetResult
from migralint.database.verify.verify import verify
from migralint.loading.discovery.discovery import discover
from tests.support.command_line import migralint
from tests.support.mariadb import MariaDB, running

pytestmark = pytest.mark.mariadb

ENV = """\
from alembic import context
from models import metadata

context.configure(url="mysql+pymysql://h/d", target_metadata=metadata, dialect_name="mysql")
context.run_migrations()
"""
MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table("place", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer),
         sa.Column("b", sa.Integer), sa.UniqueConstraint("a", "b", name="uq_place"))
sa.Table("visit", metadata, sa.Column("id", sa.Integer, primary_key=True), {})
"""
REVISION = """\
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("place", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer),
                    sa.Column("b", sa.Integer), sa.UniqueConstraint("a", "b", name="uq_place"))
    op.create_table("visit", sa.Column("id", sa.Integer, primary_key=True), {})
    {}
"""
UNNAMED = 'sa.Column("place_id", sa.Integer, sa.ForeignKey("place.id"))'
NAMED = 'sa.Column("place_id", sa.Integer, sa.ForeignKey("place.id", name="fk_visit_place"))'
OTHER_NAME = 'sa.Column("place_id", sa.Integer, sa.ForeignKey("place.id", name="fk_other"))'
INDEXED = 'sa.Column("place_id", sa.Integer, sa.ForeignKey("place.id"), index=True)'
PLAIN = 'sa.Column("place_id", sa.Integer)'
PAIR = (
    'sa.Column("x", sa.Integer), sa.Column("y", sa.Integer), '
    'sa.ForeignKeyConstraint(["x", "y"], ["place.a", "place.b"]{})'
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    with running(tmp_path_factory.mktemp("mariadb")) as found:
        with found.root() as connection, connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE plain")
            cursor.execute("CREATE USER m@'%' IDENTIFIED BY 'm'")
            cursor.execute("GRANT ALL ON *.* TO m@'%'")
            cursor.execute("CREATE USER models@'%' IDENTIFIED BY 'models'")
            cursor.execute("GRANT ALL ON *.* TO models@'%'")
        yield found


def project(root: Path, models: str, migrations: str, *then: str) -> Path:
    (root / "migrations/versions").mkdir(parents=True)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = migrations\nprepend_sys_path = .\n")
    (root / "migrations/env.py").write_text(ENV)
    (root / "models.py").write_text(MODELS.format(models))
    (root / "migrations/versions/a1.py").write_text(REVISION.format(migrations, "\n    ".join(then)))
    return root


def verified(root: Path, server: MariaDB) -> TargetResult:
    (script,) = discover(str(root))
    options = VerifyOptions(python=sys.executable, sys_path=(str(root),))
    (target,) = verify(script, options, database=server.url("plain")).targets
    assert target.failure is None
    return target


def told(target: TargetResult) -> list[tuple[str, str | None, bool]]:
    return [(one.kind, one.object, one.note) for one in target.differences]


@pytest.mark.parametrize(
    ("models", "migrations", "differences"),
    [
        (UNNAMED, UNNAMED, []),
        (NAMED, UNNAMED, [("constraint-name", "fk_visit_place", True)]),
        (UNNAMED, NAMED, [("constraint-name", "fk_visit_place", True)]),
        (NAMED, OTHER_NAME, [("constraint-name", "fk_visit_place", False)]),
        (PAIR.format(""), PAIR.format(', name="fk_pair"'), [("constraint-name", "fk_pair", True)]),
        (INDEXED, INDEXED, []),
        (INDEXED, UNNAMED, [("index", "ix_visit_place_id", False)]),
        (UNNAMED, PLAIN, [("foreign-key", "visit_ibfk_1", False)]),
        (PLAIN, NAMED, [("foreign-key", "fk_visit_place", False)]),
    ],
)
def test_the_index_of_a_foreign_key_is_part_of_the_key(
    models: str, migrations: str, differences: list[tuple[str, str, bool]], server: MariaDB, tmp_path: Path
) -> None:
    assert told(verified(project(tmp_path, models, migrations), server)) == differences


@pytest.mark.parametrize(
    ("models", "migrations", "then"),
    [
        (UNNAMED, UNNAMED, ['op.create_index("ix_own", "visit", ["place_id"])']),
        (NAMED, UNNAMED, ['op.create_index("ix_own", "visit", ["place_id", "id"])']),
        (INDEXED, UNNAMED, []),
        (INDEXED, UNNAMED, ['op.create_index("ix_own", "visit", ["place_id"])']),
        (NAMED, OTHER_NAME, []),
        (UNNAMED, PLAIN, []),
        (PLAIN, NAMED, []),
        (PAIR.format(""), PAIR.format(', name="fk_pair"'), ['op.create_index("ix_own", "visit", ["x", "y"])']),
    ],
)
def test_every_suggested_operation_runs_and_leaves_no_drift(
    models: str, migrations: str, then: list[str], server: MariaDB, tmp_path: Path
) -> None:
    before = verified(project(tmp_path / "before", models, migrations, *then), server)
    assert before.status is Status.DRIFT
    operations = [line for one in before.differences if not one.note for line in one.mend.split("\n")]
    after = verified(project(tmp_path / "after", models, migrations, *then, *operations), server)
    assert [one for one in told(after) if not one[2]] == []


@pytest.mark.parametrize("name", ["m", "models"])
def test_a_password_that_is_part_of_a_word_or_of_a_name_changes_nothing(
    name: str, server: MariaDB, tmp_path: Path
) -> None:
    root = project(tmp_path, NAMED, UNNAMED)
    url = f"mysql+pymysql://{name}:{name}@127.0.0.1:{server.port}/plain"
    done = migralint("verify", "--python", sys.executable, "--database", url, cwd=root)
    assert (done.code, done.stderr) == (0, "")
    assert "fk_visit_place" in done.stdout
    assert "***" not in done.stdout
