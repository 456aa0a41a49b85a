"""The graph of a script directory's revisions; immutable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from migralint.history.ancestry import Ancestry
from migralint.history.edges import Adjacency, connect
from migralint.history.labels import SpreadLabels
from migralint.history.order import effective_parents, topological_order
from migralint.history.pieces import find_pieces, find_waists
from migralint.history.revision import Revision
from migralint.history.upgrade import UpgradePlan, plan_upgrade


class History:
    """All revisions and their two edge sets, kept apart: down_revision determines heads and bases; together with
    depends_on it determines order and dependencies.

    Immutable. Built from revisions in load order, which is kept by every query that returns a tuple. A repeated id: the
    last one wins, as in Alembic. Names that are not in the files are left out of the graph and listed as missing.
    Queries take and return ids; an id that is not in the history is a KeyError.
    """

    def __init__(self, revisions: Iterable[Revision]) -> None:
        """Build the history from revisions in load order."""
        self._edges = connect(revisions)

    @property
    def revisions(self) -> Mapping[str, Revision]:
        """Every revision by id, in load order."""
        return MappingProxyType(self._edges.revisions)

    @property
    def duplicates(self) -> Mapping[str, tuple[Revision, ...]]:
        """All revisions of each id that occurs more than once."""
        return MappingProxyType(self._edges.duplicates)

    @property
    def labels(self) -> Mapping[str, str]:
        """Label to the id of the revision that carries it (the first, if several do)."""
        return MappingProxyType(self._edges.labels)

    @property
    def missing_parents(self) -> tuple[tuple[str, str], ...]:
        """(revision, name) for every name in down_revision that no file has as its id."""
        return self._edges.missing_parents

    @property
    def missing_dependencies(self) -> tuple[tuple[str, str], ...]:
        """(revision, name) for every name in depends_on that is neither an id nor a label."""
        return self._edges.missing_dependencies

    def __len__(self) -> int:
        """The number of revisions."""
        return len(self._edges.revisions)

    def __contains__(self, revision_id: object) -> bool:
        """Whether a full id is in the history."""
        return revision_id in self._edges.revisions

    def parents(self, revision_id: str) -> tuple[str, ...]:
        """The revisions in its down_revision, as written."""
        return self._edges.parents[revision_id]

    def children(self, revision_id: str) -> tuple[str, ...]:
        """The revisions that name it in down_revision."""
        return self._edges.children[revision_id]

    def dependencies(self, revision_id: str) -> tuple[str, ...]:
        """The revisions in its depends_on, as written, labels resolved."""
        return self._edges.dependencies[revision_id]

    def dependents(self, revision_id: str) -> tuple[str, ...]:
        """The revisions that name it in depends_on."""
        return self._edges.dependents[revision_id]

    def heads(self) -> tuple[str, ...]:
        """The revisions that no down_revision names: the list of `alembic heads`."""
        return tuple(node for node, children in self._edges.children.items() if not children)

    def row_heads(self) -> tuple[str, ...]:
        """The heads that no depends_on names either: the rows that `alembic stamp heads` writes."""
        return tuple(node for node in self.heads() if not self._edges.dependents[node])

    def bases(self) -> tuple[str, ...]:
        """The revisions whose down_revision names nothing; dependencies do not matter."""
        return tuple(node for node, revision in self._edges.revisions.items() if not revision.down_revision)

    def branch_points(self) -> tuple[str, ...]:
        """The revisions that several others name in down_revision."""
        return tuple(node for node, children in self._edges.children.items() if len(children) > 1)

    def merge_points(self) -> tuple[str, ...]:
        """The revisions with more than one down_revision."""
        return tuple(node for node, revision in self._edges.revisions.items() if len(revision.down_revision) > 1)

    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """One cycle, from parent to child, of every group of revisions that are each other's ancestors.

        Both edge sets count. This includes cycles that can be reached from a base and from a head, which Alembic
        misses.
        """
        if len(self.order) == len(self):
            return ()
        # networkx is imported only for a broken history.
        from migralint.history.cycles import find_cycles

        return find_cycles(self._edges, set(self._edges.revisions).difference(self.order))

    def pieces(self) -> tuple[frozenset[str], ...]:
        """The weakly connected parts over down_revision."""
        return find_pieces(self._edges)

    def waists(self, piece: frozenset[str]) -> tuple[str, ...]:
        """The revisions of a piece that all others are ancestors or descendants of over down_revision, oldest first."""
        return find_waists(self._edges, piece)

    def ancestors(self, ids: Iterable[str], *, with_dependencies: bool = True) -> frozenset[str]:
        """The union of the strict ancestors of each id; without dependencies only over down_revision."""
        edges = self._edges
        return _reached(ids, edges.parents, edges.dependencies if with_dependencies else None)

    def descendants(self, ids: Iterable[str], *, with_dependencies: bool = True) -> frozenset[str]:
        """The union of the strict descendants of each id; without dependencies only over down_revision."""
        edges = self._edges
        return _reached(ids, edges.children, edges.dependents if with_dependencies else None)

    def ancestors_with_self(self, ids: Iterable[str]) -> frozenset[str]:
        """The given revisions and all their ancestors over both edge sets: what a database with these stamps has
        applied."""
        ids = tuple(ids)
        return self.ancestors(ids) | frozenset(ids)

    def branch_labels(self, revision_id: str) -> frozenset[str]:
        """The labels Alembic gives a revision: its own and those spread to it."""
        return self._spread_labels.of(revision_id)

    def resolve(self, symbol: str) -> str | None:
        """The revision a full id or a label names; None if there is none. Partial ids are not resolved."""
        return symbol if symbol in self._edges.revisions else self._edges.labels.get(symbol)

    def upgrade_plan(self, stamps: Iterable[str], targets: Iterable[str] | None = None) -> UpgradePlan:
        """What `alembic upgrade` runs on a database with these rows, to `heads` or to revisions named by full id.

        Raises UpgradeRefused if Alembic refuses or fails, ValueError if the history has a cycle.
        """
        return plan_upgrade(self, stamps, targets)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Every revision after all its ancestors over both edge sets; revisions on or above a cycle are left out."""
        return topological_order(self._edges)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Each revision's place in load order."""
        return {node: index for index, node in enumerate(self._edges.revisions)}

    @cached_property
    def effective_parents(self) -> Adjacency:
        """The edges that Alembic follows when it plans an upgrade: parents, then the dependencies no ancestor already
        names."""
        return effective_parents(self._edges, self._acyclic_order())

    @cached_property
    def ancestry(self) -> Ancestry:
        """All ancestor sets as integers, for mass queries. Raises ValueError if the history has a cycle."""
        return Ancestry(self._edges, self._acyclic_order())

    @cached_property
    def graph(self) -> Any:
        """The history as a `networkx.DiGraph` from parent to child; each edge has a `kind`. Do not change it."""
        # Most commands do not use it, and so need not import networkx.
        from migralint.history.graph import build_graph

        return build_graph(self._edges)

    @cached_property
    def _spread_labels(self) -> SpreadLabels:
        return SpreadLabels(self._edges, self.order)

    def _acyclic_order(self) -> tuple[str, ...]:
        if len(self.order) < len(self):
            raise ValueError("the history has a cycle")
        return self.order


def _reached(starts: Iterable[str], first: Adjacency, second: Adjacency | None) -> frozenset[str]:
    seen: set[str] = set()
    todo = list(starts)
    while todo:
        node = todo.pop()
        for neighbours in (first[node], second[node] if second is not None else ()):
            for neighbour in neighbours:
                if neighbour not in seen:
                    seen.add(neighbour)
                    todo.append(neighbour)
    return frozenset(seen)
