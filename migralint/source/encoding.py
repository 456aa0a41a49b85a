"""The encoding that a file of Python source declares, as Python's own tokenizer finds it."""

from __future__ import annotations

import codecs
import re

_FIRST_TWO_LINES = re.compile(rb"(?:[^\r\n]*(?:\r\n|\r|\n|\Z)){0,2}")


def declared_encoding(data: bytes) -> str:
    """Return the normalised name of the codec; a file with a byte order mark has `utf-8`.

    Raises SyntaxError where Python would: for an unknown cookie, or one that contradicts the byte order mark.
    """
    cookie = data.find(b"coding")
    if cookie < 0 or data.count(b"\n", 0, cookie) >= 2:  # nearly every file: no cookie in the first two lines
        return "utf-8"
    from tokenize import detect_encoding  # the import costs more than reading a file; few files have a cookie

    # Python translates line ends before it looks for the cookie in the first two lines.
    first_two = _FIRST_TWO_LINES.match(data)
    assert first_two is not None
    lines = iter(first_two[0].replace(b"\r\n", b"\n").replace(b"\r", b"\n").splitlines(keepends=True))
    encoding, _ = detect_encoding(lambda: next(lines, b""))
    return "utf-8" if encoding == "utf-8-sig" else codecs.lookup(encoding).name
