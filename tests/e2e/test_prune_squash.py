"""`migralint prune --squash`: one generated revision in the place of those that go, and nobody notices."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.git import commit_all, repository

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "bookshop"
    shutil.copytree(REPOSITORY / "examples" / "bookshop", root, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n*.db\n")
    return repository(root)


def prune(root: Path, *arguments: str) -> Finished:
    return migralint("prune", "--python", sys.executable, *arguments, cwd=root)


def first_revision(root: Path) -> Path:
    return next((root / "migrations" / "versions").glob("1f0c5a7be201_*.py"))


def add_to_upgrade(path: Path, code: str) -> None:
    text = path.read_text()
    path.write_text(text.replace("\n\n\ndef downgrade", f"\n{code}\n\n\ndef downgrade"))


def test_the_squash_stands_for_what_went(shop: Path) -> None:
    add_to_upgrade(
        first_revision(shop),
        "    op.execute(\"INSERT INTO author (id, name) VALUES (3, 'Ann')\")\n"
        '    op.execute("CREATE VIEW answer AS SELECT 42 AS answer")',
    )
    commit_all(shop)
    done = prune(shop, "--apply", "--squash", "--format", "json")
    assert done.code == 0, done.stderr
    document = json.loads(done.stdout)
    (squash,) = document["squashed_into"]
    assert (document["status"], len(document["removed"])) == ("applied", 7)
    assert not list((shop / "migrations").glob("migralint-floor*"))
    (entry,) = json.loads((shop / "migrations" / "migralint-pruned.json").read_text())["prunes"]
    assert entry["squashed_into"] == [squash]
    assert entry["verified"][0]["database"].endswith("through the squash")
    verified = migralint("verify", "--format", "json", "--python", sys.executable, cwd=shop)
    (target,) = json.loads(verified.stdout)["targets"]
    assert target["start"] == "empty"
    assert {one["kind"] for one in target["differences"]} == {"rows", "view"}  # which the models never had
    alembic(shop, "upgrade", "heads")
    with sqlite3.connect(shop / "bookshop.db") as connection:
        assert connection.execute("SELECT name, answer FROM author, answer").fetchall() == [("Ann", 42)]
    connection.close()
    alembic(shop, "downgrade", "base")


def alembic(root: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "alembic", *arguments], cwd=root, check=True, capture_output=True)


def test_values_nobody_can_know_are_named_all_at_once_with_a_way_on(shop: Path) -> None:
    add_to_upgrade(
        first_revision(shop),
        "    import secrets\n"
        "    op.execute(f\"INSERT INTO author (id, name) VALUES (1, '{secrets.token_hex(20)}'), (2, 'Ann')\")\n"
        "    op.execute('CREATE TABLE ticket (number INTEGER PRIMARY KEY, seat VARCHAR(20))')\n"
        "    op.execute(f\"INSERT INTO ticket VALUES (1, '{secrets.randbelow(10**9)} A'), (2, 'aisle')\")",
    )
    commit_all(shop)
    done = prune(shop, "--squash")
    assert done.code == 1
    assert "different values in author.name, ticket.seat" in done.stdout
    assert "1 blocker" in done.stdout
    options = re.findall(r"--accept-volatile ('[^']+'|\S+)", done.stdout)
    assert options == ["'author.name=secrets.token_hex(20)'", "ticket.seat=frozen"]
    arguments = [word for one in options for word in ("--accept-volatile", one.strip("'"))]
    assert prune(shop, "--squash", "--apply", *arguments).code == 0
    source = generated(shop)
    assert "import secrets\n" in source
    assert '{"id": 1, "name": secrets.token_hex(20)}' in source
    assert '"name": "Ann"' in source
    assert re.search(r'"seat": "\d+ A"', source)


def test_the_settings_can_say_what_becomes_of_them(shop: Path) -> None:
    add_to_upgrade(
        first_revision(shop),
        "    import secrets\n"
        "    op.execute(f\"INSERT INTO author (id, name) VALUES (1, '{secrets.token_hex(20)}'), (2, 'Ann')\")",
    )
    settings = shop / "migralint.toml"
    before = settings.read_text() if settings.exists() else ""
    settings.write_text(f'{before}\n[accept-volatile]\n"author.name" = "leave-out"\n')
    commit_all(shop)
    assert prune(shop, "--squash", "--apply").code == 0
    assert '"name": "Ann"' in generated(shop)
    assert '"id": 1' not in generated(shop)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("author.name", "write NAME=HOW"),
        ("author.name=frzn", "uses frzn"),
        ("author.name=a b", "neither"),
        ("author=secrets.token_hex(4)", "names a table"),
    ],
)
def test_a_decision_that_means_nothing_is_refused(shop: Path, option: str, said: str) -> None:
    done = prune(shop, "--squash", "--accept-volatile", option)
    assert done.code == 2
    assert said in done.stderr


def test_squash_is_not_for_deep(shop: Path) -> None:
    assert prune(shop, "--squash", "--deep").code == 2


def with_hook(root: Path, kind: str, code: str) -> None:
    (root / "hook.py").write_text(f"import sys\npath = sys.argv[1]\ntext = open(path).read()\n{code}\n")
    ini = root / "alembic.ini"
    ini.write_text(
        f"{ini.read_text()}\n[post_write_hooks]\nhooks = own\nown.type = {kind}\nown.executable = {sys.executable}\n"
        "own.options = %(here)s/hook.py REVISION_SCRIPT_FILENAME\n"
    )
    commit_all(root)


def generated(root: Path) -> str:
    (path,) = (root / "migrations" / "versions").glob("*squash_of*.py")
    return path.read_text()


def test_the_projects_own_hooks_format_it(shop: Path) -> None:
    with_hook(shop, "exec", "open(path, 'w').write(text.replace('Builds at once', 'Does') + '# formatted\\n')")
    done = prune(shop, "--apply", "--squash")
    assert done.code == 0, done.stderr
    assert generated(shop).endswith("# formatted\n")
    assert "\nDoes what 7 revisions" in generated(shop)
    assert not list((shop / "migrations").glob(".migralint*"))


def test_a_hook_that_fails_leaves_the_file_as_it_was(shop: Path) -> None:
    with_hook(shop, "nonsense", "")
    done = prune(shop, "--apply", "--squash")
    assert done.code == 0, done.stderr
    assert "post_write_hooks failed on the generated file: CommandError" in done.stderr
    assert generated(shop).startswith('"""Squash of 7 revisions')


