"""What a rebase changes, as data: new parents of this branch's revisions, merges that are no longer needed; pure."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.pruning.rebasing.lines import Line, Lines, find_lines
from migralint.pruning.rebasing.own_graph import OwnGraph
from migralint.rules.wording import listed


class Move(Struct, frozen=True):
    """One revision of this branch before and afterwards; `after.path` may be another one."""

    before: Revision
    after: Revision


class RebasePlan(Struct, frozen=True, dict=True):
    """Everything that a rebase of one history changes; empty if no change is needed.

    Revisions of this branch are identified by their names in `graph`.
    """

    graph: OwnGraph
    lines: Lines = Lines({}, {})
    became: Mapping[str, Revision] = field(default_factory=dict)
    """This branch's revisions after the rebase, without removed ones; each after all its ancestors."""
    removed: tuple[str, ...] = ()
    """Merge revisions that no longer join anything and have no effect."""
    tips: Mapping[Line, str] = field(default_factory=dict)
    """The new head of every line that contains revisions of this branch."""
    problems: tuple[Problem, ...] = ()
    """Why it cannot be done; then everything else is empty."""

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The revisions whose files change, in their new order."""
        before = self.graph.written
        return tuple(Move(before[name], one) for name, one in self.became.items() if one != before[name])

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The new ids of this branch's revisions, in their order."""
        return tuple(one.id for one in self.became.values())

    @cached_property
    def after(self) -> History:
        """The whole history afterwards: the held revisions, then this branch's revisions in their order."""
        return History((*self.graph.held.revisions.values(), *self.became.values()))

    @property
    def changes_anything(self) -> bool:
        """Whether a file is written or removed."""
        return bool(self.moves or self.removed)


def plan_rebase(graph: OwnGraph, folders: Mapping[str, str], *, inert: AbstractSet[str] = frozenset()) -> RebasePlan:
    """Order this branch's revisions in one line on each head that they belong to.

    `folders`: the version location of every revision. `inert`: ids of this branch's files without effect.
    """
    problems = list(_unsound(graph))
    if problems:
        return RebasePlan(graph, problems=tuple(problems))
    lines = find_lines(graph, folders)
    if lines.problems:
        return RebasePlan(graph, lines, problems=lines.problems)
    tips: dict[Line, tuple[str, ...]] = {}
    needed = {other for name in graph.own for other in graph.own_dependencies(name)}
    needed.update(parent for name in lines.apart for parent in graph.own_parents(name))
    became: dict[str, Revision] = {}
    removed: list[str] = []
    for group in _groups(graph, lines):
        members = sorted(lines.of[group[0]], key=lambda line: (line.is_own, line.head))
        for name in group:
            revision = graph.own[name]
            below = tuple(dict.fromkeys(tip for line in members for tip in tips.get(line, _start(graph, line))))
            if len(revision.down_revision) > 1 and len(below) < 2 and name in inert and _is_bare(revision, needed):
                removed.append(name)
                continue
            same = set(below) == set(revision.down_revision)
            became[name] = revision if same else replace(revision, down_revision=below)
            tips.update(dict.fromkeys(members, (name,)))
    own_tips = {line: tip[0] for line, tip in tips.items()}
    return _in_order(RebasePlan(graph, lines, became, tuple(removed), own_tips))


def _in_order(plan: RebasePlan) -> RebasePlan:
    """The plan with its revisions in the order of the new history, or with the reasons that prevent it."""
    after = plan.after
    if circle := next(iter(after.cycles()), None):
        problem = Problem(
            f"{listed(circle)} would depend on each other, because one depends on another that would come after it",
            revisions=tuple(circle),
            help="change depends_on, or write a merge revision (--merge)",
        )
        return RebasePlan(plan.graph, plan.lines, problems=(problem,))
    if clash := _labels_twice(after):
        return RebasePlan(plan.graph, plan.lines, problems=clash)
    ranks = {name: index for index, name in enumerate(plan.became)}
    if any(ranks[one] > ranks[name] for name in plan.became for one in _needs(after, name) if one in ranks):
        plan = replace(plan, became={name: plan.became[name] for name in after.order if name in plan.became})
    return plan


def _needs(history: History, name: str) -> tuple[str, ...]:
    return (*history.parents(name), *history.dependencies(name))


def _groups(graph: OwnGraph, lines: Lines) -> list[list[str]]:
    """The revisions grouped by the set of their lines, each in order; merges of lines come after these lines."""
    groups: dict[frozenset[Line], list[str]] = {}
    for name in graph.order:
        groups.setdefault(lines.of[name], []).append(name)
    return sorted(groups.values(), key=lambda group: len(lines.of[group[0]]))


def _start(graph: OwnGraph, line: Line) -> tuple[str, ...]:
    """The parents of the first revision of a line: a line that this branch starts keeps its own."""
    return graph.own[line.head].down_revision if line.is_own else (line.head,)


def _is_bare(revision: Revision, needed: AbstractSet[str]) -> bool:
    return not (revision.depends_on or revision.branch_labels or revision.id in needed)


def _unsound(graph: OwnGraph) -> list[Problem]:
    problems = [
        Problem(
            f"{name} names {other}, which no file has",
            location=graph.own[name].down_revision_at,
            revisions=(name,),
            help="restore its file, or correct the name; `migralint check` shows what git knows about it",
        )
        for name, other in graph.missing()
    ]
    left_out = [name for name in graph.own if name not in graph.order]
    if left_out and not problems:
        problems.append(Problem(f"{listed(left_out)} depend on each other in a cycle", revisions=tuple(left_out)))
    return problems


def _labels_twice(history: History) -> tuple[Problem, ...]:
    carriers: dict[str, list[Revision]] = {}
    for one in history.revisions.values():
        for label in one.branch_labels:
            carriers.setdefault(label, []).append(one)
    return tuple(
        Problem(
            f"both branches use the branch label {label}: {listed([one.id for one in twice])} carry it",
            location=twice[-1].branch_labels_at,
            revisions=tuple(one.id for one in twice),
            help="give the newer one another label",
        )
        for label, twice in carriers.items()
        if len(twice) > 1
    )
