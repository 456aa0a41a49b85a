"""Projects whose revisions run SQL as it is, and live databases to compare with what they make."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from migralint.commands.drift.drift import DriftCommand, drift_of
from migralint.commands.drift.targets import Targets
from migralint.commands.environments.manifest_file import open_manifest
from migralint.commands.opening import ProjectOptions
from migralint.database.drift.result import Drift
from migralint.database.drift.target import LiveTarget

ENV = """\
from alembic import context
from sqlalchemy import Column, Integer, MetaData, Table, create_engine

metadata = MetaData()
Table("of_the_models", metadata, Column("id", Integer, primary_key=True))
{extra}
if context.is_offline_mode():
    context.configure(dialect_name="{dialect}", target_metadata=metadata{options})
else:
    connection = create_engine("{dialect}://").connect()
    context.configure(connection=connection, target_metadata=metadata{options})
with context.begin_transaction():
    context.run_migrations()
"""
_REVISION = """\
from alembic import op

revision = "{revision}"
down_revision = {parent!r}
SQL = {sql!r}


def upgrade():
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.executescript(SQL)
    else:
        connection.exec_driver_sql(SQL.replace("%", "%%"))
"""


def scripted_project(
    folder: Path,
    revisions: Mapping[str, tuple[str | None, str]],
    *,
    dialect: str = "sqlite",
    options: str = "",
    extra: str = "",
    settings: str = "",
) -> Path:
    """Make a project of `revisions`: id -> the id it builds on, and the SQL it runs."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (folder / "migralint.toml").write_text(settings)
    text = ENV.format(dialect=dialect, options=f", {options}" if options else "", extra=extra)
    (folder / "migrations" / "env.py").write_text(text)
    for revision, (parent, sql) in revisions.items():
        (versions / f"{revision}.py").write_text(_REVISION.format(revision=revision, parent=parent, sql=sql))
    return folder


def stamped_file(path: Path, script: str, *stamps: str) -> str:
    """Make an SQLite file of a script and return its URL."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(one,) for one in stamps])
        connection.commit()
    return f"sqlite:///{path}"


def look(project: Path, urls: Mapping[str, str], **how: object) -> Drift:
    """Compare live databases, each by its name, with what their stamps say; `how`: fields of the command."""
    targets = tuple(LiveTarget(name, url) for name, url in urls.items())
    return look_at(project, targets, **how)


def look_at(project: Path, targets: tuple[LiveTarget, ...], **how: object) -> Drift:
    """Do the same for targets."""
    opened = open_manifest(ProjectOptions(str(project)))
    return drift_of(opened, Targets(targets), DriftCommand(**how)).drift  # type: ignore[arg-type]


def found(drift: Drift) -> dict[str, list[tuple[str, str | None, str | None]]]:
    """What differs, as kind, table and object, by the name of each database."""
    return {
        one.entry: sorted(((each.kind, each.table, each.object) for each in one.differences), key=repr)
        for one in drift.groups
    }
