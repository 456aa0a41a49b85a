"""Decides which database is read next: a limit per host, retries, and an end for servers that do not answer."""

from __future__ import annotations

import heapq
import threading
import time
from collections import deque
from collections.abc import Iterable

from migralint.database.stamps.host import host_of, server_of
from migralint.database.stamps.request import Job, Outcome, Unread

RETRY_AFTER = (0.5, 2.0)
"""Seconds before the second and the third attempt."""
GIVEN_UP_AFTER = 8
"""The number of unreachable databases in a row after which the other databases of the server are not tried."""


class JobQueue:
    """The databases still to be read; safe for many threads."""

    def __init__(self, jobs: Iterable[Job], *, per_host: int) -> None:
        """`per_host`: the number of databases that are read at the same time on one host."""
        self._per_host = per_host
        self._waiting: dict[str, deque[tuple[Job, int]]] = {}
        for job in jobs:
            self._waiting.setdefault(host_of(job.url), deque()).append((job, 0))
        self._hosts = deque(self._waiting)
        self._running: dict[str, int] = {}
        self._later: list[tuple[float, int, Job, int]] = []
        self._count = 0
        self._dead: dict[str, int] = {}
        self._stopped = False
        self._changed = threading.Condition()

    def take(self) -> tuple[Job, int] | None:
        """Return the next job and its number of attempts; wait while all jobs must wait. None: no job is left."""
        with self._changed:
            while True:
                self._bring_back()
                if self._stopped or not (self._hosts or self._later or any(self._running.values())):
                    self._changed.notify_all()
                    return None
                if (job := self._free()) is not None:
                    return job
                pause = max(0.0, self._later[0][0] - time.monotonic()) if self._later else None
                self._changed.wait(pause)

    def is_given_up(self, job: Job) -> bool:
        """Whether none of the last databases on its server answered."""
        server = server_of(job.url)
        return bool(server) and self._dead.get(server, 0) >= GIVEN_UP_AFTER

    def done(self, job: Job, tries: int, outcome: Outcome) -> bool:
        """Record an outcome; True: it is final, False: the database will be read again later."""
        transient = isinstance(outcome, Unread) and outcome.transient
        with self._changed:
            host, server = host_of(job.url), server_of(job.url)
            self._running[host] -= 1
            again = transient and tries < len(RETRY_AFTER) and not self.is_given_up(job) and not self._stopped
            if again:
                self._count += 1
                moment = time.monotonic() + RETRY_AFTER[tries]
                heapq.heappush(self._later, (moment, self._count, job, tries + 1))
            elif transient:
                self._dead[server] = self._dead.get(server, 0) + 1
            else:
                self._dead[server] = 0
            self._changed.notify_all()
        return not again

    def skipped(self, job: Job) -> None:
        """Record that a job from `take` is not read."""
        with self._changed:
            self._running[host_of(job.url)] -= 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Let `take` return no further job."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _bring_back(self) -> None:
        while self._later and self._later[0][0] <= time.monotonic():
            _, _, job, tries = heapq.heappop(self._later)
            host = host_of(job.url)
            if not self._waiting.get(host):
                self._waiting[host] = deque()
                self._hosts.append(host)
            self._waiting[host].append((job, tries))

    def _free(self) -> tuple[Job, int] | None:
        """Take jobs from the hosts in turn, so that a slow host does not delay the others."""
        for _ in range(len(self._hosts)):
            host = self._hosts.popleft()
            if host and self._running.get(host, 0) >= self._per_host:
                self._hosts.append(host)
                continue
            job = self._waiting[host].popleft()
            if self._waiting[host]:
                self._hosts.append(host)
            self._running[host] = self._running.get(host, 0) + 1
            return job
        return None
