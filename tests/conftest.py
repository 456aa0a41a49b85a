"""Servers that several test modules share; each is started by the first test that asks for it."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from migralint.database.postgresql.server.server import Server, throw_away_server


def pytest_configure() -> None:
    """Have programs that tests start hear Ctrl-C: what a shell starts in the background ignores it, and so do they."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of its own, for the whole run; tests make databases of their own on it."""
    with throw_away_server() as server:
        yield server
