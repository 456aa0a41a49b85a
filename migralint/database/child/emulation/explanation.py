"""The reason why the emulation failed, attached to the driver's own exception."""

from __future__ import annotations

EXPLANATION = "migralint_explanation"
"""The attribute of a driver's exception that contains the reason why the emulation did not help."""


def explanation_of(error: BaseException) -> str | None:
    """Return why the emulation could not run a statement; None if there is no reason for this exception.

    `error` may be the driver's exception, or SQLAlchemy's exception around it.
    """
    for one in (error, getattr(error, "orig", None)):
        reason = getattr(one, EXPLANATION, None)
        if isinstance(reason, str):
            return reason
    return None


def explained(error: BaseException, reason: str) -> BaseException:
    """Return the exception with a reason that `explanation_of` finds."""
    setattr(error, EXPLANATION, reason)
    return error
