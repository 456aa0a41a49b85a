"""Why a database could not be read: a code for programs and a sentence for people."""

from __future__ import annotations

import re

_TRANSIENT = re.compile(
    r"refused|timed? ?out|timeout expired|reset by peer|broken pipe|closed the connection unexpectedly|"
    r"lost connection|connection was closed|connection was killed|no route to host|network is unreachable|"
    r"too many (?:clients|connections)|remaining connection slots|starting up|shutting down|recovery mode|"
    r"server has gone away|temporary failure|statement timeout|lock timeout|is locked|unexpected eof|"
    r"maximum statement execution time",
    re.IGNORECASE,
)
"""Messages of drivers for errors that may not occur again a moment later."""


class Failure(Exception):  # noqa: N818 -- an answer, not a defect
    """Ends the reading; the message may contain secrets, which the parent redacts."""

    def __init__(self, kind: str, message: str, *, transient: bool = False) -> None:
        """`kind` is a kind of `Unread` in the parent; `transient`: another attempt may succeed."""
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.transient = transient


def described(error: BaseException, kind: str = "error") -> Failure:
    """Return the failure for an exception of a driver or of SQLAlchemy; `kind` if the exception shows no other kind."""
    from sqlalchemy import exc

    if isinstance(error, Failure):
        return error
    if isinstance(error, exc.NoSuchModuleError):
        return Failure("missing-driver", "it has no dialect of that name")
    if isinstance(error, ModuleNotFoundError):
        return Failure("missing-driver", f"the module {error.name} is missing")
    if isinstance(error, exc.ArgumentError):
        return Failure("malformed-url", "SQLAlchemy cannot parse the URL")  # its message contains the URL
    original: BaseException | None = getattr(error, "orig", None)
    cause = original if original is not None else error
    lines = [line.strip() for line in str(cause).split("\n") if line.strip()]
    message = " ".join(lines[:3]) or type(cause).__name__
    return Failure(kind, message, transient=_is_transient(cause, message))


def _is_transient(error: BaseException, message: str) -> bool:
    if isinstance(error, (ConnectionError, TimeoutError)) or type(error).__name__ == "TimeoutError":
        return True
    return bool(_TRANSIENT.search(message))
