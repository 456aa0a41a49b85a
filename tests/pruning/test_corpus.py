"""Cuts of real migration directories: Alembic plans every upgrade as before, and headers can be rewritten."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.environments.environment import Counts, Environment, Manifest, StampSet
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.revisions.directory import load_directory
from migralint.pruning.applying.proof import AlembicView, broken_promises
from migralint.pruning.applying.rewrite import rewrite_file
from migralint.pruning.planning.options import PruneOptions
from tests.support.corpus import PACKAGES, corpus_folder, installed, script_directories
from tests.support.prune_inputs import NOW, plan_of

pytestmark = pytest.mark.corpus

MOST_LINES = 4
"""Of a diff that changes one value: the header's line and the docstring's, each once out and once in."""


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus_folder(tmp_path_factory)


@pytest.mark.parametrize("package", PACKAGES)
def test_databases_of_every_age_upgrade_as_before(package: str, corpus: Path) -> None:
    cuts = 0
    for script in script_directories(installed(package, corpus)):
        history = load_directory(script).history
        order = history.order
        # Databases that were up to date when the history was half as long, and later.
        ages = [
            frozenset(History(_first(history, length)).row_heads())
            for length in range(len(order) // 2 + 1, len(order) + 1)
        ]
        sets = tuple(StampSet(rows) for rows in ages if rows)
        if not sets:
            continue
        manifest = Manifest("m.toml", (Environment("fleet", Counts(), sets, recorded_at=NOW),))
        before = AlembicView(history.revisions.values())
        for deep in (False, True):
            plan = plan_of(history, manifest, PruneOptions(deep=deep))
            after = AlembicView(plan.after.revisions.values())
            assert plan.blockers == ()
            assert after.heads() == before.heads()
            assert broken_promises(before, after, [one.stamps for one in sets]) == []
            cuts += bool(plan.removed)
    assert cuts


@pytest.mark.parametrize("package", PACKAGES)
def test_every_header_can_be_rewritten(package: str, corpus: Path) -> None:
    for script in script_directories(installed(package, corpus)):
        for file in load_directory(script).files:
            before = file.as_revision
            assert before is not None
            if not before.down_revision:
                continue
            data = Path(file.path).read_bytes()
            changed = rewrite_file(data, before, replace(before, down_revision=()))
            assert isinstance(changed, bytes), changed
            lines = difflib.unified_diff(
                data.decode("latin-1").splitlines(), changed.decode("latin-1").splitlines(), lineterm="", n=0
            )
            touched = [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
            assert 0 < len(touched) <= MOST_LINES, touched


def _first(history: History, length: int) -> list[Revision]:
    kept = set(history.order[:length])
    return [revision for node, revision in history.revisions.items() if node in kept]
