"""The file changes of a prune or a rebase, as data: the journal carries them out."""

from __future__ import annotations

from msgspec import Struct


class FileChange(Struct, frozen=True):
    """One file goes from one state to another."""

    path: str
    """Absolute path."""
    before: bytes | None
    """Its bytes now; None: it does not exist yet."""
    after: bytes | None
    """Its bytes afterwards; None: it is removed."""
    link: str | None = None
    """The target, if `path` is a symbolic link that is to be removed: the link goes, its target stays."""
    mode: int | None = None
    """The permission bits with which `before` is restored; filled in when the journal begins."""


class ChangeSet(Struct, frozen=True):
    """Everything one command changes under a script directory."""

    script_directory: str
    """Absolute path; the journal is in it."""
    changes: tuple[FileChange, ...]
    """In the order in which they are made."""
    guarded: tuple[str, ...]
    """The version locations, absolute, in which every Alembic command must refuse meanwhile."""
    expected: dict[str, str]
    """SHA-256 of every other file that the plan depends on (kept revisions, the manifest), by absolute path."""
    listings: dict[str, tuple[str, ...]]
    """The sorted names of the `.py` files in each folder that the plan depends on, by absolute path."""
    command: str = "prune"
    """The migralint command whose `--recover` and `--rollback` people are told of: one of JOURNALLED."""
