"""What pictures show of `check`: findings and kinds, kept until one of their sources changes."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from migralint.commands.opening import ProjectOptions
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.linting.report_cache import keep_value, recall_value, request_key
from migralint.loading.discovery.discovery import UNSEARCHED, UNUSABLE
from migralint.loading.discovery.project import Project
from migralint.loading.revisions.directory import Loading
from migralint.source.cache import Cache
from migralint.source.location import Location

if TYPE_CHECKING:
    from migralint.commands.lint.options import CheckOptions


class Checked(Struct, frozen=True):
    """Findings and kinds of all histories of a project."""

    findings: Mapping[str, Sequence[Finding]]
    """By script directory; without the data that fixing them needs."""
    kinds: Mapping[str, Mapping[str, str]]
    """By script directory and revision, the revision's effect on running code; empty if it was not requested."""


class Checking:
    """One check of a project: answered from the cache, or by linting the project."""

    def __init__(self, options: ProjectOptions, project: Project, *, kinds: bool, keeping: bool) -> None:
        """Look up the cache; the project is not loaded yet.

        `keeping`: take the file states that a new answer depends on, so that it can be kept.
        """
        self._options, self._project, self._kinds = options, project, kinds
        self._started = time.time_ns()
        self.kept = _recalled(options, project, kinds=True) or (
            None if kinds else _recalled(options, project, kinds=False)
        )
        """The answer that was kept; None unless it is certain that none of its file states has changed."""
        self._file_states = None
        if (
            keeping
            and self.kept is None
            and not any(one.startswith((UNUSABLE, UNSEARCHED)) for one in project.passed_over)
        ):
            from migralint.commands.lint.project import early_states

            self._file_states = early_states(_check_options(options), project.settings, project.candidates)

    def answer(self, first: Loading, cache: Cache | None) -> Checked:
        """The cached answer, or a new one, which is then cached; `first` is the loading of the first script directory.

        Raises InputError for wrong settings and unreadable input.
        """
        if self.kept is not None:
            return self.kept
        from migralint.commands.lint.lint import lint_project

        options = replace(_check_options(self._options), kinds=self._kinds)
        linted = lint_project(
            options,
            _with_manifest(self._project, self._options),
            first,
            cache,
            self._file_states,
            started=self._started,
        )
        places = [history.script_directory for history in linted.report.histories]
        findings: dict[str, list[Finding]] = {place: [] for place in places}
        for finding in linted.report.findings:
            if finding.history is not None:
                findings[places[finding.history]].append(finding)
        kinds = [{name: str(kind.kind) for name, kind in of_one.items()} for of_one in linted.kinds]
        checked = Checked(findings, dict(zip(places, kinds, strict=False)))
        if linted.states is not None:
            key = _key(self._options, self._project, kinds=self._kinds)
            keep_value(key, _packed(checked), linted.states, until=linted.valid_until)
        return checked


def _check_options(options: ProjectOptions) -> CheckOptions:
    from migralint.commands.lint.options import CheckOptions

    return CheckOptions(
        paths=(options.path,),
        config=options.config,
        name=options.name,
        settings=options.settings,
        manifest=options.manifest,
        allow_empty=True,
        repeatable=True,
    )


def _with_manifest(project: Project, options: ProjectOptions) -> Project:
    if options.manifest is None:
        return project
    return project._replace(settings=replace(project.settings, manifest=os.path.abspath(options.manifest)))


def _key(options: ProjectOptions, project: Project, *, kinds: bool) -> str:
    named = (options.path, options.config, options.name, options.settings, options.manifest)
    directories = (script.path for script in project.candidates)
    return request_key(("picture", "kinds" if kinds else "", *map(repr, named), *directories), terminal=False)


def _recalled(options: ProjectOptions, project: Project, *, kinds: bool) -> Checked | None:
    value = recall_value(_key(options, project, kinds=kinds))
    return _unpacked(value) if value is not None else None


def _packed(checked: Checked) -> Any:
    return (
        {place: [_packed_finding(one) for one in findings] for place, findings in checked.findings.items()},
        {place: dict(kinds) for place, kinds in checked.kinds.items()},
    )


def _packed_finding(finding: Finding) -> Any:
    problem = finding.problem
    at = tuple(problem.location) if problem.location is not None else None
    fields = (finding.code, finding.name, int(finding.severity), finding.history, finding.suppressed, finding.merged)
    return (*fields, problem.message, at, problem.revisions)


def _unpacked(value: Any) -> Checked | None:
    """Unpack an answer; None if `value` is not one."""
    try:
        findings, kinds = value
        return Checked({place: [_unpacked_finding(*one) for one in rows] for place, rows in findings.items()}, kinds)
    except (TypeError, ValueError, AttributeError):
        return None


def _unpacked_finding(
    code: str, name: str, severity: int, history: int, suppressed: Any, merged: bool, message: str, at: Any, named: Any
) -> Finding:
    problem = Problem(message, Location(*at) if at is not None else None, named)
    return Finding(code, name, Severity(severity), problem, history, suppressed, merged=merged)
