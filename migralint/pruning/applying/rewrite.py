"""The new bytes of one revision file: header values and their copies in the docstring change, nothing else; pure."""

from __future__ import annotations

import ast
import re
from os.path import dirname

from migralint.evaluation.modules import ModuleFiles, import_roots
from migralint.findings.problem import Problem
from migralint.history.file import HeaderField, RevisionFile
from migralint.history.revision import Revision
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.pruning.applying.literals import edited_value, quote_of
from migralint.source.edits import Edit, apply_edits
from migralint.source.location import Location, Span
from migralint.source.text import SourceFile

_ID = re.compile(r"[\w.]+\Z")
_LINE_END = re.compile(rb"[^\r\n]*(\r\n|\r|\n|\Z)")
_FIELDS = ("down_revision", "depends_on", "branch_labels")
"""The header names besides `revision`, which only a rebase changes."""


def rewrite_file(data: bytes, before: Revision, after: Revision) -> bytes | Problem:
    """Edit the bytes of the file of `before` so that its header has the values of `after`.

    The result is parsed again and compared. A header that cannot be changed this way, or that differs from `before`, is
    a problem. Nothing is read from disk except constants of other modules that the header uses.
    """
    path = before.path or ""
    file = _read(path, data)
    if not _says(file, before):
        return Problem(
            "has changed since it was read",
            location=Location(path),
            revisions=(before.id,),
            help="run the command again",
        )
    try:
        changed = apply_edits(data, _Editor(file, data).edits(before, after))
    except _CannotError as reason:
        return _refused(file, before, str(reason))
    if not _says(_read(path, changed), after):
        return _refused(file, before, "after the change, it would not be read as planned")
    return changed


class _CannotError(Exception):
    """Why the header cannot be rewritten, as the end of a sentence."""


def _refused(file: RevisionFile, revision: Revision, reason: str) -> Problem:
    return Problem(
        f"the header of {revision.id} cannot be rewritten: {reason}",
        location=file.down_revision.location or file.revision.location or Location(file.path),
        revisions=(revision.id,),
        help="write down_revision, depends_on and branch_labels as plain literals, each assigned once",
    )


def _read(path: str, data: bytes) -> RevisionFile:
    return read_revision_file(path, data=data, modules=ModuleFiles(import_roots(dirname(path))))


def _says(file: RevisionFile, expected: Revision) -> bool:
    actual = file.as_revision
    return (
        actual is not None
        and not any(getattr(file, name).unknown for name in _FIELDS)
        and (actual.id, actual.down_revision, actual.depends_on, actual.branch_labels)
        == (expected.id, expected.down_revision, expected.depends_on, expected.branch_labels)
    )


def _values(revision: Revision, name: str) -> tuple[str, ...]:
    if name == "revision":
        return (revision.id,)
    values: tuple[str, ...] = getattr(revision, name)
    return values


class _Editor:
    """The edits of one file."""

    def __init__(self, file: RevisionFile, data: bytes) -> None:
        self._file = file
        self._data = data
        try:
            self._source = SourceFile(file.path, data)
            self._source.lines  # noqa: B018 - decodes
        except (SyntaxError, ValueError, LookupError):
            self._source = SourceFile.undecodable(file.path, data)
        self._quote = quote_of(self._text(file.revision.span)) if file.revision.span else '"'

    def edits(self, before: Revision, after: Revision) -> list[Edit]:
        """All edits of the file. Raises _CannotError."""
        edits: list[Edit] = []
        additions: dict[int, list[str]] = {}
        for name in ("revision", *_FIELDS):
            values = _values(after, name)
            if values == _values(before, name):
                continue
            field: HeaderField = getattr(self._file, name)
            if field.replaceable and field.span is not None:
                old = self._text(field.span)
                new = edited_value(
                    old,
                    values,
                    collapse=name in ("revision", "down_revision"),
                    quote=quote_of(old, default=self._quote),
                )
                edits.append(Edit(field.span, self._encoded(new)))
            else:
                spans = field.statements or self._file.down_revision.statements or self._file.revision.statements
                if not spans:
                    raise _CannotError(f"{name} is not assigned by a statement of the file")
                literal = edited_value("None", values, collapse=False, quote=self._quote)
                additions.setdefault(self._end_of_top_level(spans[-1]), []).append(f"{name} = {literal}")
        edits += [self._insertion(position, lines) for position, lines in additions.items()]
        if after.down_revision != before.down_revision:
            edits += self._revises(after.down_revision)
        if after.id != before.id:
            edits += self._docstring_id(before.id, after.id)
        return edits

    def _docstring_id(self, before: str, after: str) -> list[Edit]:
        docstring = self._file.docstring
        place = docstring.revision_id_at
        if place is None or docstring.revision_id != before:
            return []  # there is no such line, or it has another content
        line = self._source.lines[place.line - 1].decode(errors="replace")
        start = self._source.offset(place.line, len(line[: place.column - 1].encode()))
        return [Edit(Span(start, start + len(self._encoded(before))), self._encoded(after))]

    def _revises(self, parents: tuple[str, ...]) -> list[Edit]:
        docstring = self._file.docstring
        if docstring.revises_span is None or not all(_ID.match(name) for name in docstring.revises or ()):
            return []  # there is no such line, or it has text for readers
        try:
            start = docstring.revises_span.start
            blank = " " if parents and self._data[start - 1 : start] == b":" else ""  # an editor has stripped the line
            return [Edit(docstring.revises_span, self._encoded(blank + ", ".join(parents)))]
        except _CannotError:
            return []

    def _insertion(self, position: int, lines: list[str]) -> Edit:
        end = _LINE_END.match(self._data, position)
        assert end is not None
        # A new line gets the line end of the previous one; at the end of the file that of the file.
        newline = end[1].decode() or ("\r\n" if b"\r\n" in self._data else "\n")
        text = "".join(newline + line for line in lines)
        return Edit(Span(end.start(1), end.start(1)), self._encoded(text))

    def _end_of_top_level(self, span: Span) -> int:
        """The byte after the top-level statement that contains `span`: an assignment inserted there takes effect
        last."""
        try:
            tree = ast.parse(self._data)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise _CannotError("this Python cannot parse the file, and the value is not one literal") from None
        for index, statement in enumerate(tree.body):
            place = self._source.span(statement)
            if place.start <= span.start and span.end <= place.end:
                following = tree.body[index + 1] if index + 1 < len(tree.body) else None
                if following is not None and following.lineno == statement.end_lineno:
                    raise _CannotError("its line contains several statements")
                return place.end
        raise _CannotError("the statement that assigns it was not found")

    def _text(self, span: Span) -> str:
        return self._data[span.start : span.end].decode(self._source.encoding, errors="surrogateescape")

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode(self._source.encoding, errors="surrogateescape")
        except UnicodeEncodeError:
            raise _CannotError(f"{text!r} cannot be written in {self._source.encoding}") from None
