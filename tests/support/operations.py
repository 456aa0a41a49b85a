"""Runs operation rules over revisions that a test writes as bodies of `upgrade()`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent, indent

from msgspec.structs import replace

from migralint.findings.finding import Finding
from migralint.findings.history_context import HistoryContext
from migralint.findings.report import Report
from migralint.linting.run import Target, lint
from migralint.linting.selection import choose_rules
from migralint.linting.sources import Sources
from migralint.loading.history_context import subject_of
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.file import parse_settings
from migralint.loading.surroundings.dialects import find_dialects, operation_settings
from migralint.loading.surroundings.project_facts import project_facts
from migralint.rules.catalog import CATALOG

IMPORTS = "from alembic import op\nimport sqlalchemy as sa\nfrom sqlalchemy.dialects import mysql, postgresql, sqlite\n"


def findings(
    upgrade: str,
    *,
    dialect: str | Iterable[str] = (),
    before: str | Iterable[str] = (),
    downgrade: str = "pass",
    select: str | Iterable[str] = ("ML3",),
    settings: str = "",
    imports: str = IMPORTS,
    files: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """What the selected rules find in the last of some revisions.

    `before` holds the bodies of `upgrade()` of earlier revisions, in order; what is found in them is left out.
    `settings` is TOML; `files` are others, such as env.py, by their paths from the project's folder.
    """
    with written(upgrade, dialect, before, downgrade, settings, imports, files) as (folder, name, subject):
        chosen = choose_rules(CATALOG, select=[select] if isinstance(select, str) else [*select])
        report = lint([Target(folder, folder, subject)], chosen, sources=Sources())
        return tuple(one for one in report.findings if one.problem.location and one.problem.location.path == name)


@contextmanager
def written(
    upgrade: str,
    dialect: str | Iterable[str] = (),
    before: str | Iterable[str] = (),
    downgrade: str = "pass",
    settings: str = "",
    imports: str = IMPORTS,
    files: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, str, HistoryContext]]:
    """Write the revisions, r0 and so on, and load them: the folder, the path of the last one, and what rules see."""
    bodies = [before] if isinstance(before, str) else [*before]
    dialects = dialect.split() if isinstance(dialect, str) else [*dialect]
    with tempfile.TemporaryDirectory() as folder:
        versions = Path(folder, "versions")
        versions.mkdir()
        for name, text in (files or {}).items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), "utf-8")
        path = write_revisions(versions, (*bodies, upgrade), downgrade=downgrade, imports=imports)
        yield folder, str(path), load_folder(folder, dialects, settings)


def write_revisions(
    versions: Path, upgrades: Iterable[str], *, downgrade: str = "pass", imports: str = IMPORTS
) -> Path:
    """Write a line of revisions with these bodies of `upgrade()`; returns the last file, which has the downgrade."""
    bodies = [*upgrades]
    parent, path = None, versions
    for number, body in enumerate(bodies):
        last = number == len(bodies) - 1
        identifier = f"r{number}"
        text = f'"""Revision {number}"""\n{imports}\nrevision = {identifier!r}\ndown_revision = {parent!r}\n\n\n'
        text += f"def upgrade():\n{indent(dedent(body).strip() or 'pass', '    ')}\n\n\n"
        text += f"def downgrade():\n{indent(dedent(downgrade if last else 'pass').strip(), '    ')}\n"
        path = versions / f"{identifier}_x.py"
        path.write_text(text, "utf-8")
        parent = identifier
    return path


def load_folder(folder: str, dialects: Iterable[str], settings: str = "") -> HistoryContext:
    """The revisions of a project's folder `versions`, as rules see them."""
    script = ScriptDirectory(path=folder, version_locations=(os.path.join(folder, "versions"),), root=folder)
    subject = subject_of(load_directory(script))
    names = [*dialects]
    toml = (f"dialect = {names!r}\n" if names else "") + settings
    values = parse_settings(toml.encode(), "migralint.toml")
    facts = project_facts(script)
    known = operation_settings(values, find_dialects(script, values, facts, subject.files))
    return replace(subject, operation_settings=known, project=facts)


def lint_folder(folder: str, dialects: Iterable[str], select: Iterable[str], settings: str = "") -> Report:
    """What the selected rules find in the revisions of a project's folder `versions`."""
    subject = load_folder(folder, dialects, settings)
    chosen = choose_rules(CATALOG, select=[*select])
    return lint([Target(folder, folder, subject)], chosen, sources=Sources())


def found(upgrade: str, **options: object) -> list[str]:
    """The codes of what is found, in order; `options` as for `findings`."""
    return [finding.code for finding in findings(upgrade, **options)]  # type: ignore[arg-type]
