"""What `upgrade()` of every revision does, in two words per call."""

from __future__ import annotations

from collections.abc import Iterable

from migralint.history.file import RevisionFile
from migralint.history.operation import upgrade_calls

_LONGEST = 60


def operation_words(files: Iterable[RevisionFile]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the calls of each revision in order: the name, and the table or otherwise the beginning of the SQL."""
    words: dict[str, tuple[tuple[str, str], ...]] = {}
    for file in files:
        if file.as_revision is not None and file.packed_operations:
            calls = upgrade_calls(file.packed_operations)
            words[file.as_revision.id] = tuple([(name, _object(table, sql)) for name, table, sql in calls])
    return words


def _object(table: str | None, sql: tuple[str, ...]) -> str:
    if table is not None:
        return table
    text = " ".join(" ".join(sql).split()) if sql else ""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
