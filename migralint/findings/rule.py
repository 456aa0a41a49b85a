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
    def fixable(self) -> bool:
        """Whether `check --fix` fixes what it finds, where that is certain: its documentation says so."""
        return "`migralint check --fix`" in (self.check.__doc__ or "")

    @property
    def documentation(self) -> Documentation:
        """The page that the function's docstring is."""
        from migralint.findings.documentation import read_documentation  # few runs show it

        return read_documentation(self.check.__doc__ or "")


class InFile:
    """A rule's function that is imported when it is first asked: most of a hundred rules have nothing to look at."""

    def __init__(self, module: str) -> None:
        """`module` is the file that holds it; the function is called like the file."""
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
    """Looks at a whole script directory."""

    check: Callable[[HistoryContext], Iterator[Problem]]
    after_merge: bool = False
    """Whether it also looks at what the directory will be once it is merged, where a merge target is named."""
    merged: Severity | None = None
    """The severity where all revisions of a finding are merged already. None: the same as everywhere."""


class FileRule(Rule, frozen=True):
    """Looks at one file at a time, with the directory beside it."""

    check: Callable[[RevisionFile, HistoryContext], Iterator[Problem]]
    merged: Severity | None = None
    """The severity in a file that is merged already: the revision is not a head, or the main branch has it. Nobody
    edits such a file for its text alone. None: the same as everywhere."""


class EnvironmentRule(Rule, frozen=True):
    """Looks at the manifest and the history it belongs to."""

    check: Callable[[EnvironmentContext], Iterator[Problem]]


class OperationRule(Rule, frozen=True):
    """Looks at one change of a revision, with the schema before it. Catalogue: `rules/operation`."""

    check: Callable[[Step], Iterator[Problem]]
    on: tuple[type[Change], ...] = ()
    """The kinds of changes that it is asked about."""
    dialects: frozenset[str] | None = None
    """The dialects that it is about; None: any database, also where none is known."""
    concern: Literal["", "lock", "running", "backfill"] = ""
    """Locks and rewrites; code that runs during the upgrade; long transactions: settings turn these off."""
    fails: bool = False
    """The harm is that the statement fails: nothing to say where that is caught, or asked before."""
    yields_to: tuple[str, ...] = ()
    """Codes of rules that say the same better: where one of them has a finding at a change, this one has none."""


class RevisionRule(Rule, frozen=True):
    """Looks at all changes of a revision together."""

    check: Callable[[RevisionScope], Iterator[Problem]]
    dialects: frozenset[str] | None = None


class OwnRule(Rule, frozen=True):
    """About migralint's own comments and files; whoever reads those calls it with what it found."""

    check: Callable[[Any], Iterator[Problem]]


class DriftRule(Rule, frozen=True):
    """Reports the differences of one kind that verify has found."""

    check: Callable[[Iterable[Difference]], Iterator[Problem]]
