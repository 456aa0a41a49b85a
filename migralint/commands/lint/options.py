"""The options of a check."""

from __future__ import annotations

from msgspec import Struct


class CheckOptions(Struct, frozen=True):
    """The project and the rules of a check; empty and None: the settings decide."""

    paths: tuple[str, ...] = ()
    config: str | None = None
    name: str | None = None
    settings: str | None = None
    manifest: str | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    heads: int | None = None
    against: str | None = None
    """The git ref that this branch is to be merged into."""
    since: str | None = None
    """The revision whose descendants are new."""
    fail_on: str | None = None
    allow_empty: bool = False
    baseline: str | None = None
    without_baseline: bool = False
    """Report the findings that a baseline accepts, too, because it is being written."""
    no_cache: bool = False
    details: bool = False
    """Send notes to the listener about the settings and script directories that are read, and all that are skipped."""
    repeatable: bool = False
    """Take the state of every file that is read, so that the report can be kept."""
    kinds: bool = False
    """Determine the kind of every revision: its effect on application code that is already running."""
