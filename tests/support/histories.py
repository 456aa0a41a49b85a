"""Hypothesis strategies: random histories, and rows that Alembic itself would have written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from hypothesis import strategies as st

from migralint.history.revision import Revision
from tests.support.alembic_oracle import AlembicRefuses, Oracle


@st.composite
def histories(
    draw: st.DrawFn, *, max_size: int = 14, labels: bool = True, dependencies: bool = True
) -> tuple[Revision, ...]:
    """Acyclic revisions in a load order that need not follow the graph.

    With branches, merges (also redundant ones), several bases, depends_on by id and by label, and labels.
    """
    size = draw(st.integers(1, max_size))
    made: list[Revision] = []
    carried: list[str] = []
    for number in range(size):
        earlier = [r.id for r in made]
        # The newest parent makes long lines, others branches; several make a merge, none a base.
        count = draw(st.sampled_from([1, 1, 1, 1, 1, 1, 2, 2, 0])) if earlier else 0
        near = earlier[-draw(st.sampled_from([1, 1, 2, 4])) :] if count == 1 else earlier[-4:]
        count = min(count, len(near))
        parents = draw(st.lists(st.sampled_from(near), min_size=count, max_size=count, unique=True)) if count else []
        depends: list[str] = []
        if dependencies and earlier and draw(st.integers(0, 3)) == 0:
            names = [*earlier, *(carried if labels else [])]
            depends = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        own: tuple[str, ...] = ()
        if labels and draw(st.integers(0, 5)) == 0:
            own = (f"label{number}",)
            carried += own
        made.append(Revision(f"r{number}", tuple(parents), tuple(depends), own))
    return tuple(draw(st.permutations(made)))


def chains(size: int) -> tuple[Revision, ...]:
    """One line of revisions, oldest first."""
    return tuple(Revision(f"r{i:06}", (f"r{i - 1:06}",) if i else ()) for i in range(size))


@st.composite
def stamps(draw: st.DrawFn, revisions: Sequence[Revision], oracle: Oracle) -> frozenset[str]:
    """Rows that a series of `alembic upgrade` to random targets leaves in a version table.

    It starts empty, or as a database of an earlier day: up to date when only the first so many revisions existed.
    """
    rows: frozenset[str] = frozenset()
    by_age = sorted(revisions, key=lambda revision: int(revision.id[1:]))
    existing = draw(st.integers(0, len(by_age)))
    if existing and draw(st.integers(0, 3)):
        past = by_age[: max(existing, len(by_age) // 2)]
        with suppress(AlembicRefuses):
            _, rows = Oracle(past).upgrade(rows)
    for target in draw(st.lists(st.sampled_from([r.id for r in revisions]), max_size=2)):
        try:
            _, rows = oracle.upgrade(rows, target)
        except AlembicRefuses:
            break
    return rows
