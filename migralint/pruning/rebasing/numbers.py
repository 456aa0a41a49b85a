"""Sequential ids: the next numbers for this branch's revisions; pure."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from migralint.history.revision import Revision
from migralint.pruning.rebasing.plan import RebasePlan
from migralint.source.errors import InputError

_COUNTED = re.compile(r"(?P<before>\D*)(?P<number>\d+)(?P<rest>[_.-].*)?\Z", re.DOTALL)
_LAST = 3
"""The number of newest ids that must be consecutive numbers."""


class _Style(Struct, frozen=True):
    before: str
    width: int
    """The number of digits, with leading zeros."""
    last: int


def renumbered(plan: RebasePlan) -> RebasePlan:
    """The plan with the next numbers for this branch's revisions, in their order, and new file names.

    Raises InputError if the other branch's ids are not consecutive numbers, or a number is already used.
    """
    style = _style(plan)
    names: dict[str, str] = {}
    for offset, (name, revision) in enumerate(plan.became.items(), 1):
        written = plan.graph.written[name].id
        match = _COUNTED.match(written)
        rest = (match["rest"] or "") if match is not None and match["before"] == style.before else ""
        names[name] = f"{style.before}{style.last + offset:0{style.width}d}{rest}"
        if names[name] in plan.graph.held:
            raise InputError(
                f"--renumber: {revision.id} would become {names[name]}, which is already used",
                path=revision.path,
                hint="choose an id by hand, or omit --renumber",
            )
    return replace(plan, became={name: _renamed(plan, name, names) for name in plan.became})


def _renamed(plan: RebasePlan, name: str, names: Mapping[str, str]) -> Revision:
    revision, written = plan.became[name], plan.graph.written[name]
    place = revision.id_at
    if place is not None:
        place = place._replace(path=_path(place.path, written.id, names[name]))
    return replace(
        revision,
        id=names[name],
        down_revision=tuple(names.get(one, one) for one in revision.down_revision),
        depends_on=tuple(names.get(one, one) for one in revision.depends_on),
        id_at=place,
    )


def _path(path: str, old: str, new: str) -> str:
    """The path with the new id, if the file's name contains the old one."""
    folder, name = os.path.split(path)
    stem, ending = os.path.splitext(name)
    changed = re.sub(rf"(?<![0-9A-Za-z]){re.escape(old)}(?![0-9A-Za-z])", lambda _: new, stem, count=1)
    return os.path.join(folder, changed + ending)


def _style(plan: RebasePlan) -> _Style:
    """The number format of the other branch. Raises InputError if it has none."""
    held = plan.graph.held
    newest = list(held.order)[-_LAST:]
    matches = [_COUNTED.match(name) for name in newest]
    counted = [match for match in matches if match is not None]
    if len(counted) < len(newest) or len({match["before"] for match in counted}) != 1:
        stranger = next((name for name, match in zip(newest, matches, strict=True) if match is None), newest[-1])
        raise InputError(
            f"--renumber: the ids of the other branch are not sequential numbers, such as {stranger}",
            hint="omit --renumber: the ids can stay as they are",
        )
    before = counted[0]["before"]
    width = max(len(match["number"]) for match in counted)
    return _Style(before, width, max(_numbers(held.revisions, before, width)))


def _numbers(ids: Iterable[str], before: str, width: int) -> Iterable[int]:
    for name in ids:
        match = _COUNTED.match(name)
        # A random id may consist only of digits: it is longer, and is not a number in a sequence.
        if match is not None and match["before"] == before and len(match["number"]) <= width:
            yield int(match["number"])
