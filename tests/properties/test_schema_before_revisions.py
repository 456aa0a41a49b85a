"""The schema before each revision is what its ancestors leave, whatever the shape of the history."""

from __future__ import annotations

import random
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.changes.state.apply import apply
from migralint.changes.state.schema import SchemaState
from migralint.findings.history_context import HistoryContext
from migralint.findings.operation_context import RevisionView
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.linting.walking.walk import Walk
from migralint.loading.revisions.revision_file import read_revision_file
from tests.support.histories import histories

UNREAD = "    op.execute(whatever())\n"


def body(revision: str, ancestors: list[str], chance: random.Random) -> str:
    """Operations of which those of different branches may run in either order: all are about things of their own."""
    lines = [f'    op.create_table("t_{revision}", sa.Column("id", sa.Integer()), sa.Column("gone", sa.Text()))\n']
    for _ in range(chance.randint(0, 3)):
        table = f"t_{chance.choice(ancestors)}" if ancestors else f"t_{revision}"
        lines.append(
            chance.choice(
                [
                    f'    op.add_column("{table}", sa.Column("c_{revision}", sa.Integer(), nullable=False))\n',
                    f'    op.drop_column("{table}", "gone")\n',
                    f'    op.create_index("ix_{revision}_{table}", "{table}", ["id"])\n',
                    f'    op.execute("ALTER TABLE {table} ADD CONSTRAINT u_{revision} UNIQUE (id)")\n',
                    f"    op.execute(\"CREATE TYPE e_{revision} AS ENUM ('a')\")\n",
                    f'    op.execute("CREATE VIEW v_{revision} AS SELECT id FROM {table}")\n',
                ]
            )
        )
    return "".join(lines)


def context(revisions: Iterable[Revision], seed: int, unread: frozenset[str] = frozenset()) -> HistoryContext:
    revisions = tuple(revisions)
    history = History(revisions)
    files = []
    for one in revisions:
        ancestors = sorted(history.ancestors([one.id]))
        text = body(one.id, ancestors, random.Random(f"{seed} {one.id}")) + (UNREAD if one.id in unread else "")
        source = (
            "from alembic import op\nimport sqlalchemy as sa\n"
            f"revision = {one.id!r}\ndown_revision = {one.down_revision!r}\ndef upgrade():\n{text}"
        )
        files.append(read_revision_file(f"/versions/{one.id}.py", data=source.encode()))
    return HistoryContext(history, tuple(files))


def walked(subject: HistoryContext) -> dict[str, tuple[RevisionView, SchemaState]]:
    walk = Walk(subject, frozenset())
    seen = {}
    for view, state in walk:
        seen[view.revision.id] = (view, state.copy())
        walk.carry(view, state)
    return seen


def facts(state: SchemaState) -> object:
    """All that a state holds, without the order in which it was made."""
    tables = {
        key: (
            {name: repr(column) for name, column in table.columns.items()},
            sorted(map(repr, table.constraints)),
            sorted(map(repr, table.indexes)),
            table.complete,
            table.triggers,
            table.age,
        )
        for key, table in state.tables.items()
    }
    return tables, dict(state.types), dict(state.views), state.age


@settings(max_examples=40, deadline=None)
@given(histories(max_size=12), st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_it_is_what_the_ancestors_leave_in_any_order(revisions: tuple[Revision, ...], seed: int, shuffle: int) -> None:
    subject = context(revisions, seed)
    history = subject.history
    seen = walked(subject)
    assert set(seen) == set(history.revisions)
    for identifier, (_, state) in seen.items():
        expected = SchemaState()
        for ancestor in _some_order(history, history.ancestors([identifier]), random.Random(shuffle)):
            for change in seen[ancestor][0].upgrade:
                apply(change, expected, ancestor)
        assert facts(state) == facts(expected)


def test_an_unread_dependency_may_run_after_another_dependency() -> None:
    """`c` follows `b` and depends on `a` and `x`: `a`, which nobody can read, stands above `b`, but not above `x`."""
    revisions = (Revision("a"), Revision("b", ("a",)), Revision("x"), Revision("c", ("b",), ("a", "x")))
    (_, state) = walked(context(revisions, 0, frozenset({"a"})))["c"]
    assert all(state.table(table.name) is None for table in state.tables.values() if table.name.name == "t_x")


@settings(max_examples=40, deadline=None)
@given(histories(max_size=12), st.integers(0, 1_000_000), st.data())
def test_nothing_is_certain_that_an_unread_operation_may_have_undone(
    revisions: tuple[Revision, ...], seed: int, data: st.DataObject
) -> None:
    names = [one.id for one in revisions]
    unread = data.draw(st.frozensets(st.sampled_from(names), max_size=2))
    subject = context(revisions, seed, unread)
    history = subject.history
    for identifier, (_, state) in walked(subject).items():
        above = history.ancestors([identifier])
        for one in unread & above:
            may_run_before = above - history.descendants([one])
            certain = {table.name.name for table in state.tables.values() if state.table(table.name) is not None}
            assert certain.isdisjoint(f"t_{other}" for other in may_run_before)


def _some_order(history: History, wanted: Iterable[str], chance: random.Random) -> list[str]:
    """An order of some revisions in which each stands behind its ancestors."""
    left, done = set(wanted), []
    while left:
        ready = sorted(one for one in left if not left & history.ancestors([one]))
        done.append(chance.choice(ready))
        left.discard(done[-1])
    return done
