"""Verifies a fixture project in a process of its own, with the project's interpreter."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from migralint.database.options import VerifyOptions
from migralint.database.result import TargetResult, Verification
from migralint.database.verify.verify import verify
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover

FIXTURES = Path(__file__).parents[2] / "fixtures"
PYTHON = os.environ.get("MIGRALINT_TEST_PYTHON", sys.executable)
"""The interpreter of the projects under test: this one, or the one of a session of the matrix (noxfile.py)."""


def verified(name: str | Path, **options: Any) -> Verification:
    """The verification of the fixture `verify_<name>`, or of the project in a folder."""
    folder = name if isinstance(name, Path) else FIXTURES / f"verify_{name}"
    return verify(the_one(discover(str(folder))), VerifyOptions(**{"python": PYTHON, **options}))


def only_target(verification: Verification) -> TargetResult:
    """Its one target."""
    (target,) = verification.targets
    return target


@functools.cache
def alembic_of_projects() -> tuple[int, int]:
    """Alembic's version in the interpreter of the projects under test."""
    asked = subprocess.run(
        [PYTHON, "-c", "import alembic; print(alembic.__version__)"], capture_output=True, text=True, check=True
    )
    major, minor = asked.stdout.split(".")[:2]
    return int(major), int(minor)
