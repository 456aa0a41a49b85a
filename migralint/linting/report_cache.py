"""Keeps the report of `check` with the file states that it depends on, and repeats it while none has changed.

Imports little, not even `typing`: a repeated run must not load modules that it does not use.
"""

from __future__ import annotations

import os
import time

from migralint.source.cache import user_cache
from migralint.source.file_state import is_unchanged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from migralint.source.file_state import FileState

_FOLDER = "reports"
_VARIABLES = frozenset({"ALEMBIC_CONFIG", "CONDA_PREFIX", "HOME", "NO_COLOR", "TERM", "VIRTUAL_ENV"})


class Answer:
    """The output of a run of `check`."""

    __slots__ = ("exit_code", "files", "stdout")

    def __init__(self, exit_code: int, stdout: str, files: Mapping[str, str]) -> None:
        """`files`: the further documents that were written, by their paths on the command line."""
        self.exit_code = exit_code
        self.stdout = stdout
        self.files = files


def request_key(arguments: Sequence[str], *, terminal: bool) -> str:
    """Return the text of everything except files that the report of `check` depends on.

    That is the arguments, the working directory, some environment variables, and whether the output is a terminal.
    """
    parts = (
        os.getcwd(),
        "terminal" if terminal else "pipe",
        *(f"{name}={value}" for name, value in sorted(os.environ.items()) if _matters(name)),
        *arguments,
    )
    return "\0".join(parts)


def recall(key: str) -> Answer | None:
    """Return the answer kept under a key; None unless it is certain that none of its file states has changed."""
    try:
        exit_code, stdout, files = recall_value(key)
        return Answer(exit_code, stdout, files)
    except (ValueError, TypeError):
        return None


def recall_value(key: str) -> Any:
    """Return the value kept under a key; None unless it is certain that none of its file states has changed."""
    try:
        until, file_states, value = user_cache(_FOLDER).read(key)
        if time.time() >= until or not all(is_unchanged(state) for state in file_states):
            return None
        return value
    except (ValueError, KeyError, TypeError):
        return None


def keep(key: str, answer: Answer, file_states: Sequence[FileState], *, until: float) -> None:
    """Keep an answer together with the file states that it depends on.

    It is valid while none of them has changed, but not beyond `until` (seconds since the epoch).

    A cache that cannot be written is not an error.
    """
    keep_value(key, (int(answer.exit_code), answer.stdout, dict(answer.files)), file_states, until=until)


def keep_value(key: str, value: Any, file_states: Sequence[FileState], *, until: float) -> None:
    """Keep any value that the cache can store, in the same way."""
    user_cache(_FOLDER).write(key, (until, _once(file_states), value))


def _once(file_states: Sequence[FileState]) -> list[FileState]:
    """Return the states without duplicates: most work of a repeated `check` is taking the states of large folders."""
    seen: dict[tuple[str, str], FileState] = {}
    return [one for one in file_states if seen.setdefault(one[:2], one) is one or seen[one[:2]] != one]


def _matters(name: str) -> bool:
    return name.startswith(("MIGRALINT_", "XDG_")) or name in _VARIABLES
