"""Real migration directories from the package index, for tests marked `corpus`; nothing of them is kept here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory

PACKAGES = (
    "aim", "apache-airflow-providers-fab", "apache-superset==6.1.0", "argilla-server", "barbican", "dstack", "glance",
    "ihatemoney", "jupyterhub", "masakari", "meltano", "optuna", "openstack-placement", "quetz-server", "skypilot",
)  # fmt: skip


def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that keeps installed packages; MIGRALINT_CORPUS names one that outlives the run."""
    kept = os.environ.get("MIGRALINT_CORPUS")
    return Path(kept) if kept else tmp_path_factory.getbasetemp() / "corpus"


def installed(package: str, corpus: Path) -> Path:
    """The folder of a package without its dependencies, installed on first use."""
    target = corpus / package.partition("==")[0]
    if not target.is_dir():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), package]
        subprocess.run(install, check=True, timeout=600)
    return target


def environment(package: str, corpus: Path, *more: str) -> Path:
    """A virtual environment with the package and its dependencies, made on first use; `more` is added."""
    folder = corpus / "environments" / re.split(r"[\[=]", package)[0]
    python = folder / "bin" / "python"
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", package], check=True)
    for name in more:
        distribution = re.split(r"[\[=]", name)[0].replace("-", "_")
        if not list(folder.glob(f"lib/python*/site-packages/{distribution}-*.dist-info")):
            subprocess.run([str(python), "-m", "pip", "install", "-q", name], check=True)
    return folder


def script_directories(target: Path) -> list[ScriptDirectory]:
    """Every folder with an env.py; the folders below that hold revision files are its version locations, or, where ids
    repeat among them, histories of their own."""
    found = []
    for env in sorted(target.rglob("env.py")):
        locations = sorted(
            {
                str(path.parent)
                for path in env.parent.rglob("*.py")
                if path.name != "env.py" and "\ndown_revision" in path.read_text(encoding="utf-8", errors="replace")
            }
        )
        together = ScriptDirectory(str(env.parent), tuple(locations), root=str(target))
        if locations and not load_directory(together).history.duplicates:
            found.append(together)
        else:
            found += [ScriptDirectory(str(env.parent), (location,), root=str(target)) for location in locations]
    return found
