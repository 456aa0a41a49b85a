"""How problems name revisions, the same in all rules."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from migralint.findings.problem import Related
from migralint.history.revision import Revision
from migralint.source.location import Location

_MOST = 12


def titled(revision: Revision) -> str:
    """Return the id and the message of the revision: `1975ea83b712 (add users)`."""
    message = revision.message.strip()
    return f"{revision.id} ({message})" if message else revision.id


def listed(names: Sequence[str], conjunction: str = "and") -> str:
    """Return `a, b and c`; of a long list the first dozen and the number of the others."""
    if len(names) > _MOST:
        return f"{', '.join(names[:_MOST])} {conjunction} {len(names) - _MOST} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def related(location: Location | None, message: str) -> tuple[Related, ...]:
    """Return the related place as a tuple; empty if the place is unknown, as for revisions without a file."""
    return () if location is None else (Related(location, message),)


def onto(target: str, *, merged: bool = False) -> str:
    """Return the advice to move this branch's revisions above those of its merge target, which may be `merged`
    already."""
    name = shlex.quote(target)
    return (
        f"run `migralint rebase --onto {name}`"
        if merged
        else f"run `git merge {name}`, then `migralint rebase --onto {name}`"
    )


def newest(revisions: Iterable[Revision]) -> Revision:
    """Return the newest revision: by Create Date if all have one, otherwise the last in the given order.

    Raises ValueError if there are none.
    """
    candidates = list(revisions)
    if not candidates:
        raise ValueError("the newest revision, although there is none")
    dates = [revision.create_date for revision in candidates]
    known = [date for date in dates if date is not None]
    if len(known) < len(candidates):
        return candidates[-1]
    return max(zip(known, range(len(candidates)), candidates, strict=True))[2]
