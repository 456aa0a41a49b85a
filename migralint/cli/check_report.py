"""Loads what `check` is asked about, lints it, and writes the report down in any format."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from migralint.cli.output import note
from migralint.environments.place import manifest_path
from migralint.findings.report import Report
from migralint.findings.severity import Severity
from migralint.linting.baseline import read_baseline, write_baseline
from migralint.linting.fixes import FixedFile, fixed_files, unified_diff, write_fixes
from migralint.linting.per_file import PerFileIgnores, read_per_file_ignores
from migralint.linting.run import Baseline, Target, lint
from migralint.linting.selection import Selection, choose_rules, codes_named
from migralint.linting.sources import Sources
from migralint.linting.witnesses import loaded_witnesses, project_witnesses, settled
from migralint.loading.cache import Cache, user_cache
from migralint.loading.directory import load_directory
from migralint.loading.project import Project, open_project
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings import Settings
from migralint.loading.subject import subject_of
from migralint.loading.unfinished import refuse_unfinished_prune
from migralint.reporting.paths import relative
from migralint.reporting.request import Request
from migralint.reporting.segments import plain
from migralint.reporting.text import text_lines
from migralint.rules.catalog import CATALOG
from migralint.rules.own.unfinished_prune import unfinished_prune
from migralint.source.errors import InputError
from migralint.source.witness import Witness

if TYPE_CHECKING:
    from migralint.cli.check_run import CheckOptions

_FORMATS = {
    "json": ("json_document", "json_lines"),
    "sarif": ("sarif", "sarif_lines"),
    "github": ("github", "github_lines"),
    "gitlab": ("gitlab", "gitlab_lines"),
    "junit": ("junit", "junit_lines"),
}
"""Module and function of each format but text; a run needs one of them, mostly none."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A report and all it takes to show it, fix it or record it."""

    request: Request
    sources: Sources
    fail_on: Severity
    witnesses: Sequence[Witness] | None = None
    """What the report depends on, so that it can be repeated; None: it must not be."""
    valid_until: float = math.inf
    """Seconds since the epoch: then it may be another one, though no file has changed."""

    @property
    def report(self) -> Report:
        """What was found."""
        return self.request.report

    @property
    def fails(self) -> bool:
        """Whether a finding at or above the threshold counts."""
        return self.report.fails(self.fail_on)

    def document(self, name: str, *, colour: bool) -> str:
        """Return the whole document in a format, with its last line end."""
        if name != "text":
            module, function = _FORMATS[name]
            write = getattr(import_module(f"migralint.reporting.{module}"), function)
            return "".join(f"{line}\n" for line in write(self.request))
        if not colour:
            return "".join(f"{line}\n" for line in plain(text_lines(self.request)))
        from migralint.reporting.paint import painted

        return painted(text_lines(self.request))

    def diff(self) -> str:
        """Return what the fixes would change, as one unified diff."""
        files = fixed_files(self.report.findings)
        shown = {file.path: relative(file.path, self.request.folder) for file in files}
        return "".join(f"{line}\n" for line in unified_diff(files, shown))

    def write_fixes(self) -> tuple[FixedFile, ...]:
        """Apply the fixes to the files, and return these."""
        files = fixed_files(self.report.findings)
        write_fixes(files)
        return files

    def write_baseline(self, path: str) -> int:
        """Record the findings as accepted, and return how many they are."""
        return write_baseline(path, self.report.findings, self.sources)


