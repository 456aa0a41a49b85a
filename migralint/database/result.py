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
    """Why a verification could not be finished."""

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
    """Why there is no comparison, in words."""

    stage: str
    """start-up, configuration, application, env, metadata, revisions, start, create-all, upgrade, include, compare,
    stamp."""
    kind: FailureKind
    error: str
    """The error's own type and message; empty if there was none."""
    explanation: str
    """The cause and what to do, in sentences."""
    revision: str | None = None
    """The revision that was running."""
    path: str | None = None
    """Absolute path of the file that is responsible."""
    line: int | None = None
    sql: str | None = None
    """The statement that failed."""
    traceback: str = ""
    """Python's traceback, or the stack at the end of the time; for --verbose."""
    setup: str = ""
    """The settings that may help, as a table to paste; empty if none is known."""


class Refusal(Struct, frozen=True):
    """A connection that project code tried to make elsewhere."""

    what: str
    path: str | None
    """Absolute path of the file that tried; None: unknown."""
    line: int | None


class Emulated(Struct, frozen=True):
    """Something SQLite lacks that was done for it."""

    what: str
    cls: str
    """"exact", "no meaning here", "meaning lost" or "guessed"."""
    revision: str | None
    """None: while create_all ran."""
    count: int


class TargetResult(Struct, frozen=True):
    """One target of env.py on one kind of database."""

    name: str
    """The engine's name of a multidb env.py, otherwise "default"."""
    database: str
    """As people say it: "sqlite 3.40.1"."""
    status: Status
    dialect: str | None = None
    """What the project is written for, by SQLAlchemy's name: as set, or as env.py says; None: nobody said."""
    start: str = "empty"
    """What the migrations started from: "empty", or what --start names."""
    emulated: tuple[Emulated, ...] = ()
    differences: tuple[Difference, ...] = ()
    """Those that no allow entry accepts, notes included; ordered by table, kind and object."""
    accepted: tuple[tuple[Difference, AllowEntry], ...] = ()
    failure: Failure | None = None
    refused: tuple[Refusal, ...] = ()
    """Connections elsewhere that were refused; with a match, harmless ones, made while env.py was read."""
    heads: tuple[str, ...] = ()
    """The rows of the version table after the upgrade."""
    revisions: int = 0
    """How many revisions the full upgrade has run."""
    version_columns: tuple[Mapping[str, Any], ...] = ()
    """The columns of the version table after the upgrade, if Alembic makes another one by itself; otherwise empty."""
    models: Database | None = None
    """What create_all made; None if there was no comparison."""
    migrations: Database | None = None
    """What the full upgrade made."""

    @property
    def exact(self) -> bool:
        """Whether nothing of what the migrations mean was lost or guessed on this database."""
        return self.failure is None and all(one.cls in EXACT_CLASSES for one in self.emulated)


EXACT_CLASSES = ("exact", "no meaning here")


class Verification(Struct, frozen=True):
    """All targets of one script directory."""

    targets: tuple[TargetResult, ...]
    interpreter: Interpreter
    unused_allow: tuple[AllowEntry, ...] = ()
    """Entries of the allow list that accept nothing."""
    notices: tuple[str, ...] = ()
    """What should be known but changes no verdict."""
    output: str = ""
    """The last of what the project printed, passwords removed."""
    sides: tuple[str, str] = ("models", "migrations")
    """What is compared, as reports call it; a commit and "now" for two chains of migrations."""

    @property
    def status(self) -> Status:
        """The worst of the targets'."""
        worst = (Status.MATCH, Status.DRIFT, Status.FAILED)
        return max((target.status for target in self.targets), key=worst.index, default=Status.FAILED)


class Interpreter(Struct, frozen=True):
    """What project code ran in; versions are empty if it did not get that far."""

    executable: str
    python: str = ""
    sqlalchemy: str = ""
    alembic: str = ""
    sqlite: str = ""


def together(verifications: Sequence[Verification]) -> Verification:
    """One verification of several on different databases; an allow entry that one of them uses is used."""
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
