"""The ledger's file, `migralint-pruned.json` in the script directory: its codec."""

from __future__ import annotations

import os
import posixpath
import re
from typing import Any

from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile, Verification
from migralint.loading.records.ledger_files import FLOOR_FILE as FLOOR_FILE
from migralint.loading.records.ledger_files import LEDGER_FILE as LEDGER_FILE
from migralint.source.errors import InputError
from migralint.source.json_records import Record, RecordError, parse_json
from migralint.source.reading import read_input

SIZE_LIMIT = 64 * 1024 * 1024
"""In bytes; enough for a record of a hundred thousand revisions."""
_VERSION = 1
_OBJECT_ID = re.compile(r"[0-9a-fA-F]{4,64}")


def read_ledger(script_directory: str) -> Ledger:
    """The ledger of a script directory; empty if there were no prunes.

    Raises InputError if the file exists and cannot be read: an incomplete ledger would hide stranded databases.
    """
    path = os.path.join(script_directory, LEDGER_FILE)
    if not os.path.lexists(path):
        return Ledger()
    return decode_ledger(read_input(path, limit=SIZE_LIMIT), path=path)


def floor_files(script_directory: str) -> tuple[str, ...]:
    """The floor files of a script directory, sorted; none if it cannot be read."""
    start, _, end = FLOOR_FILE.partition("{}")
    try:
        names = os.listdir(script_directory)
    except OSError:
        return ()
    return tuple(
        os.path.join(script_directory, name) for name in sorted(names) if name.startswith(start) and name.endswith(end)
    )


def decode_ledger(data: bytes, *, path: str) -> Ledger:
    """The ledger in `data`; `path` is for messages. Raises InputError."""
    try:
        document = Record(parse_json(data))
        version = document.number("version")
        if version != _VERSION:
            raise InputError(
                f"has version {version}; this version of migralint supports {_VERSION}",
                path=path,
                hint="upgrade migralint",
            )
        return Ledger(tuple(_prune(entry) for entry in document.records("prunes")))
    except RecordError as error:
        raise InputError(f"is not a ledger of migralint: {error}", path=path, hint=_HINT) from None


def encode_ledger(ledger: Ledger) -> bytes:
    """The bytes of the ledger's file: the same ledger always has the same bytes, and diffs stay readable."""
    import json

    from msgspec import to_builtins

    document = {"version": _VERSION, "prunes": [to_builtins(prune) for prune in ledger.prunes]}
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


_HINT = "restore it from version control: it records where pruned revisions can be recovered from"


def _prune(entry: Record) -> Prune:
    return Prune(
        pruned_at=entry.text("pruned_at", empty=True),
        tool_version=entry.text("tool_version", empty=True),
        commit=_object_id(entry, "commit"),
        archive=_archive(entry),
        new_bases=entry.texts("new_bases"),
        squashed_into=entry.texts("squashed_into"),
        verified=tuple(
            Verification(item.text("database", empty=True), item.text("status", empty=True))
            for item in entry.records("verified")
        ),
        accepted_losses=entry.texts("accepted_losses"),
        removed=tuple(
            PrunedRevision(message=item.text("message", empty=True), **_revision(item))
            for item in entry.records("removed")
        ),
        rewritten=tuple(RewrittenRevision(**_revision(item)) for item in entry.records("rewritten")),
    )


def _archive(entry: Record) -> str | None:
    name = entry.text_or_none("archive")
    if name is not None and name != posixpath.basename(name):
        raise entry.error("archive", "must be the name of a file")
    return name


def _revision(item: Record) -> dict[str, Any]:
    file = item.record("file")
    return {
        "id": item.text("id"),
        "file": StoredFile(_path(file), file.text("sha256"), _object_id(file, "git_blob")),
        "down_revision": item.texts("down_revision"),
        "depends_on": item.texts("depends_on"),
        "branch_labels": item.texts("branch_labels"),
    }


def _path(file: Record) -> str:
    """The path of a revision file, relative to the script directory; the restore only writes to such paths."""
    path = file.text("path")
    parts = path.split("/")
    if path.startswith("/") or any(part.lower() in (".git", "") for part in parts) or parts[-1] in (".", ".."):
        raise file.error("path", "must be the path of a revision file, relative to the script directory")
    return path


def _object_id(item: Record, key: str) -> str | None:
    name = item.text_or_none(key)
    if name is not None and not _OBJECT_ID.fullmatch(name):
        raise item.error(key, "must be the id of a git object")
    return name
