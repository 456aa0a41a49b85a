"""SQLite files made from SQL, read and compared."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import Difference
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend


def database_from(folder: Path, name: str, sql: str) -> Database:
    """Make the file `name` in `folder` from a script and read it."""
    path = folder / f"{name}.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(sql)
    return read_sqlite(str(path))


def differences(folder: Path, models: str, migrations: str, **options: object) -> tuple[Difference, ...]:
    """What two scripts differ in."""
    return compare_and_mend(
        database_from(folder, "models", models), database_from(folder, "migrations", migrations), **options
    )  # type: ignore[arg-type]
