"""Edits of a Python file are made only if they change what they are to change, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.findings.finding import Finding
from migralint.findings.problem import Fix, Problem
from migralint.findings.severity import Severity
from migralint.linting.edit_proof import why_not
from migralint.linting.fixes import fixed_files
from migralint.source.edits import Edit
from migralint.source.location import Span

FILE = b'''"""words"""
revision = "a1"
down_revision = None


def upgrade():
    if True:
        op.drop_constraint("ck")
        op.execute("x")
    op.drop_index("ix")
'''


def edit(old: bytes, new: bytes, data: bytes = FILE) -> tuple[Edit, ...]:
    start = data.index(old)
    return (Edit(Span(start, start + len(old)), new),)


@pytest.mark.parametrize(
    ("edits", "meant", "why"),
    [
        (edit(b"words", b"other words"), None, ""),
        (edit(b'("ck")', b'("ck", "t", type_="check")'), None, ""),
        (edit(b'("ck")', b'("ck", "t")'), 'op.drop_constraint("ck", "t")', ""),
        (edit(b'"ck"', b'"ck", "t"') + edit(b'"ix"', b'"ix", "t"'), None, ""),
        (edit(b'"ck")', b'"ck", "t")  # why'), 'op.drop_constraint("ck", "t")', ""),
        (edit(b'("ck")', b'("ck", "u")'), 'op.drop_constraint("ck", "t")', "would not mean what the fix intends"),
        (edit(b'("ck")', b'("ck"'), None, "could not be parsed with the fix"),
        (edit(b'"a1"', b'"a2"'), None, "would have a different header with the fix"),
        (edit(b"down_revision = None", b"pass"), None, "would have a different header with the fix"),
        (edit(b'"words"""', b'"words'), None, "could not be parsed with the fix"),
        (edit(b'words"""', b'words"""\nimport os'), None, "would change in more places than the fix intends"),
        (edit(b'words"""', b'words""".x'), None, "would change in more places than the fix intends"),
        (edit(b'("ck")', b'("ck"); """'), None, "could not be parsed with the fix"),
        (edit(b'"x")\n', b'"x")\n        return\n'), None, ""),
    ],
)
def test_what_is_made_and_what_is_refused(edits: tuple[Edit, ...], meant: str | None, why: str) -> None:
    assert why_not("a.py", FILE, edits, meant) == why


def test_a_statement_that_moves_into_another_block_is_refused() -> None:
    data = b"def upgrade():\n    if x:\n        a()\n\n    b()\n"
    # The blank line belongs to no statement; the line after it does.
    assert why_not("a.py", data, edit(b"\n\n    b", b"\n\n        b", data), None) == ""
    far = b"def upgrade():\n    if x:\n        a()\n    # words\n    b()\n    c()\n"
    assert why_not("a.py", far, edit(b"# words\n", b"for y in z:\n     d()\n     ", far), None) != ""


CONFLICT = b'"""words"""\n<<<<<<< ours\nrevision = "a1"\n=======\nrevision = "a2"\n>>>>>>> theirs\n'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (CONFLICT, "holds an unresolved merge conflict, and was not changed"),
        (b'"""words\n' + CONFLICT[12:] + b'"""\n', "holds an unresolved merge conflict, and was not changed"),
        (b'"""words"""\ndef (:\n', "cannot be parsed, and was not changed"),
    ],
)
def test_conflicts_and_broken_files_are_left_alone(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(data)
    fix = Fix(str(path), edit(b"words", b"mine", data))
    fixed = fixed_files([Finding("ML205", "x", Severity.WARNING, Problem("x", fix=fix))])
    assert (fixed.files, [one.why for one in fixed.left]) == ((), [why])


def test_one_wrong_fix_does_not_keep_the_others_from_their_work(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(FILE)
    fixes = [Fix(str(path), edit(b'"a1"', b'"a2"')), Fix(str(path), edit(b"words", b"mine"))]
    fixed = fixed_files([Finding("ML205", "x", Severity.WARNING, Problem("x", fix=fix)) for fix in fixes])
    assert [file.after for file in fixed.files] == [FILE.replace(b"words", b"mine")]
    assert [one.why for one in fixed.left] == ["would have a different header with the fix"]
