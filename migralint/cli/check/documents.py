"""Writes the report of a check in any format."""

from __future__ import annotations

from importlib import import_module

from migralint.reporting.findings.request import Request
from migralint.reporting.findings.text import text_lines
from migralint.reporting.segments import plain

_FORMATS = {
    "json": ("json", "json_lines"),
    "concise": ("concise", "concise_lines"),
    "sarif": ("sarif", "sarif_lines"),
    "github": ("github", "github_lines"),
    "gitlab": ("gitlab", "gitlab_lines"),
    "junit": ("junit", "junit_lines"),
}
"""Module and function of each format except text; a run imports only those that it needs, usually none."""

FORMATS = ("text", *_FORMATS)


def report_document(request: Request, name: str, *, colour: bool) -> str:
    """Return the whole document in the format, with its last line end."""
    if name != "text":
        module, function = _FORMATS[name]
        write = getattr(import_module(f"migralint.reporting.findings.{module}"), function)
        return "".join(f"{line}\n" for line in write(request))
    if not colour:
        return "".join(f"{line}\n" for line in plain(text_lines(request)))
    from migralint.reporting.paint import painted

    return painted(text_lines(request))
