"""Verifies a fixture project in a process of its own, with this interpreter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from migralint.database.options import VerifyOptions
from migralint.database.result import TargetResult, Verification
from migralint.database.verify.verify import verify
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover

FIXTURES = Path(__file__).parents[2] / "fixtures"


def verified(name: str | Path, **options: Any) -> Verification:
    """The verification of the fixture `verify_<name>`, or of the project in a folder."""
    folder = name if isinstance(name, Path) else FIXTURES / f"verify_{name}"
    return verify(the_one(discover(str(folder))), VerifyOptions(**{"python": sys.executable, **options}))


def only_target(verification: Verification) -> TargetResult:
    """Its one target."""
    (target,) = verification.targets
    return target
