"""Opens the readers of live databases; the first ones while the child still imports the project."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from migralint.database.drift.session import Session
from migralint.database.drift.target import Job, LiveTarget
from migralint.database.project.environment import with_password
from migralint.source.redaction import Redactor


class Opening:
    """The readers of jobs. Readers that were started but not used are closed at the end."""

    at_once = 4
    """The number of databases that are read at the same time."""

    def __init__(self, jobs: Sequence[Job], python: str, timeout: int, redactor: Redactor) -> None:
        """`timeout`: seconds for each statement."""
        self.timeout = timeout
        self._jobs = jobs
        self._python = python
        self._redactor = redactor
        self._early: dict[int, Future[Session]] = {}
        self._pool: ThreadPoolExecutor | None = None

    def begin(self) -> None:
        """Start as many readers as can work at the same time."""
        first = [(index, job) for index, job in self._jobs[: self.at_once] if job[0].kind != "sqlite"]
        if first:
            self._pool = ThreadPoolExecutor(len(first))
            self._early = {index: self._pool.submit(self._open, job[0]) for index, job in first}

    def session(self, index: int, job: tuple[LiveTarget, ...]) -> Session:
        """Return the reader of one job; the caller must close it. Raises LiveError."""
        early = self._early.pop(index, None)
        return self._open(job[0]) if early is None else early.result()

    def __enter__(self) -> Opening:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for early in self._early.values():
            if not early.cancel() and early.exception() is None:
                early.result().close()
        if self._pool is not None:
            self._pool.shutdown()

    def _open(self, target: LiveTarget) -> Session:
        url = with_password(target.url.strip(), os.environ)
        return Session(url, python=self._python, timeout=self.timeout, redactor=self._redactor)
