"""What the graph rules find, and above all what they leave alone, on drawn histories."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.project_facts import ProjectFacts
from migralint.findings.severity import Severity
from migralint.history.file import FileKind, HeaderField, RevisionFile
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.rules.graph.cycle import cycle
from migralint.rules.graph.duplicate_branch_label import duplicate_branch_label
from migralint.rules.graph.duplicate_revision_id import duplicate_revision_id
from migralint.rules.graph.missing_dependency import missing_dependency
from migralint.rules.graph.missing_parent import missing_parent
from migralint.rules.graph.multiple_heads import multiple_heads
from migralint.rules.graph.prefix_of_another_id import prefix_of_another_id
from migralint.rules.graph.redundant_dependency import redundant_dependency
from migralint.rules.graph.redundant_parent import redundant_parent
from migralint.rules.graph.unlabelled_bases import unlabelled_bases
from migralint.source.location import Location
from tests.support.notation import parse_history, parse_revisions

GRAPH_RULES = (
    multiple_heads,
    missing_parent,
    missing_dependency,
    cycle,
    duplicate_revision_id,
    duplicate_branch_label,
    redundant_parent,
    redundant_dependency,
    unlabelled_bases,
)


def drawn(text: str) -> HistoryContext:
    return HistoryContext(parse_history(text))


def about(problems: Iterable[Problem]) -> list[tuple[str, ...]]:
    return [problem.revisions for problem in problems]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("a <- b, a <- c", [("b", "c")]),
        ("a <- b, a <- c; m: b c", []),
        ("a; b", []),  # two pieces: another rule's matter
        ("a <- b, a <- c; x <- y, x <- z", [("b", "c"), ("y", "z")]),
        ("a <- b, a <- c; b label x; c label y", []),
        ("a <- b, a <- c; b label x", []),  # the main line needs no label
        ("a <- b, a <- c, a <- d; b label x", [("c", "d")]),
        ("a <- b, a <- c; a label x", [("b", "c")]),  # both carry it: it tells nothing apart
        ("a <- b, a <- c; c depends b", [("b", "c")]),  # `upgrade head` refuses nevertheless
    ],
)
def test_heads_of_one_piece(text: str, heads: list[tuple[str, ...]]) -> None:
    assert about(multiple_heads(drawn(text))) == heads


def test_the_setting_allows_more_heads_per_piece() -> None:
    history = parse_history("a <- b, a <- c, a <- d")
    assert about(multiple_heads(HistoryContext(history, allowed_heads=3))) == []
    assert about(multiple_heads(HistoryContext(history, allowed_heads=2))) == [("b", "c", "d")]


def test_the_help_names_the_command_with_the_real_ids() -> None:
    (problem,) = multiple_heads(drawn("a1 <- b2, a1 <- c3"))
    assert 'alembic merge -m "merge heads" b2 c3' in problem.help


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a <- b; c", [("c",)]),
        ("a <- b; c; c label plugin", []),
        ("a; b; m: a b", []),  # two bases that a merge joins are one piece
        ("a <- b; c <- d; e", [("c",), ("e",)]),
        ("a", []),
    ],
)
def test_bases_that_no_label_tells_apart(text: str, found: list[tuple[str, ...]]) -> None:
    assert about(unlabelled_bases(drawn(text))) == found


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("a <- b <- c <- a", {"a", "b", "c"}),
        ("a <- b <- c <- d; b: c", {"b", "c"}),  # between a base and a head: Alembic does not see it
        ("a; b; a depends b; b depends a", {"a", "b"}),
        ("a <- b; a depends b", {"a", "b"}),
    ],
)
def test_cycles_are_found_once(text: str, members: set[str]) -> None:
    (problem,) = cycle(drawn(text))
    assert set(problem.revisions) == members


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a <- b; c: a b", [("c", "a", "b")]),
        ("a <- b <- c <- d; e: d a", [("e", "a", "d")]),
        ("a; b depends a; c: a b", [("c", "a", "b")]),  # behind it by depends_on
        ("a <- b, a <- c; m: b c", []),
    ],
)
def test_merge_parents_that_come_before_each_other(text: str, found: list[tuple[str, ...]]) -> None:
    assert about(redundant_parent(drawn(text))) == found


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("a <- b; c: a b", Severity.WARNING),
        ("a <- b, a <- c; d: a b c", None),
        ("a <- b, a <- c; d: a b; d depends c", None),
        ("a; b depends a; c: a b", None),
        ("a <- b; c: a b; x; x <- y; y depends a", None),  # of dependencies anywhere nobody knows where they lead
    ],
)
def test_a_merge_of_two_parents_without_dependencies_is_no_error(text: str, severity: Severity | None) -> None:
    (problem,) = redundant_parent(drawn(text))
    assert problem.severity is severity


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a <- b <- c; c depends a", [("c", "a")]),
        ("a <- b; b depends a", [("b", "a")]),
        ("a <- b; x; x label l; b depends x l", []),  # the same revision twice, but nothing else brings it
        ("a <- b; x <- y; b depends x y", [("b", "x")]),
        ("a <- b; x; b depends x", []),
    ],
)
def test_dependencies_that_come_along_anyway(text: str, found: list[tuple[str, ...]]) -> None:
    assert about(redundant_dependency(drawn(text))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0570 <- 0570rc1 <- 0570rc10", [("0570", "0570rc1", "0570rc10"), ("0570rc1", "0570rc10")]),
        ("0570 <- 0571", []),
        ("a <- ab", []),  # Alembic looks up abbreviations only among ids of four characters and more
        ("a <- abcd", [("a", "abcd")]),
    ],
)
def test_ids_that_begin_one_another(text: str, found: list[tuple[str, ...]]) -> None:
    assert about(prefix_of_another_id(drawn(text))) == found


def test_a_label_that_is_given_twice_or_is_an_id() -> None:
    assert about(duplicate_branch_label(drawn("a <- b, a <- c; b label x; c label x"))) == [("b", "c")]
    assert about(duplicate_branch_label(drawn("a <- b; b label a"))) == [("b", "a")]


@pytest.mark.parametrize(
    ("parent", "help_says"),
    [
        ("a1b2", "full id"),
        ("a1b2c3d4e5f7", 'did you mean "a1b2c3d4e5f6"'),
        ("", "down_revision = None"),
        ("line", "a branch label cannot be a parent"),
        ("zzzz", 'restore the file of "zzzz"'),
    ],
)
def test_a_missing_parent_is_explained(parent: str, help_says: str) -> None:
    revisions = (Revision("a1b2c3d4e5f6", branch_labels=("line",)), Revision("b", (parent,)))
    (problem,) = missing_parent(HistoryContext(History(revisions)))
    assert problem.revisions == ("b",)
    assert help_says in problem.help


def test_a_missing_parent_makes_no_other_finding() -> None:
    # a <- b, (gone) <- c: c is no second base, and no second head of anybody's
    subject = HistoryContext(History((*parse_revisions("a <- b"), Revision("c", ("gone",)))))
    assert [rule.__name__ for rule in GRAPH_RULES if list(rule(subject))] == ["missing_parent"]


def test_a_missing_dependency_makes_no_other_finding() -> None:
    subject = drawn("a <- b; b depends gone")
    assert [rule.__name__ for rule in GRAPH_RULES if list(rule(subject))] == ["missing_dependency"]


SETS = 'config.set_main_option("version_locations", " ".join(found))\n'


@pytest.mark.parametrize(
    ("env", "application", "severity"),
    [
        ("", "", None),
        (SETS, "", Severity.WARNING),
        ("", SETS, Severity.WARNING),
        ("", "config.set_section_option(name, 'version_locations', found)\n", Severity.WARNING),
        ("", 'print(config.get_main_option("version_locations"))\n', None),
        ('config.set_main_option("sqlalchemy.url", "version_locations")\n', "", None),
    ],
)
def test_code_that_sets_version_locations_may_add_the_folder_of_a_dependency(
    env: str, application: str, severity: Severity | None
) -> None:
    project = ProjectFacts(read_env=lambda: env, read_locations=lambda: (application,))
    subject = replace(drawn("a <- b; b depends gone"), project=project)
    (problem,) = missing_dependency(subject)
    assert problem.severity is severity
    assert ("unless code that sets version_locations" in problem.message) is (severity is not None)


def test_a_cycle_makes_no_other_finding() -> None:
    subject = drawn("a <- b; b: c; b <- c <- d")
    assert [rule.__name__ for rule in GRAPH_RULES if list(rule(subject))] == ["cycle"]


def test_a_copied_id_makes_no_other_finding() -> None:
    # Alembic forgets the first b, which named a; a is no head for that
    revisions = (
        Revision("a"),
        Revision("b", ("a",)),
        Revision("x", ("a",)),
        Revision("b", ("x",)),
        Revision("c", ("b",)),
    )
    subject = HistoryContext(History(revisions))
    assert [rule.__name__ for rule in GRAPH_RULES if list(rule(subject))] == ["duplicate_revision_id"]


def placed(revision: Revision) -> RevisionFile:
    path = f"/versions/{revision.id}_x.py"
    return RevisionFile(path, FileKind.REVISION, as_revision=revision)


UNREADABLE = RevisionFile("/versions/b2c3d4e5f6a1_broken.py", FileKind.UNREADABLE, error="null byte")


def test_what_an_unreadable_file_explains_is_not_reported() -> None:
    # a <- (unreadable) <- c: neither a missing parent, nor a second head, nor a second base
    revisions = (Revision("a1b2c3d4e5f6"), Revision("c3d4e5f6a1b2", ("b2c3d4e5f6a1",)))
    subject = HistoryContext(History(revisions), (*map(placed, revisions), UNREADABLE))
    assert [rule.__name__ for rule in GRAPH_RULES if list(rule(subject))] == []


def test_what_an_unreadable_file_cannot_explain_is_reported() -> None:
    revisions = (Revision("a1b2c3d4e5f6"), Revision("c3d4e5f6a1b2", ("f6a1b2c3d4e5",)))
    subject = HistoryContext(History(revisions), (*map(placed, revisions), UNREADABLE))
    assert about(missing_parent(subject)) == [("c3d4e5f6a1b2",)]


def test_where_names_carry_no_ids_an_unreadable_file_explains_any_parent() -> None:
    revisions = (Revision("a1b2c3d4e5f6"), Revision("c3d4e5f6a1b2", ("f6a1b2c3d4e5",)))
    files = tuple(RevisionFile(f"/v/{n}.py", FileKind.REVISION, as_revision=r) for n, r in enumerate(revisions))
    subject = HistoryContext(History(revisions), (*files, UNREADABLE))
    assert about(missing_parent(subject)) == []


def test_a_parent_in_an_ignored_file_is_shown() -> None:
    ignored = RevisionFile(
        "/v/__init__b.py", FileKind.IGNORED, HeaderField(("b",), location=Location("/v/__init__b.py", 1, 12))
    )
    revision = Revision("c", ("b",))
    (problem,) = missing_parent(HistoryContext(History((revision,)), (placed(revision), ignored)))
    assert [related.location.path for related in problem.related] == ["/v/__init__b.py"]
