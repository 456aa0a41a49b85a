"""The rows of docs/real-projects.md: what every command answers on real projects."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.corpus import corpus_folder
from tests.support.real_project_list import PROJECTS
from tests.support.real_projects import checkout, run

pytestmark = pytest.mark.corpus

EXPECTED = {
    # name: revisions, check, plan, apply, apply --no-verify, upgrade, verify, squash, upgrade through the squash
    "aim": (5, 0, ("ready", 2), "applied", "applied", "same", ["match {}"], "applied", "same"),
    "optuna": (
        10, 0, ("ready", 5), "blocked", "applied", "same",
        ["drift {'column-nullable': 1, 'index': 2, 'table': 1}"], "applied", "same",
    ),
    "quetz-server": (
        20, 0, ("ready", 11), "blocked", "applied", "same",
        ["drift {'column-default': 1}"], "applied", "same",
    ),
    "ihatemoney": (
        13, 1, ("ready", 7), "blocked", "applied", "same",
        ["drift {'column-default': 3, 'column-nullable': 2, 'primary-key': 1}"], "applied", "same",
    ),
    "apache-superset": (
        344, 0, ("blocked", 228), "blocked", "blocked", "nothing removed", [], "not run", "not run",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_what_every_command_answers(name: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (project,) = (each for each in PROJECTS if each.name == name)
    outcome = run(checkout(project, corpus_folder(tmp_path_factory), tmp_path))
    assert (
        outcome.revisions,
        outcome.check[0],
        outcome.plan,
        outcome.apply[1].partition(";")[0],
        outcome.without_verify[1].partition(";")[0],
        outcome.upgrade,
        list(outcome.verify.values()),
        outcome.squash[1],
        outcome.squash_upgrade,
    ) == EXPECTED[name]
    if outcome.apply[0]:
        reasons = outcome.apply[1].split("; ")[1:]
        known = "ML604: uses 20" if project.static else "ML606: models and migrations differ"
        assert all(reason.startswith(known) for reason in reasons), reasons
