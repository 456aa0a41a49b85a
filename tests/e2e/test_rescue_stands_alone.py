"""`rescue --write` writes what its revisions read: Alembic itself upgrades a database from there, step by step."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from migralint.pruning.rescue.companions import _stays_inside
from tests.support.command_line import migralint
from tests.support.git import commit_all, git, repository
from tests.support.trees import write_tree

pytestmark = pytest.mark.slow

INI = "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\nsqlalchemy.url = sqlite:///app.db\n"
ENV = """\
from alembic import context
from sqlalchemy import MetaData, create_engine

target_metadata = MetaData()
if context.is_offline_mode():
    context.configure(url="sqlite://", target_metadata=target_metadata)
    context.run_migrations()
else:
    with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()
"""
MANIFEST = """\
version = 1

[environments.production]
stamps = ["c3c3c3c3"]
recorded-at = 2026-11-20T10:00:00Z
"""
REVISION = """\
import importlib.resources
import importlib.util
import os
from pathlib import Path

from alembic import op

revision = "{id}"
down_revision = {parent!r}


def upgrade():
{body}


def downgrade():
    pass
"""
IDS = ("a1a1a1a1", "b2b2b2b2", "c3c3c3c3")

READERS: dict[str, tuple[str, dict[str, str]]] = {
    "a folder beside it": (
        'op.execute((Path(__file__).parent / "sql" / "{id}.sql").read_text())',
        {"migrations/versions/sql/{id}.sql": "INSERT INTO done VALUES ('{id}')"},
    ),
    "a file beside it": (
        'op.execute(open(os.path.join(os.path.dirname(__file__), "{id}.sql")).read())',
        {"migrations/versions/{id}.sql": "INSERT INTO done VALUES ('{id}')"},
    ),
    "a file of its own name": (
        'op.execute(Path(__file__).with_suffix(".sql").read_text())',
        {"migrations/versions/{id}_x.sql": "INSERT INTO done VALUES ('{id}')"},
    ),
    "a folder of the script directory": (
        'op.execute((Path(__file__).parents[1] / "sql" / "{id}.sql").read_text())',
        {"migrations/sql/{id}.sql": "INSERT INTO done VALUES ('{id}')"},
    ),
    "all files of a folder": (
        'for path in sorted((Path(__file__).parent / "{id}").iterdir()):\n        op.execute(path.read_text())',
        {"migrations/versions/{id}/1.sql": "INSERT INTO done VALUES ('{id}')"},
    ),
    "a resource of a package": (
        'op.execute(importlib.resources.files("migrations.data").joinpath("{id}.sql").read_text())',
        {"migrations/data/{id}.sql": "INSERT INTO done VALUES ('{id}')"},
    ),
    "a module of a package": (
        "from migrations.steps.{id} import statement\n    op.execute(statement)",
        {"migrations/steps/{id}.py": "statement = \"INSERT INTO done VALUES ('{id}')\"\n"},
    ),
    "a module beside env.py": (
        "from migrations.step_{id} import statement\n    op.execute(statement)",
        {"migrations/step_{id}.py": "statement = \"INSERT INTO done VALUES ('{id}')\"\n"},
    ),
    "a module loaded by its path": (
        'spec = importlib.util.spec_from_file_location("step", Path(__file__).parent / "steps" / "{id}.py")\n'
        "    step = importlib.util.module_from_spec(spec)\n    spec.loader.exec_module(step)\n"
        "    op.execute(step.statement)",
        {"migrations/versions/steps/{id}.py": "statement = \"INSERT INTO done VALUES ('{id}')\"\n"},
    ),
}


def filled(template: str, name: str) -> str:
    return template.replace("{id}", name)


def project(
    root: Path, body: str, files: Mapping[str, str], versions: str = "migrations/versions", *, ini: str = INI
) -> Path:
    """Three revisions, of which a prune removed two."""
    tree = {
        "alembic.ini": ini,
        "migrations/env.py": ENV,
        "migrations/migralint-environments.toml": MANIFEST,
        ".gitignore": "*.db\n__pycache__\n",
    }
    for name, parent in zip(IDS, (None, *IDS), strict=False):
        text = filled(body, name)
        if parent is None:
            text = f'op.execute("CREATE TABLE done (id TEXT)")\n    {text}'
        tree[f"{versions}/{name}_x.py"] = REVISION.format(id=name, parent=parent, body=f"    {text}")
        tree |= {filled(path, name): filled(content, name) for path, content in files.items()}
    repository(write_tree(root, tree))
    alembic(root, "upgrade", IDS[0])
    finished = migralint("prune", "--apply", "--no-verify", cwd=root)
    assert finished.code == 0, finished.stdout + finished.stderr
    commit_all(root, "prune")
    return root


def alembic(root: Path, *arguments: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def rescued(root: Path, directory: Path) -> list[str]:
    """Write a rescue directory, upgrade the database that was left behind from it, and return what ran."""
    finished = migralint("rescue", IDS[0], "--write", directory, cwd=root)
    assert finished.code == 0, finished.stdout + finished.stderr
    alembic(root, "-c", str(directory / "alembic.ini"), "upgrade", IDS[2])
    with sqlite3.connect(root / "app.db") as connection:
        return [name for (name,) in connection.execute("SELECT id FROM done")]


@pytest.mark.parametrize("what", READERS)
def test_what_its_revisions_read_is_there(tmp_path: Path, what: str) -> None:
    root = project(tmp_path / "project", *READERS[what])
    assert rescued(root, tmp_path / "elsewhere" / "rescue") == list(IDS)


@pytest.mark.parametrize("what", READERS)
def test_also_where_it_is_gone_from_the_live_directory(tmp_path: Path, what: str) -> None:
    body, files = READERS[what]
    root = project(tmp_path / "project", body, files)
    for name in IDS:
        for path in files:
            (root / filled(path, name)).unlink()
    commit_all(root, "nothing reads them any more")
    assert rescued(root, tmp_path / "rescue") == list(IDS)


@pytest.mark.parametrize("what", ["a folder beside it", "a folder of the script directory"])
def test_a_file_is_as_it_was_at_the_prune(tmp_path: Path, what: str) -> None:
    body, files = READERS[what]
    root = project(tmp_path / "project", body, files)
    for name in IDS:
        for path in files:
            (root / filled(path, name)).write_text("INSERT INTO done VALUES ('changed')")
    commit_all(root, "used for something else")
    assert rescued(root, tmp_path / "rescue") == list(IDS)


def test_the_script_directory_may_have_moved_since(tmp_path: Path) -> None:
    root = project(tmp_path / "project", *READERS["a folder beside it"])
    git(root, "mv", "migrations", "db")
    (root / "alembic.ini").write_text(INI.replace("migrations", "db"))
    git(root, "rm", "-rqf", "db/versions/sql")
    commit_all(root, "move")
    assert rescued(root, tmp_path / "rescue") == list(IDS)


def test_revisions_of_folders_within_folders(tmp_path: Path) -> None:
    body = READERS["a folder beside it"][0]
    files = {"migrations/versions/2024/sql/{id}.sql": "INSERT INTO done VALUES ('{id}')"}
    ini = INI + "recursive_version_locations = true\n"
    root = project(tmp_path / "project", body, files, "migrations/versions/2024", ini=ini)
    assert rescued(root, tmp_path / "rescue") == list(IDS)


def test_two_files_that_would_be_one_are_refused(tmp_path: Path) -> None:
    body = 'op.execute((Path(__file__).parent / "step.sql").read_text())'
    root = tmp_path / "project"
    files = {f"migrations/{folder}/step.sql": f"INSERT INTO done VALUES ('{folder}')" for folder in ("one", "two")}
    tree = {
        "alembic.ini": INI + "version_locations = %(here)s/migrations/one %(here)s/migrations/two\n",
        "migrations/env.py": ENV,
        "migrations/migralint-environments.toml": MANIFEST,
        "migrations/one/a.py": REVISION.format(
            id=IDS[0], parent=None, body=f'    op.execute("CREATE TABLE done (id TEXT)")\n    {body}'
        ),
        "migrations/two/b.py": REVISION.format(id=IDS[1], parent=IDS[0], body=f"    {body}"),
        "migrations/two/c.py": REVISION.format(id=IDS[2], parent=IDS[1], body="    pass"),
    }
    repository(write_tree(root, tree | files))
    assert migralint("prune", "--apply", "--no-verify", cwd=root).code == 0
    commit_all(root)
    finished = migralint("rescue", IDS[0], "--write", tmp_path / "rescue", cwd=root)
    assert finished.code == 1
    assert "two/step.sql and one/step.sql differ but would be one file" in finished.stderr
    assert not (tmp_path / "rescue").exists()


@pytest.mark.parametrize(
    ("target", "inside"), [("sql/a", True), ("../a", False), ("versions/../../a", False), ("/a", False)]
)
def test_no_name_in_a_tree_leads_out_of_the_rescue_directory(target: str, inside: bool) -> None:
    assert _stays_inside(target) is inside
