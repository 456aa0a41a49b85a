"""The most similar valid word for a wrong one, for messages."""

from __future__ import annotations

from collections.abc import Iterable
from operator import eq

_LONGEST = 100
"""Longer words are not compared: the cost grows with the square of their length."""


def nearest(word: str, known: Iterable[str], *, cutoff: float) -> str | None:
    """Return the known word that is most similar to `word`; None if no similarity reaches `cutoff` (0 to 1). Of equally
    similar words it is the one with most letters in the same places."""
    from difflib import SequenceMatcher, get_close_matches  # slower than reading a file; only errors need it

    if len(word) > _LONGEST:
        return None
    near = get_close_matches(word, [each for each in known if len(each) <= _LONGEST], n=5, cutoff=cutoff)

    def likeness(each: str) -> tuple[float, int]:
        return SequenceMatcher(a=word, b=each).ratio(), sum(map(eq, word, each))

    return max(near, key=likeness) if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question that names the nearest known word; empty if none is near."""
    near = nearest(word.replace("_", "-"), known, cutoff=0.6)
    return f'did you mean "{near}"?' if near else ""
