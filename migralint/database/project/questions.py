"""Queries the built databases through the child while it waits: SQL goes through a pipe, rows come back as messages."""

from __future__ import annotations

import json
import os
import queue
import threading
from collections.abc import Callable
from typing import Any

Rows = list[list[Any]]


class ChildGoneError(Exception):
    """The child ended, or could not answer; the message is from the child."""


class Questions:
    """Runs `work`, which asks the child questions, in a thread of its own as soon as the child is ready."""

    def __init__(self, work: Callable[[Callable[[str, str], Rows]], None]) -> None:
        """`work` takes a function of a database's name and a SELECT that returns its rows or raises ChildGoneError."""
        self._work = work
        self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._descriptor = -1
        self.error: BaseException | None = None
        """The exception that ended `work`; None: it returned."""

    def connect(self, descriptor: int) -> None:
        """Take over the write end of the pipe from which the child reads questions."""
        self._descriptor = descriptor

    def take(self, message: dict[str, Any]) -> None:
        """Process a message of the child: "ready" starts the work, "answer" goes to it, others are ignored."""
        match message.get("message"):
            case "ready" if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="questions")
                self._thread.start()
            case "answer":
                self._answers.put(message)

    def close(self) -> None:
        """Wait for the work after the child has ended, and close the pipe."""
        self._answers.put(None)
        if self._thread is not None:
            self._thread.join()
        self._close_pipe()

    def _run(self) -> None:
        try:
            self._work(self._ask)
        except BaseException as error:  # the thread that waits for this one raises it
            self.error = error
        finally:
            self._close_pipe()  # no further questions: the child then continues to its end

    def _ask(self, database: str, sql: str) -> Rows:
        data = json.dumps({"database": database, "sql": sql}).encode() + b"\n"
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError as error:
            raise ChildGoneError("the project's process has ended") from error
        answer = self._answers.get()
        if answer is None:
            self._answers.put(None)
            raise ChildGoneError("the project's process has ended")
        if "error" in answer:
            raise ChildGoneError(answer["error"])
        rows: Rows = answer["rows"]
        return rows

    def _close_pipe(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
