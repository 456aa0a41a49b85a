"""Comments that accept the findings of today: what is written is read again, and changes nothing else."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.linting.added_ignores import AddedIgnores, added_ignores
from migralint.linting.fixes import write_fixes
from migralint.linting.selection import choose_rules
from migralint.linting.sources import Sources
from migralint.linting.suppressions import read_suppressions, suppress
from migralint.rules.catalog import CATALOG
from migralint.source.errors import InputError
from migralint.source.location import Location
from tests.support.thorough import examples

SELECTION = choose_rules(CATALOG, select=["ALL"])


def at(path: Path, line: int, code: str = "ML207", last: int | None = None) -> Finding:
    return Finding(code, "x", Severity.ERROR, Problem("bad", Location(str(path), line, 1, last)))


def written(path: Path, data: bytes, *lines: int | tuple[int, str], reason: str = "") -> bytes:
    """The file after comments for findings on these lines."""
    path.write_bytes(data)
    findings = [at(path, *((one,) if isinstance(one, int) else one)) for one in lines]
    added = added_ignores(findings, reason=reason)
    assert added.left == ()
    write_fixes(added.files)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        (b"a = 1\nb = 2\n", 1, b"a = 1  # migralint: ignore[ML207]\nb = 2\n"),
        (b"a = 1\r\nb = 2", 2, b"a = 1\r\nb = 2  # migralint: ignore[ML207]"),
        (b"a = 1\rb = 2\r", 1, b"a = 1  # migralint: ignore[ML207]\rb = 2\r"),
        (b"f(\n    1,\n)\n", 1, b"f(  # migralint: ignore[ML207]\n    1,\n)\n"),
        (b"f(\n    1,\n)\n", 2, b"f(\n    1,  # migralint: ignore[ML207]\n)\n"),
        (b"a = 1  # noqa\n", 1, b"a = 1  # noqa  # migralint: ignore[ML207]\n"),
        (b"a = 1   \n", 1, b"a = 1   # migralint: ignore[ML207]\n"),
        (b'a("""\ndrop\n""", 1)\n', 2, b'a("""\ndrop\n""", 1)  # migralint: ignore[ML207]\n'),
        (b"a = 1 + \\\n    2\n", 1, b"a = 1 + \\\n    2  # migralint: ignore[ML207]\n"),
        (b"\x0ca = 1\n\x0c\nb = '\x0c'\n", 3, b"\x0ca = 1\n\x0c\nb = '\x0c'  # migralint: ignore[ML207]\n"),
        (b"a = 1  # migralint: ignore[ML2]\n", 1, b"a = 1  # migralint: ignore[ML2, ML207]\n"),
        (b"# migralint: ignore[ML205]\na = 1\n", 2, b"# migralint: ignore[ML205, ML207]\na = 1\n"),
        (
            b"a = 1  # migralint: ignore[ML205] wide\n",
            1,
            b"a = 1  # migralint: ignore[ML205] wide  # migralint: ignore[ML207]\n",
        ),
        (b"# words\na = 1\n", 1, b"# migralint: ignore-file[ML207]\n# words\na = 1\n"),
        (b"", 1, b"# migralint: ignore-file[ML207]\n"),
        (
            b"#!/usr/bin/python\r\n# coding: latin-1\r\na = '\xe4'\r\n",
            1,
            b"#!/usr/bin/python\r\n# coding: latin-1\r\n# migralint: ignore-file[ML207]\r\na = '\xe4'\r\n",
        ),
        (b"# coding: cp932\na = '\x83\x5c'\n", 2, b"# coding: cp932\na = '\x83\x5c'  # migralint: ignore[ML207]\n"),
        (b"\xef\xbb\xbf# words\na = 1\n", 1, b"\xef\xbb\xbf# migralint: ignore-file[ML207]\n# words\na = 1\n"),
        (
            b'"""\n# coding: latin-1\n"""\n',
            4,
            b'# migralint: ignore-file[ML207]\n"""\n# coding: latin-1\n"""\n',
        ),
        (b"\xef\xbb\xbfa = 1\n", 1, b"\xef\xbb\xbfa = 1  # migralint: ignore[ML207]\n"),
    ],
)
def test_the_comment_stands_where_it_can(tmp_path: Path, before: bytes, line: int, after: bytes) -> None:
    assert written(tmp_path / "x.py", before, line) == after


def test_several_codes_share_a_comment_and_the_reason_is_theirs(tmp_path: Path) -> None:
    data = written(tmp_path / "x.py", b"a = 1\n", 1, (1, "ML205"), 1, reason="before the linter")
    assert data == b"a = 1  # migralint: ignore[ML205, ML207] before the linter\n"


