"""A review as JSON; `migralint/json_schemas/review.schema.json` describes it."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from migralint import __version__
from migralint.changes.effects import Effect
from migralint.commands.review.result import Review, ReviewedRevision, Runner
from migralint.database.render import RenderedSql
from migralint.findings.finding import Finding
from migralint.reporting.verify.json import or_none, well_formed
from migralint.source.paths import relative


def review_document(review: Review) -> dict[str, Any]:
    """Return the document; paths are relative to the project. Keys and their meaning are part of the contract, added
    keys do not change the version."""
    root = review.script.root
    floor = review.floor
    return {
        "version": 1,
        "tool_version": __version__,
        "against": {"ref": well_formed(review.ref), "commit": review.commit},
        "script_directory": well_formed(relative(review.script.path, root)),
        "revisions": [_revision(one, root) for one in review.revisions],
        "heads": {"before": list(review.heads_before), "after": list(review.heads)},
        "findings": [_finding(one, root) for one in review.other_findings],
        "runs_on": None if review.runners is None else [_runner(one) for one in review.runners],
        "floor": None if floor is None else to_builtins(floor),
        "dialects": list(review.dialects),
        "no_sql": or_none(review.no_sql or None),
        "picture": to_builtins(review.picture),
    }


def _revision(one: ReviewedRevision, root: str) -> dict[str, Any]:
    revision = one.revision
    return {
        "id": well_formed(revision.id),
        "message": well_formed(revision.message),
        "path": None if revision.path is None else well_formed(relative(revision.path, root)),
        "down_revision": [well_formed(name) for name in revision.down_revision],
        "depends_on": [well_formed(name) for name in revision.depends_on],
        "kind": str(one.kind.kind),
        "effects": [_effect(effect, root) for effect in one.kind.effects],
        "reversible": {"answer": one.reversible.word, "why": one.reversible.why},
        "findings": [_finding(finding, root) for finding in one.findings],
        "sql": [_sql(sql, root) for sql in one.sql],
    }


def _effect(effect: Effect, root: str) -> dict[str, Any]:
    at = effect.location
    return {
        "kind": effect.word,
        "why": well_formed(effect.why),
        "path": well_formed(relative(at.path, root)),
        "line": at.line,
    }


def _finding(finding: Finding, root: str) -> dict[str, Any]:
    at = finding.problem.location
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.word,
        "message": well_formed(finding.message),
        "path": None if at is None else well_formed(relative(at.path, root)),
        "line": None if at is None else at.line,
        "revisions": [well_formed(name) for name in finding.problem.revisions],
        "help": well_formed(finding.help),
    }


def _sql(sql: RenderedSql, root: str) -> dict[str, Any]:
    return {
        "dialect": well_formed(sql.dialect),
        "target": well_formed(sql.target),
        "sql": well_formed(sql.sql),
        "error": or_none(sql.error or None),
        "path": None if sql.path is None else well_formed(relative(sql.path, root)),
        "line": sql.line,
    }


def _runner(runner: Runner) -> dict[str, Any]:
    return {
        "environment": well_formed(runner.environment),
        "databases": runner.databases,
        "total": runner.total,
        "steps": runner.steps,
        "why": or_none(runner.why or None),
    }
