"""The guard against Alembic itself: for histories, prunes, rows and targets it refuses exactly where it has to.

`MIGRALINT_GUARD_EXAMPLES=10000 pytest -n0` of this file takes half an hour: ten thousand pairs of a database and a tree
for upgrades, five thousand for downgrades.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from alembic.util import CommandError
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from migralint.history.history import History
from migralint.history.ledger import Prune
from migralint.history.revision import Revision
from migralint.loading.records.ledger import encode_ledger
from migralint.pruning.guard import migralint_guard
from migralint.pruning.guard.migralint_guard import DatabaseRefused, check_database
from migralint.pruning.planning.cut import Cutter
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.rewrites import revisions_after, rewrite_history
from tests.properties.test_cut import applied_everywhere
from tests.support.alembic_oracle import Oracle
from tests.support.guarded import called, ledger_of, prune_of, run, script_of
from tests.support.histories import histories, stamps
from tests.support.thorough import examples

EXAMPLES = int(os.environ.get("MIGRALINT_GUARD_EXAMPLES", examples(250)))


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made, patch.object(migralint_guard, "LEDGER", f"{made}/ledger.json"):
        yield Path(made)


def with_long_ids(revision: Revision) -> Revision:
    """r3 becomes r10037: Alembic takes the beginning of an id for it only where that has more than three characters."""

    def long(name: str) -> str:
        return f"r{1000 + int(name[1:])}7" if name.startswith("r") else name

    return replace(
        revision,
        id=long(revision.id),
        down_revision=tuple(map(long, revision.down_revision)),
        depends_on=tuple(map(long, revision.depends_on)),
    )


@st.composite
def pruned_histories(
    draw: st.DrawFn,
) -> tuple[tuple[Revision, ...], tuple[Revision, ...], list[Prune]]:
    """The whole history, what up to two prunes leave of it, and what the ledger says of them."""
    revisions = tuple(map(with_long_ids, draw(histories(max_size=10))))
    kept, prunes = revisions, []
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 2]))):
        history = History(kept)
        rows = draw(st.lists(stamps(kept, Oracle(kept)), min_size=1, max_size=2))
        options = PruneOptions(deep=draw(st.booleans()))
        cut = Cutter(history, options).take(applied_everywhere(history, rows))
        if cut.removed:
            rewrites = rewrite_history(history, cut.removed, cut.label_moves)
            prunes.append(prune_of(kept, cut.removed, rewrites))
            kept = revisions_after(history, cut.removed, rewrites)
    return revisions, kept, prunes


def needed(revisions: tuple[Revision, ...], names: set[str] | frozenset[str]) -> set[str]:
    """These revisions and everything below them in the whole history."""
    return set(History(revisions).ancestors_with_self(names))


@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_downgrade_is_refused_where_alembic_fails_or_takes_an_abbreviation(data: st.DataObject, folder: Path) -> None:
    revisions, kept, prunes = data.draw(pruned_histories())
    assume(not History(revisions).cycles())
    (folder / "ledger.json").write_bytes(encode_ledger(ledger_of(prunes)))
    ids = [one.id for one in revisions]
    rows = data.draw(
        stamps(revisions, Oracle(revisions))
        | st.frozensets(st.sampled_from([*ids, *(one[:-1] for one in ids)]), max_size=2)
    )
    target = data.draw(st.sampled_from(["base", *(one.id for one in kept)]))

    plain = run(script_of(folder, kept), "downgrade", target, rows=rows, tables=True)
    guarded = run(script_of(folder, kept), "downgrade", target, rows=rows, tables=True, check=check_database)

    if rows <= {one.id for one in kept} and plain.error is None:
        assert guarded.error is None
        assert (guarded.ran, guarded.dump) == (plain.ran, plain.dump)
    else:
        assert isinstance(guarded.error, CommandError), guarded.error
        assert guarded.ran == []
        if isinstance(guarded.error, DatabaseRefused):
            assert guarded.untouched


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_refuses_where_alembic_fails_or_builds_half_and_nowhere_else(data: st.DataObject, folder: Path) -> None:
    revisions, kept, prunes = data.draw(pruned_histories())
    assume(not History(revisions).cycles())
    (folder / "ledger.json").unlink(missing_ok=True)
    if prunes:
        (folder / "ledger.json").write_bytes(encode_ledger(ledger_of(prunes)))
    ids = [one.id for one in revisions]
    labels = [label for one in kept for label in one.branch_labels]
    strange = [*ids, *(one[:-1] for one in ids), *labels, "r10", "heads", "base", "r10007@head", "-1", "ffff"]
    rows = data.draw(
        stamps(revisions, Oracle(revisions))
        | st.frozensets(st.sampled_from(ids), max_size=3)
        | st.frozensets(st.sampled_from(strange), max_size=2)
    )
    target = data.draw(st.sampled_from(["heads", "heads", *(one.id for one in kept)]))
    tables = data.draw(st.booleans())
    here = {one.id for one in kept}
    gone = set(ids) - here

    plain = run(script_of(folder, kept), "upgrade", target, rows=rows, tables=tables)
    guarded = run(script_of(folder, kept), "upgrade", target, rows=rows, tables=tables, check=check_database)

    if not rows <= here:
        expected = {"pruned"} if rows & gone else {"unknown"}
    elif plain.error is not None:
        overlap = any(other in needed(kept, {one}) for one in rows for other in rows - {one})
        expected = {"overlapping"} if overlap else {"failing"}
    else:
        goal = set(History(kept).heads()) if target == "heads" else {target}
        half = (needed(revisions, goal) - needed(revisions, rows)) & gone
        expected = {"incomplete" if rows else "unstamped" if tables else "empty"} if half else set()
    event(", ".join(expected) or "let through")
    if expected:
        assert isinstance(guarded.error, DatabaseRefused), (expected, guarded.error)
        assert isinstance(guarded.error, CommandError)
        assert guarded.error.verdict in expected
        assert "\n" not in str(guarded.error)
        assert guarded.untouched
        assert guarded.ran == []
    else:
        assert guarded.error is None
        assert (guarded.ran, guarded.dump) == (plain.ran, plain.dump)
    if target == "heads":
        try:
            standing = called(script_of(folder, kept), check_database, rows=rows, tables=tables)
        except DatabaseRefused as refused:
            assert {refused.verdict} == expected
        else:
            assert not expected
            assert (standing.verdict, list(standing.pending)) == ("behind" if plain.ran else "at head", plain.ran)
