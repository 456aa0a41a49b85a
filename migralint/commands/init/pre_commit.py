"""The stanza of pre-commit (and prek) that `init` proposes: one more repository at the end of `repos`."""

from __future__ import annotations

import os
import re

from migralint import __version__
from migralint.commands.init.options import Wishes
from migralint.commands.init.part import Part
from migralint.commands.init.survey import Survey
from migralint.source.errors import InputError
from migralint.source.file_change import FileChange
from migralint.source.reading import decode_input, read_input

FILE_NAME = ".pre-commit-config.yaml"
REPOSITORY = "https://github.com/migralint/migralint"
_TITLE = "pre-commit hook"
_MOST = 1_000_000
_MENTIONED = re.compile(r"^[^#]*\bid:\s*[\"']?migralint\b", re.MULTILINE)
_REPOS = re.compile(r"repos:\s*(?:#.*)?$")
_TEXT = re.compile(r"[|>][0-9+-]*\s*(?:#.*)?$")
_KEEPING = re.compile(r"[|>]\d?\+\d?\s*(?:#.*)?$")
_ITEM = re.compile(r"( *)- +\S")


def pre_commit_part(survey: Survey, wishes: Wishes) -> Part | None:
    """The configuration with migralint's hook, or the text to insert by hand if its form is unusual."""
    if not wishes.pre_commit or survey.hosting is None:  # without a repository there are no commits
        return None
    path = os.path.join(survey.top, FILE_NAME)
    if not os.path.lexists(path):
        text = "repos:\n" + "".join(f"{line}\n" for line in stanza("  "))
        return Part(_TITLE, path, FileChange(path, None, text.encode()))
    before = read_input(path, limit=_MOST)
    try:
        text = decode_input(before, path)
    except InputError as error:
        return Part(_TITLE, path, kept=f"it {error.message}", by_hand="\n".join(stanza("  ")))
    if _MENTIONED.search(text):
        return Part(_TITLE, path, kept="there already")
    after = with_stanza(text)
    if after is None:
        why = "its list of repositories is in a form that cannot be edited safely"
        return Part(_TITLE, path, kept=why, by_hand="\n".join(stanza("  ")))
    return Part(_TITLE, path, FileChange(path, before, after.encode()))


def stanza(indent: str) -> list[str]:
    """The lines of migralint's entry in `repos`."""
    lines = [f"- repo: {REPOSITORY}", f"  rev: v{__version__}", "  hooks:", "    - id: migralint"]
    return [indent + line for line in lines]


def with_stanza(text: str) -> str | None:
    """The configuration with migralint's entry after the last one of `repos`; None unless that is a plain list of
    blocks.

    Every other character stays the same.
    """
    lines = text.split("\n")
    bare = [line.removesuffix("\r") for line in lines]
    starts = [number for number, line in enumerate(bare) if line.startswith("repos:")]
    strange = any(line.startswith(("---", "...", "%")) for line in bare[1:]) or any("\t" in line for line in bare)
    if strange or len(starts) != 1 or not _REPOS.match(bare[starts[0]]):
        return None
    indent, last = None, None
    for number in range(starts[0] + 1, len(bare)):
        line = bare[number]
        if not line.strip():
            continue
        depth = len(line) - len(line.lstrip(" "))
        item = _ITEM.match(line)
        comment = line.lstrip().startswith("#")
        if indent is None:
            if comment:
                continue
            if item is None:
                return None
            indent = item[1]
        if depth < len(indent) or (depth == len(indent) and item is None):
            if comment:
                continue
            if depth or line.startswith("-"):
                return None
            break
        last = number
    if indent is None or last is None:
        return None
    block = bare[starts[0] : last + 1]
    # The value of a text block may include the line ends after it, which would now be in another place.
    if any(_KEEPING.search(line) for line in block) or (last == len(lines) - 1 and any(map(_TEXT.search, block))):
        return None
    end = "\r" if lines[last].endswith("\r") or (last == len(lines) - 1 and "\r\n" in text) else ""
    if last == len(lines) - 1:  # no line end there
        lines[last] = bare[last] + end
        lines.append("")
    return "\n".join([*lines[: last + 1], *(line + end for line in stanza(indent)), *lines[last + 1 :]])
