"""Files that this Python cannot parse, and files that are hardly files at all: values, never exceptions."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migralint.history.file import FileKind
from migralint.loading.revisions.revision_file import read_revision_file

HEADER = '''"""add users

Revision ID: b
Revises: a
Create Date: 2020-01-02 03:04:05

"""
from alembic import op
import sqlalchemy as sa

revision = 'b'
down_revision = (
    'a',  # one
    'c',
)
depends_on = None
branch_labels = ("x",)


'''

BROKEN = {
    "print statement": "def upgrade():\n    print 'x'\n",
    "except with comma": "try:\n    import json\nexcept E, e as f:\n    json = None\n\ndef upgrade():\n    pass\n",
    "octal": "MODE = 0777\ndef upgrade():\n    pass\n",
    "backticks": "def upgrade():\n    op.execute(`x`)\n",
    "exec statement": "def upgrade():\n    exec 'x' in {}\n",
    "raise with comma": "def upgrade():\n    raise ValueError, 'x'\n",
    "long": "N = 10L\ndef upgrade():\n    pass\n",
    "unclosed bracket": "def upgrade():\n    op.execute('x'\n\ndef downgrade():\n    pass\n",
    "unclosed string": "def upgrade():\n    op.execute('x)\n",
    "unclosed long string": 'def upgrade():\n    op.execute("""x)\n',
    "bad indentation": "def upgrade():\n  x = 1\n    y = 2\n",
    "mixed tabs": "def upgrade():\n\tif x:\n        y = 2\n",
    "newer syntax": "def upgrade():\n    with open(x) as a, b as = c:\n        pass\n",
    "null byte": "def upgrade():\n    x = '\0'\n",
    "a decorator": "@decorated\n@twice(\n  1)\ndef upgrade():\n    print 'x'\n",
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("rest", BROKEN.values(), ids=BROKEN.keys())
def test_the_header_survives_a_body_that_cannot_be_parsed(rest: str, line_end: str) -> None:
    data = (HEADER + rest).replace("\n", line_end).encode()
    file = read_revision_file("/x/b.py", data=data)
    assert file.kind is FileKind.REVISION
    assert file.error
    assert file.error_at is not None
    values = [field.values for field in (file.revision, file.down_revision, file.depends_on, file.branch_labels)]
    assert values == [("b",), ("a", "c"), (), ("x",)]
    assert (file.docstring.message, file.docstring.revises) == ("add users", ("a",))
    span = file.down_revision.span
    assert span is not None
    assert data[span.start : span.end].startswith(b"(" + line_end.encode() + b"    'a',  # one")
    assert file.revision.location is not None
    assert file.revision.location.line == 11
    assert file.functions is not None
    assert "upgrade" in file.functions
    assert ("upgrade" in file.empty_functions) <= ("pass" in rest)


def test_the_place_of_the_error_is_told() -> None:
    file = read_revision_file("/x/b.py", data=b"revision = 'b'\ndown_revision = None\nprint 'x'\n")
    assert file.error_at is not None
    assert file.error_at.line == 3
    assert "print" in file.error


def test_a_header_after_the_broken_statement_is_found() -> None:
    file = read_revision_file("/x/b.py", data=b"print 'x'\nfoo(\nrevision = 'b'\ndown_revision = 'a'\n")
    assert (file.revision.values, file.down_revision.values) == (("b",), ("a",))


def test_a_keyword_argument_in_the_first_column_is_no_header() -> None:
    data = b"revision = 'b'\ndown_revision = 'a'\nf(\ndepends_on='c',\nrevision='d',\n)\nprint 'x'\n"
    file = read_revision_file("/x/b.py", data=data)
    assert (file.revision.values, file.depends_on.location) == (("b",), None)


def test_a_header_inside_of_a_string_is_none() -> None:
    file = read_revision_file("/x/b.py", data=b"'''\nrevision = 'b'\n'''\nprint 'x'\n")
    assert file.kind is FileKind.UNREADABLE


def test_a_header_that_cannot_be_parsed_itself_is_unknown() -> None:
    data = b"revision = 'b'\ndown_revision = `x`\nif 1:\n    print 'x'\n    depends_on = 'z'\n"
    file = read_revision_file("/x/b.py", data=data)
    assert file.revision.values == ("b",)
    assert "cannot be parsed" in file.down_revision.unknown
    assert "cannot be parsed" in file.depends_on.unknown


TWO_READINGS = {
    "a string without an end above it": "print 'x'\n\"\"\"\ndepends_on = 'b'\n",
    "a statement of its own kind": "exec \"depends_on = 'b'\"\n",
    "a function that is run": "def f():\n    global depends_on\n    print 'x'\n    depends_on = 'b'\nf()\n",
    "a function that a broken statement runs": "def f():\n    global depends_on\n    depends_on = 'b'\nprint f()\n",
    "a method of the list": "depends_on = ['b']\nprint depends_on.pop()\n",
    "another name of the list": "x = depends_on = ['b']\nprint x.pop()\n",
    "a loop": "for depends_on in 'b', 'c':\n    print 'x'\n",
}


@pytest.mark.parametrize("rest", TWO_READINGS.values(), ids=TWO_READINGS.keys())
def test_where_two_readings_are_possible_none_is_taken(rest: str) -> None:
    file = read_revision_file("/x/b.py", data=b"revision = 'b'\ndown_revision = 'a'\n" + rest.encode())
    assert file.error
    assert file.depends_on.unknown
    assert not file.depends_on.values


