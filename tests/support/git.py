"""Real git repositories for tests."""

from __future__ import annotations

import subprocess
from pathlib import Path


def git(root: Path, *arguments: str) -> str:
    """Run git in `root` as a nameless author and return what it prints."""
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def repository(root: Path) -> Path:
    """Make `root` a repository on branch main and commit everything in it."""
    root.mkdir(parents=True, exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    commit_all(root)
    return root


def commit_all(root: Path, message: str = "all") -> None:
    """Commit the whole work tree."""
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)
