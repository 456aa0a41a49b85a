"""A judgement about a release as JSON; `migralint/json_schemas/verify-release.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migralint import __version__
from migralint.database.release.verdict import ReleaseEffect, ReleaseTarget, ReleaseVerification
from migralint.reporting.json_text import json_lines_of
from migralint.reporting.verify.json import failure_document, or_none, well_formed
from migralint.source.paths import relative


def release_json_lines(verification: ReleaseVerification, *, root: str) -> Iterator[str]:
    """Yield the document line by line; paths are relative to the project folder `root`."""
    yield from json_lines_of(release_document(verification, root=root))


def release_document(verification: ReleaseVerification, *, root: str) -> dict[str, Any]:
    """Return the document; keys and their meaning are part of the contract, added keys do not change the version."""
    return {
        "version": 1,
        "tool_version": __version__,
        "status": verification.status,
        "release": {"ref": well_formed(verification.ref), "commit": verification.commit},
        "new_revisions": [well_formed(one) for one in verification.new],
        "missing_revisions": [well_formed(one) for one in verification.missing],
        "targets": [_target(one, root) for one in verification.targets],
        "not_known": [well_formed(one) for one in verification.not_known],
        "notices": [well_formed(one) for one in verification.notices],
    }


def _target(target: ReleaseTarget, root: str) -> dict[str, Any]:
    return {
        "name": well_formed(target.name),
        "database": target.database,
        "status": target.status,
        "effects": [_effect(one, root) for one in target.effects],
        "failure": None if target.failure is None else failure_document(target.failure, root),
    }


def _effect(effect: ReleaseEffect, root: str) -> dict[str, Any]:
    at = effect.location
    return {
        "verdict": effect.verdict,
        "kind": effect.kind,
        "table": or_none(effect.table),
        "object": or_none(effect.object),
        "before": or_none(effect.before),
        "after": or_none(effect.after),
        "why": well_formed(effect.why),
        "revision": or_none(effect.revision),
        "path": None if at is None else well_formed(relative(at.path, root)),
        "line": None if at is None else at.line,
    }
