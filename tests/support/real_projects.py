"""Real projects from the package index, each in a fresh repository, and what every command answers there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from migralint.database.sqlite.reader import read_sqlite
from migralint.history.history import History
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.loading.revisions.directory import load_directory
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from tests.support.command_line import Finished, migralint_process
from tests.support.corpus import environment, installed
from tests.support.git import repository

LOGGING = """
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARN
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
[formatter_generic]
format = %(message)s
"""
MANIFEST = """\
version = 1

[environments.production]
stamps = ["{old}"]
recorded-at = 2026-11-20T10:00:00Z

[environments.staging]
stamps = ["{new}"]
recorded-at = 2026-11-20T10:00:00Z
"""
MINUTES = 20 * 60


class RealProject(Struct, frozen=True):
    """A package, where its revisions are, and what its env.py needs."""

    package: str
    """As a requirement, with its version."""
    scripts: str
    """The script directory, below site-packages."""
    versions: str = "versions"
    """The version location, below the script directory."""
    options: str = ""
    """Further lines of the ini file's first section."""
    settings: str = ""
    """Lines of migralint.toml, after `python` and `dialect`."""
    dialect: str = "sqlite"
    databases: tuple[str, ...] = ("sqlite",)
    """Where it is verified."""
    variables: dict[str, str] = field(default_factory=dict)
    """What its env.py reads in the environment to find its database, with {path} and {folder}."""
    flask: bool = False
    """Flask-Migrate: the ini is its own, and has no script_location."""
    program: str = ""
    """What upgrades in place of Alembic's command line; arguments: repository, script directory, target, database."""
    more: tuple[str, ...] = ()
    """Further requirements, such as drivers."""
    whole: bool = False
    """The top package is copied too: its env.py takes the revisions from there, whatever the configuration says."""
    static: bool = False
    """No dependency is installed: nothing of it is run."""

    @property
    def folder(self) -> str:
        """The script directory within the repository."""
        return self.scripts if self.whole else "migrations"

    @property
    def name(self) -> str:
        """The package's name alone."""
        return re.split(r"[\[=]", self.package)[0]


class Checkout(Struct, frozen=True):
    """A project in a repository of its own."""

    project: RealProject
    root: Path
    python: Path | None
    old: str
    """The revision two thirds up."""
    new: str
    revisions: int


class Outcome(Struct, frozen=True):
    """What the commands answered."""

    revisions: int
    check: tuple[int, dict[str, int]]
    plan: tuple[str, int]
    """The status, and how many revisions go."""
    blockers: tuple[str, ...]
    warnings: tuple[str, ...]
    apply: tuple[int, str]
    without_verify: tuple[int, str]
    """The same with --no-verify, where the first was refused."""
    upgrade: str
    """Whether Alembic upgrades a database stamped there as it did before: same, or why it was not tried."""
    verify: dict[str, str]
    squash: tuple[int, str]
    squash_upgrade: str
    seconds: dict[str, float]


