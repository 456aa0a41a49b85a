"""Converts a revision file to plain tuples and back, for the cache."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from migralint.history.file import DocstringHeader, FileKind, Function, HeaderField, RevisionFile
from migralint.history.revision import Revision
from migralint.source.location import Location, Span

Packed = tuple[Any, ...]
"""Nested tuples of strings, numbers, bytes and None."""

_KINDS = {kind.value: kind for kind in FileKind}
_NO_FIELD = HeaderField()
_NO_DOCSTRING = DocstringHeader()


def pack_file(file: RevisionFile) -> Packed:
    """Return all fields except the path."""
    revision = file.as_revision
    return (
        file.kind.value,
        tuple(
            [_pack_field(field) for field in (file.revision, file.down_revision, file.depends_on, file.branch_labels)]
        ),
        _pack_docstring(file.docstring),
        None
        if revision is None
        else (revision.id, revision.message, revision.create_date.isoformat() if revision.create_date else None),
        file.error,
        _place(file.error_at),
        file.packed_operations,
        None
        if file.functions is None
        else tuple(
            [
                (name, _place(f.location), f.empty, f.raises, f.parameters, f.is_async, f.explained, f.delegates)
                for name, f in file.functions.items()
            ]
        ),
        file.constants_from,
        file.mentions_migralint,
    )


def unpack_file(path: str, packed: Packed) -> RevisionFile:
    """Return the value that `pack_file` packed, for the file at `path`.

    Raises ValueError or TypeError for other values.
    """
    kind, fields, docstring, revision, error, error_at, operations, functions, constants_from, mentioned = packed
    own, parents, dependencies, labels = [_unpack_field(path, field) for field in fields]
    as_revision = None
    if revision is not None:
        identifier, message, created = revision
        as_revision = Revision(
            identifier,
            parents.values,
            dependencies.values,
            labels.values,
            message,
            None if created is None else datetime.fromisoformat(created),
            own.location,
            parents.location,
            dependencies.location,
            labels.location,
        )
    return RevisionFile(
        path,
        _KINDS[kind],
        own,
        parents,
        dependencies,
        labels,
        _unpack_docstring(path, docstring),
        as_revision,
        error,
        None if error_at is None else Location(path, *error_at),
        operations,
        None
        if functions is None
        else {name: Function(Location(path, *place), *rest) for name, place, *rest in functions},
        constants_from,
        mentioned,
    )


def _place(location: Location | None) -> Packed | None:
    if location is None:
        return None
    return (location.line, location.column, location.end_line, location.end_column)


def _pack_field(field: HeaderField) -> Packed | None:
    if field == _NO_FIELD:
        return None
    return (
        field.values,
        _place(field.location),
        None if field.span is None else (field.span.start, field.span.end),
        field.unknown,
        field.literal,
        field.replaceable,
        tuple([(span.start, span.end) for span in field.statements]),
        field.mentions,
    )


def _unpack_field(path: str, packed: Packed | None) -> HeaderField:
    if packed is None:
        return _NO_FIELD
    values, place, span, unknown, literal, replaceable, statements, mentions = packed
    return HeaderField(
        values,
        None if place is None else Location(path, *place),
        None if span is None else Span(*span),
        unknown,
        literal,
        replaceable,
        tuple([Span(*statement) for statement in statements]),
        mentions,
    )


def _pack_docstring(docstring: DocstringHeader) -> Packed | None:
    if docstring == _NO_DOCSTRING:
        return None
    span = docstring.revises_span
    return (
        docstring.message,
        _place(docstring.message_at),
        docstring.revision_id,
        _place(docstring.revision_id_at),
        docstring.revises,
        _place(docstring.revises_at),
        None if span is None else (span.start, span.end),
        docstring.create_date,
        _place(docstring.create_date_at),
    )


def _unpack_docstring(path: str, packed: Packed | None) -> DocstringHeader:
    if packed is None:
        return _NO_DOCSTRING
    message, message_at, identifier, identifier_at, revises, revises_at, span, date, date_at = packed
    return DocstringHeader(
        message,
        None if message_at is None else Location(path, *message_at),
        identifier,
        None if identifier_at is None else Location(path, *identifier_at),
        revises,
        None if revises_at is None else Location(path, *revises_at),
        None if span is None else Span(*span),
        date,
        None if date_at is None else Location(path, *date_at),
    )
