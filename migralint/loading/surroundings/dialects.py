"""The databases of a project without the setting: from folders, URLs, drivers, and the revision files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from migralint.findings.operation_settings import OLDEST, OperationSettings
from migralint.findings.project_facts import ProjectFacts
from migralint.history.file import RevisionFile
from migralint.history.operation import Operation
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

_REFUSED_BY_SQLITE = frozenset(
    {
        "create_foreign_key", "create_unique_constraint", "create_check_constraint", "create_primary_key",
        "drop_constraint",
    }
)  # fmt: skip


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
    files = [*files]
    names: set[str] = set()
    for file in files:
        names.update(name for name, signs in _SIGNS.items() if any(one in file.packed_operations for one in signs))
    if "sqlite" not in names and re.search(r"render_as_batch\s*=\s*True", env) and not _never_ran_on_sqlite(files):
        names.add("sqlite")
    return Dialects(frozenset(names), "the revision files" if names else "", inferred=True)


def _never_ran_on_sqlite(files: Iterable[RevisionFile]) -> bool:
    """Whether two revisions or more, each with another one built on it, do what Alembic cannot do on SQLite.

    `render_as_batch` only says how autogenerate writes. One such revision may be a new mistake that is to be found; a
    history that went on behind two of them has not run there.
    """
    read = [(file.as_revision, file) for file in files if file.as_revision is not None]
    built_on = {parent for revision, _ in read for parent in revision.down_revision}
    return sum(revision.id in built_on and _is_refused_by_sqlite(file) for revision, file in read) >= 2


def _is_refused_by_sqlite(file: RevisionFile) -> bool:
    """Whether `upgrade()` changes a constraint, or the type or nullability of a column, outside of batch mode, on every
    database and in any case."""
    return any(map(_fails_on_sqlite, file.operations))


def _fails_on_sqlite(one: Operation) -> bool:
    around = one.around
    if one.function != "upgrade" or one.batch or one.bind or one.conditions:
        return False
    if around.only is not None or around.without or around.caught or around.asked:
        return False
    alters = one.name == "alter_column" and not one.keywords.keys().isdisjoint(("type_", "nullable"))
    return alters or one.name in _REFUSED_BY_SQLITE


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
