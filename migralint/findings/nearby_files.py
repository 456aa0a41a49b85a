"""The surroundings of a history: values that rules query before they give advice."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from msgspec import Struct

from migralint.history.file import RevisionFile
from migralint.history.history import History


class Place(Enum):
    """Why Alembic does not load a file as a revision of the history."""

    IGNORED_NAME = "ignored-name"
    """Alembic ignores files with such a name (`__init__…`, `.#…`)."""
    OTHER_SUFFIX = "other-suffix"
    """A backup or a disabled file: its name does not end in `.py`."""
    BYTE_CODE = "byte-code"
    """Compiled; the source no longer exists."""
    SUB_FOLDER = "sub-folder"
    """Below a version location that is not read recursively."""
    OTHER_HISTORY = "other-history"
    """A revision of another script directory."""
    ELSEWHERE = "elsewhere"
    """Anywhere else in the repository."""


class NearbyFile(Struct, frozen=True):
    """A file that contains or contained a revision, and that Alembic does not load here."""

    path: str
    place: Place
    revision: str = ""
    """Its id; empty for byte code, of which only the name is known."""
    parents: tuple[str, ...] = ()
    """The names in its `down_revision`."""


class OtherHistory(Struct, frozen=True):
    """Another history of the same run or repository."""

    path: str
    """Its script directory."""
    history: History
    files: tuple[RevisionFile, ...]


class Surroundings(Struct, frozen=True):
    """Access to the files around a history: nothing is read until a rule calls a function, which few runs do."""

    find_files: Callable[[str], tuple[NearbyFile, ...]] = lambda _name: ()
    """The files that contain the revision with this id, or are named after it, nearest first."""
    other_histories: Callable[[], tuple[OtherHistory, ...]] = tuple
    """The other histories of the run and of the repository."""
