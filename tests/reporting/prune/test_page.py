"""The body of a pull request says what goes, why that is safe, and what is left to do."""

from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

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
from tests.support.prune_inputs import SCRIPT, plan


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
    assert text.startswith("# Pruning is blocked\n\n## What stands in the way\n\n- [ ] `")
    assert "stamped at gone, which is unknown" in text


def test_nothing_to_do() -> None:
    assert page(plan("a <- b", production="a")).startswith(
        "# Nothing can be pruned\n\n## What holds the rest\n\n- `a`: production is stamped at it\n"
    )
