"""The ledger's file, `migralint-pruned.json` in the script directory: its codec."""

from __future__ import annotations

import os
from typing import Any

from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile, Verification
from migralint.loading.records.ledger_files import FLOOR_FILE as FLOOR_FILE
from migralint.loading.records.ledger_files import LEDGER_FILE as LEDGER_FILE
from migralint.source.errors import InputError
from migralint.source.frozen import as_dict

_VERSION = 1


def read_ledger(script_directory: str) -> Ledger:
    """The ledger of a script directory; empty if nothing was ever pruned there.

    Raises InputError if the file is there and cannot be read: a ledger half understood would hide stranded databases.
    """
    path = os.path.join(script_directory, LEDGER_FILE)
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except FileNotFoundError:
        return Ledger()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
    return decode_ledger(data, path=path)


def floor_files(script_directory: str) -> tuple[str, ...]:
    """The floors of a script directory, sorted; none if it cannot be read."""
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
    import json  # most projects have no ledger

    try:
        document = json.loads(data)
        if document["version"] != _VERSION:
            raise InputError(
                f"has version {document['version']}; this migralint knows {_VERSION}",
                path=path,
                hint="upgrade migralint",
            )
        return Ledger(tuple(_prune(entry) for entry in document["prunes"]))
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg}", path=path, line=error.lineno, hint=_HINT) from error
    except (KeyError, TypeError, UnicodeDecodeError) as error:
        raise InputError(
            f"is not a ledger of migralint ({type(error).__name__}: {error})", path=path, hint=_HINT
        ) from error


def encode_ledger(ledger: Ledger) -> bytes:
    """The bytes of the ledger's file: the same ledger gives the same bytes, and diffs stay readable."""
    import json

    document = {"version": _VERSION, "prunes": [as_dict(prune) for prune in ledger.prunes]}
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


_HINT = "restore it from version control: it says where pruned revisions can be had again"


def _prune(entry: dict[str, Any]) -> Prune:
    return Prune(
        pruned_at=entry["pruned_at"],
        tool_version=entry["tool_version"],
        commit=entry["commit"],
        archive=entry["archive"],
        new_bases=tuple(entry["new_bases"]),
        squashed_into=tuple(entry["squashed_into"]),
        verified=tuple(Verification(item["database"], item["status"]) for item in entry["verified"]),
        accepted_losses=tuple(entry["accepted_losses"]),
        removed=tuple(PrunedRevision(message=item["message"], **_revision(item)) for item in entry["removed"]),
        rewritten=tuple(RewrittenRevision(**_revision(item)) for item in entry["rewritten"]),
    )


def _revision(item: dict[str, Any]) -> dict[str, Any]:
    file = item["file"]
    return {
        "id": item["id"],
        "file": StoredFile(file["path"], file["sha256"], file["git_blob"]),
        "down_revision": tuple(item["down_revision"]),
        "depends_on": tuple(item["depends_on"]),
        "branch_labels": tuple(item["branch_labels"]),
    }
