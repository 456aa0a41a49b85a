"""The JSON schema of the manifest and its reader accept and refuse the same documents."""

from __future__ import annotations

import json
import tomllib
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from migralint.environments.manifest import parse_manifest
from migralint.source.errors import InputError

SCHEMA = json.loads(files("migralint").joinpath("json_schemas/manifest.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def _as_json(value: Any) -> Any:
    match value:
        case dict():
            return {key: _as_json(inner) for key, inner in value.items()}
        case list():
            return [_as_json(inner) for inner in value]
        case datetime() | date():
            return value.isoformat()
    return value


def _reader_accepts(text: str) -> bool:
    try:
        parse_manifest(text.encode(), "m.toml")
    except InputError:
        return False
    return True


def _schema_accepts(text: str) -> bool:
    return bool(VALIDATOR.is_valid(_as_json(tomllib.loads(text))))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_of_the_reader_is_described() -> None:
    from migralint.environments.entry import KEYS

    assert set(SCHEMA["$defs"]["environment"]["properties"]) == set(KEYS)


LINES = {
    "stamps": ["[]", "['a', 'b']", "['a+b']", "['a', 'a']", "[1]", "'a'", "[' a']", "['']"],
    "counts": ["{}", "{ a = 1, 'b+c' = 2, '' = 1 }", "{ a = 0 }", "{ 'a+' = 1 }", "{ a = 'x' }", "{ a = 1.5 }"],
    "file": ["'nowhere.csv'", "''", "1"],
    "git-tags": ["'v*'", "' '"],
    "create-all": ["true", "false"],
    "recorded-at": ["2026-11-20T10:00:00Z"],
    "url-env": ["'X'", "'1X'", "'a b'", "'_x1'"],
    "version-table": ["'v'", "3"],
    "version-table-schema": ["'s'", "''"],
    "schemas": ["'t*'"],
    "query": ["'select 1'"],
    "command": ["['python', 'tenants.py']", "[]", "'python tenants.py'", "['']", "[1]", "['x', '']"],
    "targets-query": ["'select 1, 2'", "''"],
    "concurrency": ["16", "0", "257", "true", "1.5"],
    "per-host": ["2", "-1"],
    "keep-records": ["true", "false", "1"],
    "unread": ["3", "0", "'x'"],
    "sample-of": ["100", "0"],
}


@pytest.mark.parametrize("line", [f"{key} = {value}" for key, values in LINES.items() for value in values])
@pytest.mark.parametrize("beside", ["", "command = ['x']", "counts = { a = 1 }"])
def test_each_value_alone_or_beside_what_it_needs(line: str, beside: str) -> None:
    key = beside.partition(" ")[0]
    text = f"version = 1\n[environments.e]\n{line}\n" + ("" if line.startswith(f"{key} ") else f"{beside}\n")
    assert _schema_accepts(text) == _reader_accepts(text)


@settings(max_examples=500, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(LINES)), st.just(0), max_size=6))
def test_any_keys_together(keys: dict[str, int]) -> None:
    text = "version = 1\n[environments.e]\n" + "".join(f"{key} = {LINES[key][0]}\n" for key in keys)
    assert _schema_accepts(text) == _reader_accepts(text)


@pytest.mark.parametrize(
    "text",
    ["", "version = 1", "version = 2", "version = 1\nmax-age-days = 0", "version = 1\nmax-age-days = 5",
     "version = 1\nother = 1", "version = 1\nenvironments = 1", "version = 1\n[environments.' ']\nstamps = []"],
)  # fmt: skip
def test_the_frame(text: str) -> None:
    assert _schema_accepts(text) == _reader_accepts(text)
