"""Takes one request from stdin, reads one database or fleet, and writes one answer to a pipe of its own."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from .failure import Failure, described

Request = dict[str, Any]


def main(answers: int) -> None:
    """`answers` is the descriptor the answer goes to; whatever drivers print goes elsewhere."""
    os.set_inheritable(answers, False)
    request = json.loads(sys.stdin.buffer.read())
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    found = answer(request)
    with os.fdopen(answers, "w", encoding="utf-8") as stream:
        json.dump(found, stream)
    os._exit(0)  # threads and event loops of drivers have nothing to say any more


def answer(request: Request) -> dict[str, Any]:
    """What became of a request: "read" with `server` and `stamp_sets`, or "failed" with `kind` and `message`."""
    try:
        return {"result": "read", **_read(request)}
    except Exception as error:
        failure = error if isinstance(error, Failure) else described(error)
        return {"result": "failed", "kind": failure.kind, "message": failure.message}


def _read(request: Request) -> dict[str, Any]:
    try:
        import sqlalchemy
    except ModuleNotFoundError as error:
        raise Failure("missing-sqlalchemy", f"it has no {error.name}") from None
    if int(sqlalchemy.__version__.split(".")[0]) < 2 and not sqlalchemy.__version__.startswith("1.4"):
        raise Failure("missing-sqlalchemy", f"its SQLAlchemy is {sqlalchemy.__version__}; 1.4 or newer is needed")
    from .engines import run
    from .reading import read

    return run(request["url"], request["timeout"], lambda connection: read(connection, request))
