"""The body of a pull request says what goes, why that is safe, and what is left to do."""

from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

from migralint.environments.environment import Counts, Environment, GitTags, Manifest, StampSet
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.pruning.applying.file_edits import FileEdit
from migralint.pruning.planning.blockers import Blocker
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.repository.losses import Loss
from migralint.reporting.page.markdown import markdown_lines
from migralint.reporting.prune.page import prune_page
from migralint.reporting.prune.request import PruneRequest
from migralint.source.location import Location
from tests.support.notation import parse_history
from tests.support.prune_inputs import NOW, SCRIPT, plan, plan_of


class NoSources:
    """The plans of these tests have no files."""

    def line(self, path: str, number: int) -> str:
        return ""


def page(made: PrunePlan, *, losses: tuple[Loss, ...] = (), edits: tuple[FileEdit, ...] = ()) -> str:
    request = PruneRequest(made, SCRIPT, NoSources(), "/project", edits=edits, losses=losses)
    return "\n".join(markdown_lines(prune_page(request)))


def test_everything_on_one_page(snapshot: SnapshotAssertion) -> None:
    at = Location("/project/migrations/versions/a.py", 7)
    warning = Blocker.NAMED_ELSEWHERE.finding(
        Problem("names a, which would be removed", Location("/project/docs/x.md", 3), help="remove the reference"),
        Severity.WARNING,
    )
    made = plan("a <- b <- c <- d", production="c", tenants="b c", ci=None).with_findings(warnings=[warning])
    losses = (Loss("a", at, "rows", "users"), Loss("a", at, "unknown", ""))
    edits = (FileEdit("b", "/project/migrations/versions/b.py", b'down_revision = "a"\n', b"down_revision = None\n"),)
    assert page(made, losses=losses, edits=edits) == snapshot


def test_a_blocked_plan_begins_with_what_is_in_the_way() -> None:
    text = page(plan("a <- b <- c", production="gone"))
    assert text.startswith("# Pruning is blocked\n\n## Blockers\n\n- [ ] `")
    assert "stamped at gone, which is unknown" in text


def test_nothing_to_do() -> None:
    assert page(plan("a <- b", production="a")).startswith(
        "# Nothing can be pruned\n\n## Why the rest is kept\n\n- `a`: production is stamped at it\n"
    )


def test_tags_are_not_called_databases() -> None:
    tags = Environment("releases", GitTags("v*"), (StampSet(frozenset({"b"})),), recorded_at=NOW)
    database = Environment("production", Counts(), (StampSet(frozenset({"c"})),), recorded_at=NOW)
    history = parse_history("a <- b <- c")
    only = page(plan_of(history, Manifest("/m.toml", (tags,))))
    assert "| environment | stamped at | tags | applied |" in only
    assert "| releases | `b` | 1 | 2 |" in only
    both = page(plan_of(history, Manifest("/m.toml", (tags, database))))
    assert "| environment | stamped at | number | applied |" in both
    assert "| releases | `b` | 1 tag | 2 |" in both
    assert "| production | `c` | 1 database | 3 |" in both


def test_findings_of_one_cause_are_one_task_with_its_places_folded_away() -> None:
    problems = [
        Problem(f"names a{number}", Location(f"/project/docs/{number}.md", 3), help="remove it") for number in range(20)
    ]
    warnings = [Blocker.NAMED_ELSEWHERE.finding(problem) for problem in problems]
    text = page(plan("a <- b <- c", production="b").with_findings(warnings=warnings))
    assert text.count("- [ ]") == 1
    assert "- [ ] 20 times: a removed revision that other files of the repository name (remove it)\n" in text
    assert "<summary>ML607: 20 places</summary>" in text
    assert all(f":3` {problem.message}\n" in text for problem in problems)
