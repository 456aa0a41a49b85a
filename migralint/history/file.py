"""One file of a version location as the static reader saw it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from migralint.history.operation import Operation
from migralint.history.revision import Revision
from migralint.source.location import Location, Span


class FileKind(Enum):
    """What a file in a version location is."""

    REVISION = "revision"
    """Its header was read (perhaps by the tolerant reader)."""
    NOT_A_REVISION = "not-a-revision"
    """Alembic would load it and fail: it has no `revision`."""
    UNREADABLE = "unreadable"
    """Neither reader found a header: broken syntax, undecodable bytes, too large, no permission."""
    IGNORED = "ignored"
    """It looks like a revision, but Alembic's file name rule or folder rule passes over it."""


@dataclass(frozen=True, slots=True)
class HeaderField:
    """One header name (`revision`, `down_revision`, `depends_on`, `branch_labels`) and what is known of it."""

    values: tuple[str, ...] = ()
    """What it evaluates to, in order; empty for None, an empty sequence, or an absent name."""
    location: Location | None = None
    """Where the value expression of the assignment that counts stands; None: the name is absent."""
    span: Span | None = None
    """The bytes of that value expression."""
    unknown: str = ""
    """Why the value cannot be known statically; empty if it is known. Never guessed: then `values` is empty."""
    literal: bool = True
    """False: known, but not one literal expression (constants elsewhere, `+=`, branches), so no edit can rewrite it
    without replacing the expression."""
    statements: tuple[Span, ...] = ()
    """The bytes of every top-level statement that assigns the name, first to last."""


@dataclass(frozen=True, slots=True)
class DocstringHeader:
    """What the docstring of a revision file says, as Alembic's template writes it."""

    message: str = ""
    message_at: Location | None = None
    """Where the message stands (the docstring's first line that is not blank)."""
    revision_id: str | None = None
    """From `Revision ID:`; None if there is no such line."""
    revision_id_at: Location | None = None
    revises: tuple[str, ...] | None = None
    """From `Revises:`; empty for an empty line, None if there is no such line."""
    revises_at: Location | None = None
    revises_span: Span | None = None
    """The bytes after `Revises:` and the blanks behind it, up to the line's end."""
    create_date: str | None = None
    """From `Create Date:`, as written."""
    create_date_at: Location | None = None


@dataclass(frozen=True, slots=True)
class RevisionFile:
    """One file of a version location: its header, its docstring, its operations, and what was wrong in reading it."""

    path: str
    kind: FileKind
    revision: HeaderField = HeaderField()
    down_revision: HeaderField = HeaderField()
    depends_on: HeaderField = HeaderField()
    branch_labels: HeaderField = HeaderField()
    docstring: DocstringHeader = DocstringHeader()
    as_revision: Revision | None = None
    """The revision for the graph; None unless `kind` is REVISION and its id is known."""
    error: str = ""
    """Why the file could not be read by the strict reader; empty if it was. The kind may still be REVISION."""
    error_at: Location | None = None
    operations: tuple[Operation, ...] = ()
    """The operations of `upgrade()` and `downgrade()`, in source order."""
    functions: dict[str, Location] | None = None
    """Top-level functions by name, also names bound by import or assignment that could be one; None if the syntax
    tree could not be read."""
    empty_functions: frozenset[str] = frozenset()
    """Those of `functions` that certainly do nothing: a body of `pass`, `...`, a docstring, a bare `return`."""
    constants_from: tuple[str, ...] = ()
    """Absolute paths of the other files that header values were read from: if one changes, so may this value."""
