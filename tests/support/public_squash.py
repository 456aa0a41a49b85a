"""The releases of a project that squashed its history by hand, in one repository; nothing of them is kept here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.corpus import environment
from tests.support.git import commit_all, git, repository

OLD, BROKEN, REPAIRED, LATER = "1.0.30", "1.0.33", "1.0.34", "1.0.97"
SQUASH = "0001_squash_pre_1_0_0.py"
REPAIR = "2b8f88aa610f_reconcile_squash_schema_with_legacy.py"
PARENT_OF_REPAIR = "25d2d8dba46f"
SETTINGS = """\
python = "{python}"
dialect = "postgresql"

[verify]
databases = ["postgresql"]
app = "zou.app:app"
"""


def write_public_squash(root: Path) -> Path:
    """A repository with a tag for each state: the releases, and 1.0.34 and 1.0.97 as if nobody had squashed.

    1.0.34-squash is 1.0.34 without its repair. What revisions that are newer than the squash do is so on both sides.
    """
    corpus = Path(os.environ.get("MIGRALINT_CORPUS") or root / "corpus")
    python = environment(f"zou=={REPAIRED}", corpus)
    project = root / "zou-history"
    project.mkdir()
    (project / "migralint.toml").write_text(SETTINGS.format(python=python))
    (project / ".gitignore").write_text("__pycache__/\n.cache/\n")
    repository(project)
    old = _release(OLD, corpus) / "zou/migrations/versions"
    for version in (OLD, BROKEN):
        _state(project, _release(version, corpus), version)
    for version in (REPAIRED, LATER):
        release = _release(version, corpus)
        _state(project, release, f"{version}-old-files", old_files=old)
        if version == REPAIRED:
            _state(project, release, f"{version}-squash", left_out=REPAIR)
        _state(project, release, version)
    return project


def _release(version: str, corpus: Path) -> Path:
    target = corpus / f"zou-{version}"
    if not target.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-compile", "--target", str(target)]
        subprocess.run([*pip, f"zou=={version}"], check=True, timeout=600)
    return target


def _state(project: Path, release: Path, tag: str, left_out: str = "", old_files: Path | None = None) -> None:
    """Commit a release, and tag it; `old_files` take the place of squash and repair."""
    shutil.rmtree(project / "zou", ignore_errors=True)
    shutil.copytree(release / "zou", project / "zou", ignore=shutil.ignore_patterns("__pycache__", "legacy"))
    migrations = project / "zou/migrations"
    ini = (migrations / "alembic.ini").read_text()
    place = "[alembic]\nscript_location = %(here)s/zou/migrations"
    (project / "alembic.ini").write_text(ini.replace("[alembic]", place, 1))
    versions = migrations / "versions"
    if old_files is not None:
        for name in (SQUASH, REPAIR):
            (versions / name).unlink()
        for path in [path for path in old_files.glob("*.py") if not (versions / path.name).exists()]:
            shutil.copy(path, versions)
        for path in versions.glob("*.py"):
            text = path.read_text("utf-8")
            path.write_text(re.sub(r'^(down_revision = )"2b8f88aa610f"', rf'\1"{PARENT_OF_REPAIR}"', text, flags=re.M))
    if left_out:
        (versions / left_out).unlink()
    commit_all(project, tag)
    git(project, "tag", tag)
