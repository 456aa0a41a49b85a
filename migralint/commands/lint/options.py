"""The options of a check."""

from __future__ import annotations

from msgspec import Struct


class CheckOptions(Struct, frozen=True):
    """Which project is linted, and by which rules; empty and None mean: as the settings say."""

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
    """The revision after which revisions are new."""
    fail_on: str | None = None
    allow_empty: bool = False
    baseline: str | None = None
    without_baseline: bool = False
    """Also report findings that a baseline accepts: it is being written."""
    no_cache: bool = False
    details: bool = False
    """Note which settings and script directories are read, and everything that is passed over."""
    repeatable: bool = False
    """Take the state of every file that is read, so that the answer can be kept."""
    kinds: bool = False
    """Also say of every revision what it is to code that runs already."""
