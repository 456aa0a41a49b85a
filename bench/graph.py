"""The layout of a history's picture: CPU time for 2,000 and 20,000 revisions of several shapes.

    python bench/graph.py

Layout alone (order, lanes, folds, marks: `migralint.drawing.picture.draw`), and with the lines of a terminal of 120
columns. Best of five, in one process. Prints markdown.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from timing import machine

from migralint.drawing.picture import View, draw
from migralint.drawing.text.tree import Screen, most_lanes, tree_lines
from migralint.history.history import History
from migralint.history.revision import Revision

SIZES = (2_000, 20_000)
ROUNDS = 5
COLUMNS = 120


def line(size: int) -> list[Revision]:
    """One straight line."""
    return [
        Revision(f"{number:012x}", (f"{number - 1:012x}",) if number else (), message="M") for number in range(size)
    ]


def side_lines(size: int) -> list[Revision]:
    """Every hundred revisions a side line of ten leaves the trunk and joins it again."""
    parents = {51: (2,), 50: (1,), 60: (1, 10)}
    return [
        Revision(
            f"{number:012x}",
            tuple(f"{number - back:012x}" for back in parents.get(number % 100, (1,))) if number else (),
            message="M",
        )
        for number in range(size)
    ]


def tangled(size: int) -> list[Revision]:
    """Every revision follows one or two of the last twelve."""
    chance = random.Random(size)
    return [
        Revision(
            f"{number:012x}",
            tuple(dict.fromkeys(f"{max(0, number - chance.randint(1, 12)):012x}" for _ in range(chance.randint(1, 2))))
            if number
            else (),
            message="M",
        )
        for number in range(size)
    ]


def star(size: int) -> list[Revision]:
    """All follow the first one: every revision is a head."""
    return [Revision(f"{number:012x}", ("0" * 12,) if number else (), message="M") for number in range(size)]


SHAPES: tuple[tuple[str, Callable[[int], list[Revision]]], ...] = (
    ("one line", line),
    ("side lines", side_lines),
    ("tangled", tangled),
    ("all heads", star),
)


def main() -> None:
    """Measure and print."""
    print(f"{machine()}; CPU milliseconds, best of {ROUNDS}\n")
    print("| shape | revisions | layout, every row | layout, folded | and a terminal's lines |")
    print("|---|---|---|---|---|")
    for name, shape in SHAPES:
        for size in SIZES:
            history = History(shape(size))
            lanes = most_lanes(COLUMNS)
            views = (View(unfold=True, most_lanes=lanes), View(most_lanes=lanes))
            times = [*(_best(layout, history, view) for view in views), _best(lines, history, views[1])]
            print(f"| {name} | {size:,} | {' | '.join(f'{taken * 1000:.0f}' for taken in times)} |")


def layout(history: History, view: View) -> None:
    """Draw."""
    draw(history, view=view)


def lines(history: History, view: View) -> None:
    """Draw, and write the lines."""
    for _ in tree_lines(draw(history, view=view), Screen(COLUMNS)):
        pass


def _best(work: Callable[[History, View], object], history: History, view: View) -> float:
    taken = []
    gc.disable()
    for _ in range(ROUNDS):
        start = time.process_time()
        work(history, view)
        taken.append(time.process_time() - start)
        gc.collect()
    gc.enable()
    return min(taken)


if __name__ == "__main__":
    main()
