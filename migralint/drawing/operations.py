"""What `upgrade()` of every revision does, in a few words each."""

from __future__ import annotations

from collections.abc import Iterable

from migralint.history.file import RevisionFile
from migralint.history.operation import upgrade_calls

_LONGEST = 60


def operation_words(files: Iterable[RevisionFile]) -> dict[str, tuple[str, ...]]:
    """By revision, its calls in order: "create_table users", "execute UPDATE users SET …"."""
    words: dict[str, tuple[str, ...]] = {}
    for file in files:
        if file.as_revision is not None and file.packed_operations:
            words[file.as_revision.id] = tuple(
                [_words(name, table, sql) for name, table, sql in upgrade_calls(file.packed_operations)]
            )
    return words


def _words(name: str, table: str | None, sql: tuple[str, ...]) -> str:
    if table is not None:
        return f"{name} {table}"
    text = " ".join(" ".join(sql).split())
    return f"{name} {text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}".rstrip()
