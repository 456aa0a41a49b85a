"""The left edge of a row: its node and the lanes around it, as characters with their lanes."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from migralint.drawing.row import Row

Cell = tuple[str, int]
"""A character, and the lane that determines its colour; -1: no colour."""


class Signs(Struct, frozen=True):
    """The characters of a picture; each is one column wide."""

    revision: str = "●"
    removable: str = "○"
    missing: str = "◌"
    fold: str = "┆"
    across: str = "─"
    dashes: str = "╌"
    joints: str = " ╷╵│╶╭╰├╴╮╯┤─┬┴┼"
    """The joints, indexed by the sum of their arms: down 1, up 2, right 4, left 8."""
    environment: str = "◀"
    leverage: str = "△"
    finding: str = "!"
    down: str = "↓"
    up: str = "↑"
    more: str = "…"


BOX = Signs()
ASCII = Signs("*", "o", "?", ":", "-", "-", " |||-.'+-.'+-+++", "<", "^", "!", "v", "^", "...")


def gutter(row: Row, signs: Signs) -> list[Cell]:
    """Return the cells from lane 0 to the last lane of the row: two columns per lane, one for the last.

    A lane that is only crossed keeps its vertical line, so that it does not look joined.
    """
    touched = {*row.lanes_in, *row.lanes_out}
    passing = set(row.passing)
    first = min(touched, default=row.lane) if touched else row.lane
    low, high = min(first, row.lane), max(*touched, row.lane) if touched else row.lane
    cells: list[Cell] = []
    for lane in range(max(row.lane, high, max(passing, default=0)) + 1):
        if lane == row.lane:
            cells.append((_node(row, signs), lane))
        elif lane in touched:
            cells.append((signs.joints[_arms(row, lane, low, high, passing)], lane))
        elif lane in passing:
            cells.append((signs.joints[3], lane))
        else:
            cells.append((signs.across, _leads_to(row, lane, touched)) if low < lane < high else (" ", -1))
        cells.append((signs.across, _leads_to(row, lane, touched)) if low <= lane < high else (" ", -1))
    cells.pop()
    return cells


def beneath(row: Row, signs: Signs) -> list[Cell]:
    """Return the cells of a further line of the same row: the lanes that continue below it."""
    going_on = {*row.passing, *row.lanes_out, *([row.lane] if row.below else [])}
    cells: list[Cell] = []
    for lane in range(max(going_on, default=-1) + 1):
        cells += [(signs.joints[3], lane) if lane in going_on else (" ", -1), (" ", -1)]
    return cells[:-1]


def _node(row: Row, signs: Signs) -> str:
    if row.kind == "fold":
        return signs.fold
    if row.kind == "missing":
        return signs.missing
    return signs.removable if row.removable else signs.revision


def _arms(row: Row, lane: int, low: int, high: int, passing: set[int]) -> int:
    goes_on = lane in passing
    down = 1 if goes_on or lane in row.lanes_out else 0
    up = 2 if goes_on or lane in row.lanes_in else 0
    return down | up | (4 if lane < high else 0) | (8 if lane > low else 0)


def _leads_to(row: Row, lane: int, touched: Collection[int]) -> int:
    """Return the lane to which a stroke at or after `lane` leads, seen from the node."""
    if lane >= row.lane:
        return min(one for one in touched if one > lane)
    return max(one for one in touched if one <= lane)
