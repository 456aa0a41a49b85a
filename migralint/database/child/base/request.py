"""The parent's request, as in the request file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One verification of one script directory on one kind of database."""

    channel: int
    """The descriptor for messages to the parent."""
    seal: str
    """The beginning of every message."""
    questions: int
    """The descriptor of questions about the databases, which are asked after the databases are built."""
    scratch: str
    """An existing, empty folder of migralint: every database that the project may use is below it."""
    script_location: str
    """The folder that contains env.py."""
    version_locations: list[str]
    """The folders that contain revision files, in Alembic's order."""
    root: str
    """The working directory."""
    unresolved: list[str] = field(default_factory=list)
    """Version locations that do not exist, as in the configuration."""
    recursive: bool = False
    ini: str | None = None
    """Alembic's ini file."""
    toml: str | None = None
    """The pyproject.toml that contains [tool.alembic]."""
    section: str = "alembic"
    sys_path: list[str] = field(default_factory=list)
    """Folders at the beginning of the import path."""
    x: list[str] = field(default_factory=list)
    """The `-x` arguments in the format of `alembic -x`."""
    attributes: dict[str, Any] = field(default_factory=dict)
    """The content of `config.attributes`; a string "import package.module:attribute" stands for that object."""
    metadata: str | None = None
    """The "package.module:attribute" that replaces the target_metadata of env.py."""
    imports: list[str] = field(default_factory=list)
    """Modules that define models; they are imported after env.py has run."""
    app: str | None = None
    """ "package:create_app" or "package:app": the Flask application whose context the project needs."""
    server: str | None = None
    """The URL, with password, of the server on which the databases are created; None: SQLite files."""
    token: str = ""
    """A part of the names of all databases created on a server, so that they cannot be confused with others."""
    only: str = "verify"
    """ "verify"; "create": build the database that `server` names; "build": upgrade scratch databases as in
    `builds`; "move": upgrade and downgrade one scratch database and keep it; "stand": upgrade scratch databases on
    request; "release": as "verify", including objects that env.py's filters leave out; "render": return the SQL of
    `revisions` for `dialects`; "hooks": run the hooks of `alembic revision` on `files`; "scripts": only load the
    revision files; "drop": only remove from the server what an earlier child with this token left."""
    builds: list[dict[str, Any]] = field(default_factory=list)
    """With "build": the databases, each with "name", "targets" (revision ids, or "heads"), "later" (begin in another
    second than the previous one, so that times differ), "downgrade" (downgrade to nothing afterwards)."""
    moves: list[dict[str, Any]] = field(default_factory=list)
    """With "move": the moves, in order, on the same database: "targets" (revision ids or "heads"; empty: only the
    state from which the migrations start), "down" (downgrade to the one target instead)."""
    goes_on: bool = False
    """With "move": an earlier process created the database; continue with its present state."""
    revisions: list[str] = field(default_factory=list)
    """With "render": the ids of the revisions, in order."""
    dialects: list[str] = field(default_factory=list)
    """With "render": SQLAlchemy's names of the dialects."""
    files: list[str] = field(default_factory=list)
    """With "hooks": absolute paths."""
    without: list[str] = field(default_factory=list)
    """With "scripts": names of files that are not loaded."""
    floors: dict[str, str] = field(default_factory=dict)
    """By target: the path of an SQL file with the state from which its migrations start; replaces `start`."""
    schemas: list[str] = field(default_factory=list)
    """Further schemas that the migrations need, beside those in models and revision files."""
    as_sql: bool = False
    """With "create": only return the statements."""
    version_columns: list[dict[str, Any]] = field(default_factory=list)
    """With "create": the columns of the version table, if they differ from those that Alembic creates."""
    start: str | None = None
    """The state from which the migrations start: the path of an SQL file, or "package.module:metadata"; None: empty."""
    setup_sql: list[str] = field(default_factory=list)
    """Statements that are executed first on both databases."""
    dialect: str | None = None
    """The dialect for which the migrations are written, if the settings name it."""
    emulate: bool = True
    """Whether features that SQLite lacks are emulated."""
    stack_file: str = ""
    """The file to which the interpreter writes its stack after a crash or a timeout."""
    time_limit: float = 600.0
    """The number of seconds after which the interpreter ends itself, if no other process has ended it."""


def read_request(path: str) -> Request:
    """Return the request in the JSON file `path`."""
    with open(path, encoding="utf-8") as stream:
        return Request(**json.load(stream))
