"""Reads one file of a version location into a value; a broken file is a value too, never an exception."""

from __future__ import annotations

import ast
import errno
import os
import re
import sys
import threading
import warnings
from collections.abc import Iterable
from contextlib import suppress

from msgspec.structs import replace

from migralint.evaluation.modules import ModuleFiles, import_roots
from migralint.findings.suppression import MARK
from migralint.history.file import DocstringHeader, FileKind, Function, HeaderField, RevisionFile
from migralint.history.revision import Revision
from migralint.loading.operations.operations import read_operations
from migralint.loading.revisions.conflicts import conflict_in_text
from migralint.loading.revisions.docstring import parsed_date, read_docstring
from migralint.loading.revisions.functions import read_functions
from migralint.loading.revisions.header import HEADER_NAMES, Header, read_header
from migralint.source.location import Location
from migralint.source.reading import USED_UP, NotRegularError, read_regular, reason
from migralint.source.text import SourceFile

MOST_BYTES = 10_000_000
"""A larger file is not a revision, and is not read."""
_TOO_DEEP = "it is nested too deeply"
_DEEPEST, _DEEP_STACK = 20_000, 256 * 1024 * 1024
"""Python compiles some 3,000 levels, each of which needs a few frames here; unused stack takes no memory."""
_LEGACY_NAME = re.compile(r"([a-f0-9]+)\.py$")
"""Alembic takes the id from such a file name if the file does not assign `revision`."""


