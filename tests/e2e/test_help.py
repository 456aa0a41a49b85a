"""The help of every command as it looks on a terminal of 80 columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.command_line import migralint

COMMANDS = [
    (), ("check",), ("prune",), ("rescue",), ("verify",), ("create",), ("graph",), ("rebase",), ("rules",), ("env",),
    ("drift",), ("review",), ("guard",), ("schema",), ("init",),
    ("env", "list"), ("env", "add"), ("env", "remove"), ("env", "record"), ("env", "check"), ("env", "from-tags"),
    ("env", "plan"), ("env", "export"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command) or "migralint")
def test_help_fits_and_nothing_is_cut_off(tmp_path: Path, command: tuple[str, ...]) -> None:
    finished = migralint(*command, "--help", cwd=tmp_path, COLUMNS="80")
    assert (finished.code, finished.stderr) == (0, "")
    assert [line for line in finished.stdout.splitlines() if len(line) > 80 or re.search(r"[a-z]\.\.\.$", line)] == []
    assert not set(finished.stdout) & set("╭│╰")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c and c != ("env",)], ids=" ".join)
def test_help_shows_examples_one_a_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    lines = [*migralint(*command, "--help", cwd=tmp_path, COLUMNS="80").stdout.splitlines(), ""]
    start = lines.index("  Examples:")
    examples = lines[start + 1 : lines.index("", start)]
    assert examples and all(line.startswith("    migralint " + command[0]) for line in examples)


def test_earlier_spellings_are_not_proposed(tmp_path: Path) -> None:
    assert "--project" not in migralint("check", "--projct", "x", cwd=tmp_path).stderr
    assert "--verbose" in migralint("check", "--verbos", cwd=tmp_path).stderr
