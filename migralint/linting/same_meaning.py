"""Checks that two versions of a file have the same meaning: automatic edits must not change anything."""

from __future__ import annotations

import ast
import tomllib
import warnings

from migralint.loading.revisions.conflicts import conflict_in_text, first_marker


class NoMeaningError(Exception):
    """The file cannot be read as its name says; the message is the reason, as the end of a sentence."""


def meaning(path: str, data: bytes) -> object:
    """Return the meaning of a Python or TOML file, for comparison: comments, blanks and positions are not part of it.

    Raises NoMeaningError for a conflict, for what cannot be parsed, and for other kinds of files.
    """
    if path.endswith(".py"):
        if conflict_in_text(data) is not None:
            raise NoMeaningError("holds an unresolved merge conflict")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # warnings about invalid escapes in the file's strings
                return ast.dump(ast.parse(data))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            conflict = first_marker(data) is not None
            raise NoMeaningError("holds an unresolved merge conflict" if conflict else "cannot be parsed") from None
    if path.endswith(".toml"):
        try:
            return tomllib.loads(data.decode())
        except (ValueError, RecursionError):
            raise NoMeaningError("cannot be parsed") from None
    raise NoMeaningError("is neither Python nor TOML")
