"""Which nodes share a row: straight runs are folded, nodes outside the window become a gap."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from migralint.drawing.edges import DrawnEdges
from migralint.drawing.layout import Item

LEAST = 4
"""The minimum length of a run that is folded."""


def as_items(
    order: Sequence[str],
    edges: DrawnEdges,
    *,
    marked: Collection[str],
    removable: Collection[str] = (),
    shown: Collection[str] | None = None,
    fold: bool = True,
) -> list[Item]:
    """Group an order into rows, without changing it; every node is in exactly one row.

    `marked` nodes are never folded. Nodes outside `shown` (None: all nodes are shown) become gaps. A break comes before
    every stretch of `removable` nodes, unless gaps hide the nodes on both sides of it.
    """
    items: list[Item] = []
    run: list[str] = []
    hidden: list[str] = []

    def end_run() -> None:
        if len(run) >= LEAST:
            items.append(Item("fold", tuple(run)))
        else:
            items.extend([Item("revision", (node,)) for node in run])
        run.clear()

    def end_gap() -> None:
        if hidden:
            items.append(Item("gap", tuple(hidden)))
            hidden.clear()

    following = _stretches(order, removable)
    before_is_shown = False
    for node in order:
        is_shown = shown is None or node in shown
        if node in following and (is_shown or before_is_shown):
            end_run()
            end_gap()
            items.append(Item("break", following[node]))
        before_is_shown = is_shown
        if not is_shown:
            end_run()
            hidden.append(node)
            continue
        end_gap()
        if not fold or node in marked or not _is_straight(node, edges):
            end_run()
            items.append(Item("missing" if node in edges.missing else "revision", (node,)))
        else:
            if run and edges.parents[run[-1]] != (node,):
                end_run()
            run.append(node)
    end_run()
    end_gap()
    return items


def _is_straight(node: str, edges: DrawnEdges) -> bool:
    return len(edges.parents[node]) == 1 and len(edges.children[node]) == 1


def _stretches(order: Sequence[str], removable: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return every uninterrupted stretch of removable nodes, by its first node."""
    stretches: dict[str, tuple[str, ...]] = {}
    if not removable:
        return stretches
    stretch: list[str] = []
    for node in order:
        if node in removable:
            stretch.append(node)
        elif stretch:
            stretches[stretch[0]] = tuple(stretch)
            stretch = []
    if stretch:
        stretches[stretch[0]] = tuple(stretch)
    return stretches
