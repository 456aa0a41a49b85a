"""`migralint verify --release REF`: an old release on the new schema, in real git repositories."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git, repository
from tests.support.mariadb import running
from tests.support.small_projects import small_project

pytestmark = pytest.mark.slow

MODELS = """
sa.Table(
    "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.String(50)),
    sa.Column("note", sa.String(50)),
)
"""
FIRST = """op.create_table(
    "users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("email", sa.String(50)),
    sa.Column("note", sa.String(50)),
)"""


def project(root: Path, *later: str, url: str = "sqlite://") -> Path:
    """The release v1 with one revision, and later ones in the working tree."""
    small_project(root, MODELS, FIRST, url=url)
    (root / ".gitignore").write_text("__pycache__/\n")
    repository(root)
    git(root, "tag", "v1")
    for number, body in enumerate(later, 2):
        text = (root / "migrations/versions/r1.py").read_text()
        head = text[: text.index("    op.")].replace('"r1"', f'"r{number}"')
        head = head.replace("down_revision = None", f'down_revision = "r{number - 1}"')
        lines = body.replace("\n", "\n    ")
        (root / f"migrations/versions/r{number}.py").write_text(f"{head}    {lines}\n")
    return root


def verify(root: Path, *arguments: str, release: str = "v1") -> Finished:
    return migralint("verify", "--release", release, "--python", sys.executable, *arguments, cwd=root)


def document(done: Finished) -> dict[str, object]:
    found = json.loads(done.stdout)
    schema = json.loads((resources.files("migralint") / "json_schemas/verify-release.schema.json").read_text("utf-8"))
    jsonschema.validate(found, schema)
    assert isinstance(found, dict)
    return found


def test_what_breaks_names_the_revision_and_its_line(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        'op.add_column("users", sa.Column("age", sa.Integer))',
        """op.execute("UPDATE users SET note = '' WHERE note IS NULL")
op.drop_column("users", "note")""",
    )
    done = verify(root, "--format", "json")
    found = document(done)
    assert (done.code, found["status"], found["new_revisions"]) == (1, "breaking", ["r2", "r3"])
    (target,) = found["targets"]  # type: ignore[misc]
    assert [
        (one["verdict"], one["kind"], one["object"], one["revision"], one["path"], one["line"])
        for one in target["effects"]
    ] == [
        ("breaking", "column", "note", "r3", "migrations/versions/r3.py", 10),
        ("harmless", "column", "age", "r2", "migrations/versions/r2.py", 9),
    ]
    assert "the effect on the release: r3 updates users" in found["not_known"]  # type: ignore[operator]
    text = verify(root)
    assert "by r3  migrations/versions/r3.py:10" in text.stdout
    assert text.stdout.endswith("v1 no longer runs once these migrations are applied: 1 breaking\n")


def test_the_net_effect_counts(tmp_path: Path) -> None:
    root = project(
        tmp_path,
        'op.drop_column("users", "note")',
        'op.add_column("users", sa.Column("note", sa.String(50)))\nop.create_index("ix", "users", ["note"])',
    )
    # the models of today do not matter: they may be anything
    (root / "models.py").write_text("import sqlalchemy as sa\nmetadata = sa.MetaData()\n")
    done = verify(root)
    assert done.code == 0, done.stdout + done.stderr
    assert done.stdout.endswith("The migrations do not remove or forbid anything that the models of v1 use\n")


def test_on_postgresql(tmp_path: Path, postgresql: Server) -> None:
    root = project(
        tmp_path,
        'op.alter_column("users", "note", type_=sa.String(5))\nop.alter_column("users", "email", type_=sa.Text())',
        url="postgresql://h/d",
    )
    done = verify(root, "--database", postgresql.url(), "--format", "json")
    (target,) = document(done)["targets"]  # type: ignore[misc]
    assert [(one["verdict"], one["object"], one["line"]) for one in target["effects"]] == [
        ("breaking", "note", 9),
        ("harmless", "email", 10),
    ]


@pytest.mark.mariadb
def test_on_mariadb(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    later = (
        'op.alter_column("users", "note", existing_type=sa.String(50), type_=sa.String(5))\n'
        'op.alter_column("users", "email", existing_type=sa.String(50), type_=sa.String(80))\n'
        'op.drop_column("users", "gone")'
    )
    column = 'sa.Column("gone", sa.Integer)'
    with running(tmp_path / "server") as maria:
        root = project(tmp_path / "shop", later, url="mysql+pymysql://h/d")
        for file in ("models.py", "migrations/versions/r1.py"):
            text = (root / file).read_text()
            (root / file).write_text(
                text.replace('sa.Column("note", sa.String(50)),', f'sa.Column("note", sa.String(50)), {column},')
            )
        git(root, "commit", "-qam", "with gone")
        git(root, "tag", "v2")
        done = verify(root, "--database", maria.url(), "--format", "json", release="v2")
        (target,) = document(done)["targets"]  # type: ignore[misc]
        assert [(one["verdict"], one["object"]) for one in target["effects"]] == [
            ("breaking", "gone"),
            ("breaking", "note"),
            ("harmless", "email"),
        ]
        with maria.root() as connection, connection.cursor() as cursor:
            cursor.execute("SHOW DATABASES LIKE 'migralint%'")
            assert cursor.fetchall() == ()


def test_a_release_that_cannot_be_loaded_is_one_line_in_the_words_of_git(tmp_path: Path) -> None:
    root = project(tmp_path)
    (root / "models.py").write_text("import gone_long_ago\n")
    commit_all(root)
    git(root, "tag", "broken")
    git(root, "checkout", "-q", "v1", "--", "models.py")
    done = verify(root, release="broken")
    assert done.code == 1
    (failed,) = [line for line in done.stdout.splitlines() if line.startswith("  failed")]
    assert "the models of broken cannot be loaded (broken:" in failed
    assert "gone_long_ago" in failed
    assert document(verify(root, "--format", "json", release="broken"))["status"] == "failed"
    assert "Traceback" not in done.stdout + done.stderr


def test_revisions_that_only_the_release_has_are_said(tmp_path: Path) -> None:
    root = project(tmp_path, 'op.create_table("t", sa.Column("id", sa.Integer))')
    commit_all(root)
    git(root, "tag", "v2")
    (root / "migrations/versions/r2.py").unlink()
    found = document(verify(root, "--format", "json", release="v2"))
    assert found["missing_revisions"] == ["r2"]
    assert any("v2 has revisions that do not exist here (r2)" in one for one in found["not_known"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--release", "v9"], "--release v9: git knows no such commit"),
        (["--release", "v1", "--chain", "v1"], "--release and --chain cannot be combined"),
        (["--release", "v1", "--format", "sarif"], "--release does not support the format sarif"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path: Path, arguments: list[str], expected: str) -> None:
    done = migralint("verify", *arguments, cwd=project(tmp_path))
    assert done.code == 2
    assert done.stderr.startswith(f"migralint: {expected}")
    assert done.stdout == ""


def test_a_shallow_clone_says_what_to_fetch(tmp_path: Path) -> None:
    root = project(tmp_path / "origin")
    commit_all(root, "more")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", "--no-tags", root.as_uri(), str(clone)], check=True)
    done = verify(clone)
    assert done.code == 2
    assert "no such commit in this clone, which is shallow" in done.stderr
    assert "git fetch --unshallow --tags" in done.stderr


def test_outside_of_git(tmp_path: Path) -> None:
    root = small_project(tmp_path, MODELS, FIRST)
    done = verify(root)
    assert done.code == 2
    assert "--release reads git, and the project is in no git repository" in done.stderr
