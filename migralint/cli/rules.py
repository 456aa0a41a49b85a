"""`migralint rules`: lists the rules, or explains one from its own documentation."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from migralint.cli.console.color import Color, wants_colour
from migralint.cli.console.streams import write_stdout
from migralint.cli.options import ColorOption

if TYPE_CHECKING:
    from migralint.findings.rule import Rule
    from migralint.reporting.segments import Line


class RulesFormat(StrEnum):
    """The format of the rules."""

    TEXT = "text"
    JSON = "json"


EPILOG = """\
\b
Examples:
  migralint rules                   all rules, with their severities
  migralint rules ML101             what it finds, why, and what to do instead
  migralint rules multiple-heads    the same by name
"""


def rules(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="The code or name of a rule, or a prefix of codes.", show_default=False),
    ] = None,
    format_: Annotated[RulesFormat, typer.Option("--format", help="Format of the list.")] = RulesFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """Explain a rule; without CODE, list all rules."""
    from migralint.linting.selection import codes_named
    from migralint.reporting.segments import plain
    from migralint.rules.catalog import CATALOG
    from migralint.rules.drift_catalog import VERIFY
    from migralint.rules.prune_catalog import PRUNE

    known = sorted((*CATALOG, *VERIFY, *PRUNE), key=lambda rule: rule.code)
    codes = set(codes_named(known, code)) if code is not None else {rule.code for rule in known}
    chosen = [rule for rule in known if rule.code in codes]
    if format_ is RulesFormat.JSON:
        from migralint.reporting.json_text import json_lines_of

        write_stdout("\n".join(json_lines_of([_document(rule) for rule in chosen])) + "\n")
        return 0
    lines = _page(chosen[0]) if code is not None and len(chosen) == 1 else _listing(chosen)
    if wants_colour(color):
        from migralint.reporting.paint import painted

        write_stdout(painted(lines))
    else:
        write_stdout("".join(f"{line}\n" for line in plain(lines)))
    return 0


def _listing(rules: list[Rule]) -> Iterator[Line]:
    from migralint.reporting.segments import line

    widest = max(len(rule.name) for rule in rules)
    for rule in rules:
        severity = rule.severity.word if rule.default else "off"
        yield line(
            (rule.code, "bold"), f"  {rule.name.ljust(widest)}  {severity.ljust(7)}  ", rule.documentation.summary
        )


def _page(rule: Rule) -> Iterator[Line]:
    from migralint.reporting.segments import line

    page = rule.documentation
    default = rule.severity.word if rule.default else f"{rule.severity.word}, off by default"
    merged = getattr(rule, "merged", None)
    if merged is not None and merged is not rule.severity:
        default += f"; {merged.word} in merged files"
    default += "; fixable" if rule.fixable else ""
    yield line((f"{rule.code} {rule.name}", "bold"), f" ({default})")
    yield line("")
    yield line(page.summary)
    for heading, text in (
        ("Why", page.why),
        ("Example", page.example),
        ("Instead", page.instead),
        ("Note", page.note),
    ):
        if text:
            yield line("")
            yield line((heading, "bold underline"))
            yield line("")
            yield from (line(each) for each in text.splitlines())


def _document(rule: Rule) -> dict[str, Any]:
    page = rule.documentation
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.word,
        "default": rule.default,
        "fixable": rule.fixable,
        "summary": page.summary,
        "why": page.why,
        "example": page.example,
        "instead": page.instead,
        "note": page.note,
    }
