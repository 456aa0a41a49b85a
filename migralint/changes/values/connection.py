"""What is done to the connection and its transaction."""

from __future__ import annotations

from typing import Literal

from migralint.changes.change import Change


class SetVariable(Change, frozen=True):
    """SET, SET LOCAL, PRAGMA."""

    name: str
    """In lower case, without GLOBAL, SESSION or @@."""
    value: str
    """As written, without quotes, in lower case."""
    scope: Literal["session", "local", "global", "pragma"] = "session"


class Transaction(Change, frozen=True):
    """BEGIN, COMMIT, ROLLBACK, as SQL or by a method of the connection."""

    word: str
    """"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT"."""


class OutsideTransaction(Change, frozen=True):
    """A statement that servers refuse in a transaction: CREATE DATABASE, ALTER SYSTEM, …; `VACUUM` is Maintenance."""

    word: str


class AskDatabase(Change, frozen=True):
    """`op.get_bind()`, `op.get_context()`: the migration uses a connection."""

    name: str
