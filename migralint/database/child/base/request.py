"""The parent's request, as in the request file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One verification of one script directory on one kind of database."""

    channel: int
    """The descriptor that messages go to."""
    seal: str
    """Begins every message."""
    questions: int
    """The descriptor that questions about the databases come from, once they are built."""
    scratch: str
    """An existing, empty folder of our own: every database the project may touch lies below it."""
    script_location: str
    """The folder with env.py."""
    version_locations: list[str]
    """The folders with revision files, in Alembic's order."""
    root: str
    """The working directory."""
    unresolved: list[str] = field(default_factory=list)
    """Version locations that were not on disk, as the configuration writes them."""
    recursive: bool = False
    ini: str | None = None
    """Alembic's ini file."""
    toml: str | None = None
    """The pyproject.toml with [tool.alembic]."""
    section: str = "alembic"
    sys_path: list[str] = field(default_factory=list)
    """Folders put first on the import path."""
    x: list[str] = field(default_factory=list)
    """The `-x` arguments, as `alembic -x` takes them."""
    attributes: dict[str, Any] = field(default_factory=dict)
    """Put into `config.attributes`; a string "package.module:attribute" after "import " is imported."""
    metadata: str | None = None
    """"package.module:attribute" that stands for env.py's target_metadata."""
    imports: list[str] = field(default_factory=list)
    """Modules that define models, imported after env.py has run."""
    app: str | None = None
    """"package:create_app" or "package:app": the Flask application whose context is needed."""
    server: str | None = None
    """The URL of a server on which the databases are made, password included; None: SQLite files."""
    token: str = ""
    """Part of the name of every database that is made on a server, so that it cannot be mistaken for another."""
    only: str = "verify"
    """"verify"; "create": build the database that `server` names; "build": upgrade scratch databases as `builds` says;
    "move": upgrade and downgrade one scratch database, which stays; "stand": upgrade scratch databases as asked;
    "release": as "verify", with all that env.py's filters leave out; "render": the SQL of `revisions` for `dialects`;
    "hooks": run the hooks of `alembic revision` on `files`; "scripts": only load the revision files; "drop": remove
    from the server what an earlier child with this token left, and nothing else."""
    builds: list[dict[str, Any]] = field(default_factory=list)
    """With "build", each its own database: "name", "targets" (revision ids, or "heads"), "later" (begin in another
    second than the one before, so that clocks show), "downgrade" (to nothing again, afterwards)."""
    moves: list[dict[str, Any]] = field(default_factory=list)
    """With "move", one after the other on the same database: "targets" (revision ids or "heads"; none: only what the
    migrations start from), "down" (downgrade to the one target instead)."""
    goes_on: bool = False
    """With "move": the database was made by an earlier process, and stays as that has left it."""
    revisions: list[str] = field(default_factory=list)
    """With "render", the ids of the revisions, in order."""
    dialects: list[str] = field(default_factory=list)
    """With "render", SQLAlchemy's names."""
    files: list[str] = field(default_factory=list)
    """With "hooks": absolute paths."""
    without: list[str] = field(default_factory=list)
    """With "scripts": names of files that are not loaded."""
    floors: dict[str, str] = field(default_factory=dict)
    """By target: a path of SQL that its migrations start from, in place of `start`."""
    schemas: list[str] = field(default_factory=list)
    """Schemas that the migrations need beside those that models and revision files name."""
    as_sql: bool = False
    """With "create": only tell the statements."""
    version_columns: list[dict[str, Any]] = field(default_factory=list)
    """With "create": the columns of the version table, where Alembic makes another one by itself."""
    start: str | None = None
    """What the migrations start from: a path of SQL, or "package.module:metadata"; None: nothing."""
    setup_sql: list[str] = field(default_factory=list)
    """Statements executed on both databases before anything else."""
    dialect: str | None = None
    """The dialect the migrations are written for, if the settings say."""
    emulate: bool = True
    """Whether what SQLite lacks is emulated."""
    stack_file: str = ""
    """Where the interpreter writes its stack when it crashes or its time is up."""
    time_limit: float = 600.0
    """Seconds after which the interpreter ends itself, should nobody else do it."""


def read_request(path: str) -> Request:
    """Return the request in the JSON file `path`."""
    with open(path, encoding="utf-8") as stream:
        return Request(**json.load(stream))
