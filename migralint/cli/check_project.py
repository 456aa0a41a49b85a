"""Loads what `check` is asked about and lints it."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from migralint.cli.check_report import Checked
from migralint.cli.check_settings import accepted_findings, chosen_rules, ignores_per_file
from migralint.cli.output import note
from migralint.environments.place import manifest_path
from migralint.findings.report import Report
from migralint.findings.severity import Severity
from migralint.linting.run import Target, lint
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
from migralint.rules.catalog import CATALOG
from migralint.rules.own.unfinished_prune import unfinished_prune
from migralint.source.errors import InputError
from migralint.source.frozen import replace
from migralint.source.witness import Witness

if TYPE_CHECKING:
    from migralint.cli.check_run import CheckOptions


def check_project(options: CheckOptions) -> Checked:
    """Load and lint; raises InputError for wrong settings, unreadable input, and where there is nothing to check."""
    started = time.time_ns()
    project = open_project(options.paths, config=options.config, name=options.name, settings_file=options.settings)
    settings = project.settings
    if options.manifest is not None:
        settings = replace(settings, manifest=os.path.abspath(options.manifest))
    selection = chosen_rules(options, settings)
    per_file = ignores_per_file(settings)
    witnesses = _early_witnesses(options, settings, project.candidates)
    baseline = accepted_findings(options, settings)
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
        _refuse_nothing(report, targets, project.candidates)
    witnesses, until = _late_witnesses(witnesses, targets, started)
    request = Request(
        report,
        sources=sources,
        folder=os.getcwd(),
        rules={rule.code: rule for rule in CATALOG},
        statistics=options.statistics,
    )
    fail_on = settings.fail_on if options.fail_on is None else Severity[options.fail_on.upper()]
    return Checked(request, sources, fail_on, witnesses, until)


def _early_witnesses(
    options: CheckOptions, settings: Settings, scripts: Sequence[ScriptDirectory]
) -> list[Witness] | None:
    """What the answer depends on, taken before anything is loaded; None where it is not to be kept."""
    if options.no_cache or options.fix or options.diff or options.write_baseline or options.verbose:
        return None
    named = (options.settings, options.config, options.manifest, options.baseline)
    paths = [path for path in options.paths if path not in ("", ".")]
    return project_witnesses(paths, named, settings, scripts)


def _late_witnesses(
    witnesses: list[Witness] | None, targets: Iterable[Target], started: int
) -> tuple[list[Witness] | None, float]:
    """With what loading itself looked at, and until when (seconds) they vouch for the answer.

    What changed since `started` (nanoseconds) may have been read before or after: then nothing vouches for it.
    """
    until = math.inf
    for target in targets:
        if witnesses is not None:
            witnesses = [*witnesses, *loaded_witnesses(target.subject.files)]
        if witnesses is not None and target.roster is not None:
            from migralint.cli.check_environments import environment_witnesses, fresh_until

            witnesses = environment_witnesses(witnesses, target.roster)
            until = min(until, fresh_until(target.roster, started / 1e9))
    return (witnesses if witnesses is not None and settled(witnesses, now=started) else None), until


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


def _refuse_nothing(report: Report, targets: Iterable[Target], candidates: Iterable[ScriptDirectory]) -> None:
    """Findings about files or a prune are an answer; those of a manifest alone are none without revisions."""
    if any(history.revisions for history in report.histories):
        return
    if report.findings and any(target.subject.files or target.subject.unfinished for target in targets):
        return
    folders = [folder for script in candidates for folder in (script.version_locations or (script.path,))]
    raise InputError(
        f"no revisions found in {', '.join(relative(folder, os.getcwd()) for folder in folders)}",
        hint="name the folder that holds them, or pass --allow-empty if the project is new",
    )
