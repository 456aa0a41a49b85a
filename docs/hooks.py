"""Builds the pages that come from the code itself: one per rule, their index, and the reference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import reference  # beside this file
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

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

TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "settings": reference.settings,
    "exit statuses": reference.exit_statuses,
    "schemas": reference.schemas,
}
LISTED: list[tuple[str, str, str]] = []
"""Title, address and first sentence of each page."""


def on_files(files: Files, config: MkDocsConfig, **_: Any) -> Files:
    """Add the generated pages."""
    for rule in CATALOG:
        files.append(File.generated(config, f"rules/{rule.code}.md", content=page(rule)))
    LISTED.clear()
    files.append(File.generated(config, "commands.md", content="\n".join(reference.commands())))
    files.append(File.generated(config, "rules.md", content="\n".join(index())))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the generated tables where a page asks for them, and name a transcript's command in nothing but its block."""
    for name, lines in TABLES.items():
        mark = f"<!-- {name} -->"
        if mark in markdown:
            markdown = markdown.replace(mark, "\n".join(lines()))
    return markdown


def on_post_build(config: MkDocsConfig, **_: Any) -> None:
    """Write llms.txt beside the pages: their titles, addresses and first sentences."""
    Path(config.site_dir, "llms.txt").write_text(reference.llms(config.site_url or "", LISTED), encoding="utf-8")


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Note each page for llms.txt."""
    if not page.url.startswith("rules/"):
        words = re.search(r"<p>(.*?)</p>", html, re.DOTALL)
        said = unescape(re.sub(r"<[^>]+>", "", words[1])) if words else ""
        said = re.split(r"(?<=\.)\s", " ".join(said.split()))[0]
        LISTED.append((str(page.title), page.url, said))
    return html


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
