"""The result of a review: values only."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.changes.kind import Kind
from migralint.database.render import RenderedSql
from migralint.drawing.row import Picture
from migralint.findings.finding import Finding
from migralint.history.revision import Revision
from migralint.loading.script_directory import ScriptDirectory


class Reversible(Struct, frozen=True):
    """Whether `alembic downgrade` reverts a revision."""

    word: Literal["yes", "without data", "no", "unknown"]
    why: str = ""
    """The reason; empty for yes."""


class ReviewedRevision(Struct, frozen=True):
    """One revision that the branch adds."""

    revision: Revision
    kind: Kind
    reversible: Reversible
    findings: tuple[Finding, ...] = ()
    """The findings of check in it, without accepted ones; the most severe first."""
    sql: tuple[RenderedSql, ...] = ()
    """The SQL by target and dialect; empty if nothing was rendered."""


class Runner(Struct, frozen=True):
    """Databases of one environment with the same number of pending revisions."""

    environment: str
    databases: int
    total: int
    """The number of all databases of the environment."""
    steps: int | None
    """The number of revisions that `alembic upgrade heads` runs on each after the merge; None: not known."""
    why: str = ""
    """Why that is not known."""
    noun: str = "database"


class Floor(Struct, frozen=True):
    """The oldest revisions that a prune would keep, before and after the merge."""

    before: tuple[str, ...]
    """Empty: it would remove nothing."""
    after: tuple[str, ...]
    removable_before: int
    removable_after: int
    pruned: tuple[str, ...] = ()
    """The revisions that this branch itself has pruned."""


class Review(Struct, frozen=True):
    """Everything about one branch."""

    script: ScriptDirectory
    ref: str
    """The merge target, under its usual name."""
    commit: str
    revisions: tuple[ReviewedRevision, ...]
    """The added revisions, in the order of an upgrade."""
    heads: tuple[str, ...]
    """The heads after the merge."""
    heads_before: tuple[str, ...]
    """The heads of the merge target."""
    picture: Picture
    """The history after the merge, around the new revisions and its heads."""
    other_findings: tuple[Finding, ...] = ()
    """The other findings of check that belong to this branch: in published revisions that it changes, in the merged
    graph."""
    runners: tuple[Runner, ...] | None = ()
    """The databases that run any of it, the largest number first; None: there is no list of environments."""
    floor: Floor | None = None
    """None: there is no list of environments, or it leaves that unknown."""
    dialects: tuple[str, ...] = ()
    """The dialects for which the SQL was rendered."""
    no_sql: str = ""
    """Why no SQL was rendered; empty if it was, or was not requested."""
