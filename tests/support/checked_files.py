"""Revision files written into a project, and what `check` finds in each."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.command_line import migralint
from tests.support.trees import write_tree


def checked_files(files: dict[str, str], tmp_path: Path) -> dict[str, list[str]]:
    """The severity of every finding by the name of its file, but for those about data and downgrade()."""
    write_tree(
        tmp_path, {".git/": "", "db/env.py": "", **{f"db/versions/{name}": text for name, text in files.items()}}
    )
    done = migralint("check", "--no-cache", "--ignore", "ML37", "--format", "json", "db", cwd=tmp_path)
    found: dict[str, list[str]] = {}
    for finding in json.loads(done.stdout)["findings"]:
        found.setdefault(finding["path"].split("/")[-1], []).append(f"{finding['code']} {finding['severity']}")
    return found
