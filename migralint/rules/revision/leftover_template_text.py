"""ML213: placeholders of the template that were not replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import FileKind, RevisionFile
from migralint.source.location import Location

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


def leftover_template_text(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A placeholder of `script.py.mako` that was not replaced.

    Why:
        The file was copied from the template by hand instead of being created by `alembic revision`. Its message, date
        or id is missing, and so is everything else that the command would have written.

    Example:
            # a1b2c3d4e5f6_start.py
            \"\"\"${message}

            Revision ID: a1b2c3d4e5f6
            Create Date: ${create_date}
            \"\"\"
            revision = "a1b2c3d4e5f6"
            down_revision = None

    Instead:
            # a1b2c3d4e5f6_start.py
            \"\"\"start

            Revision ID: a1b2c3d4e5f6
            Create Date: 2024-03-01 12:00:00
            \"\"\"
            revision = "a1b2c3d4e5f6"
            down_revision = None
    """
    if file.kind is not FileKind.REVISION:
        return
    docstring = file.docstring
    texts: list[tuple[str, Location | None]] = [
        (docstring.message, docstring.message_at),
        (docstring.revision_id or "", docstring.revision_id_at),
        (", ".join(docstring.revises or ()), docstring.revises_at),
        (docstring.create_date or "", docstring.create_date_at),
    ]
    headers = (file.revision, file.down_revision, file.depends_on, file.branch_labels)
    texts += ((", ".join(header.values), header.location) for header in headers)
    found = [(match[0], at or Location(file.path)) for text, at in texts for match in _PLACEHOLDER.finditer(text)]
    if found:
        placeholders = ", ".join(dict.fromkeys(placeholder for placeholder, _ in found))
        yield Problem(
            f"placeholder text of the template was not replaced: {placeholders}",
            location=found[0][1],
            revisions=file.revision.values,
            help="replace it, or create the file with `alembic revision`",
        )
