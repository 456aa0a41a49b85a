"""The options of a prune."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

from migralint.commands.opening import ProjectOptions


class PruneCommand(Struct, frozen=True):
    """The revisions that may be removed, and the options; empty and None mean the value of the settings."""

    project: ProjectOptions = field(default_factory=ProjectOptions)
    deep: bool | None = None
    squash: bool = False
    accept_volatile: tuple[str, ...] = ()
    """`NAME=HOW`: how a squash writes values that differ in each run of the old revisions."""
    until: str | None = None
    keep: int | None = None
    keep_since: date | None = None
    protect_refs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    """`NAME=REV`: the environments, if there is no manifest yet; such a plan is never applied."""
    no_verify: bool = False
    databases: tuple[str, ...] = ()
    python: str | None = None
    allow_dirty: bool = False
    archive: str | None = None
