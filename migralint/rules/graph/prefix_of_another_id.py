"""ML107: ids that are the beginning of others."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.rules.wording import listed, related, titled

_MOST = 12
"""The maximum number of longer ids in one finding; a hundred ids of one letter, two, three and so on make five thousand
pairs."""
_SHORTEST_MATCHED = 4
"""Alembic looks for abbreviations only among ids of at least this length (`RevisionMap._revision_for_ident`)."""


def prefix_of_another_id(subject: HistoryContext) -> Iterator[Problem]:
    """A revision id that is the beginning of another one.

    Why:
        Alembic resolves abbreviated ids, also those from the version table. While both files exist, the exact match
        wins. If the shorter one is deleted, a database stamped at it counts as stamped at the longer one, and `alembic
        upgrade` skips that revision silently.

    Example:
        A version number and its release candidate:

            0570 <- 0570rc1

    Instead:
        Ids of equal length cannot be prefixes of each other:

            0570 <- 0571
    """
    history = subject.history
    open_prefixes: list[str] = []
    longer: dict[str, list[str]] = {}
    # In sorted order everything that starts with an id follows it directly.
    for identifier in sorted(history.revisions):
        while open_prefixes and not identifier.startswith(open_prefixes[-1]):
            open_prefixes.pop()
        if len(identifier) >= _SHORTEST_MATCHED:
            for prefix in open_prefixes:
                longer.setdefault(prefix, []).append(identifier)
        if identifier:
            open_prefixes.append(identifier)
    for prefix, others in longer.items():
        revision = history.revisions[prefix]
        more = len(others) - _MOST
        del others[_MOST:]
        names = [f"{other!r}" for other in others]
        shown = f"{', '.join(names)} and {more} more" if more > 0 else listed(names)
        yield Problem(
            f'the id "{prefix}" is the beginning of {shown}',
            location=revision.id_at,
            revisions=(prefix, *others),
            related=tuple(
                place
                for other in others
                for place in related(history.revisions[other].id_at, f"{titled(history.revisions[other])} starts so")
            ),
            help=f"do not delete {prefix} while a database is stamped at it; use ids of equal length from now on",
        )
