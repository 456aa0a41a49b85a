"""Which line of the history each revision of this branch belongs to: a head of the other branch, or a new line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct

from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.pruning.rebasing.own_graph import OwnGraph
from migralint.rules.wording import listed, titled


class Line(NamedTuple):
    """One line of the history."""

    head: str
    """The head of the other branch on which it continues; for a line that this branch starts, its first revision."""
    is_own: bool = False


class Lines(Struct, frozen=True):
    """The lines of every revision of this branch: several if it merges some."""

    of: Mapping[str, frozenset[Line]]
    apart: Mapping[str, str]
    """First revisions of lines that this branch starts on purpose, each with the reason, as the end of a sentence."""
    problems: tuple[Problem, ...] = ()
    """Revisions whose line is not known."""


def find_lines(graph: OwnGraph, folders: Mapping[str, str]) -> Lines:
    """Find the lines. `folders`: the version location of every revision, by id.

    A revision belongs to the line of the head above its parent; if lines have their own labels, to the line without
    one. A revision with its own label, and a base in a version location of its own, start a line.
    """
    of: dict[str, frozenset[Line]] = {}
    apart: dict[str, str] = {}
    problems: list[Problem] = []
    used = {folders.get(name) for name in graph.held.revisions}
    for name in graph.order:
        revision = graph.own[name]
        lines = {line for parent in graph.own_parents(name) for line in of[parent]}
        if revision.branch_labels:
            apart[name] = (
                f"it carries the branch label {listed(revision.branch_labels)}, which starts a separate branch"
            )
            lines = {Line(name, is_own=True)}
        elif not revision.down_revision and folders.get(name) not in used:
            apart[name] = "it is the first revision of a separate version location"
            lines = {Line(name, is_own=True)}
        else:
            starts = graph.held_parents(name) if revision.down_revision else graph.held.bases()
            if not revision.down_revision:
                starts = tuple(one for one in starts if folders.get(one) == folders.get(name)) or starts
            for start in starts:
                heads = _heads_above(graph.held, start)
                if len(heads) == 1:
                    lines.add(Line(heads[0]))
                else:
                    problems.append(_several(graph.held, revision, start, heads))
            if not revision.down_revision and len(lines) > 1:
                problems.append(_unplaced(revision, [one.head for one in lines]))
        of[name] = frozenset(lines)
    return Lines(of, apart, tuple(problems))


def _heads_above(held: History, start: str) -> tuple[str, ...]:
    above = held.descendants([start], with_dependencies=False) | {start}
    heads = tuple(head for head in held.heads() if head in above)
    if len(heads) < 2:
        return heads
    trunk = tuple(_without_more_labels(held, heads, start))
    return trunk if len(trunk) == 1 else heads


def _without_more_labels(held: History, heads: tuple[str, ...], start: str) -> Iterator[str]:
    for head in heads:
        between = held.ancestors_with_self([head]) & held.descendants([start], with_dependencies=False)
        if not any(held.revisions[one].branch_labels for one in between):
            yield head


def _several(held: History, revision: Revision, start: str, heads: tuple[str, ...]) -> Problem:
    return Problem(
        f"{revision.id} builds on {start}, above which there are {len(heads)} heads ({listed(heads)}); it is unknown "
        "which of them it should follow",
        location=revision.down_revision_at or revision.id_at,
        revisions=(revision.id, *heads),
        help="merge these heads on their branch first"
        if all(not held.branch_labels(head) for head in heads)
        else f"set down_revision of {titled(revision)} to one of them",
    )


def _unplaced(revision: Revision, heads: list[str]) -> Problem:
    return Problem(
        f"{revision.id} builds on nothing, and there are several heads ({listed(sorted(heads))}) that it could follow",
        location=revision.down_revision_at or revision.id_at,
        revisions=(revision.id,),
        help="set its down_revision to one of them, or give it its own branch label",
    )
