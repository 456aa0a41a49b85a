"""What the rules about environments find and what they leave alone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from migralint.environments.environment import StampSet
from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.rule import EnvironmentRule
from migralint.history.file import FileKind, RevisionFile
from migralint.history.ledger import Ledger, Prune
from migralint.rules.catalog import CATALOG
from migralint.rules.environment.far_behind import far_behind
from migralint.rules.environment.no_stamp_set import no_stamp_set
from migralint.rules.environment.overlapping_stamps import overlapping_stamps
from migralint.rules.environment.prefix_stamp import prefix_stamp
from migralint.rules.environment.prunable_revisions import prunable_revisions
from migralint.rules.environment.stale_record import stale_record
from migralint.rules.environment.stranded import stranded
from migralint.rules.environment.unknown_stamp import unknown_stamp
from migralint.rules.environment.unstamped_environment import unstamped_environment
from migralint.source.location import Location
from tests.support.drawn_environments import MANIFEST, drawn_environments, expendable

RULES = [rule for rule in CATALOG if isinstance(rule, EnvironmentRule)]


def found(rule: EnvironmentRule, text: str) -> list[Problem]:
    environments = drawn_environments(text)
    return list(rule.check(replace(environments, prunable=expendable(environments.history, environments))))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_documented_example_is_found_and_the_advice_is_clean(rule: EnvironmentRule) -> None:
    (problem,) = found(rule, rule.documentation.found_code)
    assert problem.location is not None
    assert problem.location.path == MANIFEST
    assert problem.help
    assert found(rule, rule.documentation.clean_code) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize(
    "text",
    [
        "a <- b\n[environments.x]\ncreate-all = true\n",
        "a <- b\n[environments.x]\nstamps = ['b']\nrecorded-at = 2026-11-20T10:00:00Z\n",
        "a <- b; b depends c; c\n[environments.x]\nstamps = ['b']\nrecorded-at = 2026-11-20T10:00:00Z\n",
    ],
)
def test_a_healthy_manifest_is_clean(rule: EnvironmentRule, text: str) -> None:
    assert list(rule.check(drawn_environments(text))) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("history", ["a <- b <- a", "a", "a <- b; b label x"])
def test_no_rule_fails_on_a_broken_history_or_foreign_stamps(rule: EnvironmentRule, history: str) -> None:
    text = f"{history}\n[environments.x]\ncounts = {{ 'a+b' = 1, 'q' = 1, 'q+r' = 2, '' = 1, 'a' = 3 }}\n"
    for problem in found(rule, text):
        assert "environment" in problem.message


def test_the_line_of_the_entry_is_the_place() -> None:
    (problem,) = unknown_stamp(
        drawn_environments("a\n[environments.x]\nstamps = ['a']\n\n[environments.y]\nstamps = ['b']")
    )
    assert problem.location == Location(MANIFEST, 5)
    assert problem.revisions == ("b",)


def test_an_unknown_stamp_says_how_many_databases_and_which() -> None:
    environments = drawn_environments("a\n[environments.fleet]\ncounts = { b = 3, a = 9000, 'a+b' = 1 }")
    (problem,) = unknown_stamp(environments)
    assert problem.message.startswith('environment "fleet": 4 of 9,004 databases are stamped at "b"')
    fleet = environments.manifest.environments[0].with_stamps((StampSet(frozenset("b"), 5, ("t1", "t2", "t3")),))
    (problem,) = unknown_stamp(replace(environments, manifest=replace(environments.manifest, environments=(fleet,))))
    assert problem.message.startswith('environment "fleet": all 5 databases (t1, t2, t3 and more) are stamped at "b"')


def test_a_stamp_that_an_unreadable_file_may_explain_is_not_reported() -> None:
    environments = drawn_environments("a\n[environments.x]\nstamps = ['b']")
    hidden = HistoryContext(
        environments.history, (RevisionFile("/project/migrations/versions/b.py", FileKind.UNREADABLE),)
    )
    assert list(unknown_stamp(replace(environments, subject=hidden))) == []


@pytest.mark.parametrize(
    ("history", "stamp", "matches"),
    [
        ("2024ab <- 2025cd", "2024", ("2024ab",)),
        ("2024ab <- 2024cd", "2024", ("2024ab", "2024cd")),
        ("abc <- abcd", "ab", ("abcd",)),  # Alembic leaves ids of three characters alone
        ("abcd", "abcd", None),
        ("abcd", "bcd", None),
    ],
)
def test_prefixes_as_alembic_takes_them(history: str, stamp: str, matches: tuple[str, ...] | None) -> None:
    problems = list(prefix_stamp(drawn_environments(f"{history}\n[environments.x]\nstamps = ['{stamp}']")))
    assert [problem.revisions[1:] for problem in problems] == ([] if matches is None else [matches])


def test_each_foreign_stamp_is_reported_by_one_rule() -> None:
    text = "abcd <- efgh\n# pruned: a0 abc\n[environments.x]\ncounts = { abc = 1, efg = 1, xyz = 1 }"
    environments = drawn_environments(text)
    assert [one.revisions[0] for one in stranded(environments)] == ["abc"]
    assert [one.revisions[0] for one in prefix_stamp(environments)] == ["efg"]
    assert [one.revisions[0] for one in unknown_stamp(environments)] == ["xyz"]


def test_a_database_that_never_began_a_pruned_line_is_stranded_too() -> None:
    text = "b <- c; e <- f\n# pruned: a (kept above: b)\n[environments.x]\ncounts = { e = 3, 'e+b' = 1, 'c+f' = 1 }"
    (problem,) = stranded(drawn_environments(text))
    assert problem.message == 'environment "x": 3 of 5 databases never ran "a", which was pruned on 2026-10-01'
    assert "to b before" in problem.help


def test_a_squash_that_is_still_to_run_strands_nobody() -> None:
    environments = drawn_environments("b <- c; e\n# pruned: a (kept above: b)\n[environments.x]\nstamps = ['e']")
    (prune,) = environments.ledger.prunes
    assert len(list(stranded(environments))) == 1
    assert list(stranded(replace(environments, ledger=Ledger((replace(prune, squashed_into=("s",)),))))) == []


@pytest.mark.parametrize(
    ("history", "stamps", "overlaps"),
    [
        ("a <- b, a <- c", "'b', 'c'", []),
        ("a <- b <- c", "'a', 'c'", [("a", "c")]),
        ("a; b; b depends a", "'a', 'b'", [("a", "b")]),
        ("a <- b, a <- c; m: b c", "'a', 'b', 'm'", [("a", "b"), ("b", "m")]),
        ("a <- b", "'a', 'unknown'", []),
    ],
)
def test_overlaps_over_both_edge_sets(history: str, stamps: str, overlaps: list[tuple[str, str]]) -> None:
    environments = drawn_environments(f"{history}\n[environments.x]\nstamps = [{stamps}]")
    assert [problem.revisions for problem in overlapping_stamps(environments)] == overlaps


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("stamps = ['a']\nrecorded-at = 2026-10-25T12:00:00Z", None),
        ("stamps = ['a']\nrecorded-at = 2026-10-23T12:00:00Z", "was recorded 31 days ago; max-age-days is 30"),
        ("stamps = ['a']\nrecorded-at = 2026-11-23T12:30:00Z", None),  # clocks differ a little
        ("stamps = ['a']\nrecorded-at = 2027-11-23T12:30:00Z", "in the future"),
        ("stamps = ['a']", "has no date of recording"),
        ("counts = {}", "has no date of recording"),
        ("file = 'x.csv'", "has no date of recording"),
        ("git-tags = 'v*'", None),
        ("create-all = true", None),
        ("url-env = 'X'", None),  # never recorded: another rule's matter
    ],
)
def test_records_age(entry: str, words: str | None) -> None:
    problems = list(stale_record(drawn_environments(f"a\nmax-age-days = 30\n[environments.x]\n{entry}")))
    assert len(problems) == (words is not None)
    assert all(words is not None and words in problem.message for problem in problems)


def test_the_help_names_the_command_as_a_shell_takes_it() -> None:
    environments = drawn_environments("a\n[environments.'old ones']\nstamps = ['a']\nurl-env = 'X'")
    (problem,) = stale_record(environments)
    assert problem.help == 'run `migralint env record "old ones"`'


def test_unstamped_databases_are_counted() -> None:
    (problem,) = unstamped_environment(drawn_environments("a\n[environments.x]\ncounts = { a = 5, '' = 2 }"))
    assert problem.message.startswith('environment "x": 2 of 7 databases are unstamped')


def test_what_could_go_is_only_said_by_a_plan() -> None:
    environments = drawn_environments("a <- b <- c\n[environments.x]\nstamps = ['c']")
    assert list(prunable_revisions(environments)) == []
    assert list(prunable_revisions(replace(environments, prunable=()))) == []
    (problem,) = prunable_revisions(replace(environments, prunable=("a", "b")))
    assert problem.message == "2 of 3 revisions are no longer needed by any environment"


def test_far_is_a_hundred_revisions() -> None:
    text = "a0 <- … <- a150\n[environments.x]\ncounts = {{ a{0} = 1, a150 = 1, '' = 1, q = 1 }}"
    assert list(far_behind(drawn_environments(text.format(51)))) == []
    (problem,) = far_behind(drawn_environments(text.format(50)))
    assert "1 of 4 databases are far behind: 100 of 151 revisions to run" in problem.message


def test_create_all_is_the_only_entry_without_stamps_that_is_clean() -> None:
    text = "a\n[environments.x]\ncreate-all = true\n[environments.y]\ncounts = {}\n[environments.z]\ngit-tags = 'v*'"
    problems = list(no_stamp_set(drawn_environments(text)))
    assert [problem.message for problem in problems] == [
        'environment "y" has no stamp set: its counts are empty',
        'environment "z" has no stamp set: the tags v* were not read',
    ]


@pytest.mark.parametrize(("expendable_ones", "counted"), [(("s",), []), (("s", "b"), [("b",)]), (("b",), [("b",)])])
def test_a_squash_that_an_earlier_prune_wrote_is_not_counted(
    expendable_ones: tuple[str, ...], counted: list[tuple[str, ...]]
) -> None:
    squashed = Prune("2026-10-01T08:00:00Z", "0.1.0", None, None, ("s",), ("s",), (), (), (), ())
    environments = drawn_environments("s <- b <- c\n[environments.x]\nstamps = ['c']")
    environments = replace(environments, ledger=Ledger((squashed,)), prunable=expendable_ones)
    assert [problem.revisions for problem in prunable_revisions(environments)] == counted
