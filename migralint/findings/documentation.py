"""Reads a rule's docstring as its documentation page; knows the layout, not the rules."""

from __future__ import annotations

import re

from msgspec import Struct

_HEADING = re.compile(r"^(Why|Example|Instead|Note):[ \t]*$", re.MULTILINE)

_INDENT = " " * 4


class Documentation(Struct, frozen=True):
    """One page: a summary line and the sections Why, Example, Instead and, where there is one, Note.

    A section is Markdown: paragraphs, and code as blocks indented by four spaces.
    """

    summary: str
    """One sentence with its full stop: what the rule reports."""
    why: str
    example: str
    """An example that the rule reports: prose and one code block."""
    instead: str
    """What to write instead: prose and one code block."""
    note: str = ""
    """Limits and settings; may be empty."""

    @property
    def found_code(self) -> str:
        """The code of the example, which the rule must report."""
        return code_of(self.example)

    @property
    def clean_code(self) -> str:
        """The code of the advice, which the rule must not report."""
        return code_of(self.instead)


def read_documentation(docstring: str) -> Documentation:
    """Split a rule's docstring into its parts; raises ValueError if its layout is wrong."""
    text = _without_margin(docstring)
    summary, *rest = _HEADING.split(text)
    summary = summary.strip()
    sections = {
        heading.lower(): "\n".join(line.removeprefix(_INDENT) for line in body.splitlines()).strip("\n")
        for heading, body in zip(rest[::2], rest[1::2], strict=True)
    }
    missing = [heading for heading in ("why", "example", "instead") if not sections.get(heading)]
    if missing or "\n" in summary or not summary.endswith("."):
        raise ValueError(f"a rule's docstring is one sentence, then Why, Example, Instead; not so: {text[:60]!r}")
    return Documentation(summary=summary, **sections)


def _without_margin(docstring: str) -> str:
    """Remove the indentation, like `inspect.cleandoc`, whose import takes longer than reading all the rules."""
    first, *rest = docstring.expandtabs().split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    return "\n".join([first.lstrip(), *(line[margin:] for line in rest)]).strip("\n")


def code_of(section: str) -> str:
    """Return the indented code blocks of a section, dedented, joined by one empty line."""
    blocks: list[list[str]] = []
    inside = False
    for line in section.splitlines():
        if line.startswith("    "):
            if not inside:
                blocks.append([])
            blocks[-1].append(line[4:])
            inside = True
        elif not line.strip() and inside:
            blocks[-1].append("")
        else:
            inside = False
    return "\n\n".join("\n".join(block).strip("\n") for block in blocks) + "\n" if blocks else ""
