"""The options of a prune."""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

from migralint.commands.opening import ProjectOptions


class PruneCommand(Struct, frozen=True):
    """Which revisions may be removed, and how; empty and None mean: as the settings say."""

    project: ProjectOptions = field(default_factory=ProjectOptions)
    deep: bool | None = None
    squash: bool = False
    accept_volatile: tuple[str, ...] = ()
    """`NAME=HOW`: what becomes of values that each run of the old revisions makes anew."""
    until: str | None = None
    keep: int | None = None
    keep_since: date | None = None
    protect_refs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    """`NAME=REV`: the environments, where there is no manifest yet; such a plan is never applied."""
    no_verify: bool = False
    databases: tuple[str, ...] = ()
    python: str | None = None
    allow_dirty: bool = False
    archive: str | None = None
