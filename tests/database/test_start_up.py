"""What a verification loads, when, and what of that project code may notice: nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database.project.test_process import kinds, project, run
from tests.support.command_line import REPOSITORY

MATCH = REPOSITORY / "fixtures" / "verify_match"
LOADED = """
import sys
sys.argv = ["migralint", "verify", "--python", sys.executable]
from migralint.__main__ import main
try:
    main()
except SystemExit as end:
    print(end.code, *sorted(sys.modules), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules that a match on SQLite has loaded when it is over."""
    folder = tmp_path_factory.mktemp("shop") / "project"
    shutil.copytree(MATCH, folder)
    ended = subprocess.run([sys.executable, "-c", LOADED], cwd=folder, capture_output=True, text=True, check=True)
    code, *names = ended.stderr.split()
    assert (code, "migralint.database.verify.judge" in names) == ("0", True)
    return set(names)


@pytest.mark.parametrize(
    "others",
    [
        ("migralint.database.postgresql.server.server", "migralint.database.postgresql.reader"),
        ("migralint.database.floor.floor", "migralint.history.ledger"),  # nothing was pruned
        (
            "migralint.loading.revisions.directory",
            "migralint.history.history",
            "networkx",
        ),  # the child reads the revisions
        ("migralint.reporting.verify.json", "migralint.findings.report", "rich"),
        ("tomllib",),  # neither settings nor manifest
        ("sqlalchemy", "alembic", "sqlglot"),
    ],
)
def test_a_match_on_sqlite_loads_nothing_of_other_cases(others: tuple[str, ...], loaded: set[str]) -> None:
    if "rich" in others:
        pytest.importorskip("typer", minversion="0.17", reason="older versions import it at once")
    assert loaded.isdisjoint(others)


def test_project_code_finds_the_garbage_collector_running(tmp_path: Path) -> None:
    ended, messages = run(project(tmp_path, first_line_of_env="import gc; print('collects', gc.isenabled())"), tmp_path)
    assert "collects True" in ended.output
    assert kinds(messages)[-1] == "done"


@pytest.mark.parametrize(
    ("statement", "translates"),
    [
        ("ALTER TABLE customer ADD COLUMN age INTEGER", False),
        ("ALTER TABLE customer ADD CONSTRAINT known UNIQUE (id)", True),  # SQLite has no such statement
    ],
)
def test_translation_is_loaded_when_sqlite_first_refuses(statement: str, translates: bool, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(MATCH, folder)
    (last,) = folder.glob("migrations/versions/2b*.py")
    asked = "any(name.endswith('.translator') for name in sys.modules)"
    added = f"    op.execute({statement!r})\n    import sys; print('translates', {asked})\n\n\ndef downgrade"
    last.write_text(last.read_text().replace("\n\ndef downgrade", added))
    (folder / "alembic.ini").write_text(
        "[alembic]\nscript_location = %(here)s/migrations\nprepend_sys_path = .\nsqlalchemy.url = sqlite:///shop.db\n"
    )
    ended, messages = run(folder, tmp_path)
    assert kinds(messages)[-2:] == ["built", "done"]
    assert f"translates {translates}" in ended.output
