"""What people read of a plan."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from migralint.environments.environment import Counts, Environment, Manifest, StampSet
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.pruning.planning.blockers import Blocker
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.repository.losses import Loss
from migralint.reporting.prune.request import PruneRequest
from migralint.reporting.prune.text import explanation_lines, prune_text_lines
from migralint.reporting.segments import plain
from migralint.source.location import Location
from tests.support.notation import parse_history
from tests.support.prune_inputs import NOW, SCRIPT, plan, plan_of

LINE = " <- ".join(f"r{number:02}" for number in range(30))


class NoSources:
    """The plans of these tests have no files."""

    def line(self, path: str, number: int) -> str:
        return ""


def text(made: PrunePlan, **changes: object) -> str:
    request = replace(PruneRequest(made, SCRIPT, NoSources(), "/project"), **changes)  # type: ignore[arg-type]
    return "\n".join(plain(prune_text_lines(request)))


def test_long_lists_are_cut_short_unless_everything_is_asked_for() -> None:
    made = plan(LINE, production="r25")
    assert "r21\n  … and 19 more (-v lists them)\n  r01\n  r00\n" in text(made)
    assert "r13\n  r12\n" in text(made, verbose=True)


def test_nothing_can_go(snapshot: SnapshotAssertion) -> None:
    assert text(plan("a <- b", production="a", ci=None)) == snapshot


def test_blocked(snapshot: SnapshotAssertion) -> None:
    assert text(plan("a <- b <- c", production="b", old="gone", unknown="")) == snapshot


def test_a_broken_graph_says_only_what_is_wrong(snapshot: SnapshotAssertion) -> None:
    assert text(plan("a <- b; b <- a; c", production="c")) == snapshot


def test_many_stamp_sets_are_summed_up(snapshot: SnapshotAssertion) -> None:
    assert text(plan(LINE, tenants=" ".join(f"r{number:02}" for number in range(20, 30)))) == snapshot


def test_applied(snapshot: SnapshotAssertion) -> None:
    made = plan("a <- b <- c", production="b")
    assert text(made, applied=True) == snapshot


def test_losses_that_can_be_named_come_first(snapshot: SnapshotAssertion) -> None:
    at = Location("/project/migrations/versions/a.py", 7)
    losses = (Loss("a", at, "unknown", ""), Loss("a", at._replace(line=9), "rows", "users"))
    made = plan("a <- b <- c", production="b")
    assert text(made, losses=losses) == snapshot
    assert "Lost" not in text(made)


def test_warnings_do_not_block() -> None:
    problem = Problem("names a, which would be removed", Location("/project/docs/x.md", 3), help="remove it")
    warning = Blocker.NAMED_ELSEWHERE.finding(problem, Severity.WARNING)
    made = plan("a <- b <- c", production="b").with_findings(warnings=[warning])
    assert made.status == "ready"
    assert "  warning ML607 removed-id-named-elsewhere  docs/x.md:3: names a, which would be removed\n" in text(made)


def test_many_findings_of_one_cause_are_one_with_its_places() -> None:
    problems = [
        Problem(f"names a{number}, which would be removed", Location(f"/project/t{number % 4}.py", number), help="do x")
        for number in range(1, 21)
    ]
    branches = [
        Problem(f"the branch b{number} builds on a", revisions=("a",), help=f"rebase b{number}") for number in range(30)
    ]
    one = Problem("lies there", Location("/project/z.py", 1), help="do y")
    warnings = [Blocker.NAMED_ELSEWHERE.finding(problem) for problem in (*problems, one)]
    warnings += [Blocker.BUILT_UPON.finding(problem) for problem in branches]
    made = plan("a <- b <- c", production="b").with_findings(warnings=warnings)
    shown = text(made)
    assert shown.count("ML607") == 2
    assert "ML607 removed-id-named-elsewhere  20 times in 4 files: a removed revision that other files" in shown
    assert "\n      t0.py:4: names a4, which would be removed\n" in shown
    assert "\n      … and 15 more (-v lists them)\n    = help do x\n" in shown
    assert "ML607 removed-id-named-elsewhere  z.py:1: lies there\n    = help do y\n" in shown
    assert shown.count("ML608") == 1
    assert "30 times: an unmerged git branch whose revisions build on one that would be removed\n" in shown
    assert "--protect-refs GLOB" in shown
    assert shown.count("= help") == 3
    everything = text(made, verbose=True)
    assert all(problem.message in everything for problem in (*problems, *branches))


def test_the_greatest_hazard_comes_first() -> None:
    hazard = Problem("2 places upgrade a database", Location("/project/z.sh", 3), help="build new ones otherwise")
    other = Problem("names a", Location("/project/a.sh", 1))
    warnings = [Blocker.NAMED_ELSEWHERE.finding(other), Blocker.EMPTY_UPGRADED.finding(hazard)]
    made = plan("a <- b <- c", production="b").with_findings(warnings=warnings)
    assert [finding.code for finding in made.warnings] == ["ML613", "ML607"]


def test_names_from_files_cannot_move_the_cursor() -> None:
    hostile = Environment("pro\x1b[2Jd\nuction", Counts(), (StampSet(frozenset({"b"})),), recorded_at=NOW)
    shown = text(plan_of(parse_history("a <- b <- c"), Manifest("/m.toml", (hostile,))))
    assert "\x1b" not in shown
    assert "pro\\x1b[2Jd\\nuction" in shown


@pytest.mark.parametrize(
    ("drawing", "options", "environments", "revision", "sentence"),
    [
        (
            "a <- b",
            {},
            {"production": "b"},
            "a",
            "a is removed: every database has applied it and everything it needs, and none is stamped at it",
        ),
        (
            "a <- b; a label x",
            {},
            {"production": "b"},
            "a",
            "a is removed: every database has applied it and everything it needs, none is stamped at it, and b takes "
            "its label",
        ),
        ("a <- b", {}, {}, "a", "a is kept: no environment has a stamp, so it is not known what has been applied"),
        ("a <- b", {}, {"new": ""}, "a", "a is kept: new has no stamp set, so it may still need this revision"),
        ("a <- b", {}, {"new": "-"}, "a", "a is kept: new still has to run it (unstamped)"),
        (
            "a <- b",
            {},
            {"old": "gone"},
            "a",
            "a is kept: it is not known whether old still needs it (stamped at gone, which is unknown)",
        ),
        ("a <- b <- c", {}, {"t": "a"}, "b", "b is kept: t still has to run it (stamped at a)"),
        (
            "a <- b <- c",
            {},
            {"t": "a - b"},
            "b",
            "b is kept: 1 database of t is stamped at it; 2 databases of t still have to run it "
            "(1 of them stamped at a)",
        ),
        ("a <- b <- c", {"until": "b"}, {"t": "c"}, "b", "b is kept: --until b: it is not an ancestor of it"),
        ("a <- b <- c", {"keep": 1}, {"t": "c"}, "b", "b is kept: --keep 1: it is 1 below the new base"),
        (
            "r0 <- r1; r2 <- r3; r2 depends r1",
            {"deep": True},
            {"t": "r3"},
            "r2",
            "r2 is kept: it needs r1, which is kept: it is a head",
        ),
        (
            "a <- b <- d <- m; a <- c <- e <- m",
            {},
            {"t": "d+e"},
            "b",
            "b is kept: without it there would be several bases (--deep removes it); the next single cut point is m, "
            "but d is kept: t is stamped at it",
        ),
    ],
)
def test_reasons_are_sentences(
    drawing: str, options: dict[str, object], environments: dict[str, str], revision: str, sentence: str
) -> None:
    made = plan(drawing, PruneOptions(**options), **environments)  # type: ignore[arg-type]
    assert list(plain(explanation_lines(made, [revision]))) == [sentence]


def test_what_verify_has_seen_is_told_from_what_was_only_read() -> None:
    at = Location("/project/migrations/versions/a.py", 7)
    losses = (Loss("a", at, "rows", "users", seen=True), Loss("a", at._replace(line=9), "extension", "pg_trgm"))
    shown = text(plan("a <- b <- c", production="b"), losses=losses)
    lost, _, may_be = shown.partition("May be lost")
    assert "Lost  objects and rows of these revisions" in lost
    assert "rows users" in lost
    assert "extension pg_trgm" in may_be


def test_the_line_above_what_goes_depends_on_what_stands_in_the_way() -> None:
    def across(made: PrunePlan) -> str:
        return next(line for line in text(made).splitlines() if "╌╌╌" in line)

    assert "1 file below no longer needed" in across(plan("a <- b <- c", production="b"))
    blocked = plan("a <- b <- c", production="b").with_findings([Blocker.NOT_SQUASHED.finding(Problem("no"))])
    assert "1 file below that can be removed once the blockers are fixed" in across(blocked)
    what_if = plan("a <- b <- c", PruneOptions(without=frozenset(["old"])), production="b", old="a")
    assert "1 file below that could be removed without old" in across(what_if)
    assert "╌" not in text(plan("a <- b <- c", production="b"), applied=True)
