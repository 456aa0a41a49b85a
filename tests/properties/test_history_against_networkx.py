"""The plain adjacency that `check` walks is the graph that networkx holds: the same answers on random histories."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.rules.graph.redundant_parent import redundant_parent
from tests.support.histories import histories
from tests.support.thorough import examples


def down_only(history: History) -> nx.DiGraph[str]:
    """The graph over `down_revision` alone."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(history.revisions)
    graph.add_edges_from((parent, name) for name in history.revisions for parent in history.parents(name))
    return graph


@settings(max_examples=examples(150))
@given(histories())
def test_edges_ancestors_and_descendants(revisions: tuple[Revision, ...]) -> None:
    history = History(revisions)
    graph, down = history.graph, down_only(history)
    assert list(graph) == list(history.revisions)
    for name in graph:
        assert set(graph.predecessors(name)) == {*history.parents(name), *history.dependencies(name)}
        assert history.ancestors([name]) == nx.ancestors(graph, name)
        assert history.descendants([name]) == nx.descendants(graph, name)
        assert history.ancestors([name], with_dependencies=False) == nx.ancestors(down, name)
        assert history.descendants([name], with_dependencies=False) == nx.descendants(down, name)
        for parent in history.parents(name):
            assert graph.edges[parent, name]["kind"] == "down_revision"


@settings(max_examples=examples(150))
@given(histories())
def test_the_order_is_topological_and_heads_bases_and_pieces_agree(revisions: tuple[Revision, ...]) -> None:
    history = History(revisions)
    down = down_only(history)
    place = {name: number for number, name in enumerate(history.order)}
    assert sorted(place) == sorted(history.revisions)
    assert all(place[parent] < place[child] for parent, child in history.graph.edges)
    assert set(history.heads()) == {name for name, degree in down.out_degree() if degree == 0}
    assert set(history.bases()) == {name for name, degree in down.in_degree() if degree == 0}
    assert set(history.pieces()) == {frozenset(piece) for piece in nx.weakly_connected_components(down)}


@settings(max_examples=examples(150))
@given(histories(labels=False))
def test_redundant_parents_are_the_edges_that_a_transitive_reduction_drops(revisions: tuple[Revision, ...]) -> None:
    history = History(revisions)
    reduced = nx.transitive_reduction(history.graph)
    dropped = {
        (parent, name)
        for name in history.revisions
        for parent in history.parents(name)
        if not reduced.has_edge(parent, name)
        and len(history.parents(name)) > 1
        # implied by another parent; what only a dependency implies is another rule's
        and any(parent in history.ancestors([other]) for other in history.parents(name) if other != parent)
    }
    found = {problem.revisions[0] for problem in redundant_parent(HistoryContext(history))}
    assert found == {name for _, name in dropped}


@settings(max_examples=examples(150))
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=16))
def test_cycles_are_the_strongly_connected_groups(pairs: list[tuple[int, int]]) -> None:
    names = [f"r{number}" for number in range(8)]
    parents = {name: tuple(dict.fromkeys(f"r{a}" for a, b in pairs if f"r{b}" == name)) for name in names}
    history = History(Revision(name, parents[name]) for name in names)
    groups = [
        group
        for group in nx.strongly_connected_components(history.graph)
        if len(group) > 1 or history.graph.has_edge(*[next(iter(group))] * 2)
    ]
    cycles = history.cycles()
    assert len(cycles) == len(groups)
    for cycle in cycles:
        assert any(set(cycle) <= group for group in groups)
        assert all(history.graph.has_edge(one, two) for one, two in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
