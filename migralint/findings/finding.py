"""A problem under the name and severity of the rule that found it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.findings.problem import Problem
from migralint.findings.severity import Severity


class Finding(Struct, frozen=True):
    """One line of a report."""

    code: str
    name: str
    severity: Severity
    problem: Problem
    history: int | None = 0
    """Index into the report's histories; None if it belongs to none."""
    suppressed: Literal["inline", "baseline"] | None = None
    """Why it is shown as accepted; None if it counts."""
    reason: str = ""
    """What the comment that accepts it gives as its reason; empty if it gives none."""

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return self.problem.message

    @property
    def help(self) -> str:
        """What to do about it; empty if the message says it."""
        return self.problem.help

    merged: bool = False
    """Whether it is about the text of a file that is merged already: known, and nothing to act on today."""
