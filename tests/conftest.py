"""Servers that several test modules share; each is started by the first test that asks for it."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from migralint.database.postgresql.server.server import Server, throw_away_server


def pytest_configure() -> None:
    """Have programs that tests start hear Ctrl-C and hang-ups, which those in the background and below nohup ignore.

    What is ignored is inherited, a handler is not: this run itself goes on as it was started.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of its own, for the whole run; tests make databases of their own on it."""
    with throw_away_server() as server:
        yield server