def read_revision_file(path: str, *, data: bytes | None = None, modules: ModuleFiles | None = None) -> RevisionFile:
    """Read one revision file.

    `path` is absolute. With `data` (from a blob of git or an archive), nothing is read from disk, and a header that
    uses constants of other modules is unknown. Otherwise these are looked up in `modules`, by default in the folders
    above the file.
    """
    if data is None:
        if modules is None:
            modules = ModuleFiles(import_roots(os.path.dirname(path)))
        try:
            data = _read(path)
        except _UnreadableError as error:
            return RevisionFile(path, FileKind.UNREADABLE, error=str(error), error_at=Location(path))
    if len(data) > MOST_BYTES:
        return RevisionFile(path, FileKind.UNREADABLE, error=_too_large(len(data)), error_at=Location(path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings about invalid escapes in the file's strings
        try:
            return _parsed(path, data, modules)
        except (RecursionError, MemoryError):
            return _deeply(path, data, modules)


def _deeply(path: str, data: bytes, modules: ModuleFiles | None) -> RevisionFile:
    """Read a file that Python can compile, however deeply it is nested: hundreds of `elif`, or of added strings."""
    too_deep = RevisionFile(path, FileKind.UNREADABLE, error=_TOO_DEEP, error_at=Location(path))
    try:
        compile(data, path, "exec", dont_inherit=True)
    except (RecursionError, MemoryError):
        return too_deep
    except (SyntaxError, ValueError):  # `_parsed` below reports the error
        pass
    file: RevisionFile | None = None

    def read() -> None:
        nonlocal file
        with suppress(RecursionError, MemoryError):
            file = _parsed(path, data, modules, deepest=True)

    limit, size = sys.getrecursionlimit(), threading.stack_size(_DEEP_STACK)
    try:
        sys.setrecursionlimit(max(limit, _DEEPEST))
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    except (RuntimeError, MemoryError):  # no further thread can be started
        pass
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    return file or too_deep


class _UnreadableError(Exception):
    pass


def _read(path: str) -> bytes:
    try:
        return read_regular(path, limit=MOST_BYTES)
    except FileNotFoundError:
        dangling = os.path.islink(path)
        raise _UnreadableError("it is a broken symbolic link" if dangling else "there is no such file") from None
    except IsADirectoryError:
        raise _UnreadableError("it is a folder") from None
    except NotRegularError:
        raise _UnreadableError("it is not a regular file") from None
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise _UnreadableError(_too_large(os.path.getsize(path))) from None
        if error.errno in USED_UP:  # the error is not about the file
            raise
        raise _UnreadableError(reason(error).lower()) from None


def _too_large(size: int) -> str:
    return f"it is too large for a revision file ({size / 1e6:.0f} MB)"


def _parsed(path: str, data: bytes, modules: ModuleFiles | None, *, deepest: bool = False) -> RevisionFile:
    """Parse a file; with `deepest`, a file that is nested too deeply to be parsed is a value.

    Otherwise raises RecursionError or MemoryError for such a file, and in both cases for one too deep to be evaluated.
    """
    try:
        source = SourceFile(path, data)
        tree = ast.parse(data)
        if source.encoding != "utf-8":
            source.lines  # noqa: B018 - decodes
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError) as problem:
        if isinstance(problem, RecursionError | MemoryError) and not deepest:
            raise
        error, error_at = _explained(path, problem)
        return _tolerantly(_decodable(path, data), modules, error, error_at)
    header = _read_header(tree, source, modules)
    conflict = conflict_in_text(data)
    if conflict is None:
        return _described(tree, source, header)
    file = _described(tree, source, header, "unresolved merge conflict in a string", source.place(*conflict))
    return replace(file, docstring=DocstringHeader(message=file.docstring.message))


def _tolerantly(source: SourceFile, modules: ModuleFiles | None, error: str, error_at: Location) -> RevisionFile:
    """Read a file that Python cannot parse, as far as that is certain; with a conflict, the header is unknown."""
    from migralint.loading.revisions.conflicts import contradicted, first_marker
    from migralint.loading.revisions.tolerant import read_statements, strings_in  # few files need these

    marker = first_marker(source.data)
    statements = read_statements(source) if marker is None else None
    twice = contradicted(statements.tree, frozenset(HEADER_NAMES)) if statements is not None else None
    if statements is None or twice is not None:
        why = "" if twice is None else f": {twice} is assigned different values"
        unknown = HeaderField(unknown="unresolved merge conflict", literal=False, mentions=strings_in(source))
        return RevisionFile(
            source.path,
            FileKind.UNREADABLE,
            *(unknown,) * 4,
            error=f"unresolved merge conflict{why}",
            error_at=error_at if marker is None else source.place(*marker),
            mentions_migralint=MARK in source.data,
        )
    header = _read_header(statements.shadows, source, modules)
    return _described(statements.tree, source, header, error, error_at, statements.broken)


def _decodable(path: str, data: bytes) -> SourceFile:
    try:
        source = SourceFile(path, data)
        assert source.lines is not None
    except (SyntaxError, ValueError, LookupError):
        return SourceFile.undecodable(path, data)
    return source


def _explained(path: str, problem: Exception) -> tuple[str, Location]:
    if isinstance(problem, RecursionError | MemoryError):
        return _TOO_DEEP, Location(path)
    message = str(problem.msg) if isinstance(problem, SyntaxError) else str(problem)
    if "null bytes" in message:
        return "it contains a null byte", Location(path)
    if isinstance(problem, SyntaxError) and problem.lineno:
        column = max(problem.offset or 1, 1)
        return message, Location(path, problem.lineno, column)
    return message, Location(path)


def _read_header(tree: ast.Module, source: SourceFile, modules: ModuleFiles | None) -> tuple[Header, tuple[str, ...]]:
    """Return the header, and the files from which its values were read, or in which they were looked for."""
    lookups = modules.lookups if modules is not None else 0
    header = read_header(tree, source, modules.resolver() if modules is not None else None)
    consulted = tuple(modules.consulted) if modules is not None and modules.lookups > lookups else ()
    return header, consulted


def _described(
    tree: ast.Module,
    source: SourceFile,
    read: tuple[Header, tuple[str, ...]],
    error: str = "",
    error_at: Location | None = None,
    broken: Iterable[tuple[str, int]] = (),
) -> RevisionFile:
    path = source.path
    header, consulted = read
    fields, docstring = header.fields, _docstring(tree, source)
    revision = fields["revision"]
    kind = FileKind.REVISION
    if revision.location is None and not error and (legacy := _LEGACY_NAME.match(os.path.basename(path))):
        revision = HeaderField((legacy[1],), location=Location(path), literal=False)
    elif revision.location is None:
        kind = FileKind.UNREADABLE if error else FileKind.NOT_A_REVISION
    down_revision = fields["down_revision"]
    if kind is FileKind.REVISION and down_revision.location is None:
        down_revision = HeaderField(location=revision.location, unknown="the file does not assign it", literal=False)
    if header.raises and not error:
        error, error_at = "it raises an exception when it is imported", Location(path)
    as_revision = None
    if kind is FileKind.REVISION and revision.values:
        as_revision = Revision(
            revision.values[0],
            down_revision.values,
            fields["depends_on"].values,
            fields["branch_labels"].values,
            docstring.message,
            parsed_date(docstring.create_date),
            revision.location,
            down_revision.location,
            fields["depends_on"].location,
            fields["branch_labels"].location,
        )
    functions: dict[str, Function] = read_functions(tree, source)
    for name, line in broken:
        functions.setdefault(name, Function(Location(path, line)))
    return RevisionFile(
        path=path,
        kind=kind,
        revision=revision,
        down_revision=down_revision,
        depends_on=fields["depends_on"],
        branch_labels=fields["branch_labels"],
        docstring=docstring,
        as_revision=as_revision,
        error=error,
        error_at=error_at,
        packed_operations=read_operations(tree, source, header.names),
        functions=functions,
        constants_from=consulted,
        mentions_migralint=MARK in source.data,
    )


def _docstring(tree: ast.Module, source: SourceFile) -> DocstringHeader:
    if tree.body and isinstance(tree.body[0], ast.Expr):
        node = tree.body[0].value
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return read_docstring(source, source.span(node), node.value)
    return DocstringHeader()
