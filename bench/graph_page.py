"""`migralint graph --format html` with findings and kinds: user CPU time, from nothing cached to nothing changed.

    python bench/graph_page.py

The generated directories of check_size.py, of 5,000 and 20,000 revisions. Least of several runs, as other work on the
machine only ever adds. Prints markdown.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from check_size import project
from environments import WORK, migralint
from timing import Contender, machine

SIZES = (5_000, 20_000)
CACHE = WORK / "graph-cache"
ROUNDS = 3


def measured(root: Path, forgotten: str | None, rounds: int, *options: str) -> str:
    """The least CPU time of some runs, and the most memory; before each, this part of the cache is forgotten."""

    def forget() -> None:
        if forgotten is not None:
            shutil.rmtree(CACHE / forgotten, ignore_errors=True)

    command = [str(migralint() / "migralint"), "graph", "--format", "html", *options]
    one = Contender("graph", command, root, forget, {"MIGRALINT_CACHE_DIR": str(CACHE)})
    for _ in range(rounds):
        one.run()
    return f"{min(one.cpu):.2f} s, {max(one.memory):.0f} MiB"


def main() -> None:
    """Measure and print."""
    print("| revisions | nothing cached | files unchanged, linted anew | nothing changed | `--no-findings` |")
    print("|---|---|---|---|---|")
    for size in SIZES:
        root = project(size)
        cells = [
            measured(root, "", 1),
            measured(root, "reports", ROUNDS),
            measured(root, None, ROUNDS),
            measured(root, None, ROUNDS, "--no-findings"),
        ]
        print(f"| {size:,} | {' | '.join(cells)} |", flush=True)
    print(f"\n{machine()}; CPU time of user and system, least of {ROUNDS} runs (nothing cached: of one)")


if __name__ == "__main__":
    main()
