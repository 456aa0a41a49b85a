"""Writes the settings that a project needs before it can be verified, as a block to paste."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from migralint.database.project.failures.candidates import Candidate, candidates
from migralint.database.project.failures.circumstances import Circumstances
from migralint.database.project.failures.variables import harmless_value
from migralint.database.result import Failure, FailureKind
from migralint.loading.settings.values import OWN_FILE

_MOST_NAMES = 8
_MOST_CANDIDATES = 5
_ADVISED = re.compile(r"--database postgresql")
_SYS_PATH = re.compile(r'sys-path = \["([^"]+)"\]')


def setup_block(failure: Failure | None, around: Circumstances) -> str:
    """Return the table [tool.migralint.verify] with the settings that were found; empty if nothing is missing.

    Its first line, a comment, names the file for it. Settings with several candidates are commented out, unless the
    failure requires the setting.
    """
    words = "" if failure is None else failure.explanation
    lines: list[str] = []
    chosen, objects = _objects(failure, around)
    folder = _SYS_PATH.search(words)
    own = [around.in_settings(Path(one)) for one in around.sys_path]
    folders = [*([folder.group(1)] if folder is not None else []), *map(around.in_settings, chosen)]
    if new := [one for one in dict.fromkeys(folders) if one not in own]:
        lines.append(f"sys-path = [{', '.join(map(_quoted, (*new, *own)))}]")
    names = [*dict.fromkeys((*around.unset_variables, *around.kept_back))]
    if names:
        values = {
            **around.environment,
            **{name: harmless_value(name, around.annotations.get(name, "")) for name in names},
        }
        lines.append(f"environment = {{ {', '.join(f'{name} = {_quoted(value)}' for name, value in values.items())} }}")
    lines += [f"# {name} is kept from the project: a real database may be behind it" for name in around.kept_back]
    if around.maybe_unset and (names or (failure is not None and "None" in failure.error)):
        more = len(around.maybe_unset) - _MOST_NAMES
        listed = ", ".join(around.maybe_unset[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        lines.append(f"# read as well, and None without a value: {listed}")
    if around.on_sqlite and _ADVISED.search(words):
        lines.append('databases = ["postgresql"]')
    lines += objects
    return "\n".join([*_heading(around), *lines]) if lines else ""


def _heading(around: Circumstances) -> Iterator[str]:
    name = Path(around.settings_file).name
    table = "[verify]" if name == OWN_FILE else "[tool.migralint.verify]"
    shown = os.path.relpath(around.settings_file) if around.settings_file else "pyproject.toml"
    if around.settings_stand:
        yield f"# {shown}: in its table {table}, in place of what it says of the same"
    else:
        yield f"# {shown}"
        yield table


def _quoted(text: str) -> str:
    """Return the text as a TOML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _objects(failure: Failure | None, around: Circumstances) -> tuple[list[Path], list[str]]:
    """Return the folders from which active objects are imported, and the settings for metadata and application."""
    if failure is None or failure.stage not in ("env", "application", "metadata", "revisions", "imports"):
        return [], []
    metadata, applications = candidates(around)
    wants_app = failure.kind is FailureKind.NEEDS_APPLICATION
    wants_metadata = failure.kind is FailureKind.MODELS_EMPTY or (wants_app and not applications)
    chosen = [*(applications[:1] if wants_app else []), *(metadata[:1] if wants_metadata else [])]
    root = around.folders()[0]
    lines = [*_choice("app", applications, asked=wants_app), *_choice("metadata", metadata, asked=wants_metadata)]
    if wants_app and not lines:
        lines += ['# app = "package.module:create_app"', '# or metadata = "package.module:Base"']
    return [one.start for one in chosen if one.start != root], lines


def _choice(setting: str, values: Sequence[Candidate], *, asked: bool) -> Iterator[str]:
    for number, value in enumerate(values[:_MOST_CANDIDATES]):
        yield f'{"" if asked and number == 0 else "# "}{setting} = "{value.name}"'
