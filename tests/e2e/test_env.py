"""`migralint env list`, `add` and `remove` as processes."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.command_line import migralint
from tests.support.trees import revision_file, write_tree

MANIFEST = "migralint-environments.toml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_tree(
        tmp_path,
        {
            "env.py": "",
            "versions/a1b2_start.py": revision_file("a1b2"),
            "versions/c3d4_next.py": revision_file("c3d4", "a1b2"),
        },
    )
    return tmp_path


def test_a_manifest_grows_and_shrinks(project: Path, snapshot: SnapshotAssertion) -> None:
    said = [
        migralint("env", "add", "production", "--stamp", "c3d4", "--url-env", "PROD_URL", cwd=project),
        migralint("env", "add", "tenants", "--count", "a1b2=3", "--count", "c3d4=9120", "--count", "=1", cwd=project),
        migralint("env", "add", "old ones", "--git-tags", "v1.*", cwd=project),
        migralint("env", "add", "tomorrow's", "--url-env", "TOMORROW", "--schemas", "t_*", cwd=project),
        migralint("env", "add", "ci", "--create-all", "-q", cwd=project),
        migralint("env", "list", cwd=project),
        migralint("env", "remove", "tenants", "old ones", cwd=project),
    ]
    assert [one.code for one in said] == [0] * 7
    assert "".join(one.stdout for one in said if one is not said[5]) == ""
    assert "".join(one.stderr for one in said) == snapshot(name="what was said")
    assert said[5].stdout == snapshot(name="list")
    written = (project / MANIFEST).read_text()
    assert re.sub(r"recorded-at = \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "recorded-at = now", written) == snapshot


def test_the_list_for_programs(project: Path) -> None:
    (project / MANIFEST).write_text(
        "version = 1\nmax-age-days = 30\n[environments.a]\nstamps = ['c3d4']\nurl-env = 'A'\n"
        "[environments.b]\nfile = 'b.csv'\n[environments.c]\ncreate-all = true\n"
    )
    (project / "b.csv").write_text("database,version_num\none,a1b2\ntwo,\n")
    done = migralint("env", "list", "--format", "json", cwd=project)
    document = json.loads(done.stdout)
    schema = json.loads((resources.files("migralint") / "json_schemas" / "env-list.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert (done.code, document["manifest"], document["max_age_days"]) == (0, MANIFEST, 30)
    assert [(one["name"], one["source"], one["databases"], one["file"]) for one in document["environments"]] == [
        ("a", "stamps", 1, None),
        ("b", "file", 2, "b.csv"),
        ("c", "create-all", 0, None),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("list",), "there is no such manifest"),
        (("remove", "x"), "there is no such manifest"),
        (("add", "x"), 'how is "x" stamped?'),
        (("add", "x", "--stamp", "a1"), "write the full id: a1b2"),
        (("add", "x", "--stamp", "c3d5"), 'did you mean "c3d4"?'),
        (("add", "x", "--count", "a1b2"), "not REV=N"),
        (("add", "x", "--count", "a1b2=0"), "must be a number of databases, 1 or more"),
        (("add", "x", "--stamp", "a1b2", "--create-all"), 'has both "stamps" and "create-all"'),
        (("add", "x", "--stamp", "a1b2", "--unstamped"), "contradict"),
        (("add", "x", "--url-env", "postgresql://u:hunter2@h/d"), "password"),
        (("add", "x", "--create-all", "-p", "nowhere"), "nowhere"),
        (("recrod", "x"), "No such command"),
    ],
)
def test_bad_usage_is_explained_and_writes_nothing(project: Path, arguments: tuple[str, ...], words: str) -> None:
    done = migralint("env", *arguments, cwd=project)
    assert (done.code, done.stdout) == (2, "")
    assert words in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / MANIFEST).exists()


def test_an_interrupted_prune_comes_first(project: Path) -> None:
    (project / "migralint-journal").mkdir()
    done = migralint("env", "add", "ci", "--create-all", cwd=project)
    assert done.code == 2
    assert "--recover" in done.stderr


def test_the_settings_name_another_manifest(project: Path) -> None:
    (project / "ops").mkdir()
    (project / "migralint.toml").write_text('manifest = "ops/environments.toml"\n')
    assert migralint("env", "add", "ci", "--create-all", cwd=project).code == 0
    assert (project / "ops" / "environments.toml").read_text() == (
        "version = 1\n\n[environments.ci]\ncreate-all = true\n"
    )
    assert "built by create_all" in migralint("env", "list", cwd=project).stdout


def test_check_looks_at_the_environments(project: Path) -> None:
    (project / MANIFEST).write_text(
        "version = 1\n[environments.a]\nstamps = ['zzzz']\nrecorded-at = 2026-01-01T00:00:00Z\n"
    )
    done = migralint("check", "--select", "ML4", cwd=project)
    assert done.code == 1
    assert "ML401 unknown-stamp" in done.stdout
    (project / MANIFEST).write_text(
        "version = 1\n[environments.a]\nstamps = ['c3d4']\nrecorded-at = 2026-01-01T00:00:00Z\n"
    )
    done = migralint("check", "--select", "ML4", cwd=project)
    assert done.code == 0
    assert "1 of 2 revisions are no longer needed by any environment" in done.stdout
