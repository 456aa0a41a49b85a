"""Explains a failed stage: its kind, the cause in words, the place, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from migralint.database.project.child_error import Facts
from migralint.database.project.origin import is_created
from migralint.database.project.refused import is_full
from migralint.database.project.version_row import explain_version_table, is_of_version_table
from migralint.database.result import Failure, FailureKind, Refusal

DRIVERS = frozenset(
    (
        *("psycopg2", "psycopg", "asyncpg", "pg8000", "pymysql", "MySQLdb", "mysql", "mariadb", "aiomysql", "asyncmy"),
        *("aiosqlite", "pysqlite2", "pysqlcipher3", "sqlcipher3", "pyodbc", "pymssql", "oracledb", "cx_Oracle"),
        *("duckdb", "snowflake", "ibm_db", "aioodbc"),
    )
)
"""Packages that only connect to databases."""
MISSING_TABLE = re.compile(
    r"(?:no such table: (?:main\.)?[\"'`]?|relation \"|Table '(?:migralint_scratch_\w+\.)?)([\w.$-]+)"
    r"(?!\S*\" already exists)"
)
"""In the words of SQLite, PostgreSQL and MySQL."""
OF_SERVERS = re.compile(
    r"(?i)(generate_series|unnest|regexp_\w+|jsonb?_\w+|pg_\w+|information_schema\.\w+|dual|sys\.\w+)$"
)
"""What looks like a table to SQLite and is a function or a catalogue of a server."""
NO_TABLE_TYPE = re.compile(r"^[\"'`]?([\w.$-]+)[\"'`]?$")
NO_APPLICATION = (
    "application context",
    "outside of application",
    "ImproperlyConfigured",
    "AppRegistryNotReady",
    "Apps aren't loaded",
    "No application found",
    "no Flask application",
)
UNSUPPORTED = (
    "syntax error",
    "no such function",
    "No support for ALTER",
    "unknown database",
    "unrecognized token",
    "no such collation",
    "no such module",
    "can't render element of type",
    "cannot render element",
    "Cannot add a",
    "Compiler ",
    "SQLite does not",
    "not supported in SQLite",
    "doesn't support",
    "no such savepoint",
    'near "',
    "row value misused",
    "incomplete input",
)
"""Words of errors about SQL that SQLite does not have."""


class Circumstances(Struct, frozen=True):
    """What an explanation needs beside the facts."""

    python: str
    """The interpreter that was used."""
    root: str
    """The working directory."""
    revision_files: Sequence[str] = ()
    """Paths, in the order of the upgrade."""
    refusals: Sequence[Refusal] = ()
    on_sqlite: bool = True
    """Whether that is where it failed: then what it does not have may be the cause."""


def explain(facts: Facts, around: Circumstances) -> Failure:
    """Return the failure that `facts` describe."""
    kind, explanation = _kind_and_words(facts, around)
    path, line = _place(facts)
    if facts.refused and around.refusals:
        path, line = around.refusals[-1].path, around.refusals[-1].line
    error = f"{facts.type_name}: {facts.error}" if facts.types else facts.error
    if facts.original is not None:
        error = facts.original
    return Failure(
        facts.stage, kind, error, explanation, facts.revision, path, line, facts.sql, traceback=facts.traceback
    )


def _kind_and_words(facts: Facts, around: Circumstances) -> tuple[FailureKind, str]:
    if facts.models_empty or facts.nothing_declared:
        return FailureKind.MODELS_EMPTY, _models_empty(facts)
    if facts.refused or facts.is_a("RefusedError") or _was_refused(facts, around):
        return FailureKind.PROJECT_ERROR, _refused(facts, around)
    if is_full(facts):
        return FailureKind.PROJECT_ERROR, "the disk that the database is on is full"
    if facts.missing_module is not None:
        return _missing_module(facts.missing_module, facts, around)
    if facts.is_a("NoSuchModuleError"):
        return FailureKind.MISSING_DRIVER, (
            f"{facts.error}: the SQLAlchemy dialect is not installed in {around.python}; install the project's driver "
            "there, or name the project's own interpreter with --python"
        )
    if is_of_version_table(facts):
        return FailureKind.PROJECT_ERROR, explain_version_table(facts)
    if any(words in facts.everything for words in NO_APPLICATION):
        return FailureKind.NEEDS_APPLICATION, _needs_application(facts)
    match facts.stage:
        case "create-all":
            return FailureKind.CREATE_ALL_FAILED, _create_all(facts, around)
        case "upgrade":
            return _upgrade(facts, around)
        case "env" | "imports" | "metadata" | "application" | "configuration" | "include":
            return FailureKind.PROJECT_ERROR, _importing(facts)
        case "start":
            return FailureKind.PROJECT_ERROR, _start(facts, around)
        case "revisions":
            return FailureKind.PROJECT_ERROR, (
                "Alembic cannot load the revision files; `migralint check` says what is wrong with them"
            )
    return FailureKind.PROJECT_ERROR, f"the project's code failed ({facts.stage})"


def _was_refused(facts: Facts, around: Circumstances) -> bool:
    """Whether an error follows from a refusal: SQLite's own words for it, or what it was raised from."""
    words = ("not authorized", "authorization denied")
    by_sqlite = bool(around.refusals) and any(one in facts.everything for one in words)
    return by_sqlite or any(cause.startswith("RefusedError: ") for cause in facts.causes)


