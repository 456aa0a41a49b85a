"""The rules as values: code, function, severity. What they look at is in `findings/subject.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.history.file import RevisionFile

if TYPE_CHECKING:
    from migralint.findings.documentation import Documentation

if TYPE_CHECKING:  # most runs have no manifest
    from migralint.findings.environment_context import EnvironmentContext

if TYPE_CHECKING:
    from migralint.schema.compare.difference import Difference  # the comparison is not on the way of `check`


class Rule(Struct, frozen=True):
    """One line of the catalogue. The function gives the name and the documentation; it never knows its severity."""

    code: str
    """`ML` and three digits; the first one is the family."""
    check: Callable[..., Iterator[Problem]]
    severity: Severity
    """Unless the settings say otherwise."""
    default: bool = True
    """Whether it runs without being selected."""

    @property
    def name(self) -> str:
        """The kebab-case name, derived from the function's."""
        return self.check.__name__.replace("_", "-")

    @property
    def documentation(self) -> Documentation:
        """The page that the function's docstring is."""
        from migralint.findings.documentation import read_documentation  # few runs show it

        return read_documentation(self.check.__doc__ or "")


class GraphRule(Rule, frozen=True):
    """Looks at a whole script directory."""

    check: Callable[[HistoryContext], Iterator[Problem]]
    after_merge: bool = False
    """Whether it also looks at what the directory will be once it is merged, where a merge target is named."""


class FileRule(Rule, frozen=True):
    """Looks at one file at a time, with the directory beside it."""

    check: Callable[[RevisionFile, HistoryContext], Iterator[Problem]]
    merged: Severity | None = None
    """The severity in a file that is merged already, as far as one can see: the revision is no head. Nobody edits such
    a file for what is only text. None: the same as everywhere."""


class EnvironmentRule(Rule, frozen=True):
    """Looks at the manifest and the history it belongs to."""

    check: Callable[[EnvironmentContext], Iterator[Problem]]


class OwnRule(Rule, frozen=True):
    """About migralint's own comments and files; whoever reads those calls it with what it found."""

    check: Callable[[Any], Iterator[Problem]]


class DriftRule(Rule, frozen=True):
    """Reports the differences of one kind that verify has found."""

    check: Callable[[Iterable[Difference]], Iterator[Problem]]
