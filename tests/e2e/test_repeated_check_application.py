"""The second `migralint check` where rules have read the application: an answer ends when that code changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.test_repeated_check import _let_the_clock_tick, check, kept
from tests.support.trees import write_tree

MODEL = """
class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
"""
NAME = "    name = sa.Column(sa.Text)\n"
FILES = {
    "alembic.ini": "[alembic]\nscript_location = migrations\n",
    "migrations/env.py": "",
    "migrations/versions/a1_start.py": (
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = 'a1'\ndown_revision = None\n\n\n"
        "def upgrade():\n    op.create_table('users', sa.Column('id', sa.Integer), sa.Column('name', sa.Text))\n"
    ),
    "migrations/versions/b2_next.py": (
        "from alembic import op\nrevision = 'b2'\ndown_revision = 'a1'\n\n\n"
        "def upgrade():\n    op.drop_column('users', 'name')\n"
    ),
    "app/models.py": MODEL + NAME,
}
CHANGES: dict[str, tuple[dict[str, str], Callable[[Path], object]]] = {
    "the model is corrected": ({}, lambda p: write_tree(p, {"app/models.py": MODEL})),
    "the model goes": ({}, lambda p: (p / "app/models.py").unlink()),
    "the model comes": ({"app/models.py": MODEL}, lambda p: write_tree(p, {"app/models.py": MODEL + NAME})),
    "a model comes in a new folder": (
        {"app/models.py": ""},
        lambda p: write_tree(p, {"app/inner/more/models.py": MODEL + NAME}),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_of_the_application_it_is_worked_out_anew(tmp_path: Path, change: str) -> None:
    before, make = CHANGES[change]
    project = write_tree(tmp_path / "project", FILES | before)
    _let_the_clock_tick(project)
    first = check(project)
    assert len(kept(project)) == 1
    assert check(project) == first
    make(project)
    second = check(project)
    assert ("ML319" in second.stdout) is not ("ML319" in first.stdout)
    assert second.stdout == check(project, "--no-cache").stdout
