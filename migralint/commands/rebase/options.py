"""The options of a rebase."""

from __future__ import annotations

from msgspec import Struct, field

from migralint.commands.opening import ProjectOptions


class RebaseCommand(Struct, frozen=True):
    """The revisions to move and their new base."""

    project: ProjectOptions = field(default_factory=ProjectOptions)
    onto: str | None = None
    """A branch, tag or commit; None: the merge target that git knows."""
    merge: bool = False
    """Write a merge revision, without moving any revision."""
    renumber: bool = False
    """Give this branch's revisions the next numbers, in ids and file names."""
    allow_dirty: bool = False
    """Also change files whose present state git does not contain."""
