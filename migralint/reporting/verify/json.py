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
    """Return the document; keys and their meaning are part of the contract, additions keep the version."""
    return {
        "version": VERSION,
        "tool_version": __version__,
        "status": verification.status.value,
        "sides": {"models": _text(verification.sides[0]), "migrations": _text(verification.sides[1])},
        "interpreter": {
            "python": verification.interpreter.python or None,
            "sqlalchemy": verification.interpreter.sqlalchemy or None,
            "alembic": verification.interpreter.alembic or None,
        },
        "targets": [_target(target, root) for target in verification.targets],
        "unused_allow": [_entry(entry) for entry in verification.unused_allow],
        "notices": [_text(notice) for notice in verification.notices],
    }


def _target(target: TargetResult, root: str) -> dict[str, Any]:
    return {
        "name": _text(target.name),
        "database": target.database,
        "status": target.status.value,
        "exact": target.exact,
        "start": _text(relative(target.start, root) if target.start.startswith("/") else target.start),
        "revisions": target.revisions,
        "heads": [_text(head) for head in target.heads],
        "emulated": [_emulated(one) for one in target.emulated],
        "differences": [difference_document(difference) for difference in target.differences],
        "accepted": [
            {**difference_document(difference), "reason": _text(entry.reason)} for difference, entry in target.accepted
        ],
        "refused": [
            {
                "what": _text(one.what),
                "path": None if one.path is None else _text(relative(one.path, root)),
                "line": one.line,
            }
            for one in target.refused
        ],
        "failure": None if target.failure is None else _failure(target.failure, root),
    }


def difference_document(difference: Difference) -> dict[str, Any]:
    """Return one difference; also for documents of other commands that hold differences."""
    return {
        "code": difference.code,
        "kind": difference.kind,
        "table": _or_none(difference.table),
        "object": _or_none(difference.object),
        "models": _or_none(difference.models),
        "migrations": _or_none(difference.migrations),
        "mend": _text(difference.mend),
        "models_mend": _text(difference.models_mend),
        "reason": _text(difference.reason),
        "note": difference.note,
    }


def _emulated(one: Emulated) -> dict[str, Any]:
    return {"what": _text(one.what), "class": one.cls, "revision": _or_none(one.revision), "count": one.count}


def _failure(failure: Failure, root: str) -> dict[str, Any]:
    return {
        "stage": failure.stage,
        "kind": failure.kind.value,
        "revision": _or_none(failure.revision),
        "path": None if failure.path is None else _text(relative(failure.path, root)),
        "line": failure.line,
        "error": _text(failure.error),
        "sql": _or_none(failure.sql),
        "explanation": _text(failure.explanation),
    }


def _entry(entry: AllowEntry) -> dict[str, Any]:
    fields = {"aspect": entry.aspect, "table": entry.table, "object": entry.object, "reason": entry.reason}
    return {key: _text(value) for key, value in fields.items()}


def _or_none(text: str | None) -> str | None:
    return None if text is None else _text(text)


def _text(text: str) -> str:
    """Without lone surrogates (undecodable names), which UTF-8 cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
