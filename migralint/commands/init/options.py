"""What `init` should write."""

from __future__ import annotations

from msgspec import Struct

from migralint.loading.evidence.hosting import Kind


class NewEnvironment(Struct, frozen=True):
    """An entry of the first manifest: the source of its stamp, or the git tags that are installed."""

    name: str
    url_env: str | None = None
    git_tags: str | None = None
    comment: str = ""
    """A comment above the entry; empty: none."""


class Wishes(Struct, frozen=True):
    """The answers; existing files are not changed in any case."""

    dialects: tuple[str, ...] = ()
    """Empty: the setting is not written."""
    settings: bool = True
    environments: tuple[NewEnvironment, ...] = ()
    """Empty: no manifest is written."""
    pre_commit: bool = True
    guard: bool = True
    """Whether to write a guard and call it in env.py."""
    ci: Kind | None = None
    """None: no file for continuous integration is written."""
