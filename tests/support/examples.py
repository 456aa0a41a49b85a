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
from migralint.loading.settings.file import parse_settings
from migralint.loading.subject import subject_of
from migralint.loading.surroundings.dialects import find_dialects, operation_settings
from migralint.loading.surroundings.project_facts import project_facts
from tests.support.rosters import drawn_ledger

_FILE = re.compile(r"^# ([\w./-]+\.(?:py|pyc|ini))$", re.MULTILINE)
_DIALECT = re.compile(r"^ *# dialect: (.+)$", re.MULTILINE)
_SETTING = re.compile(r"^ *# setting: (.+)$", re.MULTILINE)
_COMMENT = re.compile(r"^#.*$", re.MULTILINE)


def example_subject(code: str, folder: Path) -> HistoryContext:
    """Load an example: a drawn history, or files that each begin with a line `# name`.

    Files without a folder lie in `versions/`. An `alembic.ini` holds the lines that matter; where its scripts are is
    added. A comment `# pruned: a b (kept above: c)` fills the ledger, `# dialect: postgresql` and the like, and
    `# setting: small-tables = ["a"]`, are the project's settings.
    """
    ledger = drawn_ledger(code)
    names = _FILE.split(code)
    if len(names) == 1:
        return HistoryContext(parse_history(_COMMENT.sub("", code)), ledger=ledger)
    versions = folder / "versions"
    versions.mkdir()
    for name, text in zip(names[1::2], names[2::2], strict=True):
        path = (
            folder / name
            if name in ("alembic.ini", "env.py") or name.startswith(("app/", "versions/"))
            else versions / name
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("[alembic]\n", "[alembic]\nscript_location = %(here)s\n").lstrip("\n"), "utf-8")
    if (folder / "alembic.ini").exists():
        (folder / "env.py").touch()
        (script,) = discover(str(folder / "alembic.ini"))
    else:
        home = folder if (folder / "env.py").exists() else versions
        script = ScriptDirectory(path=str(home), version_locations=(str(versions),), root=str(folder))
    subject = replace(subject_of(load_directory(script)), ledger=ledger)
    text = "".join(f"{line}\n" for line in _SETTING.findall(code))
    text += "".join(f"dialect = {line.split()!r}\n" for line in _DIALECT.findall(code))
    settings = parse_settings(text.encode(), "migralint.toml")
    facts = project_facts(script)
    dialects = find_dialects(script, settings, facts, subject.files)
    return replace(subject, operation_settings=operation_settings(settings, dialects), project=facts)
