"""Reads requests from stdin, one per line, reads one database or fleet for each, and answers on a separate pipe."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from .failure import Failure, described

Request = dict[str, Any]

_GRACE = 20
"""Seconds beyond a request's own limit after which this process ends itself, in case its parent has ended."""


def main(answers: int) -> None:
    """`answers` is the descriptor for the answers; output of drivers goes elsewhere. Ends when stdin is closed."""
    os.set_inheritable(answers, False)
    requests = os.fdopen(os.dup(0), "rb")
    os.set_inheritable(requests.fileno(), False)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with os.fdopen(answers, "w", encoding="utf-8") as stream:
        for line in requests:
            request = json.loads(line)
            signal.alarm(request["timeout"] + _GRACE)
            outcome = answer(request)
            signal.alarm(0)
            sys.stdout.flush()  # before the answer: later output belongs to the next request
            sys.stderr.flush()
            stream.write(json.dumps(outcome) + "\n")
            stream.flush()
    os._exit(0)  # do not wait for threads and event loops of drivers


def answer(request: Request) -> dict[str, Any]:
    """Return the outcome: "read" with the requested data, or "failed" with `kind`, `message` and `transient`."""
    try:
        return {"result": "read", **_read(request)}
    except Exception as error:
        failure = error if isinstance(error, Failure) else described(error)
        return {
            "result": "failed",
            "kind": failure.kind,
            "message": failure.message,
            "transient": failure.transient,
        }


def _read(request: Request) -> dict[str, Any]:
    try:
        import sqlalchemy
    except ModuleNotFoundError as error:
        raise Failure("missing-sqlalchemy", f"the module {error.name} is missing") from None
    if int(sqlalchemy.__version__.split(".")[0]) < 2 and not sqlalchemy.__version__.startswith("1.4"):
        raise Failure("missing-sqlalchemy", f"its SQLAlchemy is {sqlalchemy.__version__}; 1.4 or newer is required")
    from .engines import run
    from .reading import read

    return run(request["url"], request["timeout"], lambda connection: read(connection, request))
