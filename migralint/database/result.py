"""The result of a verification: values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from migralint.schema.compare import AllowEntry, Difference
    from migralint.schema.database import Database


class Status(StrEnum):
    """From best to worst."""

    MATCH = "match"
    DRIFT = "drift"
    FAILED = "failed"


class FailureKind(StrEnum):
    """Why a verification could not be completed."""

    NOT_FROM_EMPTY = "not-from-empty"
    NEEDS_APPLICATION = "needs-application"
    MISSING_PACKAGE = "missing-package"
    MISSING_DRIVER = "missing-driver"
    UNSUPPORTED_SQL = "unsupported-sql"
    MODELS_EMPTY = "models-empty"
    CREATE_ALL_FAILED = "create-all-failed"
    PROJECT_ERROR = "project-error"
    TIMEOUT = "timeout"
    CRASHED = "crashed"


class Failure(Struct, frozen=True):
    """Why there is no comparison, with an explanation."""

    stage: str
    """start-up, configuration, application, env, metadata, revisions, start, create-all, upgrade, include, compare,
    stamp."""
    kind: FailureKind
    error: str
    """The type and the message of the error; empty if there was none."""
    explanation: str
    """The cause and the advice, in sentences."""
    revision: str | None = None
    """The revision that was running."""
    path: str | None = None
    """The absolute path of the responsible file."""
    line: int | None = None
    sql: str | None = None
    """The statement that failed."""
    traceback: str = ""
    """Python's traceback, or the stack at the timeout; for --verbose."""
    setup: str = ""
    """Settings that may help, as a table to paste; empty if none are known."""


class Refusal(Struct, frozen=True):
    """A connection to another database that project code tried to open."""

    what: str
    path: str | None
    """The absolute path of the file that tried it; None: unknown."""
    line: int | None


class Emulated(Struct, frozen=True):
    """A feature that SQLite lacks and that was emulated."""

    what: str
    cls: str
    """"exact", "no meaning here", "meaning lost" or "guessed"."""
    revision: str | None
    """None: create_all was running."""
    count: int


class TargetResult(Struct, frozen=True):
    """One target of env.py on one kind of database."""

    name: str
    """The engine's name in a multidb env.py, otherwise "default"."""
    database: str
    """The database in the usual form: "sqlite 3.40.1"."""
    status: Status
    dialect: str | None = None
    """SQLAlchemy's name of the project's dialect: from the settings, or from env.py; None: neither names it."""
    start: str = "empty"
    """The state from which the migrations started: "empty", or the value of --start."""
    emulated: tuple[Emulated, ...] = ()
    differences: tuple[Difference, ...] = ()
    """The differences that no allow entry accepts, including notes; sorted by table, kind and object."""
    accepted: tuple[tuple[Difference, AllowEntry], ...] = ()
    failure: Failure | None = None
    refused: tuple[Refusal, ...] = ()
    """Refused connections; with a match, only harmless ones that were tried while env.py was read."""
    heads: tuple[str, ...] = ()
    """The rows of the version table after the upgrade."""
    revisions: int = 0
    """The number of revisions that the full upgrade has run."""
    version_columns: tuple[Mapping[str, Any], ...] = ()
    """The columns of the version table after the upgrade, if they differ from Alembic's; otherwise empty."""
    models: Database | None = None
    """The database of create_all; None if there was no comparison."""
    migrations: Database | None = None
    """The database of the full upgrade."""

    @property
    def exact(self) -> bool:
        """Whether nothing in the migrations was lost or guessed on this database."""
        return self.failure is None and all(one.cls in EXACT_CLASSES for one in self.emulated)


EXACT_CLASSES = ("exact", "no meaning here")


class Verification(Struct, frozen=True):
    """All targets of one script directory."""

    targets: tuple[TargetResult, ...]
    interpreter: Interpreter
    unused_allow: tuple[AllowEntry, ...] = ()
    """The entries of the allow list that accept nothing."""
    notices: tuple[str, ...] = ()
    """Notices that do not change the verdict."""
    output: str = ""
    """The end of the project's output, without passwords."""
    sides: tuple[str, str] = ("models", "migrations")
    """The names of the two sides in reports; a commit and "now" for two chains of migrations."""

    @property
    def status(self) -> Status:
        """The worst status of all targets."""
        worst = (Status.MATCH, Status.DRIFT, Status.FAILED)
        return max((target.status for target in self.targets), key=worst.index, default=Status.FAILED)


class Interpreter(Struct, frozen=True):
    """The interpreter in which project code ran; versions are empty if it did not start."""

    executable: str
    python: str = ""
    sqlalchemy: str = ""
    alembic: str = ""
    sqlite: str = ""


def together(verifications: Sequence[Verification]) -> Verification:
    """Return one verification for several on different databases; an allow entry is used if one of them uses it."""
    first = verifications[0]
    unused = [entry for entry in first.unused_allow if all(entry in one.unused_allow for one in verifications)]
    return Verification(
        tuple(target for one in verifications for target in one.targets),
        first.interpreter,
        tuple(unused),
        tuple(dict.fromkeys(notice for one in verifications for notice in one.notices)),
        "".join(one.output for one in verifications),
        first.sides,
    )
