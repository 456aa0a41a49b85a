"""The rules as values: code, function, severity. Their input is in `findings/history_context.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.history.file import RevisionFile

if TYPE_CHECKING:
    from migralint.changes.change import Change
    from migralint.findings.documentation import Documentation
    from migralint.findings.operation_context import RevisionScope, Step

if TYPE_CHECKING:  # most runs have no manifest
    from migralint.findings.environment_context import EnvironmentContext

if TYPE_CHECKING:
    from migralint.schema.compare.difference import Difference  # `check` does not need the comparison


class Rule(Struct, frozen=True):
    """One entry of the catalogue. The function provides the name and the documentation; it does not know its
    severity."""

    code: str
    """`ML` and three digits; the first one is the family."""
    check: Callable[..., Iterator[Problem]]
    severity: Severity
    """The default severity; settings can change it."""
    default: bool = True
    """Whether it runs without being selected."""

    @property
    def name(self) -> str:
        """The name in kebab case, derived from the function's name."""
        return self.check.__name__.replace("_", "-")

    @property
    def fixable(self) -> bool:
        """Whether `check --fix` fixes its findings where the fix is certain; its documentation tells it."""
        return "`migralint check --fix`" in (self.check.__doc__ or "")

    @property
    def documentation(self) -> Documentation:
        """The documentation page, from the function's docstring."""
        from migralint.findings.documentation import read_documentation  # few runs show it

        return read_documentation(self.check.__doc__ or "")


class InFile:
    """A rule's function, imported on its first call: most of a hundred rules have nothing to check."""

    def __init__(self, module: str) -> None:
        """`module` is the file that contains it; the function has the name of the file."""
        self.__module__ = module
        self.__name__ = module.rpartition(".")[2]
        self._function: Callable[..., Iterator[Problem]] | None = None

    @property
    def function(self) -> Callable[..., Iterator[Problem]]:
        """The function itself."""
        if self._function is None:
            self._function = getattr(import_module(self.__module__), self.__name__)
        return self._function

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        return self.function.__doc__

    def __call__(self, *arguments: Any) -> Iterator[Problem]:
        return self.function(*arguments)


class GraphRule(Rule, frozen=True):
    """Checks a whole script directory."""

    check: Callable[[HistoryContext], Iterator[Problem]]
    after_merge: bool = False
    """Whether it also checks the directory as it will be after the merge, if there is a merge target."""
    merged: Severity | None = None
    """The severity if all revisions of a finding are already merged. None: always the usual severity."""


class FileRule(Rule, frozen=True):
    """Checks one file at a time, with the directory as context."""

    check: Callable[[RevisionFile, HistoryContext], Iterator[Problem]]
    merged: Severity | None = None
    """The severity in a file that is already merged: the revision is not a head, or the main branch contains it. Nobody
    edits such a file only for its text. None: always the usual severity."""


class EnvironmentRule(Rule, frozen=True):
    """Checks the manifest together with its history."""

    check: Callable[[EnvironmentContext], Iterator[Problem]]


class OperationRule(Rule, frozen=True):
    """Checks one change of a revision, with the schema before it. Catalogue: `rules/operation`."""

    check: Callable[[Step], Iterator[Problem]]
    on: tuple[type[Change], ...] = ()
    """The kinds of changes that it checks."""
    dialects: frozenset[str] | None = None
    """The dialects that it covers; None: any database, also if no dialect is known."""
    concern: Literal["", "lock", "running", "backfill"] = ""
    """Its subject: locks and rewrites; code that runs during the upgrade; long transactions. Settings turn these
    off."""
    fails: bool = False
    """The harm is that the statement fails: no finding if the error is caught, or a condition is tested first."""
    yields_to: tuple[str, ...] = ()
    """Codes of more specific rules: if one of them has a finding at a change, this one reports nothing there."""


class RevisionRule(Rule, frozen=True):
    """Checks all changes of a revision together."""

    check: Callable[[RevisionScope], Iterator[Problem]]
    dialects: frozenset[str] | None = None


class OwnRule(Rule, frozen=True):
    """Checks migralint's own comments and files; the code that reads those calls it with the result."""

    check: Callable[[Any], Iterator[Problem]]


class DriftRule(Rule, frozen=True):
    """Reports the differences of one kind that verify has found."""

    check: Callable[[Iterable[Difference]], Iterator[Problem]]
