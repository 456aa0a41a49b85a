"""What `init` should write."""

from __future__ import annotations

from msgspec import Struct

from migralint.loading.signs.hosting import Kind


class NewEnvironment(Struct, frozen=True):
    """An entry for the first manifest: where the stamp is recorded from, or which tags are installed."""

    name: str
    url_env: str | None = None
    git_tags: str | None = None
    comment: str = ""
    """Written above the entry; empty: none."""


class Wishes(Struct, frozen=True):
    """The answers; what exists already is kept in any case."""

    dialects: tuple[str, ...] = ()
    """Empty: not set."""
    settings: bool = True
    environments: tuple[NewEnvironment, ...] = ()
    """Empty: no manifest is written."""
    pre_commit: bool = True
    guard: bool = True
    """Whether env.py calls a guard, and there is one."""
    ci: Kind | None = None
    """None: no continuous integration is written."""
