"""A rescue against Alembic: whatever was pruned, in however many prunes, leads up to what is kept."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from migralint.history.history import History
from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile
from migralint.history.revision import Revision
from migralint.pruning.planning.cut import Cutter
from migralint.pruning.planning.fleet import Fleet
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.rewrites import Rewrite, revisions_after, rewrite_history
from migralint.pruning.planning.squash import plan_squash
from migralint.pruning.rescue.restored import CannotRestoreError, restore
from migralint.pruning.rescue.upgrade_path import UpgradePath
from migralint.source.location import Location
from tests.properties.test_cut import environments
from tests.support.alembic_oracle import AlembicRefuses, Oracle
from tests.support.histories import histories, stamps
from tests.support.notation import parse_revisions
from tests.support.squash_plans import revisions_after_squash
from tests.support.thorough import examples

Revisions = tuple[Revision, ...]


def placed(revisions: Sequence[Revision]) -> Revisions:
    """With the files that live revisions have."""
    return tuple(replace(one, id_at=Location(f"/migrations/versions/{one.id}.py")) for one in revisions)


def entry(history: History, removed: frozenset[str], rewrites: Sequence[Rewrite], squashes: Sequence[str]) -> Prune:
    """The ledger's word on a cut."""

    def fields(one: Revision) -> tuple[str, StoredFile, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        file = StoredFile(f"versions/{one.id}.py", "0" * 64)
        return one.id, file, one.down_revision, one.depends_on, one.branch_labels

    return Prune(
        *("2026-10-01T08:00:00Z", "0.1.0", None, None, (), tuple(squashes), (), ()),
        removed=tuple(PrunedRevision(*fields(one)) for one in history.revisions.values() if one.id in removed),
        rewritten=tuple(RewrittenRevision(*fields(rewrite.before)) for rewrite in rewrites),
    )


@st.composite
def prunes(draw: st.DrawFn, revisions: Revisions, kind: str = "") -> tuple[Revisions, Prune]:
    """What a prune for random environments (of a kind: for one that is up to date) leaves, and what it notes."""
    history = History(revisions)
    rows = [frozenset(history.row_heads())] if kind else draw(st.lists(stamps_of(revisions), min_size=1, max_size=2))
    kind = kind or draw(st.sampled_from(["plain", "deep", "squash"]))
    applied = frozenset(history.ancestry.nodes(Fleet(history, environments(*rows)).everywhere()))
    cut = Cutter(history, PruneOptions(deep=kind == "deep")).take(applied)
    assume(cut.removed)
    if kind == "squash":
        planned = plan_squash(history, cut.removed)
        assume(not planned.problems)
        names = [one.revision.id for one in planned.squashes]
        left = revisions_after_squash(history, planned)
        return placed(left), entry(history, cut.removed, planned.rewrites, names)
    rewrites = rewrite_history(history, cut.removed, cut.label_moves)
    return revisions_after(history, cut.removed, rewrites), entry(history, cut.removed, rewrites, ())


@st.composite
def stamps_of(draw: st.DrawFn, revisions: Revisions) -> frozenset[str]:
    """Rows that a series of `alembic upgrade` to random targets leaves."""
    oracle, rows = Oracle(revisions), frozenset[str]()
    for target in draw(st.lists(st.sampled_from([one.id for one in revisions]), min_size=1, max_size=3)):
        try:
            _, rows = oracle.upgrade(rows, target)
        except AlembicRefuses:
            break
    return rows


@st.composite
def growth(draw: st.DrawFn, revisions: Revisions, first: int) -> Revisions:
    """More revisions on top of what is there; never on a squash."""
    made: list[Revision] = []
    for number in range(first, first + draw(st.integers(0, 4))):
        ids = [one.id for one in (*revisions, *made) if one.id.startswith("r")]
        parents = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
        depends = draw(st.lists(st.sampled_from(ids), max_size=1)) if draw(st.booleans()) else []
        made.append(Revision(f"r{number}", tuple(parents), tuple(depends)))
    return placed(made)


@settings(max_examples=examples(30), deadline=None)
@given(st.data())
def test_every_database_that_was_left_behind_comes_through(data: st.DataObject) -> None:
    everything = live = placed(data.draw(histories(max_size=9)))
    noted: list[Prune] = []
    for _ in range(data.draw(st.integers(1, 3))):
        live, prune = data.draw(prunes(live))
        noted.append(prune)
        more = data.draw(growth(live, len(everything)))
        live, everything = (*live, *more), (*everything, *more)
    ledger, now, oracle = Ledger(tuple(noted)), History(live), Oracle(everything)
    squashes = {name for prune in noted for name in prune.squashed_into}
    original = {one.id: one for one in everything}
    revision_id = data.draw(st.sampled_from([name for name in ledger.pruned if name not in squashes]))

    restored = restore(ledger, now, revision_id)
    for one in restored.history.revisions.values():
        assert replace(one, id_at=None) == replace(original[one.id], id_at=None)
    assert restored.pruned == ledger.pruned.keys() - squashes
    assert all(floor in now for floor in restored.floor)

    left_behind = [frozenset({revision_id})]
    for _ in range(3):
        left_behind += [rows] if revision_id in (rows := data.draw(stamps(everything, oracle))) else []
    for rows in left_behind:
        assert rows <= restored.history.revisions.keys()
        flaw = UpgradePath(restored.history, restored, now).flaw(rows)
        if flaw is not None:  # only where Alembic would die without any prune, too
            assert refused(oracle, rows, restored.floor), flaw


@settings(max_examples=examples(20), deadline=None)
@given(st.data())
def test_a_pruned_squash_leads_up_as_well(data: st.DataObject) -> None:
    everything = placed(data.draw(histories(max_size=9)))
    live, first = data.draw(prunes(everything, "squash"))
    live = (*live, *data.draw(growth(live, len(everything))))
    live, second = data.draw(prunes(live, "plain"))
    pruned = [one.id for one in second.removed if one.id in first.squashed_into]
    assume(pruned)
    now = History(live)
    restored = restore(Ledger((first, second)), now, pruned[0])
    assert not restored.pruned & {one.id for one in first.removed}
    flaw = UpgradePath(restored.history, restored, now).flaw(frozenset({pruned[0]}))
    if flaw is not None:  # only where Alembic would die in one of the two directories anyway
        there, here = Oracle(tuple(restored.history.revisions.values())), Oracle(live)
        start, floor = frozenset({pruned[0]}), restored.floor
        assert refused(there, start, floor) or refused(here, frozenset(floor), ()), flaw


def refused(oracle: Oracle, rows: frozenset[str], floor: Sequence[str]) -> bool:
    """Whether Alembic gives up on the way from these rows over the floor to the heads, in one history."""
    try:
        for target in (*floor, "heads"):
            _, rows = oracle.upgrade(rows, target)
    except AlembicRefuses:
        return True
    return False


def test_an_id_that_was_pruned_twice_means_the_later_revision() -> None:
    older, newer = parse("a <- b <- c"), parse("c <- a <- d")  # a new file took the id of the pruned a
    removed = frozenset({"a", "b"})
    first = entry(older, removed, rewrite_history(older, removed, {}), ())
    between = revisions_after(newer, frozenset(), ())
    removed = frozenset({"c", "a"})
    second = entry(History(between), removed, rewrite_history(newer, removed, {}), ())
    restored = restore(Ledger((first, second)), History(placed([Revision("d")])), "a")
    assert list(restored.history.order) == ["c", "a", "d"]
    assert restored.floor == ("d",)


def test_a_pruned_id_that_is_in_use_again_stays_out_of_the_way() -> None:
    older = parse("a <- b <- c")
    removed = frozenset({"a", "b"})
    prune = entry(older, removed, rewrite_history(older, removed, {}), ())
    now = parse("c <- a <- d")
    restored = restore(Ledger((prune,)), now, "b")
    assert list(restored.history.order) == ["a", "b", "c"]
    for rows in ({"a"}, {"b"}):
        assert UpgradePath(restored.history, restored, now).flaw(frozenset(rows)) is None


def test_nothing_kept_above_is_no_way_up() -> None:
    history = parse("a <- b")
    prune = entry(history, frozenset({"a"}), rewrite_history(history, frozenset({"a"}), {}), ())
    try:
        restore(Ledger((prune,)), parse("c"), "a")
    except CannotRestoreError as error:
        assert str(error) == "no kept revision comes after a"
    else:
        raise AssertionError


def parse(text: str) -> History:
    return History(placed(parse_revisions(text)))
