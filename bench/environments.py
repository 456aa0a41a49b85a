"""Virtual environments and real directories for the benches, kept below `bench/.work` between runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WORK = Path(__file__).parent / ".work"
REPOSITORY = Path(__file__).parent.parent


def environment(name: str, *packages: str) -> Path:
    """The `bin` folder of a virtual environment with `packages`; made on first use."""
    folder = WORK / "venvs" / name
    marker = folder / "packages.txt"
    wanted = "\n".join(packages)
    if not marker.exists() or marker.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "-q", *packages], check=True)
        marker.write_text(wanted)
    return folder / "bin"


def migralint() -> Path:
    """The `bin` folder of an environment with this migralint, installed as users have it (not editable)."""
    bin_folder = environment("migralint", str(REPOSITORY))
    subprocess.run(
        [str(bin_folder / "pip"), "install", "-q", "--no-deps", "--force-reinstall", str(REPOSITORY)], check=True
    )
    return bin_folder


def superset() -> Path:
    """A project with the 344 revisions of apache-superset 6.1.0 in `migrations/versions`; not its dependencies."""
    project = WORK / "superset"
    if not (project / "alembic.ini").exists():
        target = WORK / "superset-package"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "-q",
                "--no-deps",
                "--target",
                str(target),
                "apache-superset==6.1.0",
            ],
            check=True,
        )
        project.mkdir(parents=True, exist_ok=True)
        (target / "superset" / "migrations").rename(project / "migrations")
        (project / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
        # A repository of its own, as a project is: nobody shall look for settings above it.
        subprocess.run(["git", "init", "-q", str(project)], check=True)
    return project
