"""Takes a URL and then questions from stdin, a line each, and writes the answers to its own pipe."""

from __future__ import annotations

import json
import os
from typing import Any, TextIO

from ...stamps.reader.failure import Failure, described


def main(answers: int) -> None:
    """`answers` is the descriptor for the answers; output of drivers goes elsewhere."""
    os.set_inheritable(answers, False)
    questions = os.fdopen(os.dup(0), encoding="utf-8")
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    with os.fdopen(answers, "w", encoding="utf-8") as stream:
        first = json.loads(questions.readline())
        try:
            _serve(first["url"], first["timeout"], questions, stream)
        except Exception as error:
            _say(stream, _failed(error))
        except BaseException as error:
            _say(stream, {"failed": "crashed", "message": type(error).__name__})
    os._exit(0)  # do not wait for threads and event loops of drivers


def _serve(url: str, timeout: int, questions: TextIO, answers: TextIO) -> None:
    try:
        import sqlalchemy
    except ModuleNotFoundError as error:
        raise Failure("missing-sqlalchemy", f"the module {error.name} is missing") from None
    if int(sqlalchemy.__version__.split(".")[0]) < 2 and not sqlalchemy.__version__.startswith("1.4"):
        raise Failure("missing-sqlalchemy", f"its SQLAlchemy is {sqlalchemy.__version__}; 1.4 or newer is required")
    from ...stamps.reader.engines import run
    from .conversation import Conversation

    def serve(connection: Any) -> None:
        with Conversation(connection, timeout) as conversation:
            _say(answers, {"answer": conversation.about()})
            for line in questions:
                try:
                    answer = {"answer": conversation.answer(json.loads(line))}
                except Exception as error:
                    answer = _failed(error)
                _say(answers, answer)

    run(url, timeout, serve)


def _failed(error: Exception) -> dict[str, Any]:
    failure = error if isinstance(error, Failure) else described(error)
    return {"failed": failure.kind, "message": failure.message}


def _say(stream: TextIO, answer: dict[str, Any]) -> None:
    stream.write(json.dumps(answer, default=str) + "\n")
    stream.flush()
