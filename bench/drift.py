"""`migralint drift` of one database beside `migralint verify --database` on the same PostgreSQL server (wall time).

    python bench/drift.py

The project is the one of bench/verify.py; Alembic itself upgrades the live database. Starts a server to throw away, and
needs the package index on the first run. Prints markdown.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from environments import environment, migralint
from timing import Contender, machine, race
from verify import COMPILED, PACKAGES, project

from migralint.database.postgresql.server.server import throw_away_server

SIZES = (11, 100)


def main() -> None:
    """Measure and print."""
    program = migralint() / "migralint"
    python = environment("drift", *PACKAGES, "psycopg[binary]") / "python"
    rows = []
    with throw_away_server() as server:
        for size in SIZES:
            folder = project(size)
            url = upgraded(folder, python, server.url(), f"live_{size}")
            common = ("--python", str(python), "--database", server.url(), "--quiet")
            drift = Contender(
                "drift", (str(program), "drift", "--url-env", "LIVE_URL", *common), folder,
                environment={**COMPILED, "LIVE_URL": url}, allowed=(0,),
            )  # fmt: skip
            verify = Contender(
                "verify --database", (str(program), "verify", *common), folder, environment=COMPILED, allowed=(0, 1)
            )
            race([drift, verify], rounds=7)
            rows.append(
                f"| {size} | {drift.seconds:.2f} | {verify.seconds:.2f} | {drift.seconds / verify.seconds:.2f} |"
            )
    print(f"{machine()}, PostgreSQL on the same machine\n")
    print("| revisions | drift (s) | verify --database (s) | ratio, target ≤ 1.2 |\n|---|---|---|---|")
    print("\n".join(rows))


def upgraded(folder: Path, python: Path, server: str, name: str) -> str:
    """Make a live database that Alembic has upgraded, and return its URL."""
    place, _, _ = server.rpartition("/")
    live = f"{place}/{name}".replace("postgresql://", "postgresql+psycopg://")
    script = (
        "import sys; from sqlalchemy import create_engine, text\n"
        "from alembic import command; from alembic.config import Config\n"
        "server, live, name = sys.argv[1:]\n"
        "admin = create_engine(server, isolation_level='AUTOCOMMIT')\n"
        "admin.connect().execute(text(f'CREATE DATABASE {name}'))\n"
        "sys.path.insert(0, '.')\n"
        "config = Config('alembic.ini'); config.attributes['connection'] = create_engine(live)\n"
        "command.upgrade(config, 'heads')\n"
    )
    admin = server.replace("postgresql://", "postgresql+psycopg://")
    subprocess.run([str(python), "-c", script, admin, live, name], cwd=folder, check=True)
    return f"{place}/{name}"


if __name__ == "__main__":
    main()
