"""Fixes: bytes in memory first, then whole files."""

from __future__ import annotations

from pathlib import Path

from migralint.findings.finding import Finding
from migralint.findings.problem import Fix, Problem
from migralint.findings.severity import Severity
from migralint.linting.fixes import fixed_files, unified_diff, write_fixes
from migralint.source.edits import Edit
from migralint.source.location import Span


def mend(path: Path, start: int, end: int, text: bytes) -> Finding:
    fix = Fix(str(path), (Edit(Span(start, end), text),))
    return Finding("ML205", "revises-mismatch", Severity.WARNING, Problem("x", fix=fix))


def test_edits_of_one_file_go_together_and_the_rest_survives(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n\xe4")
    files = fixed_files([mend(path, 8, 11, b"2"), mend(path, 3, 6, b"1")]).files
    write_fixes(files)
    assert path.read_bytes() == b"\xef\xbb\xbf1\r\n2\r\n\xe4"
    assert [file.fixes for file in files] == [2]


def test_of_overlapping_edits_the_first_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"abcdef")
    (file,) = fixed_files([mend(path, 0, 4, b"X"), mend(path, 2, 6, b"Y")]).files
    assert (file.after, file.fixes) == (b"Xef", 1)


def test_nothing_is_written_by_working_it_out(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ntwo\n")
    files = fixed_files([mend(path, 4, 7, b"2")]).files
    assert list(unified_diff(files, {str(path): "a.txt"})) == [
        "--- a/a.txt",
        "+++ b/a.txt",
        "@@ -1,2 +1,2 @@",
        " one",
        "-two",
        "+2",
    ]
    assert path.read_bytes() == b"one\ntwo\n"


def test_suppressed_findings_are_not_mended(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one")
    kept = Finding("ML205", "x", Severity.WARNING, mend(path, 0, 3, b"1").problem, suppressed="inline")
    assert fixed_files([kept]).files == ()