def _models_empty(facts: Facts) -> str:
    if facts.nothing_declared:
        return (
            "env.py never calls context.configure(), or there is no env.py, so the models are unknown; "
            'set metadata = "package.module:attribute" in [tool.migralint.verify], or pass --metadata'
        )
    if not facts.declared:
        return (
            "env.py gives no target_metadata, so the models are unknown; set it there, or set "
            'metadata = "package.module:attribute" in [tool.migralint.verify], or pass --metadata'
        )
    return (
        "the target metadata has no table: nothing imports the modules in which the models are defined; import them in "
        'env.py, or name them with --import package.module or imports = ["package.module"] in [tool.migralint.verify]'
    )


def _refused(facts: Facts, around: Circumstances) -> str:
    tried = around.refusals[-1] if around.refusals else None
    what = tried.what if tried is not None else "a connection"
    where = "" if tried is None or tried.path is None else f" in {Path(tried.path).name}, line {tried.line},"
    who = f"revision {facts.revision}" if facts.revision else {"create-all": "create_all"}.get(facts.stage, "env.py")
    return (
        f"{who} connects to another database ({what}){where} and was refused: while verifying, only scratch databases "
        "may be used, so what it does there cannot be verified; use op.get_bind() for the database that is migrated"
    )


def _missing_module(module: str, facts: Facts, around: Circumstances) -> tuple[FailureKind, str]:
    top = module.partition(".")[0]
    if facts.stage == "start-up":
        return FailureKind.MISSING_PACKAGE, (
            f"{around.python} has no {top}: it is not the project's interpreter; name that one with --python"
        )
    if top in DRIVERS:
        return FailureKind.MISSING_DRIVER, (
            f"the project imports the database driver {top}, which {around.python} does not have; install it there, or "
            "name the project's own interpreter with --python"
        )
    for folder in (Path(around.root), *(Path(around.root) / part for part in ("src", "backend", "app", "lib"))):
        if folder != Path(around.root) and ((folder / top).is_dir() or (folder / f"{top}.py").is_file()):
            return FailureKind.MISSING_PACKAGE, (
                f"the module {module} cannot be imported, but {folder.name}/ has it: "
                f'set sys-path = ["{folder.name}"] in [tool.migralint.verify]'
            )
    return FailureKind.MISSING_PACKAGE, (
        f"the module {module} cannot be imported by {around.python}; install the package there, name the project's own "
        "interpreter with --python, or set sys-path in [tool.migralint.verify] if it is part of the project"
    )


def _needs_application(facts: Facts) -> str:
    return (
        f"{facts.stage} needs a running application ({facts.type_name}); for Flask set "
        'app = "package:create_app" in [tool.migralint.verify], otherwise metadata = "package.module:attribute"'
    )


def _create_all(facts: Facts, around: Circumstances) -> str:
    if not around.on_sqlite:
        return (
            "create_all itself fails on this server, before any migration has run; if the models need an extension or "
            "a type that a session makes first, set setup-sql in [tool.migralint.verify]"
        )
    if _unsupported(facts):
        return (
            "create_all itself fails: the models use SQL that SQLite does not have; verify on the project's own kind "
            "of database with --database"
        )
    return "create_all itself fails, before any migration has run: the models do not describe a database"


