"""The reasons why revisions go or stay, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migralint.history.history import History
from migralint.pruning.reasons import (
    Goes,
    IsHead,
    NeededStays,
    NobodyStamped,
    NoStampSet,
    NotApplied,
    NoWaist,
    Reason,
    Spared,
    StampedAt,
)
from migralint.reporting.summary import counted


def titled(history: History, revision_id: str) -> str:
    """The id and what the revision is about: `1975ea83b712 (add users)`."""
    message = history.revisions[revision_id].message.strip()
    return f"{revision_id} ({message})" if message else revision_id


def listed(names: Iterable[str], conjunction: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; of a long list the first five and how many more."""
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
        case Goes(heir=None):
            return "every database has applied it and all it needs, and none is stamped at it"
        case Goes(heir=heir):
            return f"every database has applied it and all it needs, none is stamped at it, and {heir} takes its label"
        case IsHead():
            return "it is a head"
        case NobodyStamped():
            return "no environment has a stamp, so nothing is known to be applied"
        case NoStampSet(environment=name):
            return f"{name} has no stamp set, so it may need it"
        case StampedAt(environment=name, databases=1):
            return f"{name} is stamped at it"
        case StampedAt(environment=name, databases=number):
            return f"{counted(number, 'database')} of {name} are stamped at it"
        case NotApplied():
            return _not_applied(history, reason)
        case Spared(why=why):
            return why
        case NeededStays(path=path, reasons=reasons):
            over = f" (through {listed(path[:-1])})" if len(path) > 1 else ""
            return f"it needs {path[-1]}{over}, which stays: {all_words(history, reasons)}"
        case NoWaist(waist=None):
            return "without it its line would not begin at one base; --deep takes it"
        case NoWaist(waist=waist, held_by=held_by, reasons=reasons):
            return (
                f"without it there would be several bases (--deep takes it); the next single place to cut is {waist}, "
                f"but {held_by} stays: {all_words(history, reasons)}"
            )
    raise AssertionError(reason)


def _not_applied(history: History, reason: NotApplied) -> str:
    name, number, stamps = reason.environment, reason.databases, sorted(reason.example.stamps)
    who = name if number == 1 else f"{counted(number, 'database')} of {name}"
    most = "most of them " if number > reason.example.databases else ""
    unknown = [stamp for stamp in stamps if stamp not in history]
    if unknown:
        return f"nobody can say whether {who} still needs it ({most}stamped at {listed(unknown)}, which is unknown)"
    where = f"stamped at {listed(stamps)}" if stamps else "unstamped"
    return f"{who} still {'has' if number == 1 else 'have'} to run it ({most}{where})"
