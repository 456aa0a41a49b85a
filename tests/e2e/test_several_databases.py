"""`verify --release` and `review` on what `alembic init -t multidb` makes: each database is judged for itself."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git, repository

pytestmark = pytest.mark.slow

MODELS = """\
import sqlalchemy as sa

orders, stock = sa.MetaData(), sa.MetaData()
sa.Table("t", orders, sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.String(50)))
sa.Table("t", stock, sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.String(50)))
"""
REVISION = '''\
"""{message}"""
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision = {parent!r}


def upgrade(engine_name):
    globals()["upgrade_" + engine_name]()


def downgrade(engine_name):
    globals()["downgrade_" + engine_name]()


def upgrade_orders():
    {orders}


def downgrade_orders():
    {orders_back}


def upgrade_stock():
    {stock}


def downgrade_stock():
    {stock_back}
'''
TABLE = 'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.String(50)))'


def add(root: Path, id: str, parent: str | None, orders: str, stock: str, back: tuple[str, str]) -> None:
    text = REVISION.format(
        id=id,
        parent=parent,
        message=f"Revision {id}",
        orders=orders,
        stock=stock,
        orders_back=back[0],
        stock_back=back[1],
    )
    (root / f"migrations/versions/{id}.py").write_text(text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The template of Alembic; v1 and main have r1, the branch topic drops a column in one database and adds one in
    the other."""
    config = Config(str(tmp_path / "alembic.ini"))
    command.init(config, str(tmp_path / "migrations"), template="multidb")
    ini = (tmp_path / "alembic.ini").read_text().replace("databases = engine1, engine2", "databases = orders, stock")
    ini = ini.replace("[engine1]", "[orders]").replace("[engine2]", "[stock]")
    ini = re.sub(r"(?m)^sqlalchemy\.url = .*$", "sqlalchemy.url = sqlite://", ini)
    ini = re.sub(r"(?m)^script_location = .*$", "script_location = %(here)s/migrations", ini)
    (tmp_path / "alembic.ini").write_text(ini)
    env = (tmp_path / "migrations/env.py").read_text()
    (tmp_path / "migrations/env.py").write_text(
        "import models\n" + re.sub(r"(?m)^target_metadata = .*$", "target_metadata = vars(models)", env)
    )
    (tmp_path / "models.py").write_text(MODELS)
    (tmp_path / ".gitignore").write_text("__pycache__/\n")
    add(tmp_path, "r1", None, TABLE, TABLE, ('op.drop_table("t")', 'op.drop_table("t")'))
    repository(tmp_path)
    git(tmp_path, "tag", "v1")
    git(tmp_path, "checkout", "-q", "-b", "topic")
    add(
        tmp_path,
        "r2",
        "r1",
        'op.drop_column("t", "note")',
        'op.add_column("t", sa.Column("age", sa.Integer))',
        ('op.add_column("t", sa.Column("note", sa.String(50)))', 'op.drop_column("t", "age")'),
    )
    commit_all(tmp_path, "topic")
    return tmp_path


def run(root: Path, *arguments: str) -> Finished:
    done = migralint(*arguments, "--python", sys.executable, cwd=root)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_a_release_is_judged_on_each_database(root: Path) -> None:
    done = run(root, "verify", "--release", "v1", "--format", "json")
    assert done.code == 1, done.stderr
    found = {
        target["name"]: [(one["verdict"], one["object"], one["revision"], one["line"]) for one in target["effects"]]
        for target in json.loads(done.stdout)["targets"]
    }
    assert found == {"orders": [("breaking", "note", "r2", 18)], "stock": [("harmless", "age", "r2", 26)]}


def test_a_review_shows_the_sql_of_each_database(root: Path) -> None:
    done = run(root, "review", "--against", "main", "--format", "json")
    assert done.code == 0, done.stderr
    (one,) = json.loads(done.stdout)["revisions"]
    assert (one["kind"], one["reversible"]["answer"]) == ("mixed", "without data")
    sql = {each["target"]: each["sql"] for each in one["sql"]}
    assert "DROP COLUMN note" in sql["orders"] and "age" not in sql["orders"]
    assert "ADD COLUMN age INTEGER" in sql["stock"] and "note" not in sql["stock"]
    page = run(root, "review", "--against", "main", "--format", "markdown").stdout
    assert "SQL on sqlite (orders)" in page and "SQL on sqlite (stock)" in page
