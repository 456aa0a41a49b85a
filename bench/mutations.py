"""Who finds what: migralint and its peers on the same changed databases, as a Markdown table.

    python bench/mutations.py [--full] [--venv FOLDER]

The shop of tests/support/shop is changed in one place at a time; each tool compares the shop's models (or the database
that create_all makes of them) with each changed database. The peers get every option that makes them look closer, and
a virtual environment of their own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from migralint.schema.compare import compare, status  # noqa: E402
from tests.support.shop.mutations import MUTATIONS, SPELLINGS  # noqa: E402
from tests.support.shop.script import SHOP  # noqa: E402
from tests.support.sqlite_files import database_from  # noqa: E402

PEERS = ("alembic", "pytest-alembic", "sqlalchemy-diff")
TITLES = {
    "migralint": "migralint",
    "alembic": "`alembic check`",
    "pytest-alembic": "pytest-alembic",
    "sqlalchemy-diff": "sqlalchemy-diff",
}
FOUND, QUIET, CRASHED = "found", "quiet", "crashed"


def main() -> None:
    """Print the table, and the versions compared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="one row for each change, not for each kind")
    parser.add_argument("--venv", type=Path, help="keep the peers' environment in this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        python = environment(options.venv or folder / "venv")
        results = {"migralint": ours(folder)} | peers(python, folder)
        print(table(results, full=options.full))
        print()
        print(versions(python))


def environment(folder: Path) -> Path:
    """Make the peers' virtual environment unless it is there; return its interpreter."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        packages = ["alembic", "sqlalchemy", "pytest-alembic", "sqlalchemy-diff"]
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages], check=True)
    return python


def ours(folder: Path) -> dict[str, str]:
    """What migralint says of each change; it also writes the databases that the peers read."""
    shop = database_from(folder, "shop", SHOP)
    said = {}
    for number, change in enumerate((*MUTATIONS, *SPELLINGS)):
        found = compare(shop, database_from(folder, f"{number}", change.script))
        said[change.name] = "note" if found and status(found) == "match" else FOUND if found else QUIET
    return said


def peers(python: Path, folder: Path) -> dict[str, dict[str, str]]:
    """What each peer says: the worker runs in their environment."""
    names = [change.name for change in (*MUTATIONS, *SPELLINGS)]
    said: dict[str, dict[str, str]] = {}
    for peer in PEERS:
        worker = ROOT / "bench" / "mutations_worker.py"
        done = subprocess.run(
            [python, worker, peer, str(folder), str(len(names))],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )
        answers = json.loads(done.stdout.decode().splitlines()[-1])
        said[peer] = dict(zip(names, answers, strict=True))
    return said


def table(results: dict[str, dict[str, str]], *, full: bool) -> str:
    """The Markdown table."""
    groups: list[tuple[str, list[str]]]
    if full:
        groups = [(mutation.name, [mutation.name]) for mutation in MUTATIONS]
    else:
        kinds: dict[str, list[str]] = {}
        for mutation in MUTATIONS:
            kinds.setdefault(mutation.expected[0][0], []).append(mutation.name)
        groups = list(kinds.items())
    rows = [["changed", *(TITLES[tool] for tool in results)]]
    rows += [[title, *(cell(said, names, bare=full) for said in results.values())] for title, names in groups]
    everything = [mutation.name for mutation in MUTATIONS]
    rows.append(["**found, of all**", *(f"**{cell(said, everything)}**" for said in results.values())])
    spelled = [spelling.name for spelling in SPELLINGS]
    rows.append(["false alarms for spelling", *(alarms(said, spelled) for said in results.values())])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def cell(said: dict[str, str], names: Iterable[str], *, bare: bool = False) -> str:
    """How many of the changes were seen, and how many the tool did not survive; with `bare` one is a word."""
    counts = Counter(said[name] for name in names)
    total = counts.total()
    seen = counts[FOUND] + counts["note"]
    if total == 1 and bare:
        return next(iter(counts))
    crashed = f", {counts[CRASHED]} crashed" if counts[CRASHED] else ""
    return f"{seen} of {total}{crashed}"


def alarms(said: dict[str, str], names: Iterable[str]) -> str:
    """How many changes of spelling were taken for differences."""
    counts = Counter(said[name] for name in names)
    crashed = f", {counts[CRASHED]} crashed" if counts[CRASHED] else ""
    return f"{counts[FOUND] + counts['note']} of {counts.total()}{crashed}"


def versions(python: Path) -> str:
    """One line that says what was compared."""
    code = (
        "from importlib.metadata import version; import sqlite3;"
        "print(', '.join(f'{n} {version(n)}' for n in "
        "('alembic', 'SQLAlchemy', 'pytest-alembic', 'sqlalchemy-diff')) + f', SQLite {sqlite3.sqlite_version}')"
    )
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
