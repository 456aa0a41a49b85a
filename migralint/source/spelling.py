"""The nearest right word for a wrong one, for messages."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or nothing if none is near."""
    from difflib import get_close_matches  # its import costs more than reading a file, and only errors need it

    near = get_close_matches(word.replace("_", "-"), list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""
