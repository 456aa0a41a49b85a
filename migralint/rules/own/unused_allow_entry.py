"""ML004: an entry of verify's allow list that accepts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migralint.findings.problem import Problem

if TYPE_CHECKING:
    from migralint.schema.compare.allow import AllowEntry


def unused_allow_entry(entries: Iterable[AllowEntry]) -> Iterator[Problem]:
    """An entry of `[[tool.migralint.verify.allow]]` that matches no difference.

    Why:
        The difference was fixed, or the entry is mistyped. It would accept the next difference there although nobody
        decided to accept it.

    Example:
        The table `audit` no longer has differences:

            [[tool.migralint.verify.allow]]
            aspect = "index"
            table = "audit"
            reason = "made by the operators, in production alone"

    Instead:
            [[tool.migralint.verify.allow]]
            aspect = "index"
            table = "users"
            reason = "made by the operators, in production alone"

    Note:
        Entries are only checked if every target could be compared.
    """
    for entry in entries:
        words = [f'aspect "{entry.aspect}"', f'table "{entry.table}"', f'object "{entry.object}"']
        yield Problem(
            f"the allow entry with {', '.join(words)} matches no difference", help="remove or correct the entry"
        )
