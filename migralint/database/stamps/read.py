"""Reads the stamps of several databases at once; one that fails costs the others nothing."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

from migralint.database.stamps.process import ReaderCrashed, Readers
from migralint.database.stamps.request import Job, Outcome, Stamped, Unread
from migralint.database.stamps.statement import why_refused
from migralint.environments.environment import OneTable, Query, Schemas, StampSet
from migralint.environments.stamp_sets import largest_first
from migralint.source.redaction import Redactor, is_malformed, redactor_for

AT_ONCE = 6
"""How many databases are read at the same time."""
_PASSWORD_VARIABLES = re.compile(r"PGPASSWORD|MYSQL_PWD")


def read_stamps(
    jobs: Sequence[Job],
    *,
    python: str,
    timeout: int,
    on_outcome: Callable[[Job, Outcome], None] = lambda job, outcome: None,
) -> dict[str, Outcome]:
    """Read every database of `jobs` with the interpreter `python`; outcomes by name, in the order of `jobs`.

    `timeout`: seconds for each. `on_outcome` is called, in this thread, as each is done. No outcome holds a password of
    any of the URLs.
    """
    redactor = _redactor(jobs)
    readers = Readers(python)
    outcomes: dict[str, Outcome] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            futures = {pool.submit(_read, readers, job, timeout, python): job for job in jobs}
            for future in as_completed(futures):
                job, outcome = futures[future], future.result()
                if isinstance(outcome, Unread):
                    outcome = Unread(outcome.kind, redactor.redact(outcome.message))
                outcomes[job.name] = outcome
                on_outcome(job, outcome)
        except BaseException:
            readers.end_all()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return {job.name: outcomes[job.name] for job in jobs}


def _redactor(jobs: Sequence[Job]) -> Redactor:
    passwords = [value for name, value in os.environ.items() if _PASSWORD_VARIABLES.fullmatch(name)]
    return redactor_for([job.url for job in jobs], *passwords)


def _read(readers: Readers, job: Job, timeout: int, python: str) -> Outcome:
    if is_malformed(job.url):
        return Unread("malformed-url", "its URL is not one; special characters in a password are written %XX")
    if isinstance(job.reading, Query) and (refusal := why_refused(job.reading.sql, job.url.partition("://")[0])):
        return Unread("query", refusal)
    try:
        answer = readers.ask({"url": job.url, "timeout": timeout, **_asked(job)}, timeout)
    except TimeoutError:
        return Unread("timeout", f"it did not answer within {timeout} seconds")
    except InterruptedError:
        return Unread("error", "interrupted")
    except ReaderCrashed as crash:
        return Unread("crashed", _crash(crash, python))
    except OSError as error:
        return Unread("error", f"{python} cannot be started: {error.strerror}")
    if answer["result"] == "failed":
        kind, message = answer["kind"], answer["message"]
        if kind.startswith("missing-"):
            message = f"{python} cannot connect: {message}; name the project's interpreter with --python"
        return Unread(kind, message)
    return Stamped(largest_first(_stamp_set(one) for one in answer["stamp_sets"]), answer["server"])


def _asked(job: Job) -> dict[str, Any]:
    match job.reading:
        case OneTable(version_table=table, schema=schema):
            return {"kind": "table", "version_table": table, "schema": schema}
        case Schemas(glob=glob, version_table=table):
            return {"kind": "schemas", "glob": glob, "version_table": table}
        case Query(sql=sql):
            return {"kind": "query", "sql": sql.strip().rstrip(";")}


def _stamp_set(found: dict[str, Any]) -> StampSet:
    return StampSet(frozenset(found["stamps"]), found["databases"], tuple(found["examples"]))


def _crash(crash: ReaderCrashed, python: str) -> str:
    lines = [line for line in crash.printed.split("\n") if line.strip()]
    how = f"signal {signal.Signals(-crash.status).name}" if crash.status < 0 else f"exit status {crash.status}"
    said = f": {lines[-1].strip()}" if lines else ""
    return f"the reader in {python} ended with {how}{said}"
