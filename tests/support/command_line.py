"""The command line as a user has it: a process of its own, or, much faster, its entry point in this one."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from migralint.__main__ import main

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command left behind."""

    code: int
    stdout: str
    stderr: str


def migralint_process(*arguments: str | Path, cwd: Path, timeout: float = 60, **environment: str) -> Finished:
    """Run migralint in `cwd` with a cache of its own below it; keywords are further environment variables."""
    finished = subprocess.run(
        [sys.executable, "-m", "migralint", *map(str, arguments)],
        cwd=cwd,
        env=_environment(cwd) | environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=timeout,
    )
    return Finished(finished.returncode, finished.stdout, finished.stderr)


def migralint(*arguments: str | Path, cwd: Path, **environment: str) -> Finished:
    """Do the same in this process."""
    stdout, stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    code: object = None
    with (
        patch.dict(os.environ, _environment(cwd) | environment, clear=True),
        patch.object(sys, "argv", ["migralint", *map(str, arguments)]),
        chdir(cwd),
        redirect_stdout(stdout),
        redirect_stderr(stderr),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    texts = (stream.buffer.getvalue().decode("utf-8") for stream in (stdout, stderr))  # type: ignore[attr-defined]
    return Finished(int(code) if isinstance(code, int) else 0, *texts)


def _environment(cwd: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": str(cwd / ".cache"), "COLUMNS": "100"}
    return kept | own
