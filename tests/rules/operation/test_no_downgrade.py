"""A revision without downgrade(): said where others have one, and not where the project goes without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.operations import lint_folder

WORK = "    op.create_table('t{0}', sa.Column('id', sa.Integer()))\n"


def missing(folder: Path, ways_back: str) -> int:
    """How often ML377 is found in a line of revisions: `x` one without downgrade(), `d` one with."""
    (folder / "versions").mkdir()
    for number, has in enumerate(ways_back):
        parent = f"r{number - 1}" if number else None
        text = f"from alembic import op\nimport sqlalchemy as sa\nrevision = 'r{number}'\ndown_revision = {parent!r}\n"
        text += f"def upgrade():\n{WORK.format(number)}"
        if has == "d":
            text += f"def downgrade():\n    op.drop_table('t{number}')\n"
        (folder / "versions" / f"r{number}_x.py").write_text(text)
    return len(lint_folder(str(folder), ["postgresql"], ["ML377"]).findings)


@pytest.mark.parametrize(
    ("ways_back", "found"),
    [
        ("x", 1),
        ("xxxx", 4),  # too few for a habit
        ("xxxxx", 0),
        ("dxxxxxxxxx", 0),
        ("dxxxxxxxx", 8),
        ("ddddddddx", 1),
    ],
)
def test_a_project_that_goes_without_is_left_alone(tmp_path: Path, ways_back: str, found: int) -> None:
    assert missing(tmp_path, ways_back) == found
