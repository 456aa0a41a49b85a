"""`migralint guard` through the command line: what it writes, what it leaves alone, and what a prune does about it."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from hashlib import sha256
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from migralint.api import load
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.guard.generated import guard_text, is_unedited
from tests.support.command_line import migralint
from tests.support.guarded_project import ENV, IDS, alembic, guarded_project
from tests.support.trees import write_tree

SCHEMA = json.loads((resources.files("migralint") / "json_schemas" / "guard.schema.json").read_text("utf-8"))
A1, A2, A3, B1, B2 = IDS
_BODY = b'"""A guard of an older version."""\n'
OLDER = f"# Written by `migralint guard`\n# sha256 of the lines below: {sha256(_BODY).hexdigest()}\n".encode() + _BODY


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_tree(
        tmp_path / "project",
        {
            "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
            "migrations/env.py": ENV,
            "migrations/versions/a1.py": 'revision = "a1"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n',
        },
    )
    return tmp_path / "project"


def discovered(root: Path) -> ScriptDirectory:
    (script,) = load(str(root)).script_directories
    return script


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_file_is_written_and_the_lines_are_shown(root: Path) -> None:
    before = contents(root)
    done = migralint("guard", cwd=root)
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout == (
        "wrote migrations/migralint_guard.py\n"
        "migrations/env.py must call it; --write makes this change:\n"
        "\n"
        "--- a/migrations/env.py\n"
        "+++ b/migrations/env.py\n"
        "@@ -1,2 +1,3 @@\n"
        " from alembic import context\n"
        "+from alembic.util import load_python_file\n"
        " from sqlalchemy import create_engine, pool\n"
        "@@ -12,2 +13,3 @@\n"
        "         with context.begin_transaction():\n"
        '+            load_python_file(context.script.dir, "migralint_guard.py").check_database(context.get_bind())\n'
        "             context.run_migrations()\n"
    )
    after = contents(root)
    assert is_unedited(after.pop("migrations/migralint_guard.py"))
    assert after == before
    assert migralint("guard", cwd=root).stdout.startswith("migrations/migralint_guard.py is up to date\n")


def test_write_inserts_them_once(root: Path) -> None:
    assert migralint("guard", "--write", cwd=root).code == 0
    once = contents(root)
    assert once["migrations/env.py"].count(b"migralint_guard.py") == 1
    done = migralint("guard", "--write", cwd=root)
    assert done.stdout == "migrations/migralint_guard.py is up to date\nmigrations/env.py already calls it\n"
    assert contents(root) == once


def test_formatters_of_the_project_leave_it_alone(root: Path) -> None:
    migralint("guard", cwd=root)
    guard = root / "migrations/migralint_guard.py"
    before = guard.read_bytes()
    for arguments in (
        ("format", "--line-length", "60"),
        ("check", "--select", "E,F,I,UP,D,Q,COM", "--fix", "--unsafe-fixes"),
    ):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, "--isolated", str(guard)], check=True)
    assert guard.read_bytes() == before


def test_json(root: Path) -> None:
    for arguments, status in (((), "shown"), (("--write",), "inserted"), ((), "calls-it")):
        document = json.loads(migralint("guard", "--format", "json", *arguments, cwd=root).stdout)
        jsonschema.validate(document, SCHEMA)
        assert document["env"]["status"] == status
        assert document["guard"]["path"] == "migrations/migralint_guard.py"


def test_a_file_that_somebody_edited_is_named_and_left_alone(root: Path) -> None:
    migralint("guard", "--write", cwd=root)
    guard = root / "migrations/migralint_guard.py"
    guard.write_bytes(guard.read_bytes().replace(b'on_newer: str = "refuse"', b'on_newer: str = "allow"'))
    before = contents(root)
    done = migralint("guard", cwd=root)
    assert done.code == 1
    assert "migrations/migralint_guard.py was not changed, because it was edited; delete it and run" in done.stdout
    assert contents(root) == before


def test_a_file_of_the_same_name_that_is_no_guard_is_not_called(root: Path) -> None:
    (root / "migrations/migralint_guard.py").write_text("# mine\n")
    before = contents(root)
    done = migralint("guard", "--write", cwd=root)
    assert done.code == 1
    assert "migrations/env.py was not changed: migrations/migralint_guard.py has no check_database()" in done.stdout
    assert contents(root) == before


def test_an_older_guard_is_brought_up_to_date_whatever_its_line_ends(root: Path) -> None:
    (root / "migrations/migralint_guard.py").write_bytes(OLDER.replace(b"\n", b"\r\n"))
    assert "updated migrations/migralint_guard.py" in migralint("guard", cwd=root).stdout
    assert b"def check_database" in (root / "migrations/migralint_guard.py").read_bytes()


def test_an_unusual_env_is_left_alone_and_the_lines_are_printed(root: Path) -> None:
    (root / "migrations/env.py").write_text("from project.database import migrate\n\nmigrate()\n")
    before = contents(root)
    done = migralint("guard", "--write", cwd=root)
    assert done.code == 1
    assert done.stdout == (
        "nothing was written; `migralint guard` without --write writes migrations/migralint_guard.py\n"
        "migrations/env.py cannot be edited: it does not import alembic.context at the top level\n"
        "insert these two lines by hand, the second right before context.run_migrations():\n"
        "\n"
        "    from alembic.util import load_python_file\n"
        '    load_python_file(context.script.dir, "migralint_guard.py").check_database(context.get_bind())\n'
    )
    assert contents(root) == before
    assert migralint("guard", cwd=root).code == 0
    assert (root / "migrations/migralint_guard.py").exists()


def test_bad_input_is_one_line(root: Path) -> None:
    (root / "migrations/env.py").unlink()
    done = migralint("guard", cwd=root)
    assert done.code == 2
    assert "migrations: has no env.py that could call the guard" in done.stderr

    (root / "migrations/env.py").write_text(ENV)
    (root / "alembic.ini").write_text(
        "[alembic]\nscript_location = %(here)s/migrations\nversion_locations = %(here)s/migrations\n"
    )
    done = migralint("guard", cwd=root)
    assert done.code == 2
    assert "Alembic would treat the guard as a revision" in done.stderr


def test_a_link_out_of_the_project_is_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text(ENV)
    (root / "migrations/env.py").unlink()
    (root / "migrations/env.py").symlink_to(outside)
    done = migralint("guard", "--write", cwd=root)
    assert done.code == 2
    assert "symbolic link out of the project tree" in done.stderr
    assert outside.read_text() == ENV
    assert not (root / "migrations/migralint_guard.py").exists()


@pytest.mark.slow
def test_a_prune_offers_a_guard_and_refreshes_one(tmp_path: Path) -> None:
    root = guarded_project(tmp_path / "project", prune=False)
    guard, env = root / "migrations/migralint_guard.py", root / "migrations/env.py"
    new, called = guard.read_bytes(), env.read_bytes()
    prune = ("prune", "--apply", "--no-verify", "--archive", "../kept.tar.gz")
    start = contents(root)

    def again() -> None:
        for name in contents(root).keys() - start.keys():
            (root / name).unlink()
        (root.parent / "kept.tar.gz").unlink()
        write_tree(root, {name: data.decode() for name, data in start.items()})

    guard.unlink()
    env.write_text(ENV)
    done = migralint(*prune, cwd=root)
    assert done.code == 0
    assert "`alembic upgrade` silently builds half a schema in an empty database" in done.stderr

    again()
    guard.write_bytes(new + b"# mine\n")
    done = migralint(*prune, cwd=root)
    assert "migrations/migralint_guard.py was not changed, because it was edited" in done.stderr
    assert guard.read_bytes() == new + b"# mine\n"

    again()
    guard.write_bytes(OLDER)
    done = migralint(*prune, cwd=root)
    assert done.code == 0 and "guard" not in done.stderr
    assert guard.read_bytes() == guard_text(discovered(root), pruned=True) != new
    assert env.read_bytes() == called


def test_a_rescued_directory_has_the_guard_that_its_env_calls(tmp_path: Path) -> None:
    root = guarded_project(tmp_path / "project", url=f"sqlite:///{tmp_path}/app.db")
    with sqlite3.connect(tmp_path / "app.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.executemany("INSERT INTO alembic_version VALUES (?)", [(A1,), (B2,)])
    assert "was pruned on" in alembic(root, "upgrade", "heads").said
    done = migralint("rescue", A1, "--write", str(tmp_path / "back"), "--archive", "../kept.tar.gz", cwd=root)
    assert done.code == 0, done.stdout + done.stderr
    assert not alembic(tmp_path / "back", "upgrade", A2).failed
    assert not alembic(root, "upgrade", "heads").failed
    database.close()
