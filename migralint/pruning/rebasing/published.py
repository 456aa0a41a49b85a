"""What prevents moving a revision: it may have been run somewhere, or that is not known; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from migralint.environments.environment import Environment, GitTags, StampSet
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.problem import Problem
from migralint.pruning.rebasing.own_graph import OwnGraph
from migralint.rules.environment.no_stamp_set import no_stamp_set
from migralint.rules.wording import listed

_WAY_OUT = "write a merge revision (--merge)"


def published(
    graph: OwnGraph,
    changed: AbstractSet[str],
    environments: EnvironmentContext,
    *,
    once_held: Mapping[str, str],
    target: str,
) -> Iterator[Problem]:
    """One problem for each reason why one of the `changed` revisions of this branch is published, or why that is not
    known.

    `once_held`: ids that the history of the ref `target` contained, with the commit that deleted each.
    """
    for name in sorted(changed, key=list(graph.own).index):
        one = graph.written[name]
        if one.id in once_held:
            yield Problem(
                f"{one.id} is published: {target} had it until the commit {once_held[one.id][:12]} deleted it, so a "
                "database may have run it",
                location=one.id_at,
                revisions=(one.id,),
                help=_WAY_OUT,
            )
        if one.id in environments.ledger.pruned:
            yield Problem(
                f"{one.id} is published: according to the ledger it was pruned, so databases have run it",
                location=one.id_at,
                revisions=(one.id,),
                help="remove the file, or give the revision another id",
            )
    for environment, stamp_set in environments.stamp_sets():
        yield from _by_stamps(graph, changed, environments, environment, stamp_set)
    yield from no_stamp_set(environments)


def _by_stamps(
    graph: OwnGraph,
    changed: AbstractSet[str],
    environments: EnvironmentContext,
    environment: Environment,
    stamp_set: StampSet,
) -> Iterator[Problem]:
    """Why a stamp set shows that revisions are published, or does not show that they are not."""
    named: list[str] = []
    unknown: list[str] = []
    for stamp in sorted(stamp_set.stamps):
        if stamp in graph.held or stamp in environments.ledger.pruned:
            continue
        # Alembic reads a row as a revision whose id starts with it.
        meant = [name for name, one in graph.written.items() if stamp and one.id.startswith(stamp)]
        named += meant
        if not meant and not any(held.startswith(stamp) for held in graph.held.revisions):
            unknown.append(stamp)
    where = _where(environment, stamp_set)
    if run := graph.below(named) & changed:
        ids = [graph.written[name].id for name in graph.order if name in run]
        yield Problem(
            f"{listed(ids)} {'is' if len(ids) == 1 else 'are'} published: {where} stamped "
            f"{listed(sorted(stamp_set.stamps))}",
            location=environments.place(environment),
            revisions=tuple(ids),
            help=_WAY_OUT,
        )
    if unknown:
        yield Problem(
            f"{where} stamped {listed(unknown)}, which no file has; it is unknown whether that comes after revisions "
            "of this branch",
            location=environments.place(environment),
            revisions=tuple(unknown),
            help="correct the entry (`migralint env record`), or write a merge revision (--merge)",
        )


def _where(environment: Environment, stamp_set: StampSet) -> str:
    examples = f" ({', '.join(stamp_set.examples)})" if stamp_set.examples else ""
    many = stamp_set.databases
    if not isinstance(environment.source, GitTags) and environment.databases == 1:
        return f"the environment {environment.name} is"
    noun = environment.noun if many == 1 else f"{environment.noun}s"
    return f"{many:,} {noun}{examples} of {environment.name} {'is' if many == 1 else 'are'}"
