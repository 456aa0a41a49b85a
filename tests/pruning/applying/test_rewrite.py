"""Rewriting a header changes its values and the docstring's Revises line, and no other byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.findings.problem import Problem
from migralint.history.revision import Revision
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.pruning.applying.literals import edited_value
from migralint.pruning.applying.rewrite import rewrite_file


def rewritten(
    data: bytes,
    *,
    down: tuple[str, ...] | None = None,
    depends: tuple[str, ...] | None = None,
    labels: tuple[str, ...] | None = None,
    name: str = "b",
    path: Path = Path("/versions/b.py"),
) -> bytes | Problem:
    before = read_revision_file(str(path), data=data).as_revision
    assert before is not None
    after = replace(
        before,
        id=name,
        down_revision=before.down_revision if down is None else down,
        depends_on=before.depends_on if depends is None else depends,
        branch_labels=before.branch_labels if labels is None else labels,
    )
    return rewrite_file(data, before, after)


TEMPLATE = b'''"""add users

Revision ID: b
Revises: a
Create Date: 2024-01-01 10:00:00

"""
from typing import Sequence, Union

from alembic import op

revision: str = "b"
down_revision: Union[str, None] = "a"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("select 'a', \\"a\\"")
'''


def test_alembics_own_template() -> None:
    expected = TEMPLATE.replace(b"Revises: a\n", b"Revises: \n").replace(b'= "a"\n', b"= None\n")
    assert rewritten(TEMPLATE, down=()) == expected


def test_windows_line_ends_a_byte_order_mark_and_trailing_blanks_survive() -> None:
    data = b"\xef\xbb\xbf" + TEMPLATE.replace(b"\n", b"\r\n").replace(b'"a"\r\n', b'"a"   # the start \r\n')
    changed = rewritten(data, down=())
    assert isinstance(changed, bytes)
    assert changed == data.replace(b"Revises: a\r", b"Revises: \r").replace(b'= "a"  ', b"= None  ")


def test_a_base_gets_a_parent_and_a_stripped_line_its_blank() -> None:
    data = TEMPLATE.replace(b"Revises: a\n", b"Revises:\n").replace(b'= "a"\n', b"= None\n")
    assert rewritten(data, down=("a",)) == TEMPLATE


def test_comments_survive_where_members_are_replaced() -> None:
    data = b"revision = 'b'\ndown_revision = (\n    'a',  # the start\n    \"c\",\n)\n"
    assert rewritten(data, down=("a", "d")) == data.replace(b'"c"', b'"d"')
    alone = b"revision = 'b'\ndown_revision = [\n    'a',  # the start\n]\n"
    assert rewritten(alone, down=("d",)) == alone.replace(b"'a'", b"'d'")


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_another_id(encode: str, line_end: bytes) -> None:
    text = "# coding: latin-1\n" if encode == "latin-1" else ""
    text += '"""Größe: b\n\n  Revision ID: b  \nRevises: a\n"""\nrevision = "b"  # b, für später\ndown_revision = "a"\n'
    data = text.encode(encode).replace(b"\n", line_end)
    expected = (
        data.replace(b"ID: b ", b"ID: 0042 ").replace(b'= "b"', b'= "0042"').replace(b"Revises: a", b"Revises: z")
    )
    assert rewritten(data, name="0042", down=("z",)) == expected.replace(b'= "a"', b'= "z"')


def test_latin_1_survives() -> None:
    data = "# -*- coding: latin-1 -*-\n'''Größe\n\nRevises: ä, c\n'''\nrevision = 'b'\n".encode("latin-1")
    data += "down_revision = ('ä', 'c')  # für später\n".encode("latin-1")
    changed = rewritten(data, down=("c",))
    assert changed == data.replace("Revises: ä, c".encode("latin-1"), b"Revises: c").replace(
        "('ä', 'c')".encode("latin-1"), b"'c'"
    )


HEAD = b'revision = "b"\n'


@pytest.mark.parametrize(
    ("line", "down", "expected"),
    [
        (b'down_revision = "a"\n', (), b"down_revision = None\n"),
        (b'down_revision = "a"  # the start\n', (), b"down_revision = None  # the start\n"),
        (b'down_revision = ("a", "c")\n', ("c",), b'down_revision = "c"\n'),
        (b"down_revision = ('a', 'c')\n", ("c",), b"down_revision = 'c'\n"),
        (b'down_revision = "a", "c"\n', ("a",), b'down_revision = "a"\n'),
        (b'down_revision = ("a", "c", "d")\n', ("a", "d"), b'down_revision = ("a", "d")\n'),
        (b'down_revision = ["a", "c", "d"]\n', ("c", "d"), b'down_revision = ["c", "d"]\n'),
        (b'down_revision = ("a", "c", "d",)\n', ("a", "c"), b'down_revision = ("a", "c",)\n'),
        (
            b'down_revision = (\n    "a",  # one\n    "c",  # two\n    "d",  # three\n)\n',
            ("a", "d"),
            b'down_revision = (\n    "a",  # one\n    "d",  # three\n)\n',
        ),
        (
            b'down_revision = (\r\n    "a",\r\n    "c",\r\n    "d",\r\n)\r\n',
            ("a", "c"),
            b'down_revision = (\r\n    "a",\r\n    "c",\r\n)\r\n',
        ),
        (b'down_revision = (\n    "a"\n)\n', (), b"down_revision = (\n    None\n)\n"),
        (b'down_revision = "a" "bc"\n', (), b"down_revision = None\n"),
        (b'START = "a"\ndown_revision = START\n', (), b'START = "a"\ndown_revision = None\n'),
        (b'down_revision = "x"\ndown_revision = "a"\n', (), b'down_revision = "x"\ndown_revision = None\n'),
        (b'x = down_revision = "a"\n', (), b'x = down_revision = "a"\ndown_revision = None\n'),
        (b'down_revision = "a"; x = 1\n', (), b"down_revision = None; x = 1\n"),
        (
            b'if print():\n    down_revision = "a"\nelse:\n    down_revision = "a"  # same\nx = 1\n',
            (),
            b'if print():\n    down_revision = "a"\nelse:\n    down_revision = "a"  # same\n'
            b"down_revision = None\nx = 1\n",
        ),
    ],
)
def test_forms_of_down_revision(line: bytes, down: tuple[str, ...], expected: bytes) -> None:
    assert rewritten(HEAD + line, down=down) == HEAD + expected


@pytest.mark.parametrize(
    ("line", "depends", "expected"),
    [
        (b'depends_on = "x"', (), b"depends_on = None"),
        (b'depends_on = ("x", "y")', ("y",), b'depends_on = ("y",)'),
        (b'depends_on = ("x", "y")', ("x",), b'depends_on = ("x",)'),
        (b'depends_on = ["x", "y"]', ("x",), b'depends_on = ["x"]'),
        (b'depends_on = ["x"]\ndepends_on += ["y"]', (), b'depends_on = ["x"]\ndepends_on += ["y"]\ndepends_on = None'),
    ],
)
def test_forms_of_depends_on(line: bytes, depends: tuple[str, ...], expected: bytes) -> None:
    head = HEAD + b"down_revision = None\n"
    assert rewritten(head + line, depends=depends) == head + expected


def test_a_label_that_moves_to_a_file_without_the_name() -> None:
    data = b"revision = 'b'\ndown_revision = 'a'  # start\n\n\ndef upgrade(): pass\n"
    assert rewritten(data, down=(), labels=("accounts",)) == (
        b"revision = 'b'\ndown_revision = None  # start\nbranch_labels = 'accounts'\n\n\ndef upgrade(): pass\n"
    )


def test_a_label_joins_others() -> None:
    data = HEAD + b'down_revision = None\nbranch_labels = ("mine",)\n'
    assert rewritten(data, labels=("mine", "accounts")) == data.replace(b'("mine",)', b'("mine", "accounts")')
    assert rewritten(data.replace(b'("mine",)', b'"mine"'), labels=("mine", "x")) == data.replace(
        b'("mine",)', b'("mine", "x")'
    )


def test_the_docstring_is_left_alone_where_it_holds_words() -> None:
    data = b'"""m\n\nRevises: see the wiki!\n"""\n' + HEAD + b'down_revision = "a"\n'
    assert rewritten(data, down=()) == data.replace(b'"a"', b"None")


def test_the_closing_quotes_on_the_revises_line_survive() -> None:
    data = b'"""m\n\nRevises: a"""\n' + HEAD + b'down_revision = "a"\n'
    assert rewritten(data, down=()) == data.replace(b"Revises: a", b"Revises: ").replace(b'"a"', b"None")


def test_syntax_of_another_python_is_rewritten_where_the_value_is_a_literal() -> None:
    data = HEAD + b'down_revision = "a"\n\ndef upgrade():\n    print "old"\n'
    assert rewritten(data, down=()) == data.replace(b'"a"', b"None")


def test_constants_of_another_module(tmp_path: Path) -> None:
    (tmp_path / "names.py").write_text('LABEL = "accounts"\n')
    path = tmp_path / "b.py"
    data = b'from names import LABEL\nrevision = "b"\ndown_revision = "a"\nbranch_labels = (LABEL,)\n'
    path.write_bytes(data)
    before = read_revision_file(str(path)).as_revision
    assert before is not None
    assert before.branch_labels == ("accounts",)
    assert rewrite_file(data, before, replace(before, down_revision=())) == data.replace(b'"a"', b"None")


def test_a_header_that_cannot_be_changed_by_an_edit_is_refused() -> None:
    data = b'revision = "b"\nx = down_revision = "a"; y = 1\n'
    refused = rewritten(data, down=())
    assert isinstance(refused, Problem)
    assert refused.message == "the header of b cannot be rewritten: its line contains several statements"
    assert refused.location is not None
    assert refused.location.line == 2


def test_a_file_that_is_no_longer_what_was_read_is_refused() -> None:
    before = Revision("b", ("x",))
    refused = rewrite_file(HEAD + b'down_revision = "a"\n', before, replace(before, down_revision=()))
    assert isinstance(refused, Problem)
    assert refused.message == "has changed since it was read"


@pytest.mark.parametrize(
    ("source", "values", "expected"),
    [
        ('("a", "b")', ("a'b",), """("a'b",)"""),
        ("'a'", ("it's",), '"it\'s"'),
        ('"a"', ("ä",), '"\\xe4"'),
    ],
)
def test_values_are_written_so_that_they_evaluate_to_themselves(
    source: str, values: tuple[str, ...], expected: str
) -> None:
    assert edited_value(source, values, collapse=False, quote=source.strip("(")[0]) == expected
