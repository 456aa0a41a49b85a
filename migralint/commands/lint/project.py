"""Loads the project for `check`: other processes read files while this one imports the linter."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener
from migralint.linting.report_inputs import project_states
from migralint.loading.discovery.discovery import UNSEARCHED, UNUSABLE
from migralint.loading.discovery.project import Project, open_project
from migralint.loading.revisions.directory import Loading
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.values import Settings
from migralint.source.cache import user_cache
from migralint.source.file_state import FileState
from migralint.source.paths import relative

if TYPE_CHECKING:
    from migralint.commands.lint.linted import Linted
    from migralint.commands.lint.options import CheckOptions


def check_project(options: CheckOptions, *, listener: Listener = SILENT) -> Linted:
    """Load and lint a project.

    Raises InputError for wrong settings, for unreadable input, and if there is nothing to check.
    """
    started = time.time_ns()
    project = open_project(options.paths, config=options.config, name=options.name, settings_file=options.settings)
    if options.manifest is not None:
        project = project._replace(settings=replace(project.settings, manifest=os.path.abspath(options.manifest)))
    if options.details:
        _note_sources(project, listener)
    hidden = [sentence for sentence in project.passed_over if sentence.startswith((UNUSABLE, UNSEARCHED))]
    for sentence in project.passed_over if options.details else hidden:
        listener.note(f"passed over: {sentence}")
    file_states = None if hidden else early_states(options, project.settings, project.candidates)
    cache = None if options.no_cache else user_cache("files")
    first = Loading(project.candidates[0], cache)
    from migralint.commands.lint.lint import lint_project  # the slowest import, while other processes read the files

    return lint_project(options, project, first, cache, file_states, started=started, listener=listener)


def early_states(
    options: CheckOptions, settings: Settings, scripts: Sequence[ScriptDirectory]
) -> list[FileState] | None:
    """Take the file states that the report depends on, before anything is loaded; None if the report cannot be kept."""
    if not options.repeatable:
        return None
    named = (options.settings, options.config, options.manifest, options.baseline)
    paths = [path for path in options.paths if path not in ("", ".")]
    return project_states(paths, named, settings, scripts)


def _note_sources(project: Project, listener: Listener) -> None:
    folder = os.getcwd()
    path = project.settings.path
    listener.note(f"settings: {relative(path, folder) if path else 'none, all by default'}")
    for script in project.candidates:
        by = f", by {relative(script.config, folder)} [{script.section}]" if script.config is not None else ""
        listener.note(f"script directory: {relative(script.path, folder)}{by}")
