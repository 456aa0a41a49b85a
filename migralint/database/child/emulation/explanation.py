"""The reason why the emulation failed, attached to the driver's own exception."""

from __future__ import annotations

EXPLANATION = "migralint_explanation"
"""Attribute of a driver's exception: why the emulation did not help, in words."""


def explanation_of(error: BaseException) -> str | None:
    """Why the emulation could not run a statement; None if it has nothing to say about this exception.

    `error` may be the driver's exception or SQLAlchemy's around it.
    """
    for one in (error, getattr(error, "orig", None)):
        found = getattr(one, EXPLANATION, None)
        if isinstance(found, str):
            return found
    return None


def explained(error: BaseException, reason: str) -> BaseException:
    """The exception with a reason that `explanation_of` finds."""
    setattr(error, EXPLANATION, reason)
    return error
