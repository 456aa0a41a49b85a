"""What a docstring says of its revision, and where exactly it says so."""

from __future__ import annotations

import ast
from datetime import datetime

import pytest

from migralint.history.file import DocstringHeader
from migralint.loading.revisions.docstring import parsed_date
from migralint.loading.revisions.revision_file import read_revision_file

CODE = '\nrevision = "b"\ndown_revision = None\n'


def read(docstring: str) -> tuple[DocstringHeader, bytes]:
    data = (docstring + CODE).encode()
    return read_revision_file("/x/b.py", data=data).docstring, data


TEMPLATE = '''"""add users

Revision ID: b1
Revises: a1
Create Date: 2020-01-02 03:04:05.678901

"""
'''


def test_alembics_template() -> None:
    docstring, data = read(TEMPLATE)
    assert (docstring.message, docstring.revision_id, docstring.revises, docstring.create_date) == (
        "add users", "b1", ("a1",), "2020-01-02 03:04:05.678901",
    )  # fmt: skip
    span = docstring.revises_span
    assert span is not None
    assert data[span.start : span.end] == b"a1"
    at = docstring.revises_at
    assert at is not None
    assert (at.line, at.column, at.end_line, at.end_column) == (4, 10, 4, 12)
    assert docstring.message_at is not None
    assert (docstring.message_at.line, docstring.message_at.column, docstring.message_at.end_column) == (1, 4, 13)


def test_an_empty_revises_does_not_take_the_next_line() -> None:
    docstring, data = read(TEMPLATE.replace("Revises: a1", "Revises: "))
    assert docstring.revises == ()
    span = docstring.revises_span
    assert span is not None
    assert span.start == span.end
    assert data[: span.end].endswith(b"Revises: ")
    assert data[span.end :].startswith(b"\nCreate Date")


@pytest.mark.parametrize(
    ("written", "parents"),
    [
        ("Revises: a, c", ("a", "c")),
        ("Revises: a,c", ("a", "c")),
        ("Revises: a (head)", ("a",)),
        ("Revises: ('a', 'c')", ("a", "c")),
        ("Revises: ('a',)", ("a",)),
        ("Revises: None", ()),
        ("Revises: <base>", ()),
        ("Revises:", ()),
        ("Revises:   ", ()),
        ("  Revises: a", ("a",)),
        ("Revises : a", ("a",)),
        ("Revises: a\nRevises: c", ("a",)),
        ("nothing", None),
        ("It Revises: a", None),
    ],
)
def test_forms_of_revises(written: str, parents: tuple[str, ...] | None) -> None:
    assert read(TEMPLATE.replace("Revises: a1", written))[0].revises == parents


@pytest.mark.parametrize(
    ("docstring", "message"),
    [
        ('"""add users"""', "add users"),
        ("'add users'", "add users"),
        ('r"""add users\n\nmore"""', "add users"),
        ('"""\n\n  add users  \n"""', "add users"),
        ('"""Revision ID: b1\nRevises: a1\n"""', ""),
        ('"""\nRevision ID: b1\n"""', ""),
        ('""" """', ""),
        ("# no docstring", ""),
        ('f"""add users"""', ""),
        ('"add " "users"', "add users"),
    ],
)
def test_the_message_is_the_first_line(docstring: str, message: str) -> None:
    assert read(docstring)[0].message == message


def test_a_field_on_the_line_of_the_closing_quotes() -> None:
    docstring, data = read('"""Revises: a1"""')
    assert docstring.revises == ("a1",)
    assert docstring.revises_span is not None
    assert data[docstring.revises_span.start : docstring.revises_span.end] == b"a1"


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_spans_are_bytes_of_the_file(line_end: str, encoding: str) -> None:
    cookie = "# coding: latin-1\n" if encoding == "latin-1" else "#\n"
    text = cookie + TEMPLATE.replace("add users", "é ünd").replace("a1", "ä") + CODE
    data = text.replace("\n", line_end).encode(encoding)
    docstring = read_revision_file("/x/b.py", data=data).docstring
    assert (docstring.message, docstring.revises) == ("é ünd", ("ä",))
    span = docstring.revises_span
    assert span is not None
    assert data[span.start : span.end] == "ä".encode(encoding.removesuffix("-sig"))
    ast.parse(data)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2020-01-02 03:04:05.678901", datetime(2020, 1, 2, 3, 4, 5, 678901)),
        ("2020-01-02 03:04:05", datetime(2020, 1, 2, 3, 4, 5)),
        ("2020-01-02", datetime(2020, 1, 2)),
        ("2020-01-02 03:04:05+02:00", datetime(2020, 1, 2, 1, 4, 5)),
        ("2020-01-02T03:04:05Z", datetime(2020, 1, 2, 3, 4, 5)),
        ("0001-01-01 00:00:00+10:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_create_dates(written: str | None, date: datetime | None) -> None:
    assert parsed_date(written) == date
