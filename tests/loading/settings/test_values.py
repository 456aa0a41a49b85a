"""The settings are read strictly: what is right becomes a value, what is wrong an error with its line."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from msgspec import NODEFAULT

from migralint.findings.severity import Severity
from migralint.loading.settings.search import load_settings
from migralint.loading.settings.table import known_keys
from migralint.loading.settings.values import Allowance, PruneSettings, Settings, VerifySettings
from migralint.source.errors import InputError
from tests.support.trees import write_tree

SCHEMA = json.loads((Path(__file__).parents[3] / "migralint/json_schemas/settings.schema.json").read_text())

EVERYTHING = """\
paths = ["db", "/srv/other"]
config = "db/alembic.ini"
name = "tenants"
manifest = "ops/environments.toml"
select = ["ML1", "ML201"]
extend-select = "unused-suppression"
ignore = []
severity = { ML204 = "info", stale-bytecode = "error" }
per-file-ignores = { "versions/2019*" = ["ML3"], "*_merge.py" = "ML210" }
fail-on = "error"
baseline = "baseline.json"
against = "origin/main"
since = "a1b2c3d4e5f6"
heads = 2
trusted-star-imports = ["peewee"]
dialect = ["postgresql", "sqlite"]
postgresql-version = "16"
mysql-version = "8.0.29"
mariadb-version = "11.4"
sqlite-version = "3.40"
small-tables = ["settings", "lookup_*"]
downtime = true
offline = true
downgrades = false
deep = true
keep = 3
keep-since = 2026-01-31
until = "0f0e0d0c0b0a"
protect-refs = ["origin/feature/*"]
squash = false
python = ".venv/bin/python"

[accept-volatile]
"person.token" = "secrets.token_hex(20)"
audit = "leave-out"

[verify]
databases = ["sqlite", "postgresql", "mysql://root@localhost/"]
metadata = "shop.models:Base.metadata"
imports = ["shop.orders", "stock"]
app = "shop:create_app()"
attributes = { tenant = "a", level = 1, dry = false }
x = ["tenant=a"]
environment = { SHOP_PROFILE = "test" }
sys-path = ["src"]
setup-sql = "create schema shop"
start = "db/start.sql"
timeout = 90
strict = true
strict-sqlite = true

[[verify.allow]]
aspect = "column-order"
reason = "old tables"

[[verify.allow]]
aspect = "ML5*"
table = "audit"
object = "at"
reason = "made by a trigger"

