"""Reports which part of migralint the recorded processes ran: `python tests/support/lines/report.py FOLDER`.

`sitecustomize.py` beside it records; `.ci/coverage` does both. Prints folders, then the files with most left to run.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).parents[3]
SHOWN = 25
"""How many files are listed."""


def recorded(folder: Path) -> dict[str, set[int]]:
    """The lines that ran, by file. What a killed process did not finish writing is left out."""
    found: dict[str, set[int]] = defaultdict(set)
    for file in folder.glob("*.lines"):
        path = ""
        for line in file.read_text(errors="replace").splitlines():
            if line.isdigit():
                found[path].add(int(line))
            else:
                path = line
    return found


def shares(ran: dict[str, set[int]]) -> Iterator[tuple[str, int, int]]:
    """Each file of the package with its statements and how many of them ran."""
    measure = Coverage(data_file=None, config_file=False)
    measure.exclude(r"if TYPE_CHECKING:")
    measure.exclude(r": \.\.\.$")
    measure.get_data().add_lines({str(path): ran.get(str(path), set()) for path in ROOT.glob("migralint/**/*.py")})
    for path in sorted(ROOT.glob("migralint/**/*.py")):
        _, statements, _, missing, _ = measure.analysis2(str(path))
        if statements:
            yield str(path.relative_to(ROOT)), len(statements), len(statements) - len(missing)


def report(folder: Path) -> Iterator[str]:
    """Yield the lines of the report."""
    files = list(shares(recorded(folder)))
    rooms: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for path, count, ran in files:
        rooms[str(Path(*Path(path).parts[:3][: 2 if path.count("/") < 3 else 3]))].append((count, ran))
    for room, counts in sorted(rooms.items()):
        yield _row(room, sum(count for count, _ in counts), sum(ran for _, ran in counts))
    yield f"\nThe {SHOWN} files with most statements that did not run:"
    for path, count, ran in sorted(files, key=lambda one: one[2] - one[1])[:SHOWN]:
        yield _row(path, count, ran)
    yield "\n" + _row("all", sum(count for _, count, _ in files), sum(ran for _, _, ran in files))


def _row(name: str, count: int, ran: int) -> str:
    return f"{ran / count:7.1%}  {ran:6} of {count:6}  {name}"


if __name__ == "__main__":
    for line in report(Path(sys.argv[1])):
        print(line)
