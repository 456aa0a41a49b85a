"""Revisions that the configuration does not lead to, in other layouts than the usual one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import migralint
from tests.support.git import repository
from tests.support.trees import revision_file, write_tree

INI = "[alembic]\nscript_location = %(here)s/db\n"
PROJECT = {"alembic.ini": "[alembic]\nscript_location = %(here)s/db\n", "db/env.py": "raise RuntimeError('not run')\n"}


def findings(root: Path) -> list[dict[str, Any]]:
    done = migralint("check", "--no-cache", "--format", "json", cwd=root)
    assert done.code in (0, 1), done.stderr
    return list(json.loads(done.stdout)["findings"])


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {
                "alembic.ini": INI + "version_locations = %(here)s/one, %(here)s/two\n",
                "two/a.py": revision_file("a1"),
            },
            None,
        ),
        (
            {"alembic.ini": INI + "version_locations = %(here)s/one:%(here)s/two\n", "one/a.py": revision_file("a1")},
            ["path_separator"],
        ),
        (
            {
                "alembic.ini": "",
                "pyproject.toml": '[tool.alembic]\nscript_location = "%(here)s/db"\n'
                'version_locations = ["%(here)s/missing"]\n',
                "db/versions/a.py": revision_file("a1"),
            },
            ["missing"],
        ),
        ({"db/versions/2026/11/a.py": revision_file("a1")}, ["db/versions/2026/11", "recursive_version_locations"]),
        (
            {
                "alembic.ini": INI + "recursive_version_locations = true\n",
                "db/versions/2026/11/a.py": revision_file("a1"),
            },
            None,
        ),
    ],
    ids=["commas", "colons", "pyproject", "two folders down", "recursive"],
)
@pytest.mark.parametrize("command", ["check", "verify"])
def test_no_revisions_has_a_reason(
    tmp_path: Path, files: dict[str, str], words: list[str] | None, command: str
) -> None:
    write_tree(tmp_path, {**PROJECT, **files})
    done = migralint(command, cwd=tmp_path)
    if words is None:
        assert "no revisions found" not in done.stderr
        return
    assert done.code == 2
    assert [word for word in words if word not in done.stderr] == []


@pytest.mark.parametrize("root", ["alembic.ini", "pyproject.toml", "custom"])
def test_a_root_hides_no_broken_history_below(tmp_path: Path, root: str) -> None:
    configured = {
        "alembic.ini": {"alembic.ini": INI},
        "pyproject.toml": {"alembic.ini": "[alembic]\n", "pyproject.toml": '[tool.alembic]\nscript_location = "db"\n'},
        "custom": {"migrations.ini": INI},
    }[root]
    write_tree(
        tmp_path,
        {
            **configured,
            "db/env.py": "",
            "db/versions/a.py": revision_file("a1"),
            "apps/shop/alembic/env.py": "",
            "apps/shop/alembic/alembic.ini": "[alembic]\nscript_location = .\n",
            "apps/shop/alembic/versions/b.py": revision_file("b1"),
            "apps/shop/alembic/versions/c.py": revision_file("c1", "b1"),
            "apps/shop/alembic/versions/d.py": revision_file("d1", "b1"),
        },
    )
    repository(tmp_path)
    assert "ML101" in [found["code"] for found in findings(tmp_path)]
