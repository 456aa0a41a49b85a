"""Turns the example of a rule's documentation into a script directory, drawn or on disk, and loads it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from msgspec.structs import replace

from migralint.findings.history_context import HistoryContext
from migralint.loading.discovery.discovery import discover
from migralint.loading.git.published.read import with_published
from migralint.loading.git.published.target import find_target
from migralint.loading.history_context import subject_of
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.file import parse_settings
from migralint.loading.surroundings.dialects import find_dialects, operation_settings
from migralint.loading.surroundings.project_facts import project_facts
from tests.support.drawn_environments import drawn_ledger
from tests.support.git import commit_all, git, repository
from tests.support.notation import parse_history

_FILE = re.compile(r"^# ([\w./-]+\.(?:py|pyc|ini))$", re.MULTILINE)
_DIALECT = re.compile(r"^ *# dialect: (.+)$", re.MULTILINE)
_SETTING = re.compile(r"^ *# setting: (.+)$", re.MULTILINE)
_SIDE = re.compile(r"^# ---- (where the branch began|on origin/main|on this branch)$", re.MULTILINE)
_COMMENT = re.compile(r"^#.*$", re.MULTILINE)


def example_subject(code: str, folder: Path) -> HistoryContext:
    """Load an example: a drawn history, or files that each begin with a line `# name`.

    Files without a folder lie in `versions/`. An `alembic.ini` holds the lines that matter; where its scripts are is
    added. A comment `# pruned: a b (kept above: c)` fills the ledger, `# dialect: postgresql` and the like, and
    `# setting: small-tables = ["a"]`, are the project's settings.

    Lines `# ---- on origin/main` and `# ---- on this branch` begin what each has, in a real repository; the branch
    began at origin/main unless `# ---- where the branch began` says otherwise.
    """
    if _SIDE.search(code):
        return _branched_subject(code, folder)
    ledger = drawn_ledger(code)
    names = _FILE.split(code)
    if len(names) == 1:
        return HistoryContext(parse_history(_COMMENT.sub("", code)), ledger=ledger)
    versions = _written(names, folder)
    if (folder / "alembic.ini").exists():
        (folder / "env.py").touch()
        (script,) = discover(str(folder / "alembic.ini"))
    else:
        home = folder if (folder / "env.py").exists() else versions
        script = ScriptDirectory(path=str(home), version_locations=(str(versions),), root=str(folder))
    subject = replace(subject_of(load_directory(script)), ledger=ledger)
    settings = parse_settings(_settings(code).encode(), "migralint.toml")
    facts = project_facts(script)
    dialects = find_dialects(script, settings, facts, subject.files)
    return replace(subject, operation_settings=operation_settings(settings, dialects), project=facts)


def write_example(code: str, folder: Path) -> bool:
    """Write an example as a project with its settings; False if it is drawn, or needs a repository."""
    names = _FILE.split(code)
    if _SIDE.search(code) or len(names) == 1:
        return False
    _written(names, folder)
    (folder / "env.py").touch()
    if not (folder / "alembic.ini").exists():
        (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s\n", "utf-8")
    (folder / "migralint.toml").write_text(_settings(code), "utf-8")
    return True


def _settings(code: str) -> str:
    text = "".join(f"{line}\n" for line in _SETTING.findall(code))
    return text + "".join(f"dialect = {line.split()!r}\n" for line in _DIALECT.findall(code))


def _written(names: list[str], folder: Path) -> Path:
    """Write the files of an example that was split at their names, and return the folder of the revisions."""
    versions = folder / "versions"
    versions.mkdir(exist_ok=True)
    for name, text in zip(names[1::2], names[2::2], strict=True):
        at_the_top = name in ("alembic.ini", "env.py") or name.startswith(("app/", "versions/"))
        path = folder / name if at_the_top else versions / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("[alembic]\n", "[alembic]\nscript_location = %(here)s\n").lstrip("\n"), "utf-8")
    return versions


def _branched_subject(code: str, folder: Path) -> HistoryContext:
    parts = _SIDE.split(code)
    sides = dict(zip(parts[1::2], parts[2::2], strict=True))
    repository(folder)

    def commit(side: str) -> Path:
        shutil.rmtree(folder / "versions", ignore_errors=True)
        versions = _written(_FILE.split(sides[side]), folder)
        commit_all(folder, side)
        return versions

    if "where the branch began" in sides:
        commit("where the branch began")
        git(folder, "branch", "topic")
    commit("on origin/main")
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(folder, "checkout", "-q", *([] if "where the branch began" in sides else ["-b"]), "topic")
    versions = commit("on this branch")
    loaded = load_directory(ScriptDirectory(path=str(versions), version_locations=(str(versions),)))
    return with_published(subject_of(loaded), loaded, find_target(str(versions), "origin/main"))
