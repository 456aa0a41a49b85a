"""What a picture can show in addition to the history itself."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from migralint.environments.environment import Environment
from migralint.findings.finding import Finding


class Leverage(Struct, frozen=True):
    """Environments whose databases hold a prune back, and what moving them would free."""

    revision: str
    """What they must be upgraded to."""
    environments: tuple[str, ...]
    frees: int
    """Files."""


class Facts(Struct, frozen=True):
    """Everything that is not in the revision files' graph; empty by default."""

    environments: tuple[Environment, ...] | None = None
    """None: there is no manifest."""
    removable: frozenset[str] = frozenset()
    """What a prune would remove."""
    why_removable: str = "no longer needed: migralint prune"
    """How the line above them ends: "66 files below …"."""
    floor: tuple[str, ...] = ()
    """The oldest revisions that it would keep, where it would remove any."""
    leverage: tuple[Leverage, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Of this history; suppressed ones are not shown."""
    kinds: Mapping[str, str] = {}
    """By revision, what it is to code that runs already: expand, contract, data, …; empty: not asked."""
    authors: Mapping[str, str] = {}
    """By revision, who added its file; empty: not asked, or not known."""
    unread: int = 0
    """Files that may be revisions and could not be read."""
