"""The file of a generated revision: its folder, its name, its place in Alembic's order; pure."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.planning.squash import Squash
from migralint.source.location import Location

SLUG_LENGTH = 40
"""Alembic's default of truncate_slug_length."""


def placed(squash: Squash, history: History, script: ScriptDirectory) -> Squash:
    """Set the path of the squash: beside the newest of the files that it replaces, with the name that Alembic would
    choose."""
    path = history.revisions[squash.members[-1]].path
    if path is None:
        return squash
    name = file_name(script.file_template, squash.revision)
    folder = next((one for one in script.version_locations if os.path.dirname(path).startswith(one)), None)
    place = Location(os.path.join(folder or os.path.dirname(path), name))
    return replace(squash, revision=replace(squash.revision, id_at=place))


def file_name(template: str, revision: Revision) -> str:
    """The name by `file_template`, as in `alembic.script.ScriptDirectory._rev_path`."""
    slug = "_".join(re.findall(r"\w+", revision.message)).lower()
    if len(slug) > SLUG_LENGTH:
        slug = slug[:SLUG_LENGTH].rsplit("_", 1)[0] + "_"
    date = revision.create_date or datetime(1970, 1, 1)  # noqa: DTZ001 -- no revision said when it was made
    values = {name: getattr(date, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    return f"{template % {'rev': revision.id, 'slug': slug, 'epoch': int(date.timestamp()), **values}}.py"


def with_squashes(kept: Sequence[Revision], squashes: Sequence[Revision]) -> tuple[Revision, ...]:
    """Return all revisions in load order: by file name within a folder. Without paths the squashes come first."""
    ordered = list(kept)
    for squash in reversed(squashes):
        ordered.insert(_position(ordered, squash), squash)
    return tuple(ordered)


def _position(ordered: Sequence[Revision], squash: Revision) -> int:
    if squash.path is None:
        return 0
    folder = os.path.dirname(squash.path)
    beside = [place for place, one in enumerate(ordered) if one.path and os.path.dirname(one.path) == folder]
    behind = [place for place in beside if (ordered[place].path or "") > squash.path]
    return behind[0] if behind else beside[-1] + 1 if beside else 0
