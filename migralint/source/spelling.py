"""The nearest right word for a wrong one, for messages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import eq

_LONGEST = 100
"""Longer words are compared with nothing: what that costs grows with the square of their length."""
_MOST_COMPARISONS = 50_000


def nearest(word: str, known: Iterable[str], *, cutoff: float) -> str | None:
    """The known word most like `word`, from `cutoff` (0 to 1) upward, of equals the one with most letters in the same
    places; None if none is."""
    from difflib import SequenceMatcher, get_close_matches  # costs more than reading a file; only errors need it

    if len(word) > _LONGEST:
        return None
    near = get_close_matches(word, [each for each in known if len(each) <= _LONGEST], n=5, cutoff=cutoff)

    def likeness(each: str) -> tuple[float, int]:
        return SequenceMatcher(a=word, b=each).ratio(), sum(map(eq, word, each))

    return max(near, key=likeness) if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or nothing if none is near."""
    near = nearest(word.replace("_", "-"), known, cutoff=0.6)
    return f'did you mean "{near}"?' if near else ""


class Speller:
    """Looks for many wrong words among the same right ones; when that has cost much, no more likeness is looked for."""

    def __init__(self, known: Iterable[str], *, cutoff: float) -> None:
        """`cutoff` as in `nearest`."""
        self._known = tuple(known)
        self._sorted = sorted(self._known)
        self._cutoff = cutoff
        self._comparisons = 0

    def nearest(self, word: str) -> str | None:
        """The known word most like `word`."""
        if self._comparisons > _MOST_COMPARISONS:
            return None
        self._comparisons += len(self._known)
        return nearest(word, self._known, cutoff=self._cutoff)

    def starting_with(self, word: str) -> list[str]:
        """The known words that begin so, sorted."""
        found = []
        for place in range(bisect_left(self._sorted, word), len(self._sorted)):
            if not self._sorted[place].startswith(word):
                break
            found.append(self._sorted[place])
        return found
