"""The reasons why revisions are removed or kept, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migralint.history.history import History
from migralint.pruning.planning.reasons import (
    IsHead,
    NeededStays,
    NobodyStamped,
    NoStampSet,
    NotApplied,
    NoWaist,
    Reason,
    Removable,
    Spared,
    StampedAt,
)
from migralint.reporting.findings.summary import counted


def titled(history: History, revision_id: str) -> str:
    """The id and the message of the revision: `1975ea83b712 (add users)`."""
    message = history.revisions[revision_id].message.strip()
    return f"{revision_id} ({message})" if message else revision_id


def listed(names: Iterable[str], conjunction: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; of a long list the first five and the number of the others."""
    every = list(names)
    if len(every) > 6:
        every = [*every[:5], f"{len(every) - 5} more"]
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} {conjunction} {every[-1]}" if every else ""


def all_words(history: History, reasons: Sequence[Reason]) -> str:
    """All reasons of one revision, the clearest first, as the end of a sentence."""
    return "; ".join(reason_words(history, reason) for reason in reasons)


def reason_words(history: History, reason: Reason) -> str:
    """One reason as the end of a sentence ("it stays: …")."""
    match reason:
        case Removable(heir=None):
            return "every database has applied it and everything it needs, and none is stamped at it"
        case Removable(heir=heir):
            return (
                f"every database has applied it and everything it needs, none is stamped at it, and {heir} takes its "
                "label"
            )
        case IsHead():
            return "it is a head"
        case NobodyStamped():
            return "no environment has a stamp, so it is not known what has been applied"
        case NoStampSet(environment=name):
            return f"{name} has no stamp set, so it may still need this revision"
        case StampedAt():
            return f"{_who(reason)} {'is' if reason.databases == 1 else 'are'} stamped at it"
        case NotApplied():
            return _not_applied(history, reason)
        case Spared(why=why):
            return why
        case NeededStays(path=path, reasons=reasons):
            over = f" (through {listed(path[:-1])})" if len(path) > 1 else ""
            return f"it needs {path[-1]}{over}, which is kept: {all_words(history, reasons)}"
        case NoWaist(waist=None):
            return "without it, its part of the history would not start from one base; --deep removes it"
        case NoWaist(waist=waist, held_by=held_by, reasons=reasons):
            return (
                f"without it there would be several bases (--deep removes it); the next single cut point is {waist}, "
                f"but {held_by} is kept: {all_words(history, reasons)}"
            )
    raise AssertionError(reason)


def _not_applied(history: History, reason: NotApplied) -> str:
    who, stamps = _who(reason), sorted(reason.example.stamps)
    many = reason.databases > reason.example.databases
    of_them = f"{reason.example.databases:,} of them " if many else ""
    unknown = [stamp for stamp in stamps if stamp not in history]
    if unknown:
        need = "needs" if reason.databases == 1 else "need"
        return (
            f"it is not known whether {who} still {need} it ({of_them}stamped at {listed(unknown)}, which is unknown)"
        )
    where = f"stamped at {listed(stamps)}" if stamps else "unstamped"
    return f"{who} still {'has' if reason.databases == 1 else 'have'} to run it ({of_them}{where})"


def _who(reason: StampedAt | NotApplied) -> str:
    """The environment if it is one database, otherwise the number of its databases."""
    if reason.of == 1:
        return reason.environment
    if reason.databases == reason.of:
        return f"all {counted(reason.of, reason.noun)} of {reason.environment}"
    return f"{counted(reason.databases, reason.noun)} of {reason.environment}"
