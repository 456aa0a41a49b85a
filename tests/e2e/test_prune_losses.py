"""What a prune says that new databases will lack: read first, seen by verify later, settled by a squash."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.git import commit_all, repository


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = tmp_path / "bookshop"
    shutil.copytree(REPOSITORY / "examples" / "bookshop", root, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n*.db\n")
    return repository(root)


def prune(root: Path, *arguments: str) -> Finished:
    return migralint("prune", "--python", sys.executable, *arguments, cwd=root)


def document(root: Path, *arguments: str) -> dict[str, Any]:
    done = prune(root, "--format", "json", *arguments)
    assert done.stdout, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


def losses(plan: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [(one["kind"], one["object"], one["seen"]) for one in plan["losses"]]


def add_to_upgrade(root: Path, *code: str) -> None:
    path = next((root / "migrations" / "versions").glob("1f0c5a7be201_*.py"))
    lines = "".join(f"    {line}\n" for line in code)
    path.write_text(path.read_text().replace("\n\n\ndef downgrade", f"\n{lines}\n\ndef downgrade"))
    commit_all(root)


def accept(root: Path, *aspects: str) -> None:
    entries = "".join(f'\n[[tool.migralint.verify.allow]]\naspect = "{one}"\nreason = "a script"\n' for one in aspects)
    with (root / "pyproject.toml").open("a") as stream:
        stream.write(entries)
    commit_all(root)


VIEW = 'op.execute("CREATE VIEW answer AS SELECT 42 AS answer")'
ROWS = "op.execute(\"INSERT INTO author (id, name) VALUES (3, 'Ann')\")"


def test_what_was_only_read_may_be_lost(shop: Path) -> None:
    add_to_upgrade(shop, VIEW, "op.get_bind().execute(open('x').read())")
    plan = prune(shop)
    assert "May be lost" in plan.stdout
    assert "1 place with code that could not be read and may create objects or rows" in plan.stdout
    assert losses(document(shop)) == [("view", "answer", False), ("unknown", "", False)]


def test_what_verify_has_seen_is_lost_and_names_its_maker(shop: Path) -> None:
    add_to_upgrade(shop, VIEW, ROWS)
    plan = document(shop, "--apply")
    assert losses(plan) == [("view", "answer", True), ("rows", "author", True)]
    blockers = {one["message"].split()[3]: one for one in plan["blockers"]}
    assert {one["code"] for one in blockers.values()} == {"ML609"}
    for one in blockers.values():
        assert one["revisions"] == ["1f0c5a7be201"]
        assert "made by 1f0c5a7be201" in one["message"]
        assert one["path"].endswith(".py") and one["line"] > 1
    accept(shop, "view", "rows")
    assert losses(document(shop, "--apply")) == [("view", "answer", True), ("rows", "author", True)]


def test_what_the_models_make_after_all_is_no_loss(shop: Path) -> None:
    add_to_upgrade(
        shop,
        ROWS,
        'op.execute("DELETE FROM author WHERE id = 3")',
        "op.get_bind().exec_driver_sql(' '.join(sorted(['1', 'SELECT'], reverse=True)))",
    )
    assert losses(document(shop)) == [("rows", "author", False), ("unknown", "", False)]
    plan = document(shop, "--apply")
    assert (plan["status"], losses(plan)) == ("applied", [])


def test_what_verify_cannot_see_may_still_be_lost(shop: Path) -> None:
    add_to_upgrade(shop, "if op.get_bind().dialect.name == 'postgresql':", '    op.execute("CREATE EXTENSION pg_trgm")')
    plan = document(shop, "--apply")
    assert (plan["status"], losses(plan)) == ("applied", [("extension", "pg_trgm", False)])


@pytest.mark.slow
def test_a_squash_loses_nothing(shop: Path) -> None:
    add_to_upgrade(shop, VIEW, ROWS)
    plan = prune(shop, "--squash")
    assert "ost  " not in plan.stdout
    assert losses(document(shop, "--apply", "--squash")) == []


PROJECT = {
    "models.py": """\
import sqlalchemy as sa

metadata = sa.MetaData()
mood = sa.Enum("sad", "glad", name="mood", metadata=metadata)
counter = sa.Sequence("counter", metadata=metadata)
person = sa.Table("person", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("mood", mood))
""",
    "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\n",
    "migralint.toml": 'dialect = "postgresql"\n\n[verify]\ndatabases = ["postgresql"]\n',
    "migrations/env.py": """\
from alembic import context
from models import metadata

context.configure(url="postgresql://", target_metadata=metadata)
context.run_migrations()
""",
    "migrations/versions/a1a1.py": """\
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "a1a1"
down_revision = None
mood = postgresql.ENUM("sad", "glad", name="mood", create_type=False)


def upgrade():
    mood.create(op.get_bind(), checkfirst=True)
    op.execute("CREATE SEQUENCE counter; CREATE FUNCTION answer() RETURNS int AS $$ SELECT 42; $$ LANGUAGE sql")
    op.create_table("person", sa.Column("id", sa.Integer, primary_key=True), sa.Column("mood", mood))
""",
    "migrations/versions/b2b2.py": "revision = 'b2b2'\ndown_revision = 'a1a1'\n\ndef upgrade():\n    pass\n",
    "migrations/migralint-environments.toml": (
        'version = 1\n\n[environments.production]\nstamps = ["b2b2"]\nrecorded-at = 2026-11-20T10:00:00Z\n'
    ),
}


@pytest.mark.slow
def test_types_and_sequences_of_the_models_are_no_loss(tmp_path: Path) -> None:
    root = tmp_path / "people"
    for name, content in PROJECT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    repository(root)
    read = {(kind, name) for kind, name, _ in losses(document(root))}
    assert read == {("enum type", "mood"), ("sequence", "counter"), ("function", "answer")}
    plan = document(root, "--apply")
    assert losses(plan) == [("function", "answer", True)]
    (blocker,) = plan["blockers"]
    assert (blocker["code"], blocker["revisions"]) == ("ML609", ["a1a1"])
