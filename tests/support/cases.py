"""Cases as text: `## name`, lines of the module, `def upgrade():` and its body."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest


def cases(*paths: Path) -> Iterator[object]:
    """For each case of some files the lines of the module and the body of `upgrade()`, named by the file and itself."""
    for path in paths:
        for case in path.read_text("utf-8").split("## ")[1:]:
            name, _, code = case.partition("\n")
            module, _, upgrade = code.partition("def upgrade():\n")
            yield pytest.param(module, dedent(upgrade), id=f"{path.stem}: {name}")
