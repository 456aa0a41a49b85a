"""A directory with a dozen flaws: all of them in one run, and nothing that only follows from another one."""

from __future__ import annotations

from pathlib import Path

from syrupy.assertion import SnapshotAssertion

from tests.support.command_line import migralint
from tests.support.trees import write_tree


def revision(
    id: str, down: object, message: str, *, revises: str | None = None, more: str = "", work: bool = True
) -> str:
    named = (down,) if isinstance(down, str) else down or ()
    said = ", ".join(named) if revises is None else revises  # type: ignore[arg-type]
    body = f'op.create_table("t_{id}", sa.Column("id", sa.Integer()))' if work else "pass"
    return (
        f'"""{message}\n\nRevision ID: {id}\nRevises: {said}\nCreate Date: 2024-01-17 12:00:00\n\n"""\n'
        f"from alembic import op\nimport sqlalchemy as sa\n\n"
        f"revision = {id!r}\ndown_revision = {down!r}\n{more}\n\ndef upgrade():\n    {body}\n"
    )


FLAWS = {
    "alembic.ini": "[alembic]\nscript_location = migrations\n",
    "migrations/env.py": "",
    # start - users - orders - (broken)
    #     \       \ - items - date id
    #      \       \ - dependent
    #       \ - copied file (says that it is users)
    "migrations/versions/1a01_start.py": revision("1a01", None, "start"),
    "migrations/versions/1a02_users.py": revision("1a02", "1a01", "users"),
    "migrations/versions/1a03_orders.py": revision("1a03", "1a02", "orders", revises="1a01"),
    "migrations/versions/1a04_items.py": revision("1a04", "1a02", "items"),
    "migrations/versions/lost_parent.py": revision("1a05", "zzzz", "whose parent is gone"),
    "migrations/versions/lost_dependency.py": revision("1a06", "1a02", "dependent", more="depends_on = 'nothing'"),
    "migrations/versions/1a07_copy.py": revision("1a02", "1a01", "copied file"),
    "migrations/versions/cycle_one.py": revision("1a08", ("1a01", "1a09"), "one", work=False),
    "migrations/versions/cycle_two.py": revision("1a09", "1a08", "two"),
    "migrations/versions/date_id.py": revision("2024-01-02", "1a04", "date", work=False),
    "migrations/versions/helpers.py": "def shared():\n    pass\n",
    "migrations/versions/broken.py": "revision = '1a0b'\ndown_revision = '1a03'\ndef upgrade(:\n",
    "migrations/versions/null_byte.py": "revision = '1a0c'\ndown_revision = '1a03'\x00\n",
    "migrations/versions/__init__old.py": "revision = '1a0d'\ndown_revision = '1a03'\n",
}


def test_all_defects_in_one_run(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    write_tree(tmp_path, FLAWS)
    done = migralint("check", cwd=tmp_path)
    assert (done.code, done.stderr) == (1, "")
    assert done.stdout == snapshot
