"""Builds two edge sets from a list of revisions; names that lead nowhere are kept apart, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from migralint.history.revision import Revision

Adjacency: TypeAlias = dict[str, tuple[str, ...]]
"""Neighbours of every revision, without repetition, in the order in which the files name them."""


class Edges(Struct, frozen=True):
    """The revisions and both edge sets, each in both directions. Every id of `revisions` is a key of every mapping."""

    revisions: dict[str, Revision]
    """In load order; a repeated id stands for its last revision, at the place of its first one, as in Alembic."""
    duplicates: dict[str, tuple[Revision, ...]]
    """All revisions of each id that occurs more than once, in load order."""
    labels: dict[str, str]
    """Label to the id of the revision that carries it; if several carry it, the first of them."""
    parents: Adjacency
    """Over down_revision, as written."""
    children: Adjacency
    dependencies: Adjacency
    """Over depends_on, labels resolved to the revision that carries them."""
    dependents: Adjacency
    missing_parents: tuple[tuple[str, str], ...]
    """(revision, name) for every name in down_revision that no file has as its id."""
    missing_dependencies: tuple[tuple[str, str], ...]


def connect(revisions: Iterable[Revision]) -> Edges:
    """Build both edge sets.

    An id in down_revision must be complete; depends_on also takes a branch label. Ids take precedence over labels: they
    share one name space in Alembic.
    """
    by_id: dict[str, Revision] = {}
    repeated: dict[str, list[Revision]] = {}
    for revision in revisions:
        if revision.id in by_id:
            repeated.setdefault(revision.id, [by_id[revision.id]]).append(revision)
        by_id[revision.id] = revision
    labels: dict[str, str] = {}
    for revision in by_id.values():
        for label in revision.branch_labels:
            labels.setdefault(label, revision.id)

    parents: Adjacency = {}
    dependencies: Adjacency = {}
    missing_parents: list[tuple[str, str]] = []
    missing_dependencies: list[tuple[str, str]] = []
    for revision in by_id.values():
        known_parents = [name for name in revision.down_revision if name in by_id]
        missing_parents += [(revision.id, name) for name in dict.fromkeys(revision.down_revision) if name not in by_id]
        parents[revision.id] = _without_repetition(known_parents)
        resolved = [(name, name if name in by_id else labels.get(name)) for name in dict.fromkeys(revision.depends_on)]
        missing_dependencies += [(revision.id, name) for name, target in resolved if target is None]
        dependencies[revision.id] = _without_repetition([target for _, target in resolved if target is not None])
    return Edges(
        revisions=by_id,
        duplicates={revision_id: tuple(group) for revision_id, group in repeated.items()},
        labels=labels,
        parents=parents,
        children=_reversed(parents),
        dependencies=dependencies,
        dependents=_reversed(dependencies),
        missing_parents=tuple(missing_parents),
        missing_dependencies=tuple(missing_dependencies),
    )


def _reversed(edges: Mapping[str, tuple[str, ...]]) -> Adjacency:
    backwards: dict[str, list[str]] = {node: [] for node in edges}
    for node, neighbours in edges.items():
        for neighbour in neighbours:
            backwards[neighbour].append(node)
    return {node: tuple(neighbours) for node, neighbours in backwards.items()}


def _without_repetition(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names)) if len(names) > 1 else tuple(names)
