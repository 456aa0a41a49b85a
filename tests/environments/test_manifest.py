"""Reading the manifest: what it gives, and every way in which it is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from migralint.environments.environment import (
    Counts,
    CreateAll,
    File,
    GitTags,
    NeverRecorded,
    OneTable,
    Query,
    Schemas,
    Stamps,
    StampSet,
)
from migralint.environments.manifest import Resolution, manifest_path, parse_manifest, read_manifest
from migralint.source.errors import InputError

DOCUMENTED = b"""\
version = 1
max-age-days = 30

[environments.production]
stamps = ["a1b2c3d4e5f6"]
recorded-at = 2026-11-20T10:00:00Z
url-env = "PROD_DATABASE_URL"
version-table = "alembic_version"

[environments.tenants]
counts = { "a1b2c3d4e5f6" = 9120, "0f0e0d0c0b0a" = 3, "x+y" = 4, "" = 1 }
recorded-at = 2026-11-20T10:00:00+02:00
url-env = "TENANTS_URL"
schemas = "tenant-*"

[environments."supported releases"]
git-tags = "v2.*"

[environments.ci]
create-all = true
"""


def test_the_documented_manifest_is_read() -> None:
    manifest = parse_manifest(
        DOCUMENTED, "/p/m.toml", tags=lambda glob: Resolution((StampSet(frozenset({glob}), 2, ("v2.0", "v2.1")),))
    )
    production, tenants, releases, ci = manifest.environments
    assert (manifest.path, manifest.max_age_days, manifest.sha256) == ("/p/m.toml", 30, sha256(DOCUMENTED).hexdigest())

    assert production.source == Stamps()
    assert production.stamp_sets == (StampSet(frozenset({"a1b2c3d4e5f6"})),)
    assert production.recorded_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (production.url_env, production.reading, production.line) == ("PROD_DATABASE_URL", OneTable(), 4)

    assert tenants.source == Counts()
    assert [(one.key, one.databases) for one in tenants.stamp_sets] == [
        ("a1b2c3d4e5f6", 9120),
        ("x+y", 4),
        ("0f0e0d0c0b0a", 3),
        ("", 1),
    ]
    assert (tenants.databases, tenants.reading) == (9128, Schemas("tenant-*"))
    assert tenants.recorded_at == datetime(2026, 11, 20, 8, tzinfo=UTC)

    assert (releases.name, releases.source) == ("supported releases", GitTags("v2.*"))
    assert releases.stamp_sets[0].examples == ("v2.0", "v2.1")
    assert (ci.source, ci.needs_stamps, ci.stamp_sets, ci.missing) == (CreateAll(), False, (), "")
    assert manifest.get("ci") is ci
    assert manifest.get("CI") is None


def test_an_unstamped_database_is_a_stamp_set() -> None:
    (one,) = parse_manifest(b"version = 1\n[environments.a]\nstamps = []", "m.toml").environments
    assert one.stamp_sets == (StampSet(frozenset()),)
    assert one.missing == ""


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        ("counts = {}", "its counts are empty"),
        ('url-env = "X"', "it was never recorded"),
        ('git-tags = "v*"', "the tags v* were not read"),
        ('file = "nowhere.csv"', "nowhere.csv does not exist"),
        ('file = "empty.csv"', "empty.csv lists no database"),
    ],
)
def test_an_entry_without_stamp_sets_is_kept_with_the_reason(tmp_path: Path, entry: str, missing: str) -> None:
    (tmp_path / "empty.csv").write_text("database,version_num\n")
    path = tmp_path / "m.toml"
    path.write_text(f"version = 1\n[environments.a]\n{entry}\n")
    (one,) = read_manifest(path).environments
    assert one.needs_stamps
    assert one.stamp_sets == ()
    assert one.missing.endswith(missing)


def test_an_inventory_is_found_beside_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "stamps.csv").write_text("database,version_num\none,a\ntwo,b\ntwo,c\nthree,a\n")
    path = tmp_path / "m.toml"
    path.write_text('version = 1\n[environments.fleet]\nfile = "stamps.csv"\nrecorded-at = 2026-11-20T10:00:00Z\n')
    (fleet,) = read_manifest(path).environments
    assert fleet.source == File(str(tmp_path / "stamps.csv"))
    assert fleet.stamp_sets == (
        StampSet(frozenset("a"), 2, ("one", "three")),
        StampSet(frozenset("bc"), 1, ("two",)),
    )


def test_where_stamps_are_found() -> None:
    text = b"""version = 1
