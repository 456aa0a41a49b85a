"""ML103: a depends_on that no file has."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.graph.lost_revision import Explanation, explain_lost
from migralint.rules.wording import titled


def missing_dependency(subject: HistoryContext) -> Iterator[Problem]:
    """A `depends_on` that names neither a revision nor a branch label of the directory.

    Why:
        Alembic dies with a bare `KeyError` in every command, without naming the file. An abbreviated id does not work
        here either. A revision of another package only exists if that package's version location is configured too.
        Where the project's code sets `version_locations`, such a location may be added at run time: then this is a
        warning.

    Example:
        `x` is neither an id nor a label:

            a <- b; b depends x

    Instead:
        Name a revision, or the label of a branch:

            a <- b; x; b depends x
    """
    history = subject.history
    for identifier, dependency in history.missing_dependencies:
        if subject.ledger.pruned_as(dependency) is not None:
            continue  # has its own finding
        if dependency and subject.may_be_hidden(dependency):
            continue
        revision = history.revisions[identifier]
        places, advice = _explain(subject, identifier, dependency)
        elsewhere = bool(dependency) and not places and subject.project.sets_locations
        unless = ", unless code that sets version_locations adds the folder that has it" if elsewhere else ""
        yield Problem(
            f'depends_on of {titled(revision)} names "{dependency}", which is neither an id nor a branch label here'
            + unless,
            location=revision.depends_on_at or revision.id_at,
            revisions=(identifier,),
            related=places,
            help=advice,
            severity=Severity.WARNING if elsewhere else None,
        )


def _explain(subject: HistoryContext, identifier: str, dependency: str) -> Explanation:
    if not dependency:
        return (), "write `depends_on = None` if there is no dependency"
    if (seen := explain_lost(subject, identifier, dependency, "depends_on")) is not None:
        return seen
    return (
        (),
        f'restore the file of "{dependency}" from version control, or add the version location of its package to '
        "`version_locations`",
    )
