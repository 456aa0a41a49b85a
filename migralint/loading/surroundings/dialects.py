"""The databases of a project without the setting: from folders, URLs, drivers, and the revision files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from migralint.findings.operation_settings import OLDEST, OperationSettings
from migralint.findings.project_facts import ProjectFacts
from migralint.history.file import RevisionFile
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.values import Settings

_FOLDERS = {
    "postgresql": "postgresql", "postgres": "postgresql", "pg": "postgresql", "mysql": "mysql", "mariadb": "mariadb",
    "sqlite": "sqlite", "oracle": "oracle", "mssql": "mssql",
}  # fmt: skip
_URL = re.compile(r"(?<![\w.+-])(postgresql|postgres|mysql|mariadb|sqlite|oracle|mssql)(?:\+\w+)?://")
_DRIVERS = {
    "psycopg": "postgresql", "psycopg2": "postgresql", "psycopg2-binary": "postgresql", "asyncpg": "postgresql",
    "pg8000": "postgresql", "psycopg-binary": "postgresql", "pymysql": "mysql", "mysqlclient": "mysql",
    "aiomysql": "mysql", "asyncmy": "mysql", "mysql-connector-python": "mysql", "mariadb": "mariadb",
    "aiosqlite": "sqlite", "oracledb": "oracle", "cx-oracle": "oracle", "pyodbc": "mssql", "pymssql": "mssql",
}  # fmt: skip
_SIGNS = {
    "postgresql": (b"sqlalchemy.dialects.postgresql", b"postgresql_"),
    "mysql": (b"sqlalchemy.dialects.mysql", b"mysql_"),
    "sqlite": (b"sqlalchemy.dialects.sqlite", b"sqlite_"),
}


class Dialects(Struct, frozen=True):
    """The databases of a project, and the source of that knowledge."""

    names: frozenset[str]
    source: str
    """For messages: "the setting dialect", "alembic.ini", …; empty if nothing is known."""
    inferred: bool = False
    """Whether only the revision files show them."""


def find_dialects(
    script: ScriptDirectory, settings: Settings, project: ProjectFacts, files: Iterable[RevisionFile]
) -> Dialects:
    """The dialects from the first source that has any: setting, folder, URL, drivers, the revision files.

    If all folders of revisions are named after databases, only the dialects of the setting with these names count.
    """
    own, places = _database(script.path), frozenset(map(_database, script.version_locations))
    named = (places | {own}) - {""}
    if settings.dialect:
        both = named & frozenset(settings.dialect)
        if both and (own or "" not in places):
            return Dialects(both, "the folder's name, among those of the setting dialect")
        return Dialects(frozenset(settings.dialect), "the setting dialect")
    if named:
        return Dialects(named, "the folder's name")
    for source, text in (
        (os.path.basename(script.config or "alembic.ini"), _without_comments(project.configuration)),
        ("env.py", _without_comments(project.env)),
    ):
        if dialects := frozenset("postgresql" if one == "postgres" else one for one in _URL.findall(text)):
            return Dialects(dialects, f"a URL in {source}")
    if dialects := _by_drivers(project.requirements):
        return Dialects(dialects, "the declared drivers")
    return _by_signs(project.env, files)


def _database(folder: str) -> str:
    """The database that a folder is named after; empty if there is none."""
    return _FOLDERS.get(os.path.basename(folder).lower(), "")


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(("#", ";")))


def _by_drivers(requirements: Mapping[str, str]) -> frozenset[str]:
    return frozenset(_DRIVERS[name] for name in requirements if name in _DRIVERS)


def _by_signs(env: str, files: Iterable[RevisionFile]) -> Dialects:
    names: set[str] = set()
    for file in files:
        names.update(name for name, signs in _SIGNS.items() if any(one in file.packed_operations for one in signs))
    if re.search(r"render_as_batch\s*=\s*True", env):
        names.add("sqlite")
    return Dialects(frozenset(names), "the revision files" if names else "", inferred=True)


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def operation_settings(settings: Settings, dialects: Dialects) -> OperationSettings:
    """The settings for operation rules."""
    versions = {
        "postgresql": _version(settings.postgresql_version),
        "mysql": _version(settings.mysql_version),
        "mariadb": _version(settings.mariadb_version),
        "sqlite": _version(settings.sqlite_version),
    }
    return OperationSettings(
        dialects.names,
        dialects.inferred,
        dialects.source,
        {**OLDEST, **versions},
        settings.small_tables,
        settings.downtime,
        settings.offline,
        settings.downgrades,
    )
