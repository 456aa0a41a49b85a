"""Why a database could not be read, in a word for programs and a sentence for people."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818 -- an answer, not a defect
    """Ends the reading; the message may hold secrets, which the parent blanks."""

    def __init__(self, kind: str, message: str) -> None:
        """`kind` is one of those of `Unread` in the parent."""
        super().__init__(message)
        self.kind = kind
        self.message = message


def described(error: BaseException, kind: str = "error") -> Failure:
    """What a driver's or SQLAlchemy's exception means; `kind` if it says nothing itself."""
    from sqlalchemy import exc

    if isinstance(error, exc.NoSuchModuleError):
        return Failure("missing-driver", "it has no dialect of that name")
    if isinstance(error, ModuleNotFoundError):
        return Failure("missing-driver", f"it has no {error.name}")
    if isinstance(error, exc.ArgumentError):
        return Failure("malformed-url", "SQLAlchemy cannot take the URL apart")  # its message quotes the URL
    original = getattr(error, "orig", None)
    lines = [line.strip() for line in str(original if original is not None else error).split("\n") if line.strip()]
    message = " ".join(lines[:3]) or type(error).__name__
    return Failure(kind, message)
