"""The file changes of a prune or a rebase, as data: the journal carries them out."""

from __future__ import annotations

from msgspec import Struct


class FileChange(Struct, frozen=True):
    """The change of one file from one state to another."""

    path: str
    """Absolute path."""
    before: bytes | None
    """Its present bytes; None: it does not exist yet."""
    after: bytes | None
    """Its new bytes; None: it is removed."""
    link: str | None = None
    """The target, if `path` is a symbolic link that is removed: only the link is removed, not its target."""
    mode: int | None = None
    """The permission bits with which `before` is restored; set when the journal is created."""


class ChangeSet(Struct, frozen=True):
    """Everything that one command changes below a script directory."""

    script_directory: str
    """Absolute path; the journal is in it."""
    changes: tuple[FileChange, ...]
    """In the order of execution."""
    guarded: tuple[str, ...]
    """The version locations, absolute, in which every Alembic command must refuse until the change is complete."""
    expected: dict[str, str]
    """SHA-256 of every other file that the plan depends on (kept revisions, the manifest), by absolute path."""
    listings: dict[str, tuple[str, ...]]
    """The sorted names of the `.py` files in each folder that the plan depends on, by absolute path."""
    command: str = "prune"
    """The migralint command whose `--recover` and `--rollback` messages mention: one of JOURNALLED."""
