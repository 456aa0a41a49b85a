"""A project in a real repository: where a branch began, what came to `main` since, and what the branch did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git, repository

Files = Mapping[str, str | None]
"""Text by path below the project; None: the file is deleted. A name without a folder lies in migrations/versions."""

PROJECT: Files = {"alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n", "migrations/env.py": ""}


def revision(
    identifier: str,
    parent: str | tuple[str, ...] | None = None,
    *,
    sql: str | None = None,
    message: str | None = None,
    more: str = "",
    upgrade: str | None = None,
) -> str:
    """A revision file; `sql` is what its upgrade executes, `more` follows the header, `upgrade` is its whole body."""
    body = upgrade if upgrade is not None else f"    op.execute({sql or f'CREATE TABLE {identifier} (id INT)'!r})\n"
    return (
        f'"""{message or f"make {identifier}"}"""\n\nfrom alembic import op\n\n'
        f"revision = {identifier!r}\ndown_revision = {parent!r}\n{more}\n\n"
        f"def upgrade():\n{body}\n\ndef downgrade():\n    op.execute('DROP TABLE {identifier}')\n"
    )


def write(root: Path, files: Files) -> None:
    """Write and delete files."""
    for name, text in files.items():
        path = root / (name if "/" in name or name.endswith(".ini") else f"migrations/versions/{name}")
        if text is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def branched(root: Path, *, base: Files, main: Files | None = None, topic: Files | None = None) -> Path:
    """Commit `base`, then `main` on the branch main and `topic` on the branch topic, which is checked out."""
    write(root, {**PROJECT, **base})
    repository(root)
    git(root, "checkout", "-q", "-b", "topic")
    if main:
        git(root, "checkout", "-q", "main")
        write(root, main)
        commit_all(root, "on main")
        git(root, "checkout", "-q", "topic")
    if topic:
        write(root, topic)
        commit_all(root, "on topic")
    return root


def checked(root: Path, *options: str, against: str | None = "main", select: str = "ML1,ML25") -> Finished:
    """Run `check`; the report is JSON."""
    target = ["--against", against] if against is not None else []
    return migralint("check", "--no-cache", "--format", "json", "--select", select, *target, *options, cwd=root)


def said(finished: Finished) -> list[str]:
    """The findings of a report as `ML255 n1`, those of the merged tree as `after ML101 n1 r1`; sorted."""
    assert finished.code in (0, 1), finished.stderr
    found = []
    for finding in json.loads(finished.stdout)["findings"]:
        after = "after " if finding["message"].startswith("after the merge with ") else ""
        found.append(f"{after}{finding['code']} {' '.join(sorted(finding['revisions']))}".strip())
    return sorted(found)
