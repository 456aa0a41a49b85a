"""ML205: the docstring contradicts the header."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Fix, Problem
from migralint.history.file import FileKind, HeaderField, RevisionFile
from migralint.rules.wording import listed
from migralint.source.edits import Edit
from migralint.source.location import Location

_DECORATION = re.compile(r"[()\[\]'\"`<>]")
_NOTHING = frozenset({"", "none", "base", "-"})
_ID = re.compile(r"[\w.]+\Z")


_HARMLESS = re.compile(r"[ !#-&(-\[\]-~]*")
"""ASCII (the file may be in any encoding) without quotes and backslashes, which could end the docstring."""


def revises_mismatch(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """The docstring's `Revises:` or `Revision ID:` contradicts the header.

    Why:
        Alembic's template writes the parent twice, and only `down_revision` counts. If the parent is changed by hand,
        the docstring is often forgotten, and the next reader believes it. `migralint check --fix` corrects the
        `Revises:` line.

    Example:
            # b2c3d4e5f6a1_add_users.py
            \"\"\"add users

            Revision ID: b2c3d4e5f6a1
            Revises: 000000000000

            \"\"\"
            revision = "b2c3d4e5f6a1"
            down_revision = None

    Instead:
            # b2c3d4e5f6a1_add_users.py
            \"\"\"add users

            Revision ID: b2c3d4e5f6a1
            Revises:

            \"\"\"
            revision = "b2c3d4e5f6a1"
            down_revision = None

    Note:
        In a file that others build on, the severity is only info: it is merged, and nobody edits it only for its text.
        An empty `Revises:` in such a file is not reported at all.
    """
    if file.kind is not FileKind.REVISION:
        return
    yield from _revises(file, subject)
    yield from _revision_id(file)


def _revises(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    docstring, header = file.docstring, file.down_revision
    if docstring.revises is None or header.unknown or header.location is None:
        return
    span = docstring.revises_span
    blank = span is not None and span.start == span.end
    if blank and file.as_revision is not None and not subject.is_new(file.as_revision):
        return  # it is empty, so there is no contradiction
    said = _cleaned(docstring.revises)
    if not all(_ID.match(name) for name in said):
        return  # words for readers, not ids
    if set(said) == set(header.values) or _abbreviates(said, header.values):
        return
    fix = _fix(file)
    yield Problem(
        f"the docstring says Revises: {', '.join(said) or 'nothing'}, but down_revision is {_value(header)}",
        location=docstring.revises_at or Location(file.path),
        revisions=file.revision.values,
        help=f"write `Revises: {', '.join(header.values)}`".replace(": `", ":`")
        + f"{' (`--fix` does)' if fix else ''}, or correct down_revision if the docstring is right",
        fix=fix,
    )


def _fix(file: RevisionFile) -> Fix | None:
    span, at = file.docstring.revises_span, file.docstring.revises_at
    # Alembic's template joins several parents so; a base has an empty line.
    text = ", ".join(file.down_revision.values)
    if file.error or span is None or at is None or not _HARMLESS.fullmatch(text):
        return None
    blank = " " if text and at.column == len("Revises:") + 1 else ""  # an editor removed the blank of an empty line
    return Fix(file.path, (Edit(span, f"{blank}{text}".encode()),))


def _revision_id(file: RevisionFile) -> Iterator[Problem]:
    said = file.docstring.revision_id
    if said is None or file.as_revision is None:
        return
    names = _cleaned((said,))
    cleaned = names[0] if len(names) == 1 else ""  # several words are text for readers
    if not _ID.match(cleaned) or cleaned == file.as_revision.id or _abbreviates((cleaned,), (file.as_revision.id,)):
        return
    yield Problem(
        f"the docstring says Revision ID: {cleaned}, but revision is {file.as_revision.id!r}",
        location=file.docstring.revision_id_at or Location(file.path),
        revisions=(file.as_revision.id,),
        help=f"write `Revision ID: {file.as_revision.id}`, or correct revision if the docstring is right",
    )


def _cleaned(names: tuple[str, ...]) -> tuple[str, ...]:
    """The text without the punctuation of a tuple, and without words for "nothing"."""
    bare = (_DECORATION.sub("", part).strip() for name in names for part in name.split(","))
    return tuple(name for name in bare if name.lower() not in _NOTHING)


def _abbreviates(said: tuple[str, ...], values: tuple[str, ...]) -> bool:
    """Whether each name in the docstring is a prefix of the one in the header, long enough to be meant."""
    return len(said) == len(values) and all(
        len(short) >= 4 and full.startswith(short) for short, full in zip(sorted(said), sorted(values), strict=True)
    )


def _value(header: HeaderField) -> str:
    return listed([repr(value) for value in header.values]) if header.values else "None"
