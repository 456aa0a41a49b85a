"""One file of a version location as the static reader saw it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

from migralint.history.operation import Operation, unpack_operations
from migralint.history.revision import Revision
from migralint.source.location import Location, Span


class FileKind(Enum):
    """The kind of a file in a version location."""

    REVISION = "revision"
    """Its header was read (perhaps by the tolerant reader)."""
    NOT_A_REVISION = "not-a-revision"
    """Alembic would load it and fail: it has no `revision`."""
    UNREADABLE = "unreadable"
    """Neither reader found a header: broken syntax, undecodable bytes, too large, no permission."""
    IGNORED = "ignored"
    """It looks like a revision, but Alembic's file name rule or folder rule excludes it."""


class HeaderField(Struct, frozen=True):
    """One header name (`revision`, `down_revision`, `depends_on`, `branch_labels`) and what is known about it."""

    values: tuple[str, ...] = ()
    """The strings in its value, in order; empty for None, an empty sequence, or an absent name."""
    location: Location | None = None
    """The location of the value in the assignment that takes effect; None: the name is absent."""
    span: Span | None = None
    """The bytes of that value expression."""
    unknown: str = ""
    """Why the value cannot be known statically; empty if it is known. Never guessed: then `values` is empty."""
    literal: bool = True
    """Whether the value is one literal: a constant, or a tuple, list or set display of constants. False: it is known,
    but through names, concatenation, `+=` or branches that agree, or it is not known."""
    replaceable: bool = False
    """Whether replacing the expression at `span` always changes this value, and nothing else. False for branches, `+=`,
    chained targets (`revision = x = "a"`), loops, and names that are absent."""
    statements: tuple[Span, ...] = ()
    """The bytes of every statement outside functions that assigns the name, from first to last."""
    mentions: tuple[str, ...] = ()
    """If the value is unknown: the strings in those statements. The value may be among them, so this field is no
    sufficient reason to report a revision as missing, or as a head."""


class DocstringHeader(Struct, frozen=True):
    """The docstring of a revision file, in the form that Alembic's template writes."""

    message: str = ""
    message_at: Location | None = None
    """The location of the message (the docstring's first line that is not blank)."""
    revision_id: str | None = None
    """From `Revision ID:`; None if there is no such line."""
    revision_id_at: Location | None = None
    revises: tuple[str, ...] | None = None
    """From `Revises:`; empty for an empty line, None if there is no such line."""
    revises_at: Location | None = None
    revises_span: Span | None = None
    """The bytes after `Revises:` and the following blanks, up to the end of the line."""
    create_date: str | None = None
    """From `Create Date:`, as written."""
    create_date_at: Location | None = None


class Function(Struct, frozen=True):
    """A function at the top level of a revision file, or another name bound to one."""

    location: Location
    """Its `def` line up to the name, or the statement that binds it."""
    empty: bool = False
    """Its body only has a docstring, `pass`, `...` or `return`: it has no effect."""
    raises: bool = False
    """Its body only raises."""
    parameters: tuple[str, ...] = ()
    """Names of its positional parameters (`upgrade(engine_name)` in a multi-database environment)."""
    is_async: bool = False
    explained: bool = False
    """Its body contains a comment or a docstring."""
    delegates: bool = False
    """It calls something that the project or another package defines; the effect of that call is not in the file."""


class RevisionFile(Struct, frozen=True):
    """One file of a version location: its header, its docstring, its operations, and any error from reading it."""

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
    """Why the strict reader could not read the file; empty if it could. The kind may still be REVISION."""
    error_at: Location | None = None
    packed_operations: bytes = b""
    """The operations in packed form, so that thousands of files fit into memory; use `operations`."""
    functions: Mapping[str, Function] | None = None
    """Top-level functions by name, also `upgrade` and `downgrade` bound by import or assignment; None if no part of the
    file could be read."""
    constants_from: tuple[str, ...] = ()
    """Absolute paths of the other files in which header values were read or searched: if one of them is changed, added
    or removed, the values may change."""

    mentions_migralint: bool = True
    """Whether its bytes contain `migralint:`, so that a comment may address migralint; also if that was not checked."""

    @property
    def unknown_header(self) -> bool:
        """Whether any value of the header cannot be known."""
        fields = (self.revision, self.down_revision, self.depends_on, self.branch_labels)
        return any(field.unknown for field in fields)

    @property
    def empty_functions(self) -> frozenset[str]:
        """The members of `functions` that certainly have no effect: a body of `pass`, `...`, a docstring, a bare
        `return`."""
        return frozenset(name for name, function in (self.functions or {}).items() if function.empty)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of `upgrade()` and `downgrade()`, in the order in which they run down the source.

        Unpacked on demand; the results for the most recently used files are kept.
        """
        return unpack_operations(self.path, self.packed_operations)
