"""Builds the pages that come from the code itself: one per rule, their index, and the table of settings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from migralint.findings.rule import Rule
from migralint.rules.catalog import CATALOG

FAMILIES = {
    "ML0": "migralint's own",
    "ML1": "The graph",
    "ML2": "Revision files",
    "ML25": "Published history",
    "ML3": "Operations",
    "ML4": "Environments",
    "ML5": "Drift: models against migrations",
}


def on_files(files: Files, config: MkDocsConfig, **_: Any) -> Files:
    """Add the generated pages."""
    for rule in CATALOG:
        files.append(File.generated(config, f"rules/{rule.code}.md", content=page(rule)))
    files.append(File.generated(config, "rules.md", content="\n".join(index())))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the table of settings where a page asks for it."""
    if "<!-- settings -->" not in markdown:
        return markdown
    text = resources.files("migralint").joinpath("json_schemas/settings.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    rows = ["| key | meaning |", "|---|---|", *settings(schema["properties"], schema)]
    return markdown.replace("<!-- settings -->", "\n".join(rows))


def settings(properties: Mapping[str, Any], schema: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """One row per key, nested tables with their prefix."""
    for name, described in properties.items():
        target = described
        if "$ref" in described:
            target = {**schema["$defs"][described["$ref"].rpartition("/")[2]], **described}
        meaning = " ".join(str(target.get("description", "")).split()).replace("|", "\\|")
        default = f" Default: `{json.dumps(target['default'])}`." if "default" in target else ""
        yield f"| `{prefix}{name}` | {meaning}{default} |"
        inner = target.get("properties") or target.get("items", {}).get("properties")
        if inner:
            yield from settings(inner, schema, f"{prefix}{name}.")


def page(rule: Rule) -> str:
    """One rule's page, in Markdown."""
    text = rule.documentation
    default = "" if rule.default else ", off by default"
    default += ", fixable" if rule.fixable else ""
    sections = [
        f"# {rule.code} {rule.name}",
        f"*{rule.severity.word}{default}*",
        text.summary,
        "## Why",
        text.why,
        "## Example",
        text.example,
        "## Instead",
        text.instead,
    ]
    if text.note:
        sections += ["## Note", text.note]
    return "\n\n".join(sections) + "\n"


def index() -> Iterator[str]:
    """The list of all rules by family, in Markdown."""
    yield "# Rules\n"
    yield "`migralint rules CODE` prints any of these pages in the terminal.\n"
    family = ""
    for rule in CATALOG:
        name = FAMILIES.get(rule.code[:4]) or FAMILIES[rule.code[:3]]
        if name != family:
            family = name
            yield f"\n## {name}\n"
            yield "| code | name | severity | finds |"
            yield "|---|---|---|---|"
        off = "" if rule.default else " (off)"
        summary = rule.documentation.summary.replace("|", "\\|")
        yield f"| [{rule.code}](rules/{rule.code}.md) | {rule.name} | {rule.severity.word}{off} | {summary} |"
