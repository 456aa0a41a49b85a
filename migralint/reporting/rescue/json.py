"""Pruned revisions and how to restore them, as JSON; `migralint/json_schemas/rescue.schema.json` describes it."""

from __future__ import annotations

from typing import Any

from migralint import __version__
from migralint.history.ledger import Ledger, Prune, PrunedRevision
from migralint.pruning.rescue.answer import Rescue
from migralint.pruning.rescue.sources import ByPath, InArchive, InCommit, Source, Unreachable, git_show
from migralint.pruning.rescue.stranded import NeedyEnvironment
from migralint.reporting.environments.manifest import stamp_set_document
from migralint.source.paths import relative

VERSION = 1
_MOST_SETS = 50


def pruned_document(ledger: Ledger, path: str, *, root: str) -> dict[str, Any]:
    """All pruned revisions, the oldest prune first; `path` is the ledger's."""
    return {
        **_head(path, root),
        "prunes": [{**_prune(prune), "removed": [_revision(one) for one in prune.removed]} for prune in ledger.prunes],
        "rescue": None,
    }


def rescue_document(rescue: Rescue, path: str, *, root: str) -> dict[str, Any]:
    """One pruned revision, and everything needed to restore it."""
    commands, restored = rescue.commands, rescue.restored
    return {
        **_head(path, root),
        "prunes": [_prune(rescue.prune)],
        "rescue": {
            **_revision(rescue.revision),
            "sources": [_source(source, root) for source in rescue.sources],
            "missing": [{"path": _text(name), "reason": _text(why)} for name, why in rescue.missing.items()],
            "impossible": _text(rescue.impossible) or None,
            "environments": None if rescue.environments is None else [_needy(one) for one in rescue.environments],
            "floor": [] if restored is None else [_text(name) for name in restored.floor],
            "steps": [_text(name) for name in rescue.steps],
            "commands": None
            if commands is None
            else {
                "folder": _text(relative(commands.folder, root)),
                "there": [_text(command) for command in commands.there],
                "here": _text(commands.here),
            },
            "directory": None if rescue.directory is None else _text(relative(rescue.directory, root)),
            "files": []
            if restored is None
            else [
                {
                    "name": _text(name),
                    "revision": _text(one.revision.id),
                    "pruned": one.pruned,
                    "available": name in rescue.contents,
                }
                for name, one in restored.files.items()
            ],
            "notes": [_text(note) for note in rescue.notes],
        },
    }


def _head(path: str, root: str) -> dict[str, Any]:
    return {"version": VERSION, "tool_version": __version__, "ledger": _text(relative(path, root))}


def _prune(prune: Prune) -> dict[str, Any]:
    return {
        "pruned_at": prune.pruned_at,
        "commit": prune.commit,
        "archive": prune.archive,
        "new_bases": [_text(name) for name in prune.new_bases],
        "squashed_into": [_text(name) for name in prune.squashed_into],
    }


def _revision(revision: PrunedRevision) -> dict[str, Any]:
    return {
        "id": _text(revision.id),
        "message": _text(revision.message),
        "path": _text(revision.file.path),
        "sha256": revision.file.sha256,
        "git_blob": revision.file.git_blob,
        "down_revision": [_text(name) for name in revision.down_revision],
        "depends_on": [_text(name) for name in revision.depends_on],
        "branch_labels": [_text(name) for name in revision.branch_labels],
    }


def _source(source: Source, root: str) -> dict[str, Any]:
    match source:
        case InCommit():
            return {
                "kind": "git-commit",
                "commit": source.commit,
                "path": _text(source.path),
                "date": source.date,
                "tags": [_text(tag) for tag in source.tags],
                "refs": [_text(ref) for ref in source.refs],
                "command": _text(git_show(source)),
            }
        case Unreachable(blob=blob):
            return {"kind": "git-object", "blob": blob}
        case ByPath(source=place):
            return {"kind": "git-path", "name": _text(place)}
        case InArchive(archive=archive, member=member):
            return {"kind": "archive", "archive": _text(relative(archive, root)), "member": _text(member)}


def _needy(one: NeedyEnvironment) -> dict[str, Any]:
    return {
        "name": _text(one.environment.name),
        "need": one.need,
        "databases": one.databases,
        "stamp_sets": [stamp_set_document(each) for each in one.stamp_sets[:_MOST_SETS]],
        "more": max(len(one.stamp_sets) - _MOST_SETS, 0),
    }


def _text(text: str) -> str:
    """The text without lone surrogates (undecodable file names), which UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