def _start(facts: Facts, around: Circumstances) -> str:
    what = "what --start names could not be put into the empty database"
    if facts.is_a("UnicodeDecodeError"):
        return f"{what}: the file is not UTF-8"
    if around.on_sqlite and _unsupported(facts):
        return (
            f"{what}: its SQL is run as it is, and SQLite does not have it; write it for SQLite, give "
            "package.module:metadata, or verify on the project's own kind of database with --database"
        )
    return what


def _upgrade(facts: Facts, around: Circumstances) -> tuple[FailureKind, str]:
    table = _missing_table(facts)
    if table is not None and not is_created(table.rpartition(".")[2], around.revision_files):
        first = bool(around.revision_files) and facts.path == around.revision_files[0]
        who = "the first revision" if first else f"revision {facts.revision}"
        return FailureKind.NOT_FROM_EMPTY, (
            f"{who} uses the table {table}, which no revision creates: this history does not start from an empty "
            "database; give what it starts from with --start FILE.sql or --start package.module:metadata"
        )
    if around.on_sqlite and _unsupported(facts):
        why = f" ({facts.not_emulated})" if facts.not_emulated else ""
        return FailureKind.UNSUPPORTED_SQL, (
            f"revision {facts.revision} uses what SQLite does not have{why}; verify on the project's own kind of "
            "database with --database postgresql or --database URL"
        )
    if facts.is_a("SystemExit"):
        return FailureKind.PROJECT_ERROR, f"revision {facts.revision} ends the process (sys.exit) in its upgrade()"
    if facts.is_a("EOFError"):
        return FailureKind.PROJECT_ERROR, f"revision {facts.revision} asks a question (input), and nobody answers here"
    if table is not None:
        return FailureKind.PROJECT_ERROR, (
            f"revision {facts.revision} uses the table {table}, which does not exist at this point of the history; if "
            "something else makes it before the first revision runs, give that with --start FILE.sql or --start "
            "package.module:metadata"
        )
    if facts.revision is None:
        return FailureKind.PROJECT_ERROR, (
            "the upgrade cannot begin: the version table cannot be made; if it needs a schema that env.py's session "
            "makes first, set setup-sql in [tool.migralint.verify]"
        )
    return FailureKind.PROJECT_ERROR, f"the upgrade() of revision {facts.revision} fails on an empty database"


def _missing_table(facts: Facts) -> str | None:
    found = MISSING_TABLE.search(facts.everything)
    if found is None and facts.is_a("NoSuchTableError"):
        found = NO_TABLE_TYPE.match(facts.error)
    return None if found is None or OF_SERVERS.match(found.group(1)) else found.group(1)


def _unsupported(facts: Facts) -> bool:
    if facts.not_emulated is not None or any(
        OF_SERVERS.match(name) for name in MISSING_TABLE.findall(facts.everything)
    ):
        return True
    if facts.is_a("CompileError", "UnsupportedCompilationError", "NotImplementedError"):
        return True
    from_database = facts.original is not None or facts.is_a(
        "OperationalError", "ProgrammingError", "NotSupportedError"
    )
    return from_database and any(words in facts.everything for words in UNSUPPORTED)


def _importing(facts: Facts) -> str:
    what = {
        "env": "env.py cannot be run for what it declares, neither offline nor with its engines led to scratch",
        "imports": "a module that the setting imports names cannot be imported",
        "metadata": "what the setting metadata names cannot be had",
        "application": "the application that the setting app names cannot be made",
        "configuration": "Alembic's configuration cannot be read",
        "include": "include_object or include_name of env.py cannot be asked what to leave out",
    }[facts.stage]
    if facts.is_a("SystemExit"):
        return f"{what}: it ends the process (sys.exit)"
    if facts.is_a("EOFError"):
        return f"{what}: it asks a question (input), and nobody answers here; pass -x arguments, or set metadata"
    if facts.is_a("KeyError", "ValidationError"):
        return f"{what}; if an environment variable or a -x argument is missing, set `environment` or `x`"
    if facts.stage in ("env", "application"):
        return f'{what}; metadata = "package.module:attribute" in [tool.migralint.verify] does without it'
    return what


def _place(facts: Facts) -> tuple[str | None, int | None]:
    """The innermost frame in the responsible file, else the innermost of the project."""
    for frame in reversed(facts.frames):
        if facts.path is None or frame.path == facts.path:
            return frame.path, frame.line
    if facts.frames:
        return facts.frames[-1].path, facts.frames[-1].line
    return facts.path, None
