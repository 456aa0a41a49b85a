"""A git on the PATH that writes down every start and hands over to the real one."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CountedGit:
    """The wrapper and its record."""

    folder: Path

    @property
    def path(self) -> str:
        """The value of PATH under which the wrapper comes first."""
        return f"{self.folder}{os.pathsep}{os.environ['PATH']}"

    def starts(self) -> int:
        """How often git was started since the last call."""
        record = self.folder / "starts"
        number = len(record.read_bytes()) if record.exists() else 0
        record.unlink(missing_ok=True)
        return number


def counted_git(folder: Path) -> CountedGit:
    """Write the wrapper into `folder`."""
    folder.mkdir()
    real = shutil.which("git")
    assert real is not None
    wrapper = folder / "git"
    wrapper.write_text(f"#!/bin/sh\nprintf x >> '{folder}/starts'\nexec '{real}' \"$@\"\n")
    wrapper.chmod(0o755)
    return CountedGit(folder)
