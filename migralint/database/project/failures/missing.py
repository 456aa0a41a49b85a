"""Explains missing modules in the project's interpreter, and refused connections."""

from __future__ import annotations

from pathlib import Path

from migralint.database.project.child_error import Facts
from migralint.database.project.failures.circumstances import SOURCES, Circumstances
from migralint.database.result import FailureKind

DRIVERS = frozenset(
    (
        *("psycopg2", "psycopg", "asyncpg", "pg8000", "pymysql", "MySQLdb", "mysql", "mariadb", "aiomysql", "asyncmy"),
        *("aiosqlite", "pysqlite2", "pysqlcipher3", "sqlcipher3", "pyodbc", "pymssql", "oracledb", "cx_Oracle"),
        *("duckdb", "snowflake", "ibm_db", "aioodbc"),
    )
)
"""Packages that only connect to databases."""


def explain_missing_module(module: str, facts: Facts, around: Circumstances) -> tuple[FailureKind, str]:
    """Return the kind of the missing package, and how to install it."""
    top = module.partition(".")[0]
    if facts.stage == "start-up":
        return FailureKind.MISSING_PACKAGE, (
            f"{around.python} has no {top}: it is not the project's interpreter; pass that one with --python"
        )
    if top in DRIVERS:
        return FailureKind.MISSING_DRIVER, (
            f"the project imports the database driver {top}, which {around.python} does not have; install it "
            "there, or pass the project's own interpreter with --python"
        )
    place = _within_the_project(top, around)
    if place is not None:
        return FailureKind.MISSING_PACKAGE, (
            f"the module {module} cannot be imported, but {'this folder' if place == '.' else f'{place}/'} has it: set "
            f'sys-path = ["{place}"] in [tool.migralint.verify]'
        )
    return FailureKind.MISSING_PACKAGE, (
        f"the module {module} cannot be imported by {around.python}; install the package there, name the project's own "
        "interpreter with --python, or set sys-path in [tool.migralint.verify] if it is part of the project"
    )


def _within_the_project(top: str, around: Circumstances) -> str | None:
    """Return the project folder that contains a module which is not installed, in the format of the settings."""
    for above in around.folders():
        for folder in (above, *(above / part for part in SOURCES)):
            if folder == around.folders()[0]:
                continue  # already on the import path
            place = folder / top
            if place.with_suffix(".py").is_file() or _is_package(place):
                return around.in_settings(folder)
    return None


def _is_package(folder: Path) -> bool:
    """Whether the folder contains Python code, or, without an __init__.py of its own, packages with Python code."""
    try:
        return any(one.suffix == ".py" or (one / "__init__.py").is_file() for one in folder.iterdir())
    except OSError:
        return False


def explain_missing_dialect(facts: Facts, around: Circumstances) -> str:
    """Return the advice on a SQLAlchemy dialect that is not installed."""
    return (
        f"{facts.error}: the SQLAlchemy dialect is not installed in {around.python}; install the project's driver "
        "there, or pass the project's own interpreter with --python"
    )


def was_refused(facts: Facts, around: Circumstances) -> bool:
    """Whether a refusal caused the error: by SQLite's own message for it, or by an exception that caused it."""
    words = ("not authorized", "authorization denied")
    by_sqlite = bool(around.refusals) and any(one in facts.everything for one in words)
    direct = facts.refused or facts.is_a("RefusedError")
    return direct or by_sqlite or any(cause.startswith("RefusedError: ") for cause in facts.causes)


def explain_refused(facts: Facts, around: Circumstances) -> str:
    """Return which code connects where, and what to use instead."""
    tried = around.refusals[-1] if around.refusals else None
    what = tried.what if tried is not None else "a connection"
    where = "" if tried is None or tried.path is None else f" in {Path(tried.path).name}, line {tried.line},"
    who = f"revision {facts.revision}" if facts.revision else {"create-all": "create_all"}.get(facts.stage, "env.py")
    return (
        f"{who} connects to another database ({what}){where} and was refused: verify uses only scratch "
        "databases, so this part cannot be verified; use op.get_bind() for the database that is migrated"
    )
