"""The picture of the floor: the oldest kept revisions, and the newest removed ones."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.commands.plan_facts import plan_facts
from migralint.drawing.picture import View, draw
from migralint.drawing.text.tree import Screen, most_lanes, row_lines
from migralint.reporting.prune.request import PruneRequest
from migralint.reporting.segments import Line, line

_REACH = 4
_INDENT = "  "


def floor_lines(request: PruneRequest) -> Iterator[Line]:
    """Yield the rows around the floor; nothing after the plan was applied."""
    plan = request.plan
    if request.applied or not plan.removed:
        return
    columns = request.columns - len(_INDENT)
    facts = plan_facts(plan)
    picture = draw(plan.history, facts, View(around=facts.floor, reach=_REACH, most_lanes=most_lanes(columns)))
    yield line(("Floor", "bold underline"), "  `migralint graph` draws the whole history")
    for segments in row_lines(picture.rows, picture.lanes, Screen(columns)):
        yield line(_INDENT, *segments)
    yield line("")
