"""Topological order over both edge sets, and the dependencies that Alembic keeps; linear, without recursion."""

from __future__ import annotations

from migralint.history.edges import Adjacency, Edges


def topological_order(edges: Edges) -> tuple[str, ...]:
    """Every revision after all its ancestors over down_revision and depends_on; ties by load order.

    Members of a cycle and their descendants are left out: the history has a cycle if and only if the result is shorter
    than `edges.revisions`.
    """
    waiting = {node: len(edges.parents[node]) + len(edges.dependencies[node]) for node in edges.revisions}
    ready = [node for node, count in waiting.items() if not count]
    # The list grows during the iteration: it is the queue and the result at once.
    for node in ready:
        for follower in (*edges.children[node], *edges.dependents[node]):
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    return tuple(ready)


def effective_parents(edges: Edges, order: tuple[str, ...]) -> Adjacency:
    """The edges that Alembic follows when it plans: down_revision, then the dependencies that no ancestor already
    names.

    A dependency counts only if no ancestor over down_revision names the same one (`_normalize_depends_on` in Alembic's
    revision map). `order` is the topological order of an acyclic history.
    """
    # Only a revision that several others depend on can be named twice along a line; each gets one bit.
    shared = {node: bit for bit, node in enumerate(n for n, users in edges.dependents.items() if len(users) > 1)}
    if not shared:
        return {node: _joined(edges.parents[node], edges.dependencies[node]) for node in edges.revisions}
    named: dict[str, int] = {}
    result: Adjacency = {}
    for node in order:
        above = 0
        for parent in edges.parents[node]:
            above |= named[parent]
        own = edges.dependencies[node]
        kept = tuple(d for d in own if d not in shared or not above >> shared[d] & 1)
        result[node] = _joined(edges.parents[node], kept)
        for dependency in own:
            if dependency in shared:
                above |= 1 << shared[dependency]
        named[node] = above
    return result


def _joined(parents: tuple[str, ...], dependencies: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*parents, *dependencies))) if dependencies else parents
