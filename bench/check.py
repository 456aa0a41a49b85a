"""`migralint check` beside its peers on the 344 revisions of apache-superset 6.1.0, and the start-up times.

    python bench/check.py

Needs the package index on the first run. Prints markdown.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from environments import REPOSITORY, WORK, environment, migralint, superset
from timing import Contender, machine, race, table

PEERS = ("zdm==0.9.1", "lockcheck==0.1.0", "migrationiq==0.1.0", "alembic-guard==0.1.1", "oneport-migrate==0.3.0")

STUBBED = REPOSITORY / "tests" / "support" / "stubbed_alembic.py"


def main() -> None:
    """Measure and print."""
    own, peers, project = migralint(), environment("peers", *PEERS), superset()
    alembic = environment("alembic", "alembic==1.20.1", "sqlalchemy==2.1.9")
    versions = str(project / "migrations" / "versions")
    cache = WORK / "cache"
    cached = {"MIGRALINT_CACHE_DIR": str(cache)}
    cold = {"MIGRALINT_CACHE_DIR": str(WORK / "cold-cache")}
    python = str(own / "python")

    def forget() -> None:
        shutil.rmtree(WORK / "cold-cache", ignore_errors=True)

    edited = WORK / "superset-edited"
    shutil.rmtree(edited, ignore_errors=True)
    shutil.copytree(project, edited)
    newest = max((edited / "migrations" / "versions").glob("*.py"))

    def edit() -> None:
        newest.write_bytes(newest.read_bytes() + b"# edited\n")

    zdm = Contender("zdm", [str(peers / "zdm"), versions], project)
    typer = Contender("python -c 'import typer'", [python, "-c", "import typer"], project)
    first = Contender("migralint check, nothing cached", [str(own / "migralint"), "check"], project, forget, cold)
    second = Contender("migralint check, again", [str(own / "migralint"), "check"], project, environment=cached)
    changed = Contender("migralint check, one file changed", [str(own / "migralint"), "check"], edited, edit, cached)
    contenders = [
        first,
        second,
        changed,
        zdm,
        Contender("lockcheck", [str(peers / "lockcheck"), versions], project),
        Contender("migrationiq check", [str(peers / "migrationiq"), "check"], project),
        Contender("migrationiq lint", [str(peers / "migrationiq"), "lint"], project),
        Contender("alembic-guard", [str(peers / "alembic-guard"), versions], project),
        Contender("oneport-migrate", [str(peers / "oneport-migrate"), "check", versions], project),
        Contender(
            "Alembic's own loading, as for `alembic heads` (imports stubbed)",
            [str(alembic / "python"), str(STUBBED), str(project / "migrations"), versions],
            project,
        ),
        Contender(
            "ast.parse of the files alone",
            [
                python,
                "-c",
                f"import ast, glob\nfor p in glob.glob({versions + '/*.py'!r}): ast.parse(open(p,'rb').read())",
            ],
            project,
        ),
        typer,
        Contender("migralint --version", [str(own / "migralint"), "--version"], project),
        Contender("migralint --help", [str(own / "migralint"), "--help"], project),
    ]
    race(contenders)
    print(f"{machine()}; 344 revisions; medians of {len(zdm.wall)} interleaved runs\n")
    print(table(contenders, reference=zdm))
    print(f"\nagain: {second.seconds / typer.seconds:.2f} × import typer")
    for contender in contenders[-2:]:
        print(f"{contender.name}: {contender.seconds / typer.seconds:.2f} × import typer")


if __name__ == "__main__":
    main()
