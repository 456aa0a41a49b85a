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
    """Whether `alembic downgrade` takes a revision back."""

    word: Literal["yes", "without data", "no", "unknown"]
    why: str = ""
    """In words; empty for yes."""


class ReviewedRevision(Struct, frozen=True):
    """One revision that the branch adds."""

    revision: Revision
    kind: Kind
    reversible: Reversible
    findings: tuple[Finding, ...] = ()
    """What check finds in it, accepted ones left out; the worst first."""
    sql: tuple[RenderedSql, ...] = ()
    """By target and dialect; empty if nothing was rendered."""


class Runner(Struct, frozen=True):
    """Databases of one environment with the same way to go."""

    environment: str
    databases: int
    total: int
    """All databases of the environment."""
    steps: int | None
    """Revisions that `alembic upgrade heads` runs on each after the merge; None: not known."""
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
    """The branch it is merged into, as people name it."""
    commit: str
    revisions: tuple[ReviewedRevision, ...]
    """In the order in which an upgrade runs them."""
    heads: tuple[str, ...]
    """After the merge."""
    heads_before: tuple[str, ...]
    """Of the branch it is merged into."""
    picture: Picture
    """The history after the merge, around what is new and its heads."""
    other_findings: tuple[Finding, ...] = ()
    """What check finds elsewhere that belongs to this branch: published revisions that it changes, the merged graph."""
    runners: tuple[Runner, ...] | None = ()
    """The databases that run any of it, the most first; None: there is no list of environments."""
    floor: Floor | None = None
    """None: there is no list of environments, or it leaves that unknown."""
    dialects: tuple[str, ...] = ()
    """For which the SQL was rendered."""
    no_sql: str = ""
    """Why none was rendered; empty if it was, or nobody wanted it."""