def test_a_hook_that_changes_what_the_file_does_blocks(shop: Path) -> None:
    with_hook(
        shop,
        "exec",
        "open(path, 'w').write(text.replace('unique=True', 'unique=False').replace('nullable=False', 'nullable=True'))",
    )
    done = prune(shop, "--squash")
    assert done.code == 1
    assert "after the project's post_write_hooks,  after the squash column-nullable" in done.stdout


def test_what_the_revisions_speak_of_is_squashed_on_unasked(shop: Path) -> None:
    add_to_upgrade(first_revision(shop), '    op.create_index("ix", "author", ["name"], postgresql_using="hash")')
    commit_all(shop)
    done = prune(shop, "--squash", "-v")
    assert done.code == 0
    assert 'postgresql_using="hash"' in done.stdout  # SQLite knows nothing of it
    done = prune(shop, "--squash", "--database", "sqlite")
    assert done.code == 1
    assert "1f0c5a7be201 says what to do on postgresql" in done.stdout
    assert "compare there as well, with --database sqlite --database postgresql;" in done.stdout
    assert 'dialect = ["sqlite"]' in done.stdout
    assert prune(shop, "--squash", "--database", "sqlite", "--database", "postgresql").code == 0
    (shop / "migralint.toml").write_text('dialect = "sqlite"\n')
    commit_all(shop)
    assert prune(shop, "--squash").code == 0


def test_what_cannot_be_compared_is_said_at_once(shop: Path) -> None:
    (shop / "migralint.toml").write_text('dialect = ["sqlite", "mysql"]\n')
    commit_all(shop)
    said = prune(shop, "--squash").stdout
    assert "the project runs on mysql as well" in said
    assert "with --database sqlite --database mysql+pymysql://USER@HOST/DATABASE;" in said
    (shop / "migralint.toml").write_text('dialect = ["sqlite", "mssql", "mysql"]\n')
    commit_all(shop)
    said = prune(shop, "--squash").stdout
    assert said.count("= help") == 1
    assert "on mssql nothing can be compared" in said
    assert 'dialect = ["mysql", "sqlite"]' in said
    assert "for the others give --database sqlite --database mysql+pymysql://USER@HOST/DATABASE" in said
    (shop / "migralint.toml").write_text('dialect = "mysql"\n')
    commit_all(shop)
    for options in ((), ("--database", "mysql+pymysql://u:secret@localhost/x")):
        said = prune(shop, "--squash", *options).stdout
        assert "a squash is generated on SQLite or PostgreSQL, and the project runs on mysql" in said
        assert "migralint create URL" in said
        assert "secret" not in said
