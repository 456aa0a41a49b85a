"""The text of the files that findings are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.linting.sources import Sources


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"one\r\ntwo\rthree\n", ("one", "two", "three", "")),
        (b"one\x0c\xe2\x80\xa8two\n", ("one\x0c\u2028two", "")),  # neither ends a line of Python
        (b"\xef\xbb\xbfone\n", ("one", "")),
        (b"# -*- coding: latin-1 -*-\n\xe4\n", ("# -*- coding: latin-1 -*-", "ä", "")),
        (b"\xe4\n", ("ä", "")),  # not what it should be, but still to be shown
        (b"# -*- coding: utf-99 -*-\n", ("# -*- coding: utf-99 -*-", "")),
        (b"# coding: undefined\n", ("# coding: undefined", "")),
        (b"# coding: hex\n", ("# coding: hex", "")),
        (b"", ("",)),
    ],
)
def test_lines_are_those_of_python(tmp_path: Path, data: bytes, lines: tuple[str, ...]) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(data)
    assert Sources().lines(str(path)) == lines


def test_a_line_that_is_not_there_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(b"one\n")
    sources = Sources()
    assert [sources.line(str(path), number) for number in (0, 1, 2, 3)] == ["", "one", "", ""]
    assert sources.line(str(tmp_path / "none.py"), 1) == ""
    assert not sources.holds(str(tmp_path / "none.py"), b"one")
