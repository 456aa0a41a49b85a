"""A verification as JSON; `migralint/json_schemas/verify.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migralint import __version__
from migralint.database.result import Emulated, Failure, TargetResult, Verification
from migralint.reporting.json_text import json_lines_of
from migralint.schema.compare import Difference
from migralint.schema.compare.allow import AllowEntry
from migralint.source.paths import relative

VERSION = 1


def verify_json_lines(verification: Verification, *, root: str) -> Iterator[str]:
    """Yield the document line by line; paths are relative to the project folder `root`."""
    yield from json_lines_of(verify_document(verification, root=root))


def verify_document(verification: Verification, *, root: str) -> dict[str, Any]:
    """Return the document; keys and their meaning are part of the contract, added keys do not change the version."""
    return {
        "version": VERSION,
        "tool_version": __version__,
        "status": verification.status.value,
        "sides": {"models": well_formed(verification.sides[0]), "migrations": well_formed(verification.sides[1])},
        "interpreter": {
            "python": verification.interpreter.python or None,
            "sqlalchemy": verification.interpreter.sqlalchemy or None,
            "alembic": verification.interpreter.alembic or None,
        },
        "targets": [_target(target, root) for target in verification.targets],
        "unused_allow": [_entry(entry) for entry in verification.unused_allow],
        "notices": [well_formed(notice) for notice in verification.notices],
    }


def _target(target: TargetResult, root: str) -> dict[str, Any]:
    return {
        "name": well_formed(target.name),
        "database": target.database,
        "status": target.status.value,
        "exact": target.exact,
        "start": well_formed(relative(target.start, root) if target.start.startswith("/") else target.start),
        "revisions": target.revisions,
        "heads": [well_formed(head) for head in target.heads],
        "emulated": [_emulated(one) for one in target.emulated],
        "differences": [difference_document(difference) for difference in target.differences],
        "accepted": [
            {**difference_document(difference), "reason": well_formed(entry.reason)}
            for difference, entry in target.accepted
        ],
        "refused": [
            {
                "what": well_formed(one.what),
                "path": None if one.path is None else well_formed(relative(one.path, root)),
                "line": one.line,
            }
            for one in target.refused
        ],
        "failure": None if target.failure is None else failure_document(target.failure, root),
    }


def difference_document(difference: Difference) -> dict[str, Any]:
    """Return one difference; also for documents of other commands that contain differences."""
    return {
        "code": difference.code,
        "kind": difference.kind,
        "table": or_none(difference.table),
        "object": or_none(difference.object),
        "models": or_none(difference.models),
        "migrations": or_none(difference.migrations),
        "mend": well_formed(difference.mend),
        "models_mend": well_formed(difference.models_mend),
        "reason": well_formed(difference.reason),
        "note": difference.note,
    }


def _emulated(one: Emulated) -> dict[str, Any]:
    return {"what": well_formed(one.what), "class": one.cls, "revision": or_none(one.revision), "count": one.count}


def failure_document(failure: Failure, root: str) -> dict[str, Any]:
    """Return a failure; paths are relative to `root`."""
    return {
        "stage": failure.stage,
        "kind": failure.kind.value,
        "revision": or_none(failure.revision),
        "path": None if failure.path is None else well_formed(relative(failure.path, root)),
        "line": failure.line,
        "error": well_formed(failure.error),
        "sql": or_none(failure.sql),
        "explanation": well_formed(failure.explanation),
    }


def _entry(entry: AllowEntry) -> dict[str, Any]:
    fields = {"aspect": entry.aspect, "table": entry.table, "object": entry.object, "reason": entry.reason}
    return {key: well_formed(value) for key, value in fields.items()}


def or_none(text: str | None) -> str | None:
    """As `well_formed`; None stays None."""
    return None if text is None else well_formed(text)


def well_formed(text: str) -> str:
    """Return a text without lone surrogates (undecodable names), which UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