def checkout(project: RealProject, corpus: Path, folder: Path) -> Checkout:
    """Copy the script directory into a repository with a configuration, settings and two environments."""
    if project.static:
        packages, python = installed(project.package, corpus), None
    else:
        own = environment(project.package, corpus, *project.more)
        (packages,) = own.glob("lib/python*/site-packages")
        python = own / "bin" / "python"
    root = folder / "before"
    ignored = shutil.ignore_patterns("__pycache__", *([] if project.flask else ["alembic.ini"]))
    copied = project.folder.partition("/")[0]
    shutil.copytree(packages / (copied if project.whole else project.scripts), root / copied, ignore=ignored)
    scripts = root / project.folder
    if not project.flask:
        (root / "alembic.ini").write_text(_ini(project, "%(here)s"))
    history = load_directory(the_one(discover(str(root)))).history
    lower = set(history.order[: len(history.order) * 2 // 3])
    old = History([each for each in history.revisions.values() if each.id in lower]).row_heads()
    python_line = f'python = "{python.parent.parent}"\n' if python else ""
    databases = ", ".join(f'"{each}"' for each in project.databases)
    verify = f"\n[verify]\ndatabases = [{databases}]\n{project.settings}"
    (root / "migralint.toml").write_text(f'{python_line}dialect = "{project.dialect}"\n{verify}')
    (root / ".gitignore").write_text("__pycache__/\n.cache/\n")
    new = history.row_heads()
    text = MANIFEST.format(old='", "'.join(sorted(old)), new='", "'.join(sorted(new)))
    (scripts / "migralint-environments.toml").write_text(text)
    repository(root)
    return Checkout(project, root, python, sorted(old)[0], sorted(new)[0], len(history.revisions))


def run(given: Checkout) -> Outcome:
    """Every command, on copies of the repository."""
    seconds: dict[str, float] = {}
    root = given.root

    def timed(what: str, where: Path, *arguments: str) -> Finished:
        start = time.monotonic()
        done = migralint_process(*arguments, cwd=where, timeout=MINUTES)
        seconds[what] = round(time.monotonic() - start, 1)
        return done

    check = timed("check", root, "check", "--no-cache", "--format", "json")
    kinds = Counter(f"{each['code']} {each['severity']}" for each in json.loads(check.stdout)["findings"])
    plan = _document(timed("plan", root, "prune", "--format", "json"))

    pruned = _copy(root, "pruned")
    applied = timed("apply", pruned, "prune", "--apply", "--format", "json")
    unverified = applied
    if applied.code:
        unverified = timed("apply --no-verify", pruned, "prune", "--apply", "--no-verify", "--format", "json")
    upgrade = "nothing removed" if unverified.code else _upgrades_as_before(given, pruned, given.old)

    verify: dict[str, str] = {}
    squash, squash_upgrade = (0, "not run"), "not run"
    if not given.project.static:
        document = _document(timed("verify", root, "verify", "--format", "json"))
        for target in document.get("targets", ()):
            verify[_database(target)] = _verified(target)
        squashed = _copy(root, "squashed")
        done = timed("squash", squashed, "prune", "--squash", "--apply", "--format", "json")
        squash = done.code, _status(done)
        squash_upgrade = "nothing removed" if done.code else _upgrades_as_before(given, squashed, None)
    return Outcome(
        given.revisions,
        (check.code, dict(sorted(kinds.items()))),
        (str(plan.get("status", plan)), len(plan.get("removed", ()))),
        tuple(_problem(each) for each in plan.get("blockers", ())),
        tuple(_problem(each) for each in plan.get("warnings", ())),
        (applied.code, _status(applied)),
        (unverified.code, _status(unverified)),
        upgrade,
        verify,
        squash,
        squash_upgrade,
        seconds,
    )


def _ini(project: RealProject, here: str, url: str = "") -> str:
    line = f"sqlalchemy.url = {url}\n" if url else ""
    location = f"{here}/{project.folder}"
    versions = f"version_locations = {location}/{project.versions}\n" if project.versions != "versions" else ""
    first = f"[alembic]\nscript_location = {location}\nprepend_sys_path = {here}\n"
    return first + versions + project.options + line + LOGGING


def _copy(root: Path, name: str) -> Path:
    target = root.with_name(name)
    shutil.copytree(root, target, ignore=shutil.ignore_patterns("__pycache__", ".cache"))
    return target


def _document(done: Finished) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"status": f"exit {done.code}: {done.stderr.strip()[-300:]}"}
    return document


def _status(done: Finished) -> str:
    document = _document(done)
    blockers = [_problem(each) for each in document.get("blockers", ())]
    return "; ".join([str(document.get("status")), *blockers])


def _problem(each: dict[str, Any]) -> str:
    return str(each.get("kind") or each.get("code")) + ": " + str(each.get("message"))[:300]


def _database(target: dict[str, Any]) -> str:
    return str(target.get("database") or target.get("backend"))


def _verified(target: dict[str, Any]) -> str:
    if failure := target.get("failure"):
        return f"failed: {failure.get('kind')}: {str(failure.get('message'))[:200]}"
    kinds = Counter(each["kind"] for each in target["differences"] if not each.get("note"))
    return f"{target['status']} {dict(sorted(kinds.items()))}"


def _upgrades_as_before(given: Checkout, after: Path, stamp: str | None) -> str:
    """Upgrade a database to `stamp` with the project as it was, then on with what is there now; compare."""
    if given.python is None:
        return "not run"
    folder = given.root.parent
    expected = upgraded(given, folder / f"{after.name}-expected.db", (given.root, "heads"))
    first = [(given.root, stamp)] if stamp else []
    result = upgraded(given, folder / f"{after.name}-result.db", *first, (after, "heads"))
    if isinstance(expected, str) or isinstance(result, str):
        return f"failed: {expected if isinstance(expected, str) else result}"
    differences = compare_and_mend(expected, result)
    return "same" if not differences else f"differs: {[each.kind for each in differences]}"


def upgraded(given: Checkout, path: Path, *steps: tuple[Path, str]) -> Database | str:
    """Alembic's own upgrades of one new SQLite database; the end of the message where one fails."""
    assert given.python is not None
    home = path.with_suffix(".home")
    home.mkdir()
    named = {"path": str(path), "folder": str(home)}
    variables = {name: value.format_map(named) for name, value in given.project.variables.items()}
    for root, target in steps:
        ini = path.with_suffix(".ini")
        ini.write_text(_ini(given.project, str(root), f"sqlite:///{path}"))
        if given.project.program:
            program = path.with_suffix(".py")
            program.write_text(given.project.program)
            command = [str(given.python), str(program), str(root), str(root / given.project.folder), target, str(path)]
        else:
            command = [str(given.python), "-m", "alembic", "-c", str(ini), "upgrade", target]
        done = subprocess.run(
            command, cwd=root, env={**os.environ, "HOME": str(home), **variables}, capture_output=True, text=True
        )
        if done.returncode:
            return done.stderr.strip()[-300:]
    (found,) = [path] if path.exists() else [each for each in home.rglob("*") if each.is_file() and _is_sqlite(each)]
    return read_sqlite(str(found))


def _is_sqlite(path: Path) -> bool:
    return path.read_bytes()[:16] == b"SQLite format 3\0"
