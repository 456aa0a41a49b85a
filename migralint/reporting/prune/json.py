"""A prune plan as JSON; `migralint/json_schemas/prune.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from migralint import __version__
from migralint.findings.finding import Finding
from migralint.history.history import History
from migralint.pruning.planning.environment_effects import EnvironmentEffect
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.planning.reasons import Reason, Removable
from migralint.pruning.planning.rewrites import Rewrite
from migralint.reporting.findings.json import finding_document, printable
from migralint.reporting.json_text import json_lines_of
from migralint.reporting.prune.reasons import reason_words
from migralint.reporting.prune.request import PruneRequest

VERSION = 1


def prune_json_lines(request: PruneRequest) -> Iterator[str]:
    """Yield the document line by line."""
    yield from _lines(prune_document(request))


def explanation_json_lines(plan: PrunePlan, revisions: Iterable[str]) -> Iterator[str]:
    """Yield the document of `--explain` line by line; `plan.explanation` must not be None."""
    yield from _lines(
        {
            "version": VERSION,
            "tool_version": __version__,
            "explanations": [_explanation(plan, revision) for revision in revisions],
        }
    )


def prune_document(request: PruneRequest) -> dict[str, Any]:
    """Return the document; keys and their meaning are part of the contract, added keys do not change the version."""
    plan = request.plan
    return {
        "version": VERSION,
        "tool_version": __version__,
        "status": request.status,
        "deep": plan.options.deep,
        "manifest_sha256": plan.manifest.sha256,
        "script_directory": printable(request.document_path(request.script.path)),
        "without": sorted(printable(name) for name in plan.options.without),
        "removed": _texts(plan.removed),
        "kept_count": plan.kept_count,
        "new_bases": _texts(plan.new_bases),
        "squashed_into": _texts(request.squashed_into),
        "rewrites": [_rewrite(request, rewrite) for rewrite in plan.rewrites],
        "environments": [_environment(environment) for environment in plan.environments],
        "leverage": [
            {
                "environment": printable(lever.environments[0]),
                "together_with": _texts(lever.environments[1:]),
                "move_to": printable("+".join(lever.move_to)),
                "frees": lever.frees,
            }
            for lever in plan.levers
        ],
        "blockers": _findings(request, plan.blockers),
        "warnings": _findings(request, plan.warnings),
        "losses": [
            {
                "revision": printable(loss.revision),
                "path": printable(request.document_path(loss.location.path)),
                "line": loss.location.line,
                "kind": loss.kind,
                "object": printable(loss.name),
                "seen": loss.seen,
            }
            for loss in request.losses
        ],
    }


def _rewrite(request: PruneRequest, rewrite: Rewrite) -> dict[str, Any]:
    before, after = rewrite.before, rewrite.after
    return {
        "revision": printable(before.id),
        "path": printable(request.document_path(before.path)) if before.path is not None else None,
        **{
            name: {"before": _texts(getattr(before, name)), "after": _texts(getattr(after, name))}
            for name in ("down_revision", "depends_on", "branch_labels")
        },
    }


def _environment(effect: EnvironmentEffect) -> dict[str, Any]:
    return {
        "name": printable(effect.name),
        "databases": effect.databases,
        "holds": effect.holds,
        "stamp_sets": [
            {
                "stamps": sorted(_texts(one.stamp_set.stamps)),
                "databases": one.stamp_set.databases,
                "applied": one.applied,
                "pending": one.pending,
                "plan_unchanged": one.plan_unchanged,
            }
            for one in effect.stamp_sets
        ],
        "more": effect.more,
    }


def _findings(request: PruneRequest, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    frame = request.findings_request()
    return [finding_document(frame, finding) for finding in findings]


def _explanation(plan: PrunePlan, revision: str) -> dict[str, Any]:
    assert plan.explanation is not None
    reasons = plan.explanation.reasons(revision)
    return {
        "revision": printable(revision),
        "goes": isinstance(reasons[0], Removable),
        "reasons": [_reason(plan.history, reason) for reason in reasons],
    }


def _reason(history: History, reason: Reason) -> dict[str, Any]:
    """The kind in kebab case, the sentence, and the plain values of the reason."""
    kind = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in type(reason).__name__).lstrip("-")
    document: dict[str, Any] = {"kind": kind, "message": printable(reason_words(history, reason))}
    for name in reason.__struct_fields__:
        value = getattr(reason, name)
        if isinstance(value, str | int):
            document[name] = printable(value) if isinstance(value, str) else value
    return document


def _texts(names: Iterable[str]) -> list[str]:
    return [printable(name) for name in names]


def _lines(document: dict[str, Any]) -> Iterator[str]:
    yield from json_lines_of(document)
