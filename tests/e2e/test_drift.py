"""`migralint drift` as a nightly job meets it: what it prints where, and its exit status."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from tests.support.command_line import REPOSITORY, Finished, migralint
from tests.support.git import commit_all, repository

MANIFEST = """\
version = 1

[environments.production]
stamps = ["6fa861a2d706"]
url-env = "SHOP_URL"

[environments.staging]
stamps = ["b4fd1cf32c0b"]
url-env = "STAGING_URL"

[environments.partner]
stamps = ["b4fd1cf32c0b"]
"""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example project with two databases that Alembic itself has upgraded, each to a revision of its own."""
    root = tmp_path_factory.mktemp("made") / "shop"
    shutil.copytree(REPOSITORY / "examples/bookshop", root, ignore=shutil.ignore_patterns("__pycache__", "*.db"))
    for name, revision in (("production", "6fa861a2d706"), ("staging", "heads")):
        ini = (root / "alembic.ini").read_text().replace("bookshop.db", f"{name}.db")
        (root / "live.ini").write_text(ini)
        subprocess.run([sys.executable, "-m", "alembic", "-c", "live.ini", "upgrade", revision], cwd=root, check=True)
    (root / "live.ini").unlink()
    return root


@pytest.fixture
def shop(upgraded: Path, tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    shutil.copytree(upgraded, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n*.db\n")
    (root / "migrations/migralint-environments.toml").write_text(MANIFEST)
    return root


def drift(root: Path, *arguments: str) -> Finished:
    urls = {"SHOP_URL": f"sqlite:///{root}/production.db", "STAGING_URL": f"sqlite:///{root}/staging.db"}
    return migralint("drift", "--python", sys.executable, *arguments, cwd=root, **urls)


def change(root: Path, name: str, script: str) -> None:
    with closing(sqlite3.connect(root / f"{name}.db")) as connection:
        connection.executescript(script)


def test_databases_that_are_as_stamped_exit_0_whatever_is_pending(shop: Path) -> None:
    done = drift(shop, "--all")
    assert done.code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split("  ")[0] for line in lines[:2]] == ["production", "staging"]
    assert all(line.endswith("1 alike") for line in lines[:2])
    assert lines[2:] == [
        "note not compared, because they have no url-env: partner",
        "2 databases as their stamps say",
    ]


def test_drift_is_named_with_both_sides_and_the_way_back(shop: Path) -> None:
    change(shop, "production", "CREATE TABLE tmp_fix (x INTEGER); DROP INDEX ix_book_title;")
    done = drift(shop, "production", "--output", "markdown=drift.md")
    assert done.code == 1
    assert "1 lacks index ix_book_title, has table tmp_fix" in done.stdout
    assert 'op.create_index("ix_book_title", "book", ["title"], unique=False)' in done.stdout
    assert done.stdout.splitlines()[-1] == "1 database not as its stamp says"
    page = (shop / "drift.md").read_text()
    assert "| missing | `index ix_book_title` | `INDEX (title)` | nothing |" in page


def test_the_json_document_is_as_its_schema_says(shop: Path) -> None:
    change(shop, "production", "CREATE TABLE tmp_fix (x INTEGER);")
    change(shop, "staging", "DELETE FROM alembic_version;")
    done = drift(shop, "--all", "--format", "json")
    assert done.code == 1
    document = json.loads(done.stdout)
    schema = json.loads((resources.files("migralint") / "json_schemas" / "drift.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert document["status"] == "drift"
    (group,) = document["groups"]
    assert (group["entry"], group["stamps"], group["count"]) == ("production", ["6fa861a2d706"], 1)
    (found,) = group["differences"]
    assert (found["code"], found["kind"], found["side"], found["note"]) == ("ML501", "table", "superfluous", False)
    assert (found["migrations"], found["mend"]) == (None, 'op.drop_table("tmp_fix")')
    assert [(one["entry"], one["kind"]) for one in document["not_judged"]] == [("staging", "unstamped")]


def test_sarif_holds_what_drifts_and_what_was_not_judged(shop: Path) -> None:
    change(shop, "production", "CREATE TABLE tmp_fix (x INTEGER);")
    (shop / "staging.db").unlink()
    done = drift(shop, "--all", "--format", "sarif")
    assert done.code == 1
    results = json.loads(done.stdout)["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == ["ML501", "ML500"]
    assert results[0]["message"]["text"].startswith("production: table tmp_fix: the migrations up to its stamp build")


def test_wrong_usage_exits_2_and_repeats_no_url(shop: Path) -> None:
    for arguments in ((), ("production", "--all"), ("--all", "--url-env", "SHOP_URL"), ("nowhere",), ("partner",)):
        assert drift(shop, *arguments).code == 2
    done = drift(shop, "--url-env", "postgresql://me:secret@host/db")
    assert done.code == 2
    assert "secret" not in done.stdout + done.stderr


def test_a_database_that_is_not_listed_is_named_by_its_variable(shop: Path) -> None:
    done = drift(shop, "--url-env", "SHOP_URL")
    assert (done.code, done.stdout.split("  ")[0]) == (0, "$SHOP_URL")
    done = drift(shop, "--url-env", "NO_SUCH_VARIABLE")
    assert done.code == 1
    assert "the variable NO_SUCH_VARIABLE is not set" in done.stdout


@pytest.mark.slow
def test_a_prune_that_requires_no_drift_looks_before_it_removes(shop: Path) -> None:
    with (shop / "migralint.toml").open("a") as stream:
        stream.write("[prune]\nrequire-no-drift = true\n")
    repository(shop)
    change(shop, "production", "CREATE TABLE tmp_fix (x INTEGER);")
    urls = {"SHOP_URL": f"sqlite:///{shop}/production.db", "STAGING_URL": f"sqlite:///{shop}/staging.db"}
    prune = ("prune", "--apply", "--python", sys.executable)
    files = sorted((shop / "migrations/versions").glob("*.py"))
    done = migralint(*prune, cwd=shop, **urls)
    assert done.code == 1
    assert "production is not as stamped: table tmp_fix" in " ".join(done.stdout.split())
    assert sorted((shop / "migrations/versions").glob("*.py")) == files
    change(shop, "production", "DROP TABLE tmp_fix;")
    commit_all(shop)
    done = migralint(*prune, cwd=shop, **urls)
    assert done.code == 0, done.stdout + done.stderr
    (entry,) = json.loads((shop / "migrations/migralint-pruned.json").read_text())["prunes"]
    assert entry["verified"][-1] == {"database": "live databases: production, staging", "status": "match"}
    commit_all(shop)
    # After the prune the migrations start from what it has stored, and the stamps above it are judged as before.
    assert drift(shop, "--all").code == 0
