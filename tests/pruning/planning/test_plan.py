"""What goes and what stays, on histories small enough to draw."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.plan import plan_prune
from migralint.source.location import Location
from tests.support.notation import parse_history
from tests.support.prune_inputs import NOW, SCRIPT, manifest, plan, plan_of

DEEP = PruneOptions(deep=True)


def headers(made: object) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """down_revision, depends_on and branch_labels of every rewritten revision after the cut."""
    return {
        one.after.id: (one.after.down_revision, one.after.depends_on, one.after.branch_labels)
        for one in made.rewrites  # type: ignore[attr-defined]
    }


def test_what_is_applied_everywhere_and_stamped_nowhere_goes() -> None:
    # a - b - c - d - e
    #         ^production
    #             ^staging
    made = plan("a <- b <- c <- d <- e", production="c", staging="d")
    assert made.status == "ready"
    assert made.removed == ("a", "b")
    assert made.new_bases == ("c",)
    assert headers(made) == {"c": ((), (), ())}


def test_stamp_sets_are_never_united() -> None:
    # Two databases, one on each line: neither has applied what the other has.
    #   r - a1 - a2
    #     \ b1 - b2
    made = plan("r <- a1 <- a2; r <- b1 <- b2", DEEP, tenants="a2 b2")
    assert made.removed == ("r",)


def test_without_a_stamp_set_nothing_goes() -> None:
    assert plan("a <- b", ci=None).removed == ()
    assert plan("a <- b").status == "nothing"


def test_heads_stay() -> None:
    # y depends on b, so the rows of an up-to-date database are just {y}; b is a head and stays.
    made = plan("a <- b; x <- y; y depends b", production="y")
    assert made.removed == ("a", "x")


def test_a_removed_revision_must_not_need_one_that_stays() -> None:
    # r0 - r1
    # r2 - r3      r2 depends on r1
    # At r3 all is applied. r1 is a head and stays; if r2 went, r1 would look as if it had never run.
    made = plan("r0 <- r1; r2 <- r3; r2 depends r1", DEEP, production="r3")
    assert made.removed == ("r0",)


def test_the_default_leaves_one_base_where_there_was_one() -> None:
    #     b - d
    #   /       \
    # a           m - n       stamped at n: all below m is applied
    #   \ c - e /
    drawing = "a <- b <- d <- m <- n; a <- c <- e <- m"
    assert plan(drawing, production="n").removed == ("a", "b", "d", "m", "c", "e")
    assert plan(drawing, production="m").new_bases == ("m",)
    # Stamped on both lines, a is a waist and the revisions behind it are not.
    assert plan(drawing, production="d+e").removed == ()
    assert plan(drawing, DEEP, production="d+e").removed == ("a", "b", "c")
    assert plan(drawing, DEEP, production="d+e").new_bases == ("d", "e")


def test_a_cut_piece_waits_for_the_piece_it_depends_on() -> None:
    # x1 - x2 - x3
    # y1 - y2 - y3     y2 depends on x2; at x2+y3 (x3 not yet run) x1 goes, but x2 is stamped, so y2 stays too
    made = plan("x1 <- x2 <- x3; y1 <- y2 <- y3; y2 depends x2", production="x3+y3", old="x2+y1")
    assert made.removed == ("x1",)


def test_dependencies_on_removed_revisions_go_with_them() -> None:
    made = plan("x1 <- x2; y1 <- y2 <- y3; y3 depends x1 y1", production="x2+y2")
    assert headers(made) == {"x2": ((), (), ()), "y2": ((), (), ()), "y3": (("y2",), (), ())}


def test_a_merge_loses_only_the_parents_that_go() -> None:
    # a1 - a2 - m       b2 is stamped, a2 is not: m keeps b2
    # b1 - b2 /
    made = plan("a1 <- a2 <- m; b1 <- b2 <- m; t: m", DEEP, production="m", other="a2+b2")
    assert made.removed == ("a1", "b1")
    made = plan("a1 <- a2 <- m <- t; b1 <- b2 <- m", DEEP, production="t", other="b2+a2")
    assert headers(made)["a2"] == ((), (), ())


@pytest.mark.parametrize(
    ("options", "removed"),
    [
        (PruneOptions(until="c"), ("a", "b")),
        (PruneOptions(keep=1), ("a", "b", "c")),
        (PruneOptions(keep=9), ()),
        (PruneOptions(spared={"b": "a branch builds on it"}), ("a",)),
        (PruneOptions(without=frozenset({"late"})), ("a", "b", "c", "d")),
    ],
)
def test_options_spare_revisions(options: PruneOptions, removed: tuple[str, ...]) -> None:
    environments = {"production": "e", **({"late": "b"} if options.without else {})}
    assert plan("a <- b <- c <- d <- e", options, **environments).removed == removed


def test_until_takes_a_label_and_refuses_what_it_does_not_know() -> None:
    assert plan("a <- b <- c; b label x", PruneOptions(until="x"), production="c").removed == ("a",)
    with pytest.raises(KeyError):
        plan("a <- b", PruneOptions(until="nowhere"), production="b")


def test_keep_since_spares_by_date_and_what_has_no_date() -> None:
    revisions = [
        Revision("a", (), create_date=datetime(2020, 1, 1)),
        Revision("b", ("a",), create_date=datetime(2021, 6, 1)),
        Revision("c", ("b",), create_date=datetime(2022, 1, 1)),
    ]

    def removed(first: Revision) -> tuple[str, ...]:
        history = History([first, *revisions[1:]])
        return plan_of(history, manifest(production="c"), PruneOptions(keep_since=date(2021, 6, 1))).removed

    assert removed(revisions[0]) == ("a",)
    assert removed(Revision("a")) == ()


def test_a_label_moves_to_the_new_base() -> None:
    made = plan("a <- b <- c; a label accounts; c label mine", production="b")
    assert headers(made) == {"b": ((), (), ("accounts",))}
    made = plan("a <- b <- c; a label accounts; b label mine", production="b")
    assert headers(made) == {"b": ((), (), ("mine", "accounts"))}


def test_a_label_that_would_have_to_move_to_two_revisions_keeps_its_revision() -> None:
    #  r[x] - a - s    both a and b are stamped
    #       \ b - t
    drawing = "r <- a <- s; r <- b <- t; r label x"
    made = plan(drawing, DEEP, production="a+b")
    assert made.removed == ()
    assert plan(drawing.replace("; r label x", ""), DEEP, production="a+b").removed == ("r",)


def test_depends_on_a_moved_label_goes_with_the_revision_that_carried_it() -> None:
    # w depends on x, the label of a. Left in place it would come to mean b, which is not what w needs.
    made = plan("a <- b <- c; a label x; v <- w; w depends x", production="b+v")
    assert made.removed == ("a",)
    assert headers(made) == {"b": ((), (), ("x",)), "w": (("v",), (), ())}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("c -", "ML405"),  # an unstamped database needs every revision
        ("", "ML409"),  # an environment without stamp sets may need any
        ("gone", "ML401"),
        ("abc", "ML402"),  # only the beginning of abcd
        ("c+abcd", "ML403"),
    ],
)
def test_stamps_that_leave_unknown_what_is_needed_block(rows: str, code: str) -> None:
    made = plan("x <- abcd <- b <- c", production="c", tenants=rows)
    assert made.status == "blocked"
    assert [blocker.code for blocker in made.blockers] == [code]
    assert (
        plan("x <- abcd <- b <- c", PruneOptions(without=frozenset({"tenants"})), production="c", tenants=rows).status
        == "ready"
    )
    if code != "ML403":
        assert made.removed == ()


def test_an_unknown_stamp_leaves_unknown_what_is_applied() -> None:
    effect = plan("a <- b", old="gone").environments[0].stamp_sets[0]
    assert (effect.applied, effect.pending) == (None, None)


def test_an_old_record_blocks_where_the_manifest_limits_the_age() -> None:
    history = parse_history("a <- b")
    listed = manifest(production="b")
    old = replace(
        listed,
        environments=(replace(listed.environments[0], recorded_at=NOW - timedelta(days=40)),),
    )
    assert plan_of(history, old).status == "ready"
    made = plan_of(history, replace(old, max_age_days=30))
    assert [blocker.code for blocker in made.blockers] == ["ML404"]
    assert made.removed == ("a",), "what would go is said nevertheless"
    undated = replace(listed, environments=(replace(listed.environments[0], recorded_at=None),))
    assert [warning.code for warning in plan_of(history, undated).warnings] == ["ML404"]
    assert plan_of(history, replace(undated, max_age_days=30)).status == "blocked"


def test_environments_say_what_they_still_have_to_run() -> None:
    made = plan("a <- b <- c <- d <- e", production="c", tenants="d e")
    production, tenants = made.environments
    assert [(s.applied, s.pending, s.plan_unchanged) for s in production.stamp_sets] == [(3, 2, True)]
    assert [(s.applied, s.pending) for s in tenants.stamp_sets] == [(4, 1), (5, 0)]
    assert tenants.furthest_behind == 1
    assert (production.holds, tenants.holds) == (3, 2)


def test_leverage_says_how_far_to_move_whom() -> None:
    made = plan("a <- b <- c <- d <- e", production="d", staging="b", ci=None)
    assert [(one.environments, one.move_to, one.frees) for one in made.levers] == [(("staging",), ("d",), 2)]


def test_leverage_of_two_lines() -> None:
    made = plan("a1 <- a2 <- a3; b1 <- b2 <- b3", production="a3+b3", staging="a1+b1")
    assert [(one.environments, one.move_to, one.frees) for one in made.levers] == [(("staging",), ("a3", "b3"), 4)]


def test_leverage_of_environments_that_hold_at_the_same_place() -> None:
    made = plan("a <- b <- c <- d <- e", production="b", staging="e", partners="b", old="c")
    assert [(one.environments, one.move_to, one.frees) for one in made.levers] == [
        (("production", "partners"), ("c",), 1),
    ]


@pytest.mark.parametrize(
    ("drawing", "code"),
    [
        ("a <- b; b <- a; c", "ML104"),
        ("b depends nowhere; b <- c", "ML103"),
    ],
)
def test_a_broken_graph_blocks_and_nothing_is_planned(drawing: str, code: str) -> None:
    made = plan(drawing, production="c")
    assert made.status == "blocked"
    assert [blocker.code for blocker in made.blockers] == [code]
    assert made.removed == ()


def test_a_removed_id_that_begins_a_kept_one_blocks() -> None:
    # Alembic takes the row 2024 for an abbreviation of 20240101 once the file of 2024 is gone.
    made = plan("2024 <- 20240101 <- z", production="20240101")
    assert [blocker.name for blocker in made.blockers] == ["removed-id-abbreviates-kept"]
    assert made.blockers[0].problem.revisions == ("2024", "20240101")


def test_a_removed_id_that_begins_a_kept_label_blocks() -> None:
    made = plan("acco <- b <- c; c label accounts", production="b")
    assert [blocker.name for blocker in made.blockers] == ["removed-id-abbreviates-kept"]


def test_a_removed_id_that_begins_a_short_id_does_not_block() -> None:
    assert plan("1 <- 12 <- 2", production="12").status == "ready"


def test_version_locations_that_cannot_be_found_block() -> None:
    subject = HistoryContext(parse_history("a <- b"), unresolved=("plugin:versions",))
    made = plan_prune(EnvironmentContext(subject, manifest(production="b"), NOW), SCRIPT)
    assert [blocker.name for blocker in made.blockers] == ["unresolved-version-location"]
    assert made.removed == ()


def test_files_outside_of_the_repository_are_not_touched() -> None:
    def revision(name: str, parents: tuple[str, ...], folder: str) -> Revision:
        return Revision(name, parents, id_at=Location(f"{folder}/{name}.py"))

    script = replace(SCRIPT, outside=("/elsewhere/versions",))
    history = History([revision("a", (), "/project/migrations/versions"), revision("b", ("a",), "/elsewhere/versions")])
    made = plan_of(history, manifest(production="b"), script=script)
    assert [blocker.name for blocker in made.blockers] == ["outside-repository"]
    assert "b does not belong to this repository and names a" in made.blockers[0].problem.message
    assert plan_of(history, manifest(production="b")).status == "ready"


def test_a_squash_leaves_redundant_entries_between_kept_revisions_alone() -> None:
    # r3 and r5 name what they need anyway; without r5's dependency on r3, Alembic would order r2 and r3 differently.
    history = History(
        [
            Revision("r0"),
            Revision("r1", ("r0",)),
            Revision("r2", ("r1",)),
            Revision("r3", ("r1", "r0")),
            Revision("r4", ("r3",), ("r2",)),
            Revision("r5", ("r4",), ("r3", "r0")),
            Revision("r6"),
        ]
    )
    squashed = plan_of(history, manifest(production="r2"), PruneOptions(squash=True))
    assert squashed.blockers == ()
    assert {rewrite.after.id: rewrite.after.depends_on for rewrite in squashed.rewrites}["r5"] == ("r3",)
    assert plan_of(history, manifest(production="r2")).blockers == ()


def test_a_squash_keeps_the_heads_of_a_history_with_a_redundant_merge_parent() -> None:
    #  a <- b <- d (merge)     c depends on b, so b is implied by c; were it dropped from d, b would become a head
    #       c <--'
    history = History(
        [
            Revision("z"),
            Revision("a"),
            Revision("b", ("a",), ("z",)),
            Revision("c", (), ("b",)),
            Revision("d", ("c", "b"), ("a",)),
        ]
    )
    squashed = plan_of(history, manifest(production="b"), PruneOptions(squash=True))
    assert squashed.after.heads() == history.heads()
