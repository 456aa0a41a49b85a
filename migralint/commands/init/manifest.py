"""The first manifest that `init` proposes."""

from __future__ import annotations

import os

from migralint.commands.init.options import Wishes
from migralint.commands.init.part import Part
from migralint.commands.init.survey import Survey
from migralint.environments.writing import Value, add_environment
from migralint.source.file_change import FileChange

_TITLE = "environments"
_FIRST = b"""\
# Every database that somebody runs, and where each is stamped. An entry without a record blocks `migralint prune`.
# https://github.com/migralint/migralint/blob/main/docs/environments.md
version = 1
max-age-days = 30
"""


def manifest_part(survey: Survey, wishes: Wishes) -> Part | None:
    """The manifest with an entry per environment; an existing one is not changed. Raises InputError for a wrong
    name."""
    path = survey.manifest
    if os.path.lexists(path):
        return Part(_TITLE, path, kept="there already")
    if not wishes.environments:
        return None
    data = _FIRST
    for one in wishes.environments:
        values: dict[str, Value] = {}
        if one.url_env is not None:
            values["url-env"] = one.url_env
        if one.git_tags is not None:
            values["git-tags"] = one.git_tags
        size = len(data)
        data = add_environment(data, path, one.name, values)
        if one.comment:
            added = data[size:]
            data = data[:size] + added.replace(b"[", f"# {_on_one_line(one.comment)}\n[".encode(), 1)
    return Part(_TITLE, path, FileChange(path, None, data))


def _on_one_line(text: str) -> str:
    """The text on one line, so that a TOML comment can contain it."""
    return "".join(character if character.isprintable() else "?" for character in text)
