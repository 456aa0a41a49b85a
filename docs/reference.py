"""The reference as Markdown, made from the program: commands, settings, exit codes, JSON documents, llms.txt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

import typer

from migralint.cli.app import COMMANDS
from migralint.cli.lazy_group import group

WIDTH = 100


def command_tree() -> Iterator[tuple[str, Any]]:
    """Every command of the command line with its name as people type it, in the order of the help."""
    app = typer.Typer(name="migralint", cls=group(COMMANDS), rich_markup_mode=None)
    app.callback()(lambda: None)
    yield from _below("migralint", typer.main.get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    names = command.list_commands(_context(name, command)) if hasattr(command, "list_commands") else []
    if not names:
        yield name, command
    for one in names:
        found = command.get_command(_context(name, command), one)
        yield from _below(f"{name} {one}", found)


def _context(name: str, command: Any) -> Any:
    settings = {"help_option_names": ["-h", "--help"]}
    return command.make_context(
        name, [], resilient_parsing=True, max_content_width=WIDTH, terminal_width=WIDTH, **settings
    )


def commands() -> Iterator[str]:
    """The page of all commands: the help of each, as the terminal shows it."""
    yield "# Commands\n"
    yield "The help of every command. `-h` and `--help` print it in the terminal.\n"
    for name, command in command_tree():
        yield f"## {name}\n"
        yield f"```text\n{help_text(name, command)}\n```\n"


def help_text(name: str, command: Any) -> str:
    """What `NAME --help` prints."""
    text: str = command.get_help(_context(name, command))
    return "\n".join(line.rstrip() for line in text.splitlines())


def exit_statuses() -> Iterator[str]:
    """What the commands' own help says of their exit status, one row each."""
    yield "| command | exit status |"
    yield "|---|---|"
    for name, command in command_tree():
        found = re.search(r"Exit status: (.*?)(?:\n\n|\Z)", help_text(name, command), re.DOTALL)
        if found:
            yield f"| `{name}` | {' '.join(found[1].split())} |"


def schemas() -> Iterator[str]:
    """The schemas that the package ships, one row each."""
    yield "| schema | describes |"
    yield "|---|---|"
    for file in sorted(resources.files("migralint").joinpath("json_schemas").iterdir(), key=lambda one: one.name):
        schema = json.loads(file.read_text(encoding="utf-8"))
        name = file.name.removesuffix(".schema.json")
        yield f"| `{name}` | {_cell(schema.get('title', ''))}. {_cell(schema.get('description', ''))} |"


def settings() -> Iterator[str]:
    """The table of settings with type, default and an example."""
    text = resources.files("migralint").joinpath("json_schemas/settings.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    yield "| key | type | default | meaning | example |"
    yield "|---|---|---|---|---|"
    yield from _settings(schema, schema)


def _settings(table: Mapping[str, Any], schema: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, described in table["properties"].items():
        target = _resolved(described, schema)
        unset = "required" if name in table.get("required", ()) else "unset"
        default = f"`{toml(target['default'])}`" if "default" in target else unset
        example = _cell(toml(target["examples"][0])) if target.get("examples") else f"[tool.migralint.{name}]"
        meaning = _cell(target.get("description", ""))
        yield f"| `{prefix}{name}` | {_type(target, schema)} | {default} | {meaning} | `{example}` |"
        inner = target if "properties" in target else _resolved(target.get("items", {}), schema)
        if "properties" in inner:
            yield from _settings(inner, schema, f"{prefix}{name}.")


def _resolved(described: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" not in described:
        return dict(described)
    return {**schema["$defs"][described["$ref"].rpartition("/")[2]], **described}


def _type(described: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    target = _resolved(described, schema)
    if "enum" in target:
        return " or ".join(f"`{toml(value)}`" for value in target["enum"])
    if "anyOf" in target or "oneOf" in target:
        return " or ".join(dict.fromkeys(_type(one, schema) for one in target.get("anyOf") or target["oneOf"]))
    if target.get("type") == "array":
        return "list of tables" if "properties" in _resolved(target.get("items", {}), schema) else "list"
    return {"object": "table", "boolean": "true or false"}.get(
        str(target.get("type")), str(target.get("type", "string"))
    )


def toml(value: Any) -> str:
    """A value as one writes it in a settings file."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name) else json.dumps(name)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").rstrip(".")


def llms(site: str, pages: list[tuple[str, str, str]]) -> str:
    """llms.txt: what this is, and each page as (title, address, first sentence)."""
    lines = [
        "# migralint",
        "",
        "> Static analyser and safe pruner for Alembic migration directories. `check` reads revision files without",
        "> running them; `prune` removes the revisions that no environment needs, so that every listed database",
        "> upgrades exactly as before; `verify` compares create_all with a full upgrade.",
        "",
        "## Pages",
        "",
        *(f"- [{title}]({site + address or './'}){': ' + said if said else ''}" for title, address, said in pages),
    ]
    return "\n".join(lines) + "\n"