def test_a_manifest_has_comments_too(tmp_path: Path) -> None:
    data = b'version = 1\n[environments.a]\nstamps = ["#a"]\n'
    assert b'["#a"]  # migralint: ignore[ML207]\n' in written(tmp_path / "m.toml", data, 3)


CONFLICT = b"a = 1\n<<<<<<< ours\nb = 1\n=======\nb = 2\n>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("x.py", CONFLICT, "holds an unresolved merge conflict"),
        ("x.py", b'a = """\n' + CONFLICT + b'"""\n', "holds an unresolved merge conflict"),
        ("x.py", b"def (:\n", "cannot be parsed"),
        ("x.py", b"a = 1  # \xe4\n", "cannot be (?:decoded|parsed)"),  # as Python says, by its version
        ("alembic.ini", b"[alembic]\n", "is neither Python nor TOML"),
        ("m.toml", b"a = \n", "cannot be parsed"),
    ],
)
def test_what_cannot_be_proved_is_left_alone(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    added = added_ignores([at(path, 1)])
    assert not added.files
    assert [bool(re.fullmatch(why, one.why)) for one in added.left] == [True]


def test_findings_of_no_file_about_comments_and_accepted_ones_get_none(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(b"a = 1\n")
    nowhere = Finding("ML211", "x", Severity.ERROR, Problem("bad"))
    accepted = Finding("ML207", "x", Severity.ERROR, Problem("bad", Location(str(path))), suppressed="baseline")
    added = added_ignores([nowhere, at(path, 1, "ML001"), accepted])
    assert added.files == ()
    assert [one.finding.code for one in added.left] == ["ML211", "ML001"]


def test_a_reason_that_the_encoding_cannot_hold_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(b"# coding: latin-1\na = 1\n")
    added: AddedIgnores = added_ignores([at(path, 2)], reason="日本")
    assert [one.why for one in added.left] == ["is in iso8859-1, which cannot encode the reason"]


@pytest.mark.parametrize("reason", ["two\nlines", " outer", "one # two", "x # migralint: ignore[ML1]", "\x1b[1m"])
def test_a_reason_that_would_not_be_read_again_is_refused(reason: str) -> None:
    with pytest.raises(InputError, match="--reason"):
        added_ignores([], reason=reason)


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        added_ignores([at(tmp_path / "x.py", 1)])


PARTS = (
    *(
        "a = 1",
        "",
        "# words",
        "f(",
        ")",
        '"""',
        "'''text",
        "x = '''one",
        'f"""{a',
        "}",
        "{b}",
        '"""',
        "\\",
        "b = 2 + \\",
    ),
    *("\x0cif a:", "    pass", "\tpass", "# migralint: ignore[ML207]", "c = 3  # migralint: ignore[ML205] so"),
    *("# migralint: ignore-file[ML205]", "# coding: latin-1", "#!/bin/python", "d = '\\u2028'", "é = 'ü'", "x = '#'  "),
)


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.sampled_from(PARTS), max_size=9),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
    bom=st.booleans(),
    places=st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from(["ML205", "ML207", "ML101"]), st.integers(0, 2)), min_size=1
    ),
)
def test_any_file_says_the_same_afterwards_and_a_second_run_is_clean(
    tmp_path: Path, lines: list[str], end: str, last: bool, bom: bool, places: list[tuple[int, str, int]]
) -> None:
    text = end.join(lines) + (end if last else "")
    data = text.encode("latin-1" if "coding" in text and not bom else "utf-8", "replace")
    data = b"\xef\xbb\xbf" + data if bom else data
    path = tmp_path / "x.py"
    path.write_bytes(data)
    count = max(len(lines), 1)
    findings = [at(path, min(line, count), code, min(line + more, count)) for line, code, more in places]
    before, _ = suppress(findings, {str(path): read_suppressions(str(path), Sources())}, SELECTION)
    added = added_ignores(before)
    if added.left:
        assert {one.why for one in added.left} <= {"cannot be parsed", "cannot be decoded"}
        assert added.files == ()
        return
    if not added.files:
        assert all(one.suppressed for one in before)
        return
    write_fixes(added.files)
    after = path.read_bytes()
    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(data))
    assert len(after) >= len(data)
    shift = len(after.splitlines()) - len(data.splitlines())
    moved = [
        at(path, one.line + shift, f.code, (one.end_line or one.line) + shift)
        for f in findings
        if (one := f.problem.location)
    ]
    marked, _ = suppress(moved, {str(path): read_suppressions(str(path), Sources())}, SELECTION)
    assert all(one.suppressed for one in marked)
    assert added_ignores(marked).files == ()


def test_toml_says_the_same_afterwards(tmp_path: Path) -> None:
    data = b'a = """\none\ntwo"""\nb = [\n  1,\n]\n'
    for line in range(1, 7):
        assert tomllib.loads(written(tmp_path / "m.toml", data, line).decode()) == tomllib.loads(data.decode())
