"""Lets the project's Alembic load the revision files, before they change and on the result."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener
from migralint.commands.prune.prepare import PreparedPrune
from migralint.commands.verify import VerifyCommand, verify_options
from migralint.database.project.scripts import LoadedScripts, load_scripts
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.history.history import History
from migralint.loading.records.unfinished import GUARD_FILE
from migralint.pruning.applying.readings import byte_code_of_another_source, differing_readings
from migralint.pruning.planning.blockers import Blocker
from migralint.source.errors import InputError
from migralint.source.location import Location

_PATIENCE = 60.0
"""The time limit in seconds for an optional loading; for a required one, the settings have the limit."""


def ask_alembic(
    prepared: PreparedPrune, *, python: str | None, required: bool, listener: Listener = SILENT
) -> tuple[tuple[Finding, ...], bool]:
    """Load the script directory in the project's interpreter; return what blocks the plan, and whether it loads.

    `required` is false with --no-verify: then a failed loading does not block the plan, but a difference between the
    loaded and the statically read revisions does. Raises InputError if the interpreter cannot be started.
    """
    loaded = _load(prepared, python, required=required)
    if loaded.failure is not None:
        if required:
            return (Blocker.NOT_VERIFIED.finding(_not_loaded(loaded)),), False
        listener.note(
            f"Alembic could not load the revision files, so the plan relies on static reading alone: {_cause(loaded)}"
        )
        return (), False
    return tuple(_blockers(prepared.plan.history, loaded)), True


def prove_result(prepared: PreparedPrune, *, python: str | None) -> None:
    """Load the directory in its present state. Raises InputError if Alembic's result differs from the plan."""
    loaded = _load(prepared, python, required=True)
    if loaded.failure is not None:
        raise InputError(
            f"after the prune, Alembic could no longer load the revision files: {_cause(loaded)}",
            path=loaded.failure.path,
            hint="a kept file needs a removed one; all files were restored",
        )
    for finding in _blockers(prepared.plan.after, loaded):
        problem = finding.problem
        raise InputError(
            f"after the prune, Alembic would not see the history of the plan: {problem.message}",
            path=problem.location.path if problem.location is not None else None,
            hint=f"{problem.help}; all files were restored",
        )


def _load(prepared: PreparedPrune, python: str | None, *, required: bool) -> LoadedScripts:
    options = verify_options(VerifyCommand(python=python), prepared.project.settings, prepared.script)
    if not required:
        options = replace(options, timeout=min(options.timeout, _PATIENCE))
    return load_scripts(prepared.script, options, without=(GUARD_FILE,))


def _blockers(history: History, loaded: LoadedScripts) -> Iterator[Finding]:
    for problem in differing_readings(history, loaded.revisions):
        yield Blocker.READ_OTHERWISE.finding(problem)
    for problem in byte_code_of_another_source(loaded.foreign):
        yield Finding("ML211", "stale-bytecode", Severity.ERROR, problem)


def _not_loaded(loaded: LoadedScripts) -> Problem:
    failure = loaded.failure
    assert failure is not None
    return Problem(
        f"Alembic cannot load the revision files in {loaded.python}: {_cause(loaded)}",
        Location(failure.path, failure.line or 1) if failure.path else None,
        help="pass the project's interpreter with --python, or pass --no-verify, which is recorded in the ledger",
    )


def _cause(loaded: LoadedScripts) -> str:
    failure = loaded.failure
    assert failure is not None
    generic = failure.stage == "revisions" and failure.error
    return " ".join((failure.error if generic else failure.explanation).split())
