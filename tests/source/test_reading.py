"""A file that people named is read within limits; what cannot be read is an error in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migralint.source.errors import InputError
from migralint.source.reading import decode_input, read_input


def test_the_bytes_come_back_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa\r\n\0")
    assert read_input(f"{tmp_path}/a", limit=7) == b"\xef\xbb\xbfa\r\n\0"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing", "cannot be read: No such file or directory"),
        ("loop", "cannot be read: Too many levels of symbolic links"),
        (".", "cannot be read: Is a directory"),
        ("a\0b", "cannot be read: embedded null byte"),
        ("large", "is larger than 2 KiB, more than any such file needs"),
        ("pipe", "is not a regular file"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "large").write_bytes(b"#" * 2049)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError) as caught:
        read_input(f"{tmp_path}/{name}", limit=2048)
    assert caught.value.message == message
    assert caught.value.path == f"{tmp_path}/{name}".replace("\0", "\\0")


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"a\nb\xff\n", "is not UTF-8 text", 2),
        ("a = é".encode("utf-16"), "is not UTF-8 text", 1),
        (b"\xef\xbb\xbfa", "starts with a byte order mark", 1),
        (b"a\n\nb\0", "holds a null byte", 3),
    ],
)
def test_what_is_not_text_is_named_with_its_line(data: bytes, message: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        decode_input(data, "there")
    assert (caught.value.message, caught.value.path, caught.value.line) == (message, "there", line)
