"""The options of a rebase."""

from __future__ import annotations

from msgspec import Struct, field

from migralint.commands.opening import ProjectOptions


class RebaseCommand(Struct, frozen=True):
    """Which revisions go on top of which, and how."""

    project: ProjectOptions = field(default_factory=ProjectOptions)
    onto: str | None = None
    """A branch, tag or commit; None: the merge target that git knows."""
    merge: bool = False
    """Write a merge revision, and move nothing."""
    renumber: bool = False
    """Give this branch's revisions the next numbers, as ids and in their file names."""
    allow_dirty: bool = False
    """Change files, too, whose state git does not keep."""
