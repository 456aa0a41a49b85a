"""Turns the example of a rule's documentation into a script directory, drawn or on disk, and loads it."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec.structs import replace

from migralint.findings.history_context import HistoryContext
from migralint.history.notation import parse_history
from migralint.loading.discovery.discovery import discover
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.subject import subject_of
from tests.support.rosters import drawn_ledger

_FILE = re.compile(r"^# ([\w./-]+\.(?:py|pyc|ini))$", re.MULTILINE)
_COMMENT = re.compile(r"^#.*$", re.MULTILINE)


def example_subject(code: str, folder: Path) -> HistoryContext:
    """Load an example: a drawn history, or files that each begin with a line `# name`.

    Files without a folder lie in `versions/`. An `alembic.ini` holds the lines that matter; where its scripts are is
    added. A comment `# pruned: a b (kept above: c)` fills the ledger.
    """
    ledger = drawn_ledger(code)
    names = _FILE.split(code)
    if len(names) == 1:
        return HistoryContext(parse_history(_COMMENT.sub("", code)), ledger=ledger)
    versions = folder / "versions"
    versions.mkdir()
    for name, text in zip(names[1::2], names[2::2], strict=True):
        path = folder / name if name == "alembic.ini" or name.startswith("versions/") else versions / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("[alembic]\n", "[alembic]\nscript_location = %(here)s\n").lstrip("\n"), "utf-8")
    if (folder / "alembic.ini").exists():
        (folder / "env.py").touch()
        (script,) = discover(str(folder / "alembic.ini"))
    else:
        script = ScriptDirectory(path=str(versions), version_locations=(str(versions),))
    return replace(subject_of(load_directory(script)), ledger=ledger)