def test_functions_that_can_be_parsed_keep_their_operations() -> None:
    rest = "def upgrade():\n    op.drop_table('t')\n\ndef downgrade():\n    print 'x'\n"
    file = read_revision_file("/x/b.py", data=(HEADER + rest).encode())
    assert [operation.name for operation in file.operations] == ["drop_table"]
    assert file.functions is not None
    assert set(file.functions) == {"upgrade", "downgrade"}
    assert file.functions["downgrade"].location.line == 23


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"x = '\xe9'\nrevision = 'b'\ndown_revision = None\n", "utf-8"),
        (b"# coding: nonsense\nrevision = 'b'\ndown_revision = None\n", "nonsense"),
        (b"\xef\xbb\xbf# coding: latin-1\nrevision = 'b'\ndown_revision = None\n", "encoding"),
        (b"# coding: rot13\nrevision = 'b'\ndown_revision = None\n", "rot13"),
    ],
)
def test_a_file_that_cannot_be_decoded_still_has_a_header(data: bytes, error: str) -> None:
    file = read_revision_file("/x/b.py", data=data)
    assert file.kind is FileKind.REVISION
    assert file.revision.values == ("b",)
    assert error in file.error.lower()
    span = file.revision.span
    assert span is not None
    assert data[span.start : span.end] == b"'b'"


def test_the_bytes_of_a_comment_matter_as_much_as_to_python() -> None:
    """Before 3.14 it does not mind them."""
    data = b"revision = 'b'  # \xe9\ndown_revision = 'a'\n"
    file = read_revision_file("/x/b.py", data=data)
    try:
        compile(data, "b.py", "exec")
        minds = False
    except SyntaxError:
        minds = True
    assert (file.kind, bool(file.error)) == (FileKind.REVISION, minds)
    assert file.down_revision.span is not None
    assert data[file.down_revision.span.start : file.down_revision.span.end] == b"'a'"


@pytest.mark.parametrize(
    "data",
    [
        b"x = " + b"(" * 5000 + b")" * 5000,
        b"x = " + b"[" * 100_000,
        b"x = " + b"-" * 100_000 + b"1\n",
        b"x = '" + b"a' 'a" * 50_000 + b"'\n",
        b"revision = " + b"'a' + " * 20_000 + b"'b'\n",
        b"x = " + b"a." * 20_000 + b"b\n",
        b"\0\0\0\0",
        b"\xff\xfer\0e\0v\0",
        b"x = " + b"9" * 10_000 + b"\n",
        bytes(range(256)) * 20,
        b"x = 'a'\nfor i in (1, 2, 3, 4, 5, 6, 7, 8, 9):\n    for j in (1, 2, 3, 4, 5):\n        x += x\n",
        b"x = ['a']\n" + b"x = [*x, *x]\n" * 60,
        b"x = ['a']\n" + b"x.extend(x)\n" * 60 + b"x += x\n" * 60,
        b"x = 'a'\n" + b"x = f'{x}{x}'\n" * 60,
        b"x = ("
        + b"'a', " * 900
        + b")\nfor i in x:\n"
        + b"".join(b" " * n + b"for i in x:\n" for n in range(1, 15))
        + b" " * 20
        + b"op.f()\n",
        b"x = (1,) * 10 ** 9\n",
        b"def upgrade():\n for i in 'a', 'b':\n"
        + b"".join(b" " * n + b"for i in 'a', 'b':\n" for n in range(2, 18))
        + b" " * 20
        + b"op.f(i)\n",
        b"from alembic import op\ndef upgrade():\n a()\n"
        + b"".join(
            b"def a%s():\n b%s(); b%s(); b%s()\ndef b%s():\n a%s(); a%s()\n" % ((b"x" * n,) * 5 + (b"x" * (n + 1),) * 2)
            for n in range(8)
        ),
    ],
)
def test_hostile_files_are_values(data: bytes) -> None:
    file = read_revision_file("/x/x.py", data=data)
    assert file.kind in (FileKind.UNREADABLE, FileKind.NOT_A_REVISION, FileKind.REVISION)
    assert file.as_revision is None


def test_what_cannot_be_opened_is_a_value(tmp_path: Path) -> None:
    assert "no such file" in read_revision_file(str(tmp_path / "missing.py")).error
    assert read_revision_file(str(tmp_path)).error == "it is a folder"
    os.mkfifo(tmp_path / "pipe.py")
    assert read_revision_file(str(tmp_path / "pipe.py")).error == "it is not a regular file"
    large = tmp_path / "large.py"
    with large.open("wb") as stream:
        stream.truncate(50_000_000)
    file = read_revision_file(str(large))
    assert file.kind is FileKind.UNREADABLE
    assert "50 MB" in file.error


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_value(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("revision = 'a'")
    path.chmod(0)
    assert "permission denied" in read_revision_file(str(path)).error


ELIFS = "    if x == 0:\n        pass\n" + "".join(f"    elif x == {n}:\n        pass\n" for n in range(1, 400))
SUM = f"    x = 'a'{'+ chr(97)' * 700}\n"


@pytest.mark.parametrize("deep", [ELIFS, SUM], ids=["elif", "a sum"])
def test_what_python_compiles_is_not_nested_too_deeply(tmp_path: Path, deep: str) -> None:
    path = tmp_path / "b.py"
    path.write_text(f"{HEADER}\n\n\ndef upgrade():\n    x = 1\n{deep}    op.drop_table('t')\n")
    compile(path.read_text(), "b.py", "exec")
    file = read_revision_file(str(path))
    assert (file.error, file.revision.values, file.down_revision.values) == ("", ("b",), ("a", "c"))
    assert [one.name for one in file.operations] == ["drop_table"]


def test_what_python_does_not_compile_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "b.py"
    path.write_text(f"{HEADER}\nx = {'-' * 6000}1\n")
    file = read_revision_file(str(path))
    assert (file.kind, file.error) == (FileKind.UNREADABLE, "it is nested too deeply")