[environments.a]
url-env = "A"
version-table = "v"
version-table-schema = "s"
[environments.b]
url-env = "B"
query = "select tenant, version_num from ops.stamps"
[environments.c]
url-env = "C"
schemas = "t_*"
version-table = "v"
"""
    a, b, c = parse_manifest(text, "m.toml").environments
    assert (a.source, a.reading) == (NeverRecorded(), OneTable("v", "s"))
    assert b.reading == Query("select tenant, version_num from ops.stamps")
    assert c.reading == Schemas("t_*", "v")


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        ("", 1, '"version" is missing', "version = 1"),
        ("version = 2", 1, "only reads manifests with version = 1", ""),
        ("version = true", 1, "only reads manifests with version = 1", ""),
        ("version = 1\nmax_age_days = 3", 2, 'unknown key "max_age_days"', 'did you mean "max-age-days"?'),
        ("version = 1\nmax-age-days = 0", 2, "1 or more", ""),
        ("version = 1\nmax-age-days = true", 2, "whole number", ""),
        ("version = 1\nmax-age-days = 1.5", 2, "whole number", ""),
        ("version = 1\nenvironments = 3", 2, "must contain tables", "[environments.production]"),
        ("version = 1\n[[environments]]\nname='x'", 2, "must contain tables", ""),
        ("version = 1\n[environments]\na = 1", 3, 'environment "a" must be a table', ""),
        ("version = 1\n[environments.a]\nstamps=[]\n[environments.a]", 4, "[environments.a] is declared twice", ""),
        ("version = 1\n[environments.a]\nstamps=[]\nstamps=[]", 4, "the key stamps is given twice", ""),
        ('version = 1\n[environments." "]\nstamps=[]', 2, "needs a name", ""),
    ],
)
def test_the_frame_is_strict(text: str, line: int, words: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_manifest(text.encode(), "m.toml")
    assert str(caught.value).startswith(f"m.toml:{line}: ")
    assert words in str(caught.value)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("entry", "line", "words", "hint"),
    [
        ("", 2, "does not say where its stamps come from", "stamps, counts, file"),
        ("stamp = []", 3, 'unknown key "stamp"', 'did you mean "stamps"?'),
        ("recorded_at = 1", 3, 'unknown key "recorded_at"', 'did you mean "recorded-at"?'),
        ("stamps = []\ncounts = {}", 4, 'has both "stamps" and "counts"', "one source"),
        ("git-tags = 'v*'\ncreate-all = true", 4, 'has both "git-tags" and "create-all"', "one source"),
        ("stamps = 'abc'", 3, '"stamps" must be a list', 'stamps = ["a1b2c3d4e5f6"]'),
        ("stamps = [\n  'abc',\n  3]", 5, "list of strings", "quotes"),
        ("stamps = ['']", 3, "empty", ""),
        ("stamps = [' a']", 3, "spaces", ""),
        ("stamps = ['a+b']", 3, '"+"', '["a", "b"]'),
        ("stamps = ['a', 'a']", 3, 'the stamp "a" is listed twice', ""),
        ("counts = ['a']", 3, "table of numbers", ""),
        ("counts = { a = 1, b = -2 }", 3, '"b" in "counts" must be a number', "omit stamps"),
        ("counts = { a = 0 }", 3, '"a" in "counts" must be a number', ""),
        ("counts = { a = true }", 3, '"a" in "counts" must be a number', ""),
        ("counts = { a = '1' }", 3, '"a" in "counts" must be a number', ""),
        ("counts = { 'a+' = 1 }", 3, '"a+" in "counts" is not a set', ""),
        ("counts = { 'a + b' = 1 }", 3, "without spaces", ""),
        ("counts = { 'a+a' = 1 }", 3, "twice", ""),
        ("counts = { 'a+b' = 1, 'b+a' = 1 }", 3, "the same set of stamps twice", ""),
        ("[environments.e.counts]\na = 1\nb = 'x'", 5, '"b" in "counts"', ""),
        ("stamps = []\nrecorded-at = 2026-11-20T10:00:00", 4, "time zone", "2026-11-20T10:00:00Z"),
        ("stamps = []\nrecorded-at = 2026-11-20", 4, "time zone", ""),
        ("stamps = []\nrecorded-at = '2026-11-20T10:00:00Z'", 4, "time zone", "without quotes"),
        ("url-env = 'X'\nrecorded-at = 2026-11-20T10:00:00Z", 4, "no stamps", ""),
        ("stamps = []\nurl-env = 'not a name'", 4, "not the name of an environment variable", ""),
        ("stamps = []\nurl-env = ''", 4, "not empty", ""),
        ("stamps = []\nurl = 'sqlite:///x'", 4, 'unknown key "url"', 'did you mean "url-env"?'),
        ("counts = {}\nschemas = 't*'", 4, 'has "schemas" but no "url-env"', ""),
        ("counts = {}\nurl-env='X'\nschemas = 't*'\nquery='select 1'", 5, 'has "schemas" beside "query"', ""),
        ("url-env='X'\nschemas = 't*'\nversion-table-schema='s'", 5, '"version-table-schema" beside "schemas"', ""),
        ("stamps = []\nurl-env='X'\nschemas = 't*'", 5, 'has "schemas" beside "stamps"', "counts"),
        ("file = 'x.csv'\nurl-env='X'", 4, 'has "url-env" beside "file"', ""),
        ("file = 3", 3, '"file" must be a string', ""),
        ("create-all = false", 3, "can only be true", ""),
        ("create-all = true\nrecorded-at = 2026-11-20T10:00:00Z", 4, '"recorded-at" beside "create-all"', ""),
    ],
)
def test_an_entry_is_strict(entry: str, line: int, words: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_manifest(f"version = 1\n[environments.e]\n{entry}\n".encode(), "m.toml")
    assert str(caught.value).startswith(f"m.toml:{line}: ")
    assert words in str(caught.value)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "line",
    [
        "url-env = 'postgresql://app:hunter2@db/app'",
        "# postgresql+psycopg://app:hunter2@db/app",
        "query = 'postgresql://:hunter2/x@db'",
    ],
)
def test_a_password_is_refused_and_not_repeated(line: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_manifest(f"version = 1\n[environments.e]\nstamps = []\n{line}\n".encode(), "m.toml")
    assert str(caught.value) == "m.toml:4: the manifest contains a URL with a password"
    assert "hunter2" not in caught.value.hint


def test_a_url_in_place_of_a_variable_is_not_repeated() -> None:
    with pytest.raises(InputError, match=r"url-env") as caught:
        parse_manifest(b"version = 1\n[environments.e]\nurl-env = 'postgresql://secret@db/app'\n", "m.toml")
    assert "secret" not in f"{caught.value}{caught.value.hint}"


def test_a_missing_manifest_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such manifest") as caught:
        read_manifest(tmp_path / "m.toml")
    assert "env add" in caught.value.hint


def test_where_the_manifest_is() -> None:
    assert manifest_path("/p/migrations") == "/p/migrations/migralint-environments.toml"
    assert manifest_path("/p/migrations", "/p/ops/m.toml") == "/p/ops/m.toml"


@pytest.mark.parametrize(
    ("keys", "unknown"), [("", 0), ("unread = 3", 3), ("sample-of = 50", 40), ("sample-of = 5", 0)]
)
def test_how_many_databases_nobody_knows(keys: str, unknown: int) -> None:
    text = f"version = 1\n[environments.fleet]\ncommand = ['x']\ncounts = {{ a = 10 }}\n{keys}\n"
    fleet = parse_manifest(text.encode(), "m.toml").environments[0]
    assert (fleet.unknown_databases, fleet.is_incomplete) == (unknown, bool(keys))


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (["command = 'python x.py'"], 3, '"command" must be a list of strings'),
        (["command = ['x']", "url-env = 'X'"], 4, 'has "url-env" beside "command"'),
        (["url-env = 'X'", "concurrency = 4"], 4, 'has "concurrency" but neither "command" nor "targets-query"'),
        (["command = ['x']", "", "per-host = 0"], 5, '"per-host" must be a whole number from 1 to 256'),
        (["command = ['x']", "keep-records = 1"], 4, '"keep-records" must be true or false'),
        (["counts = { a = 1 }", "targets-query = 'select 1, 2'"], 4, 'has "targets-query" but no "url-env"'),
        (["stamps = ['a']", "command = ['x']"], 4, 'has "command" beside "stamps"'),
        (["command = ['x']", "unread = 2"], 4, 'has "unread" but no "counts"'),
        (["command = ['x']", "comand = ['x']"], 4, "comand"),
        (["command = ['x', 'postgresql://u:pw@h/d']"], 3, "the manifest contains a URL with a password"),
    ],
)
def test_what_is_wrong_with_a_fleet_is_said_with_its_line(lines: list[str], line: int, words: str) -> None:
    text = "\n".join(["version = 1", "[environments.fleet]", *lines, ""])
    with pytest.raises(InputError) as caught:
        parse_manifest(text.encode(), "m.toml")
    assert (caught.value.line, words in str(caught.value)) == (line, True), caught.value
