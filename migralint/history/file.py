"""One file of a version location as the static reader saw it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

from migralint.history.operation import Operation, unpack_operations
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


class HeaderField(Struct, frozen=True):
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
    """Whether the value is one literal: a constant, or a tuple, list or set display of constants. False: it is known,
    but through names, concatenation, `+=` or branches that agree, or it is not known."""
    replaceable: bool = False
    """Whether putting another expression at `span` changes this value, always, and nothing else. False for branches,
    `+=`, chained targets (`revision = x = "a"`), loops, and names that are absent."""
    statements: tuple[Span, ...] = ()
    """The bytes of every statement outside functions that assigns the name, first to last."""
    mentions: tuple[str, ...] = ()
    """If the value is unknown: the strings that occur in those statements. The value may be among them, so nobody
    should call a revision missing, or a head, on the strength of this field."""


class DocstringHeader(Struct, frozen=True):
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


class Function(Struct, frozen=True):
    """A function at the top level of a revision file, or another name bound to one."""

    location: Location
    """Its `def` line up to the name, or the statement that binds it."""
    empty: bool = False
    """Its body is a docstring, `pass`, `...`, `return` alone: it does nothing."""
    raises: bool = False
    """It does nothing but raise."""
    parameters: tuple[str, ...] = ()
    """Names of its positional parameters (`upgrade(engine_name)` in a multi-database environment)."""
    is_async: bool = False
    explained: bool = False
    """A comment or a docstring is in its body."""
    delegates: bool = False
    """Some statement of it calls what the project or another package defines: what that does is not in the file."""


class RevisionFile(Struct, frozen=True):
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
    packed_operations: bytes = b""
    """The operations in the form in which thousands of files fit into memory; read `operations`."""
    functions: Mapping[str, Function] | None = None
    """Top-level functions by name, also `upgrade` and `downgrade` bound by import or assignment; None if nothing of the
    file could be read."""
    constants_from: tuple[str, ...] = ()
    """Absolute paths of the other files that header values were read from or looked for in: if one changes, comes or
    goes, so may this value."""

    mentions_migralint: bool = True
    """Whether its bytes hold `migralint:`, so that a comment may address us; also where that was not looked at."""

    @property
    def unknown_header(self) -> bool:
        """Whether any value of the header cannot be known."""
        fields = (self.revision, self.down_revision, self.depends_on, self.branch_labels)
        return any(field.unknown for field in fields)

    @property
    def empty_functions(self) -> frozenset[str]:
        """Those of `functions` that certainly do nothing: a body of `pass`, `...`, a docstring, a bare `return`."""
        return frozenset(name for name, function in (self.functions or {}).items() if function.empty)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of `upgrade()` and `downgrade()`, in the order in which they run down the source.

        Unpacked when asked for, and kept for the files asked for last.
        """
        return unpack_operations(self.path, self.packed_operations)