[prune]
require-no-drift = true
"""


def test_every_key_becomes_a_value(tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text(EVERYTHING)
    assert set(tomllib.loads(EVERYTHING)) == set(known_keys(Settings)), "the example has all keys"
    assert set(tomllib.loads(EVERYTHING)["verify"]) == set(known_keys(VerifySettings))
    assert set(tomllib.loads(EVERYTHING)["prune"]) == set(known_keys(PruneSettings))
    assert load_settings(str(tmp_path)) == Settings(
        paths=(f"{tmp_path}/db", "/srv/other"),
        config=f"{tmp_path}/db/alembic.ini",
        name="tenants",
        manifest=f"{tmp_path}/ops/environments.toml",
        select=("ML1", "ML201"),
        extend_select=("unused-suppression",),
        ignore=(),
        severity={"ML204": Severity.INFO, "stale-bytecode": Severity.ERROR},
        per_file_ignores={"versions/2019*": ("ML3",), "*_merge.py": ("ML210",)},
        fail_on=Severity.ERROR,
        baseline=f"{tmp_path}/baseline.json",
        against="origin/main",
        since="a1b2c3d4e5f6",
        heads=2,
        trusted_star_imports=("peewee",),
        dialect=("postgresql", "sqlite"),
        postgresql_version="16",
        mysql_version="8.0.29",
        mariadb_version="11.4",
        sqlite_version="3.40",
        small_tables=("settings", "lookup_*"),
        downtime=True,
        offline=True,
        downgrades=False,
        deep=True,
        keep=3,
        keep_since=date(2026, 1, 31),
        until="0f0e0d0c0b0a",
        protect_refs=("origin/feature/*",),
        squash=False,
        accept_volatile={"person.token": "secrets.token_hex(20)", "audit": "leave-out"},
        python=f"{tmp_path}/.venv/bin/python",
        verify=VerifySettings(
            databases=("sqlite", "postgresql", "mysql://root@localhost/"),
            metadata="shop.models:Base.metadata",
            imports=("shop.orders", "stock"),
            app="shop:create_app()",
            attributes={"tenant": "a", "level": 1, "dry": False},
            x=("tenant=a",),
            environment={"SHOP_PROFILE": "test"},
            sys_path=(f"{tmp_path}/src",),
            setup_sql=("create schema shop",),
            start=f"{tmp_path}/db/start.sql",
            timeout=90.0,
            strict=True,
            strict_sqlite=True,
            allow=(
                Allowance(aspect="column-order", reason="old tables"),
                Allowance(aspect="ML5*", table="audit", object="at", reason="made by a trigger"),
            ),
        ),
        prune=PruneSettings(require_no_drift=True),
    )


def test_values_remember_their_lines(tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text(EVERYTHING)
    settings = load_settings(str(tmp_path))
    assert settings.path == f"{tmp_path}/migralint.toml"
    assert settings.line("severity", "ML204") == 8
    assert settings.line("select", 1) == 5
    assert [entry.line for entry in settings.verify.allow] == [52, 56]
    error = settings.error("no such rule", "per-file-ignores", "*_merge.py", hint="did you mean ML201?")
    assert str(error) == f"{tmp_path}/migralint.toml:9: no such rule"
    assert error.hint == "did you mean ML201?"


def test_lines_in_pyproject_are_the_files_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n\n[tool.migralint]\nheads = 2\n')
    assert load_settings(str(tmp_path)).line("heads") == 5


def test_nothing_set_is_all_defaults(tmp_path: Path) -> None:
    write_tree(tmp_path, {".git/": "", "pyproject.toml": '[project]\nname = "migralint-user"\n'})
    assert load_settings(str(tmp_path)) == Settings()
    assert load_settings(str(tmp_path)).line("heads") is None
    write_tree(tmp_path, {"pyproject.toml": "[tool.migralint]\n"})
    assert load_settings(str(tmp_path)) == Settings()


WRONG = {
    'selct = "ML1"': ('unknown key "selct"', 'did you mean "select"?'),
    "fail_on = 'error'": ('unknown key "fail_on"', 'did you mean "fail-on"?'),
    "[verify]\ndatabase = 'sqlite'": ('unknown key "database"', 'did you mean "databases"?'),
    "[verify]\n[[verify.allow]]\nreason = 'x'": ("verify.allow[0] lacks the key aspect", ""),
    "[verify]\n[[verify.allow]]\naspect = 'x'": ("verify.allow[0] lacks the key reason", ""),
    "[verify]\n[[verify.allow]]\naspect = 'x'\nwhy = 'y'\nreason = 'z'": ('unknown key "why"', None),
    "[verify]\nallow = 1": ("verify.allow must be an array of tables", ""),
    "[verify]\nallow = ['x']": ("verify.allow[0] must be a table", ""),
    "verify = true": ("verify must be a table", ""),
    "heads = 0": ("heads must be a whole number, 1 or more", ""),
    "heads = true": ("heads must be a whole number, 1 or more", ""),
    "keep = -1": ("keep must be a whole number, 0 or more", ""),
    "deep = 'yes'": ("deep must be true or false", ""),
    "select = []": ("select must not be empty", ""),
    "ignore = [\n'ML1',\n7]": ("ignore[1] must be a string that is not empty", ""),
    "ignore = ' '": ("ignore must be a string that is not empty", ""),
    "ignore = { a = 1 }": ("ignore must be an array of strings", ""),
    "severity = { ML101 = 'warn' }": ("severity.ML101 must be one of error, warning, info", 'did you mean "warning"?'),
    "severity = 'error'": ("severity must be a table", ""),
    "per-file-ignores = { 'a*' = 1 }": ("per-file-ignores.a* must be an array of strings", ""),
    "fail-on = 'never'": ("fail-on must be one of error, warning, info", None),
    "dialect = 'postgres'": ("dialect names a database that migralint does not support", 'did you mean "postgresql"?'),
    "dialect = ['sqlite', 'x']": ("dialect names a database that migralint does not support", None),
    "keep-since = 5": ("keep-since must be a date, such as 2026-11-20", ""),
    "keep-since = 'soon'": ("keep-since must be a date, such as 2026-11-20", ""),
    "manifest = ''": ("manifest must be a string that is not empty", ""),
    "squash = true\ndeep = true": ("squash cannot be combined with deep", None),
    "[verify]\ntimeout = 0": ("verify.timeout must be a number of seconds above 0", ""),
    "[verify]\nenvironment = { A = 1 }": ("verify.environment.A must be a string", ""),
    "[verify]\nattributes = { A = [1] }": ("verify.attributes.A must be a string, a number, true or false", ""),
    "[verify]\nmetadata = 'shop.models'": ('verify.metadata must be "package.module:attribute"', ""),
    "[verify]\nstart = 'dump.txt'": ('verify.start must be a .sql file or "package.module:attribute"', ""),
    "[verify]\ndatabases = 'oracle'": ("verify.databases[0] must be sqlite, postgresql, or the URL of a server", ""),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_named_with_its_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text(f"# settings\n{text}\n")
    with pytest.raises(InputError) as caught:
        load_settings(str(tmp_path))
    message, hint = WRONG[text]
    assert caught.value.message == message
    assert caught.value.path == f"{tmp_path}/migralint.toml"
    assert caught.value.line is not None
    assert 2 <= caught.value.line <= text.count("\n") + 2
    assert hint is None or caught.value.hint == hint


def test_the_line_is_that_of_the_value_itself(tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text("heads = 1\nignore = [\n  'ML1',\n  7,\n]\n")
    with pytest.raises(InputError) as caught:
        load_settings(str(tmp_path))
    assert caught.value.line == 4


@pytest.mark.parametrize("url", ["postgresql://u:hunter2@h/", "mysql://h/?password=hunter2", "x://:hunter2@[::bad"])
def test_a_password_is_refused_and_not_repeated(url: str, tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text(f'[verify]\ndatabases = ["{url}"]\n')
    with pytest.raises(InputError, match="contains a password") as caught:
        load_settings(str(tmp_path))
    assert "hunter2" not in f"{caught.value!r} {caught.value} {caught.value.hint}"


@pytest.mark.parametrize("text", [EVERYTHING, "", *WRONG])
def test_the_schema_accepts_what_the_reader_accepts(text: str, tmp_path: Path) -> None:
    (tmp_path / "migralint.toml").write_text(text)
    try:
        load_settings(str(tmp_path))
        accepted = True
    except InputError:
        accepted = False
    document = json.loads(json.dumps(tomllib.loads(text), default=str))
    checker = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert checker.is_valid(document) == accepted


@pytest.mark.parametrize(
    ("kind", "table"),
    [(Settings, SCHEMA), (VerifySettings, SCHEMA["$defs"]["verify"]), (Allowance, SCHEMA["$defs"]["allowance"])],
)
def test_the_schema_and_the_values_have_the_same_keys_and_defaults(kind: type[Any], table: dict[str, Any]) -> None:
    assert list(table["properties"]) == known_keys(kind)
    names = kind.__struct_fields__
    given = dict(zip(names[len(names) - len(kind.__struct_defaults__) :], kind.__struct_defaults__, strict=True))
    required = [
        name for name in names if given.get(name, NODEFAULT) is NODEFAULT and name not in getattr(kind, "NO_KEYS", ())
    ]
    defaults = {name.replace("_", "-"): default for name, default in given.items()}
    assert table.get("required", []) == required
    for key, schema in table["properties"].items():
        assert re.match(r"^\S.*\S$", schema["description"])
        default = defaults.get(key)
        if isinstance(default, Severity):
            default = default.word
        if isinstance(default, bool | int | float | str):
            assert schema["default"] == default, key
        else:
            assert "default" not in schema, key


def test_the_nearest_file_upward_counts_and_the_search_ends_at_the_repository(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "migralint.toml": "heads = 9\n",
            "repo/.git/": "",
            "repo/pyproject.toml": "[tool.migralint]\nheads = 2\n",
            "repo/service/pyproject.toml": "[project]\nname = 'service'\n",
            "repo/service/migrations/env.py": "",
            "repo/other/migralint.toml": "heads = 3\n",
            "bare/.git/": "",
        },
    )
    assert load_settings(f"{tmp_path}/repo/service/migrations").heads == 2
    assert load_settings(f"{tmp_path}/repo/service/migrations/env.py").heads == 2
    assert load_settings(f"{tmp_path}/repo/other").heads == 3
    assert load_settings(f"{tmp_path}/bare").heads == 1


def test_settings_in_both_files_of_a_folder_are_an_error(tmp_path: Path) -> None:
    write_tree(tmp_path, {"migralint.toml": "heads = 3\n", "pyproject.toml": "\n[tool.migralint]\nheads = 2\n"})
    with pytest.raises(InputError, match=r"pyproject\.toml:2: there are settings in migralint\.toml and in py"):
        load_settings(str(tmp_path))


def test_a_named_file_goes_before_the_search(tmp_path: Path) -> None:
    write_tree(tmp_path, {"migralint.toml": "heads = 3\n", "ci/strict.toml": "heads = 5\nmanifest = 'm.toml'\n"})
    settings = load_settings(str(tmp_path), f"{tmp_path}/ci/strict.toml")
    assert (settings.heads, settings.manifest) == (5, f"{tmp_path}/ci/m.toml")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("pyproject.toml", b"[project]\n", "has no table [tool.migralint]"),
        ("pyproject.toml", b"tool.migralint = 1\n", "tool.migralint must be a table"),
        ("pyproject.toml", b"[[tool.migralint]]\n", "tool.migralint must be a table"),
        ("migralint.toml", b"[tool.migralint]\n", "[tool.migralint] does not belong here"),
        ("migralint.toml", b"heads = \n", "is not valid TOML: invalid value"),
        ("migralint.toml", b"\xff", "is not UTF-8 text"),
        ("migralint.toml", b"# \0", "holds a null byte"),
        ("migralint.toml", b"#" * (50 * 1024 * 1024), "is larger than 16384 KiB, more than any such file needs"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_no_settings_file(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as caught:
        load_settings(str(tmp_path), f"{tmp_path}/{name}")
    assert caught.value.message == message
    assert caught.value.path == f"{tmp_path}/{name}"


def test_a_broken_pyproject_of_others_is_not_ours_to_complain_about(tmp_path: Path) -> None:
    write_tree(tmp_path, {".git/": "", "pyproject.toml": "[project\n"})
    assert load_settings(str(tmp_path)) == Settings()
