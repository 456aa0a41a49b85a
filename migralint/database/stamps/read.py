"""Reads the stamps of several databases at once; one failure does not affect the others."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any

from migralint.database.stamps.pool import Readers
from migralint.database.stamps.process import ReaderCrashed
from migralint.database.stamps.queue import GIVEN_UP_AFTER, JobQueue
from migralint.database.stamps.request import Job, Outcome, Stamped, Unread
from migralint.environments.environment import AT_ONCE, PER_HOST, OneTable, Query, Schemas, StampSet
from migralint.environments.stamp_sets import largest_first
from migralint.source.redaction import Redactor, is_malformed, redactor_for

_PASSWORD_VARIABLES = re.compile(r"PGPASSWORD|MYSQL_PWD")


def read_stamps(
    jobs: Sequence[Job],
    *,
    python: str,
    timeout: int,
    concurrency: int = AT_ONCE,
    per_host: int = PER_HOST,
    on_outcome: Callable[[Job, Outcome], None] = lambda job, outcome: None,
) -> dict[str, Outcome]:
    """Read every database of `jobs` with the interpreter `python`; return the outcomes by name, in the order of `jobs`.

    `timeout`: seconds for each. `concurrency` databases are read at the same time, `per_host` on one host; a database
    that does not answer is tried twice more. `on_outcome` is called for each finished database, in this thread. No
    outcome contains a password of its URL. KeyboardInterrupt is not caught: `on_outcome` has been called for what was
    read before.
    """
    reading = _Reading(jobs, python, timeout, per_host)
    outcomes: dict[str, Outcome] = {}
    threads = [threading.Thread(target=reading.work, daemon=True) for _ in range(min(concurrency, len(jobs)))]
    try:
        for thread in threads:
            thread.start()
        for _ in jobs:
            job, outcome = reading.results.get()
            if isinstance(outcome, BaseException):
                raise outcome
            outcomes[job.name] = outcome
            on_outcome(job, outcome)
    finally:
        reading.stop()
        for thread in threads:
            if thread.ident is not None:
                thread.join()
    return {job.name: outcomes[job.name] for job in jobs}


class _Reading:
    """The shared state of the threads of one run."""

    def __init__(self, jobs: Sequence[Job], python: str, timeout: int, per_host: int) -> None:
        self.results: SimpleQueue[tuple[Job, Outcome | BaseException]] = SimpleQueue()
        self._queue = JobQueue(jobs, per_host=per_host)
        self._readers = Readers(python)
        self._python = python
        self._timeout = timeout

    def work(self) -> None:
        """Read one database after another until none is left."""
        while (next_job := self._queue.take()) is not None:
            job, tries = next_job
            try:
                if self._queue.is_given_up(job):
                    message = f"not tried: {GIVEN_UP_AFTER} databases on that host in a row did not answer"
                    outcome: Outcome = Unread("unreachable", message)
                    self._queue.skipped(job)
                    self.results.put((job, outcome))
                    continue
                outcome = _read(self._readers, job, self._timeout, self._python)
                if self._queue.done(job, tries, outcome):
                    self.results.put((job, _redacted(job, outcome)))
            except BaseException as error:  # after a defect of migralint, the others must not wait forever
                self.results.put((job, error))
                self.stop()

    def stop(self) -> None:
        self._queue.stop()
        self._readers.end_all()


def _redacted(job: Job, outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Unread):
        return outcome
    return Unread(outcome.kind, redactor_of(job.url).redact(outcome.message))


def redactor_of(*urls: str) -> Redactor:
    """Return a redactor for the passwords of these URLs, and those that drivers take from the environment."""
    passwords = [value for name, value in os.environ.items() if _PASSWORD_VARIABLES.fullmatch(name)]
    return redactor_for(urls, *passwords)


def _read(readers: Readers, job: Job, timeout: int, python: str) -> Outcome:
    if isinstance(job.reading, Query) and (refusal := _refusal(job.reading.sql, job.url)):
        return refusal
    answer = ask(readers, job.url, _asked(job), timeout=timeout, python=python)
    if isinstance(answer, Unread):
        return answer
    sets = largest_first(_stamp_set(one) for one in answer["stamp_sets"])
    return Stamped(sets, answer["server"], answer.get("identity", ""), tuple(answer.get("tables", ())))


def ask(readers: Readers, url: str, request: dict[str, Any], *, timeout: int, python: str) -> dict[str, Any] | Unread:
    """Return a reader's answer about the database at `url`, or why there is none; its message may contain secrets."""
    if is_malformed(url):
        return Unread("malformed-url", "its URL is not one; write special characters in a password as %XX")
    try:
        answer = readers.ask({"url": url, "timeout": timeout, **request}, timeout)
    except TimeoutError:
        return Unread("timeout", f"it did not answer within {timeout} seconds", transient=True)
    except InterruptedError:
        return Unread("interrupted", "interrupted")
    except ReaderCrashed as crash:
        return Unread("crashed", _crash(crash, python))
    except OSError as error:
        return Unread("error", f"{python} cannot be started: {error.strerror}")
    if answer["result"] == "failed":
        kind, message = answer["kind"], answer["message"]
        if kind.startswith("missing-"):
            message = f"{python} cannot connect: {message}; pass the project's interpreter with --python"
        return Unread(kind, message, answer["transient"])
    return answer


def ask_once(
    url: str, request: dict[str, Any], *, python: str, timeout: int, sql: str | None = None
) -> dict[str, Any] | Unread:
    """Return a new reader's answer to one request about the database at `url`; a failure contains no secrets.

    `sql` is a statement from the user in the request: it is refused unless it only reads.
    """
    if sql is not None and (refusal := _refusal(sql, url)):
        return refusal
    readers = Readers(python)
    try:
        answer = ask(readers, url, request, timeout=timeout, python=python)
    finally:
        readers.end_all()
    return Unread(answer.kind, redactor_of(url).redact(answer.message)) if isinstance(answer, Unread) else answer


def _refusal(sql: str, url: str) -> Unread | None:
    from migralint.database.stamps.statement import (
        why_refused,
    )  # importing the SQL parser costs half a second, which a fleet of files should not pay

    refusal = why_refused(sql, url.partition("://")[0])
    return Unread("query", refusal) if refusal else None


def _asked(job: Job) -> dict[str, Any]:
    match job.reading:
        case OneTable(version_table=table, schema=schema):
            return {"kind": "table", "version_table": table, "schema": schema}
        case Schemas(glob=glob, version_table=table):
            return {"kind": "schemas", "glob": glob, "version_table": table}
        case Query(sql=sql):
            return {"kind": "query", "sql": sql.strip().rstrip(";")}


def _stamp_set(answer: dict[str, Any]) -> StampSet:
    return StampSet(frozenset(answer["stamps"]), answer["databases"], tuple(answer["examples"]))


def _crash(crash: ReaderCrashed, python: str) -> str:
    lines = [line for line in crash.printed.split("\n") if line.strip()]
    how = f"signal {signal.Signals(-crash.status).name}" if crash.status < 0 else f"exit status {crash.status}"
    output = f": {lines[-1].strip()}" if lines else ""
    return f"the reader in {python} ended with {how}{output}"
