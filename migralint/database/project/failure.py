"""Explains a failed stage: its kind, the cause, the place, and what to do."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.database.project.child_error import Facts
from migralint.database.project.failures.circumstances import Circumstances as Circumstances
from migralint.database.project.failures.creating import explain_create_all
from migralint.database.project.failures.importing import (
    explain_import,
    explain_models_empty,
    explain_needs_application,
    needs_application,
)
from migralint.database.project.failures.missing import (
    explain_missing_dialect,
    explain_missing_module,
    explain_refused,
    was_refused,
)
from migralint.database.project.failures.setup import setup_block
from migralint.database.project.failures.upgrading import explain_start, explain_upgrade
from migralint.database.project.server_errors import is_full
from migralint.database.project.version_row import explain_version_table, is_of_version_table
from migralint.database.result import Failure, FailureKind


def explain(facts: Facts, around: Circumstances) -> Failure:
    """Return the failure that `facts` describe."""
    kind, explanation = _kind_and_words(facts, around)
    path, line = _place(facts)
    if facts.refused and around.refusals:
        path, line = around.refusals[-1].path, around.refusals[-1].line
    error = f"{facts.type_name}: {facts.error}" if facts.types else facts.error
    if facts.original is not None:
        error = facts.original
    failure = Failure(
        facts.stage, kind, error, explanation, facts.revision, path, line, facts.sql, traceback=facts.traceback
    )
    return replace(failure, setup=setup_block(failure, around))


def _kind_and_words(facts: Facts, around: Circumstances) -> tuple[FailureKind, str]:
    if facts.models_empty or facts.nothing_declared:
        return FailureKind.MODELS_EMPTY, explain_models_empty(facts, around)
    if facts.is_a("TooOldError"):
        return FailureKind.MISSING_PACKAGE, (
            f"{around.python} has {facts.error}; install there what the project asks for, or name its own interpreter "
            "with --python"
        )
    if was_refused(facts, around):
        return FailureKind.PROJECT_ERROR, explain_refused(facts, around)
    if is_full(facts):
        return FailureKind.PROJECT_ERROR, "the disk of the database is full"
    if facts.missing_module is not None:
        return explain_missing_module(facts.missing_module, facts, around)
    if facts.is_a("NoSuchModuleError"):
        return FailureKind.MISSING_DRIVER, explain_missing_dialect(facts, around)
    if is_of_version_table(facts):
        return FailureKind.PROJECT_ERROR, explain_version_table(facts)
    if needs_application(facts):
        return FailureKind.NEEDS_APPLICATION, explain_needs_application(facts, around)
    match facts.stage:
        case "create-all":
            return FailureKind.CREATE_ALL_FAILED, explain_create_all(facts, around)
        case "upgrade":
            return explain_upgrade(facts, around)
        case "env" | "imports" | "metadata" | "application" | "configuration" | "include" | "revisions":
            return FailureKind.PROJECT_ERROR, explain_import(facts, around)
        case "start":
            return FailureKind.PROJECT_ERROR, explain_start(facts, around)
    return FailureKind.PROJECT_ERROR, f"the project's code failed ({facts.stage})"


def _place(facts: Facts) -> tuple[str | None, int | None]:
    """Return the innermost frame in the responsible file, otherwise the innermost frame of the project."""
    for frame in reversed(facts.frames):
        if facts.path is None or frame.path == facts.path:
            return frame.path, frame.line
    if facts.frames:
        return facts.frames[-1].path, facts.frames[-1].line
    return facts.path, None
