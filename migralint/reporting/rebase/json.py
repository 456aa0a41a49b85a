"""A rebase as JSON; `migralint/json_schemas/rebase.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from migralint import __version__
from migralint.commands.rebase.prepare import PreparedRebase
from migralint.findings.problem import Problem
from migralint.reporting.findings.json import printable
from migralint.source.paths import relative

VERSION = 1


def rebase_document(prepared: PreparedRebase) -> dict[str, Any]:
    """Return the document, with paths relative to the project; keys and their meaning are part of the contract, added
    keys do not change the version."""
    plan, onto, root = prepared.plan, prepared.onto, prepared.script.root
    return {
        "version": VERSION,
        "tool_version": __version__,
        "status": prepared.status,
        "onto": {"ref": printable(onto.ref), "commit": onto.commit, "why": onto.why or None},
        "script_directory": _path(prepared.script.path, root),
        "own": _texts(one.id for one in plan.graph.written.values()),
        "order": _texts(plan.order),
        "moves": [
            {
                "revision": printable(move.before.id),
                "becomes": printable(move.after.id),
                "path": _path(move.before.path, root),
                "new_path": _path(move.after.path, root),
                "down_revision": {
                    "before": _texts(move.before.down_revision),
                    "after": _texts(move.after.down_revision),
                },
                "depends_on": {"before": _texts(move.before.depends_on), "after": _texts(move.after.depends_on)},
            }
            for move in plan.moves
        ],
        "removed": [
            {"revision": printable(one.id), "path": _path(one.path, root)}
            for one in (plan.graph.written[name] for name in plan.removed)
        ],
        "apart": [{"revision": printable(name), "reason": printable(why)} for name, why in plan.lines.apart.items()],
        "merges": [
            {
                "revision": printable(one.revision.id),
                "path": _path(one.revision.path, root),
                "down_revision": _texts(one.revision.down_revision),
                "text": printable(one.data.decode()),
            }
            for one in prepared.merges
        ],
        "databases": [
            {
                "stamp": printable(one.stamp),
                "lacks": _texts(one.lacks),
                "back_to": _texts(one.back_to),
                "up_to": _texts(one.up_to),
                "becomes": None if one.becomes is None else printable(one.becomes),
            }
            for one in prepared.databases
        ],
        "notes": _texts(prepared.notes),
        "reasons": [_reason(problem, root) for problem in prepared.reasons],
    }


def _reason(problem: Problem, root: str) -> dict[str, Any]:
    at = problem.location
    return {
        "message": printable(problem.message),
        "path": None if at is None else _path(at.path, root),
        "line": None if at is None else at.line,
        "revisions": _texts(problem.revisions),
        "help": printable(problem.help),
    }


def _texts(names: Iterable[str]) -> list[str]:
    return [printable(name) for name in names]


def _path(path: str | None, root: str) -> str | None:
    return None if path is None else printable(relative(path, root))