def check_project(options: CheckOptions) -> Checked:
    """Load and lint; raises InputError for wrong settings, unreadable input, and where there is nothing to check."""
    started = time.time_ns()
    project = open_project(options.paths, config=options.config, name=options.name, settings_file=options.settings)
    settings = project.settings
    if options.manifest is not None:
        settings = replace(settings, manifest=os.path.abspath(options.manifest))
    selection = _selection(options, settings)
    per_file = _per_file_ignores(settings)
    witnesses = None
    if not (options.no_cache or options.fix or options.diff or options.write_baseline or options.verbose):
        named = (options.settings, options.config, options.manifest, options.baseline)
        paths = [path for path in options.paths if path not in ("", ".")]
        witnesses = project_witnesses(paths, named, settings, project.candidates)
    # The baseline that is being written must not hide what it is to record.
    baseline = None if options.write_baseline is not None else _baseline(options.baseline or settings.baseline)
    if options.verbose:
        _say_what_is_read(project)
    if not any(rule.check is unfinished_prune for rule in selection.rules):
        for script in project.candidates:
            refuse_unfinished_prune(script.path)  # it must not pass in silence
    cache = None if options.no_cache else user_cache()
    targets = [_target(script, settings, options.heads, cache) for script in project.candidates]
    sources = Sources()
    report = lint(targets, selection, sources=sources, per_file=per_file, baseline=baseline)
    if not options.allow_empty:
        _refuse_nothing(report, project.candidates)
    until = math.inf
    if witnesses is not None:
        witnesses += (witness for target in targets for witness in loaded_witnesses(target.subject.files))
    for target in targets:
        if witnesses is not None and target.roster is not None:
            from migralint.cli.check_environments import environment_witnesses, fresh_until

            witnesses = environment_witnesses(witnesses, target.roster)
            until = min(until, fresh_until(target.roster, started / 1e9))
    if witnesses is not None and not settled(witnesses, now=started):
        witnesses = None
    request = Request(
        report,
        sources=sources,
        folder=os.getcwd(),
        rules={rule.code: rule for rule in CATALOG},
        statistics=options.statistics,
    )
    fail_on = settings.fail_on if options.fail_on is None else Severity[options.fail_on.upper()]
    return Checked(request, sources, fail_on, witnesses, until)


def _say_what_is_read(project: Project) -> None:
    folder = os.getcwd()
    note(f"settings: {relative(project.settings.path, folder) if project.settings.path else 'none, all by default'}")
    for script in project.candidates:
        by = f", by {relative(script.config, folder)} [{script.section}]" if script.config is not None else ""
        note(f"script directory: {relative(script.path, folder)}{by}")


def _target(script: ScriptDirectory, settings: Settings, heads: int | None, cache: Cache | None) -> Target:
    loaded = load_directory(script, cache=cache)
    subject = subject_of(loaded, allowed_heads=heads if heads is not None else settings.heads)
    roster = None
    if settings.manifest is not None or os.path.lexists(manifest_path(script.path)):
        from migralint.cli.check_environments import load_roster  # half of the imports, for the few with a manifest

        roster = load_roster(script, settings, subject)
    return Target(script.path, script.root, subject, roster)


def _selection(options: CheckOptions, settings: Settings) -> Selection:
    for key, names in (
        ("select", settings.select),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
    ):
        _refuse_unknown_rules(settings, names, key)
    for name in settings.severity:
        _refuse_unknown_rules(settings, [name], "severity", name)
    return choose_rules(
        CATALOG,
        select=options.select or settings.select or None,
        extend_select=(*settings.extend_select, *options.extend_select),
        ignore=(*settings.ignore, *options.ignore),
        severity=settings.severity,
    )


def _per_file_ignores(settings: Settings) -> PerFileIgnores:
    ignores: Mapping[str, tuple[str, ...]] = settings.per_file_ignores
    for glob, names in ignores.items():
        _refuse_unknown_rules(settings, names, "per-file-ignores", glob)
    return read_per_file_ignores(CATALOG, ignores, os.path.dirname(settings.path or "") or os.getcwd())


def _refuse_unknown_rules(settings: Settings, names: Iterable[str], *keys: str) -> None:
    """Name the settings' file and line where a rule is unknown, which the selection itself cannot know."""
    for name in names:
        try:
            codes_named(CATALOG, name)
        except InputError as error:
            raise settings.error(error.message, *keys, hint=error.hint) from None


def _baseline(path: str | None) -> Baseline | None:
    if path is None:
        return None
    return Baseline(read_baseline(path), os.path.dirname(os.path.abspath(path)))


def _refuse_nothing(report: Report, candidates: Iterable[ScriptDirectory]) -> None:
    if report.findings or any(history.revisions for history in report.histories):
        return
    folders = [folder for script in candidates for folder in (script.version_locations or (script.path,))]
    raise InputError(
        f"no revisions found in {', '.join(relative(folder, os.getcwd()) for folder in folders)}",
        hint="name the folder that holds them, or pass --allow-empty if the project is new",
    )
