"""Ids longer than Alembic's version table, in projects that widen it in many ways, or only seem to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import migralint
from tests.support.trees import revision_file, write_tree

PROJECT = {"alembic.ini": "[alembic]\nscript_location = %(here)s/db\n", "db/env.py": "raise RuntimeError('not run')\n"}


def findings(root: Path) -> list[dict[str, Any]]:
    done = migralint("check", "--no-cache", "--format", "json", cwd=root)
    assert done.code in (0, 1), done.stderr
    return list(json.loads(done.stdout)["findings"])


LONG = "20260626_003_add_the_name_of_a_job_to_jobs"
ALTER = "ALTER TABLE alembic_version ALTER COLUMN version_num TYPE VARCHAR(255)"


@pytest.mark.parametrize(
    ("body", "env"),
    [
        ("op.execute('ALTER TABLE alembic_version MODIFY version_num VARCHAR(255) NOT NULL')", ""),
        ("op.execute('ALTER TABLE [dbo].[alembic_version] ALTER COLUMN [version_num] NVARCHAR(99) NOT NULL')", ""),
        ("op.execute('alter table public.alembic_version alter version_num set data type text')", ""),
        ("with op.batch_alter_table('alembic_version') as b:\n        b.alter_column('version_num', type_=W)", ""),
        (f'op.execute("DO $$ BEGIN {ALTER}; END $$")', ""),
        (
            "op.execute('ALTER TABLE shop_version ALTER COLUMN version_num TYPE VARCHAR(99)')",
            "context.configure(version_table='shop_version')",
        ),
        ("op.execute(f'ALTER TABLE {TABLE} ALTER version_num TYPE TEXT')", "context.configure(version_table=TABLE)"),
        ("pass", f"connection.execute(text('{ALTER}'))"),
        ("pass", "context.get_context()._version.c.version_num.type.length = 99"),
    ],
)
def test_long_ids_are_no_error_where_the_version_table_is_wide(tmp_path: Path, body: str, env: str) -> None:
    assert _too_long(tmp_path, body, env) == []


@pytest.mark.parametrize(
    ("body", "env"),
    [
        ("op.execute('ALTER TABLE job ALTER COLUMN version_num TYPE VARCHAR(255)')", ""),
        ("op.create_table('document', sa.Column('version_num', sa.String(99)))", ""),
        (f"pass  # {ALTER}", ""),
        ("pass", f"# {ALTER}"),
        (
            "op.execute('ALTER TABLE alembic_version ALTER COLUMN version_num TYPE VARCHAR(33)')\n"
            "    op.add_column('job', sa.Column('name', sa.String(255)))",
            "",
        ),
    ],
)
def test_what_only_looks_like_a_wider_version_table_widens_nothing(tmp_path: Path, body: str, env: str) -> None:
    assert _too_long(tmp_path, body, env) == [LONG]


def _too_long(root: Path, body: str, env: str) -> list[str]:
    first = f"from alembic import op\n\nrevision = 'a1a1'\ndown_revision = None\n\n\ndef upgrade():\n    {body}\n"
    write_tree(
        root,
        {
            **PROJECT,
            "db/env.py": f"{env}\n",
            "db/versions/a.py": first,
            "db/versions/b.py": revision_file(LONG, "a1a1"),
        },
    )
    return [name for found in findings(root) if found["code"] == "ML207" for name in found["revisions"]]


def test_nobody_waits_for_the_version_table(tmp_path: Path) -> None:
    for name in ("alembic_version", "job"):
        work = f"op.execute('ALTER TABLE {name} ALTER COLUMN version_num TYPE VARCHAR(255)')"
        text = f"from alembic import op\n\nrevision = 'a'\ndown_revision = None\n\n\ndef upgrade():\n    {work}\n"
        write_tree(tmp_path / name, {**PROJECT, "db/versions/a.py": text, "migralint.toml": 'dialect = "postgresql"\n'})
    assert "ML328" in {one["code"] for one in findings(tmp_path / "job")}
    assert "ML328" not in {one["code"] for one in findings(tmp_path / "alembic_version")}
