"""Commands in files that are not Python: shell, Docker, compose, Make, CI, charts; ignores comments and titles."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

_SLASHES = frozenset({".js", ".ts", ".mjs", ".cjs", ".go", ".java", ".kt", ".groovy", ".rs", ".swift", ".c", ".cs"})
_SHELLS = frozenset({"", ".sh", ".bash", ".zsh", ".ksh"})
_QUOTED_CODE = re.compile(r"`[^`]*`")
"""Matches inline code in prose, except where a shell runs it."""
_HASH = re.compile(r"(?:^|(?<=\s))#.*")
_TITLE = re.compile(
    r"\s*(?:-\s+)?[\"']?(?:name|description|desc|title|summary|help|msg|message|label|displayName|about)[\"']?\s*[:=]",
    re.IGNORECASE,
)
_MENTIONED = re.compile(r"\b(?:echo|printf)\s+(?:-\w+\s+)*([\"'])(?:(?!\1).)*\1(?!\s*(?:>|\|(?!\|)))")
_ITEM = re.compile(r"\s*-\s+(?P<yaml>[^:\s][^:]*)|\s*(?P<quoted>[\"'][^\"':]*[\"']),?")
_KEY = re.compile(r"\s*(?:-\s+)?(?P<key>entrypoint|command|args|cmd)\b\s*:?\s*(?P<rest>.*)", re.IGNORECASE)
_FOLLOWERS = {"entrypoint": ("command", "cmd"), "command": ("args",)}


def logical_lines(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers: continued lines and lists over several lines are joined, comments left out.

    An entry point or command is joined with its arguments further on.
    """
    pending: list[tuple[int, str, str]] = []
    for number, line in _without_lists(_continued(_bare_lines(path, text))):
        yield number, line
        matched = _KEY.match(line)
        if matched is None:
            continue
        key, rest = matched["key"].lower(), matched["rest"]
        for at, first, words in pending:
            if key in _FOLLOWERS.get(first, ()):
                yield at, f"{words} {rest}"
        pending = [*pending[-3:], (number, key, rest)]


def _bare_lines(path: str, text: str) -> Iterator[tuple[int, str]]:
    ending = os.path.splitext(path)[1].lower()
    in_comment = False
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if ending in _SLASHES or os.path.basename(path).startswith("Jenkinsfile"):
            line = re.sub(r"/\*.*?\*/|(?<!:)//.*", "", line)
            in_comment, bare = (False, line.partition("*/")[2]) if in_comment and "*/" in line else (in_comment, line)
            if not in_comment and "/*" in bare:
                in_comment, bare = True, bare.partition("/*")[0]
                yield number, bare
                continue
            line = "" if in_comment else bare
        elif ending in (".bat", ".cmd"):
            line = re.sub(r"^\s*(?:rem\b|::).*", "", line, flags=re.IGNORECASE)
        elif ending in (".ini", ".cfg") and line.lstrip().startswith(";"):
            line = ""
        else:
            line = _HASH.sub("", line)
        if ending not in _SHELLS:
            line = _QUOTED_CODE.sub("", line)
        yield number, "" if _TITLE.match(line) else _MENTIONED.sub("", line)


def _continued(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    start, joined = 0, ""
    for number, line in lines:
        start = start or number
        if line.endswith(("\\", "`", "^")):
            joined += line[:-1] + " "
            continue
        yield start, joined + line
        start, joined = 0, ""
    if start:
        yield start, joined


def _without_lists(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Join a list with one word per line into one line, with the key that it belongs to."""
    held: tuple[int, str] | None = None
    items = False
    for number, line in lines:
        item = _ITEM.fullmatch(line)
        if item is not None and held is not None:
            held = (number if not items else held[0], f"{held[1]} {item['yaml'] or item['quoted']}")
            items = True
            continue
        if not line.strip() and items:
            continue
        if held is not None:
            yield held
        held, items = (number, line), False
        if item is not None:
            held, items = (number, item["yaml"] or item["quoted"]), True
    if held is not None:
        yield held
