"""What the rules that read the ledger find, and that no other rule says the same again."""

from __future__ import annotations

import pytest

from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile
from migralint.history.revision import Revision
from migralint.rules.graph.missing_dependency import missing_dependency
from migralint.rules.graph.missing_parent import missing_parent
from migralint.rules.published.parent_was_pruned import parent_was_pruned
from migralint.rules.published.revision_id_reused import revision_id_reused

FILE = StoredFile("versions/x.py", "0" * 64)


def prune(removed: list[PrunedRevision], kept: list[RewrittenRevision], day: str = "2026-10-01") -> Prune:
    return Prune(f"{day}T08:00:00Z", "0.1.0", None, None, (), (), (), (), tuple(removed), tuple(kept))


# a <- b[core] <- c was cut below c; then c <- d below d
LEDGER = Ledger(
    (
        prune(
            [PrunedRevision("a", FILE, message="start"), PrunedRevision("b", FILE, ("a",), (), ("core",))],
            [RewrittenRevision("c", FILE, ("b",))],
        ),
        prune([PrunedRevision("c", FILE)], [RewrittenRevision("d", FILE, ("c",))], "2026-11-01"),
    )
)


def subject(*revisions: Revision) -> HistoryContext:
    return HistoryContext(History(revisions), ledger=LEDGER)


@pytest.mark.parametrize("parent", ["a", "b", "c"])
def test_a_pruned_parent_is_named_with_what_takes_its_place_today(parent: str) -> None:
    found = subject(Revision("d"), Revision("e", (parent,)))
    (problem,) = parent_was_pruned(found)
    assert problem.revisions == ("e",)
    assert 'name "d", kept above it' in problem.help
    assert list(missing_parent(found)) == []


def test_the_day_and_the_message_are_those_of_the_prune_that_took_it() -> None:
    problems = list(parent_was_pruned(subject(Revision("d"), Revision("e", ("a",)), Revision("f", ("c",)))))
    assert [problem.message for problem in problems] == [
        'down_revision of e names "a" (start), which was pruned on 2026-10-01',
        'down_revision of f names "c", which was pruned on 2026-11-01',
    ]


@pytest.mark.parametrize(("name", "words"), [("a", '"a" (start), which'), ("core", '"core", the label of b, which')])
def test_a_pruned_dependency_can_simply_go(name: str, words: str) -> None:
    found = subject(Revision("d"), Revision("e", ("d",), (name,)))
    (problem,) = parent_was_pruned(found)
    assert words in problem.message
    assert problem.help.startswith("remove it from depends_on")
    assert list(missing_dependency(found)) == []


def test_a_label_that_moved_to_a_kept_revision_is_no_flaw() -> None:
    found = subject(Revision("d", branch_labels=("core",)), Revision("e", ("d",), ("core",)))
    assert list(parent_was_pruned(found)) == []


def test_a_merge_may_leave_the_pruned_parent_out() -> None:
    (problem,) = parent_was_pruned(subject(Revision("d"), Revision("e", ("d", "a"))))
    assert "or remove it" in problem.help


def test_names_that_were_never_pruned_stay_with_the_rules_about_the_graph() -> None:
    found = subject(Revision("d"), Revision("e", ("nowhere",), ("either",)))
    assert list(parent_was_pruned(found)) == []
    assert len([*missing_parent(found), *missing_dependency(found)]) == 2


def test_another_revision_under_a_pruned_id() -> None:
    (problem,) = revision_id_reused(subject(Revision("d"), Revision("a", ("d",), message="add ships")))
    assert problem.message == 'the id "a" belonged to a revision (start) that was pruned on 2026-10-01'
    assert "another id" in problem.help


def test_a_pruned_file_that_came_back() -> None:
    (problem,) = revision_id_reused(subject(Revision("d"), Revision("a", message="start")))
    assert problem.message == "a (start) was pruned on 2026-10-01, but its file exists again"
    assert "remove the file again" in problem.help


def test_what_was_only_rewritten_is_not_reused() -> None:
    assert list(revision_id_reused(subject(Revision("d")))) == []
