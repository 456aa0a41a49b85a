"""A problem under the name and severity of the rule that found it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.findings.problem import Problem
from migralint.findings.severity import Severity


class Finding(Struct, frozen=True):
    """One finding of a report."""

    code: str
    name: str
    severity: Severity
    problem: Problem
    history: int | None = 0
    """Index into the report's histories; None if it belongs to none."""
    suppressed: Literal["inline", "baseline"] | None = None
    """Why it is accepted (suppressed); None if it counts."""
    reason: str = ""
    """The reason in the comment that accepts it; empty if there is none."""

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        return self.problem.message

    @property
    def help(self) -> str:
        """What to do about it; empty if the message already tells it."""
        return self.problem.help

    merged: bool = False
    """Whether it is about the text of a file that is already merged: known, and no action is needed now."""
