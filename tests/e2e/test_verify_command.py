"""`migralint verify` as a process: what it prints where, and its exit status."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from tests.support.command_line import Finished, migralint
from tests.support.verification import FIXTURES


def project(tmp_path: Path, name: str, settings: str = "") -> Path:
    folder = tmp_path / name
    shutil.copytree(FIXTURES / f"verify_{name}", folder)
    (folder / "migralint.toml").write_text(settings)
    return folder


def verify(folder: Path, *arguments: str) -> Finished:
    return migralint("verify", "--python", sys.executable, *arguments, cwd=folder)


def test_a_match_is_one_line(tmp_path: Path) -> None:
    done = verify(project(tmp_path, "match"))
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.startswith("2 revisions on sqlite 3.")
    assert done.stdout.endswith(": match\n")
    assert done.stdout.count("\n") == 1


def test_drift_shows_both_sides(tmp_path: Path) -> None:
    done = verify(project(tmp_path, "drift"))
    assert done.code == 1
    assert [line.split() for line in done.stdout.splitlines()[:4]] == [
        ["customer"],
        ["drift", "ML511", "column-type", "email"],
        ["models", "VARCHAR(320)"],
        ["migrations", "VARCHAR(255)"],
    ]


def test_a_failure_shows_its_place_and_statement(tmp_path: Path) -> None:
    done = verify(project(tmp_path, "not_from_empty"))
    assert done.code == 1
    first, revision, at, error, sql, *_, last = done.stdout.splitlines()
    assert first.startswith("failed not-from-empty  the first revision uses the table customer")
    assert revision.split() == ["revision", "1a"]
    assert at.split() == ["at", "migrations/versions/1a_email.py:17"]
    assert error.split(maxsplit=1) == ["error", "OperationalError: no such table: customer"]
    assert sql.split()[:4] == ["sql", "ALTER", "TABLE", "customer"]
    assert last.endswith(": failed")


@pytest.mark.parametrize("name", ["multidb", "opens_another", "emulated"])
def test_json_fits_its_schema(name: str, tmp_path: Path) -> None:
    done = verify(project(tmp_path, name), "--format", "json", "--output", "text=report.txt")
    document = json.loads(done.stdout)
    schema = json.loads((resources.files("migralint") / "json_schemas" / "verify.schema.json").read_text("utf-8"))
    jsonschema.validate(document, schema)
    assert done.code == (0 if document["status"] == "match" else 1)
    assert (tmp_path / name / "report.txt").read_text("utf-8").rstrip().endswith(": match") == (done.code == 0)


def test_paths_in_json_are_relative_to_the_project(tmp_path: Path) -> None:
    document = json.loads(verify(project(tmp_path, "opens_another"), "--format", "json").stdout)
    assert document["targets"][0]["failure"]["path"] == "migrations/versions/2b_copy.py"
    assert document["targets"][0]["refused"] == [
        {"what": "sqlite3.connect('old_shop.db')", "path": "migrations/versions/2b_copy.py", "line": 20}
    ]


def test_an_allow_entry_accepts_and_an_unused_one_is_shown(tmp_path: Path) -> None:
    entry = '[[verify.allow]]\naspect = "{}"\ntable = "customer"\nreason = "because"\n'
    done = verify(project(tmp_path, "drift", entry.format("column-type") + entry.format("index")))
    assert done.code == 0
    assert "warning an allow entry matches no difference: aspect index, table customer, object *" in done.stdout
    assert "accepted 1 difference" in done.stdout


def test_settings_say_what_env_py_cannot(tmp_path: Path) -> None:
    assert verify(project(tmp_path, "no_metadata", '[verify]\nmetadata = "models:Base"\n')).code == 0


def test_start_is_relative_to_the_working_directory(tmp_path: Path) -> None:
    done = verify(project(tmp_path, "not_from_empty"), "--start", "start.sql", "--format", "json")
    assert done.code == 0
    assert json.loads(done.stdout)["targets"][0]["start"] == "start.sql"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--start", "missing.sql"), "missing.sql: no such file"),
        (("--python", "missing/python"), "missing/python: is not an interpreter"),
        (("--database", "oracle://u:secret@h/d"), "only postgresql, mysql and mariadb servers are supported"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    done = verify(project(tmp_path, "match"), *arguments)
    assert (done.code, done.stdout) == (2, "")
    assert words in done.stderr
    assert "secret" not in done.stderr


def test_progress_goes_to_stderr(tmp_path: Path) -> None:
    done = verify(project(tmp_path, "match"), "-v")
    assert "migralint: upgrade 2b (2 of 2)" in done.stderr.splitlines()


def test_every_format_of_check_is_one_of_verify(tmp_path: Path) -> None:
    folder = project(tmp_path, "drift")
    written = ["sarif", "gitlab", "junit", "json"]
    done = verify(folder, "--format", "github", *(f"--output={name}={name}" for name in written))
    assert done.code == 1
    assert "::error title=ML511 column-type::column-type customer.email" in done.stdout
    sarif = json.loads((folder / "sarif").read_text("utf-8"))
    assert "ML511" in [result["ruleId"] for result in sarif["runs"][0]["results"]]
    assert "column-type" in (folder / "gitlab").read_text("utf-8")
    assert "ML511" in (folder / "junit").read_text("utf-8")


def test_a_failure_is_an_annotation_at_its_line(tmp_path: Path) -> None:
    done = verify(project(tmp_path, "not_from_empty"), "--format", "github")
    assert "file=migrations/versions/1a_email.py,line=17" in done.stdout
    assert "ML500 verification-failed" in done.stdout


@pytest.mark.parametrize(
    ("settings", "arguments"),
    [
        ("", ["--import", "customer"]),
        ('[verify]\nimports = ["customer"]\n', []),
        ('[verify]\nimports = "customer"', []),
    ],
)
def test_models_that_nothing_imports_are_named(tmp_path: Path, settings: str, arguments: list[str]) -> None:
    done = verify(project(tmp_path, "models_empty", settings), *arguments)
    assert (done.code, done.stdout.rpartition(": ")[2]) == (0, "match\n")


def test_what_imports_names_is_a_module(tmp_path: Path) -> None:
    done = verify(project(tmp_path, "models_empty", '[verify]\nimports = ["customer:Customer"]\n'))
    assert done.code == 2
    assert 'migralint.toml:2: verify.imports[0] must be "package.module"' in done.stderr


def test_orders_of_columns_are_summed_up(tmp_path: Path) -> None:
    folder = project(tmp_path, "match")
    models = folder / "shop/models.py"
    text = models.read_text()
    email = "    email = Column(String(320), nullable=False, unique=True)\n"
    key = "    id = Column(Integer, primary_key=True)\n"
    models.write_text(text.replace(f"{key}{email}", f"{email}{key}"))
    said = "note ML519 column-order  differs in 1 table: customer (--verbose shows how)"
    assert verify(folder).stdout.splitlines()[0] == said
    assert "migrations  id, email" in verify(folder, "--verbose").stdout


def test_explain_setup_prints_the_settings_that_are_missing_and_they_do(tmp_path: Path) -> None:
    folder = project(tmp_path, "match")
    assert verify(folder, "--explain-setup").stdout == "# verify needs no further settings\n"

    env = folder / "migrations/env.py"
    env.write_text(f"import os\n\nos.environ['SHOP_TOKEN']\n{env.read_text()}")
    done = verify(folder, "--explain-setup")
    assert done.code == 1
    assert done.stdout.startswith("# env.py failed") and "SHOP_TOKEN" in done.stdout.splitlines()[0]
    block = tomllib.loads(done.stdout)["verify"]
    assert list(block["environment"]) == ["SHOP_TOKEN"]

    (folder / "migralint.toml").write_text(done.stdout)
    assert verify(folder).code == 0


def test_the_block_names_the_file_it_belongs_in_and_can_be_pasted_there(tmp_path: Path) -> None:
    folder = project(tmp_path, "match")
    env = folder / "migrations/env.py"
    env.write_text(f"import os\n\nos.environ['SHOP_TOKEN']\n{env.read_text()}")
    (folder / "migralint.toml").unlink()
    shared = folder / "pyproject.toml"
    shared.write_text('[project]\nname = "shop"\n')
    first = verify(folder, "--explain-setup").stdout
    assert "# pyproject.toml\n[tool.migralint.verify]\n" in first
    shared.write_text(shared.read_text() + first)
    assert verify(folder).code == 0

    env.write_text(f"import os\n\nos.environ['SHOP_KEY']\n{env.read_text()}")
    second = verify(folder, "--explain-setup").stdout
    assert "\n[tool.migralint.verify]\n" not in second  # a second table of that name is an error
    (line,) = (one for one in second.splitlines() if one.startswith("environment"))
    assert tomllib.loads(line) == {"environment": {"SHOP_TOKEN": "unused", "SHOP_KEY": "unused"}}
    shared.write_text(re.sub("(?m)^environment.*", line, shared.read_text()))
    assert verify(folder).code == 0
