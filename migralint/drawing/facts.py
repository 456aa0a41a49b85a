"""What a picture can show in addition to the history itself."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from migralint.environments.environment import Environment
from migralint.findings.finding import Finding


class Leverage(Struct, frozen=True):
    """Environments whose databases limit a prune, and what their upgrade would make removable."""

    revision: str
    """The revision to which they must be upgraded."""
    environments: tuple[str, ...]
    frees: int
    """The number of additional files that could be removed."""


class Facts(Struct, frozen=True):
    """Everything in a picture that the revision files do not contain; empty by default."""

    environments: tuple[Environment, ...] | None = None
    """None: there is no manifest."""
    removable: frozenset[str] = frozenset()
    """The revisions that a prune would remove."""
    why_removable: str = "no longer needed: migralint prune"
    """The end of the text in the line above them, such as "66 files below …"."""
    floor: tuple[str, ...] = ()
    """The oldest revisions that a prune would keep; empty if it removes nothing."""
    leverage: tuple[Leverage, ...] = ()
    findings: tuple[Finding, ...] = ()
    """The findings of this history; suppressed ones are not shown."""
    kinds: Mapping[str, str] = {}
    """By revision, its effect on code that already runs: expand, contract, data, …; empty: not computed."""
    authors: Mapping[str, str] = {}
    """By revision, the author who added its file; empty: not computed, or unknown."""
    unread: int = 0
    """The number of files that may be revisions but could not be read."""
