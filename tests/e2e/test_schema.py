"""`migralint schema`: every schema of the package, as editors and pipelines fetch them."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from migralint.loading.settings.file import parse_settings
from tests.support.command_line import migralint

NAMES = sorted(
    file.name.removesuffix(".schema.json")
    for file in resources.files("migralint").joinpath("json_schemas").iterdir()
    if file.name.endswith(".schema.json")
)


def schema_of(name: str, cwd: Path) -> dict[str, object]:
    done = migralint("schema", name, cwd=cwd)
    assert (done.code, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


def test_the_list_names_each_and_what_people_write_comes_first(tmp_path: Path) -> None:
    listed = [line.split()[0] for line in migralint("schema", cwd=tmp_path).stdout.splitlines()]
    assert sorted(listed) == NAMES
    assert listed[:2] == ["settings", "manifest"]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_valid_schema_with_a_title(name: str, tmp_path: Path) -> None:
    schema = schema_of(name, tmp_path)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"]


@pytest.mark.parametrize("name", ["settings", "manifest"])
def test_what_editors_use_has_an_address_and_a_description_of_every_key(name: str, tmp_path: Path) -> None:
    schema = schema_of(name, tmp_path)
    assert str(schema["$id"]).endswith(f"/{name}.schema.json")
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert [key for key, value in properties.items() if not value.get("description")] == []


def test_every_setting_has_an_example_that_is_right_for_the_schema_and_for_the_reader(tmp_path: Path) -> None:
    schema = schema_of("settings", tmp_path)
    validator = jsonschema.Draft202012Validator(schema)
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    tables = {"": schema["properties"], **{name: definitions[name]["properties"] for name in ("verify", "prune")}}
    for table, properties in tables.items():
        for key, described in properties.items():
            if not table and key in tables:
                continue
            assert described["examples"], key
            for example in described["examples"]:
                validator.validate({table: {key: example}} if table else {key: example})
                header = f"[{table}]\n" if table else ""
                parse_settings(f"{header}{key} = {_toml(example)}\n".encode(), "migralint.toml")


def test_every_key_of_an_accepted_difference_has_an_example_that_is_read(tmp_path: Path) -> None:
    definitions = schema_of("settings", tmp_path)["$defs"]
    assert isinstance(definitions, dict)
    keys = definitions["allowance"]["properties"].items()
    lines = [f"{key} = {_toml(described['examples'][0])}\n" for key, described in keys]
    text = "[[verify.allow]]\n" + "".join(lines)
    (entry,) = parse_settings(text.encode(), "migralint.toml").verify.allow
    assert entry.reason == "widened by hand in 2021"


@pytest.mark.parametrize("name", ["setting", "nothing"])
def test_an_unknown_name_is_wrong_usage(name: str, tmp_path: Path) -> None:
    done = migralint("schema", name, cwd=tmp_path)
    assert (done.code, done.stdout) == (2, "")
    assert "settings" in done.stderr


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)
