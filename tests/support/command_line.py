"""The command line as a user has it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


def migralint(*arguments: str | Path, cwd: Path, **environment: str) -> Finished:
    """Run migralint in `cwd` with a cache of its own below it; keywords are further environment variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(cwd / ".cache"), "COLUMNS": "100"}
    finished = subprocess.run(
        [sys.executable, "-m", "migralint", *map(str, arguments)],
        cwd=cwd,
        env={**kept, **own, **environment},
        capture_output=True,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    return Finished(finished.returncode, finished.stdout, finished.stderr)
