"""Whatever the layout of a call, a keyword is added, and nothing else of the file changes its meaning or is lost."""

from __future__ import annotations

import ast
import io
import tokenize

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from migralint.findings.correction import AddKeywords, Correction, RunConcurrently
from migralint.linting.corrections.edits import CorrectedFile
from migralint.linting.edit_proof import why_not
from migralint.source.edits import apply_edits
from migralint.source.location import Location
from migralint.source.text import SourceFile

BLANKS = st.sampled_from(
    ["", "", "", " ", "\n", "\n    ", "  # why, (not)\n", "\n\n        ", "\\\n", "\t", " # é\n  # b\n    "]
)
VALUES = st.sampled_from(
    ["'ix'", '"a" "b"', "(1)", "[1, 2]", "f(x, y)", "((g)())", "'''a\nb'''", "'#'", "')'", "x if y else z"]
)
NAMED = st.builds(lambda name, gap, value: f"{name}={gap}{value}", st.sampled_from("abc"), BLANKS, VALUES)


def comments(data: bytes, encoding: str) -> list[str]:
    """The comments in order."""
    text = data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    return [one.string for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type == tokenize.COMMENT]


@st.composite
def calls(draw: st.DrawFn) -> str:
    """A call with arguments, and blanks and comments wherever they may stand."""
    given = draw(st.lists(VALUES, max_size=3))
    given += draw(st.lists(NAMED, max_size=3, unique_by=lambda text: text[0]))
    function = draw(st.sampled_from(["op.drop_index", "(op.drop_index)", "op . drop_index"]))
    text = f"{function}({draw(BLANKS)}"
    for index, one in enumerate(given):
        last = index == len(given) - 1
        text += one + draw(BLANKS) + ("" if last and draw(st.booleans()) else "," + draw(BLANKS))
    return text + ")"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    calls(),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "latin-1"]),
    st.sampled_from(["", "  # behind", "; other()"]),
    st.booleans(),
)
def test_a_keyword_is_added_and_all_else_survives(
    call: str, line_end: str, encoding: str, behind: str, concurrent: bool
) -> None:
    text = f"# coding: {encoding}\nfrom alembic import op\n\n\ndef upgrade():\n    {call}{behind}\n\n\nx = 1\n"
    data = text.replace("\n", line_end).encode(encoding)
    tree = ast.parse(data)
    function = tree.body[1]
    assert isinstance(function, ast.FunctionDef)
    statement = function.body[0]
    assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
    place = SourceFile("a.py", data).location(statement.value)
    correction: Correction = (
        RunConcurrently(place) if concurrent else AddKeywords(place, (("table_name", '"é"'), ("schema", "None")))
    )
    fix = CorrectedFile("a.py", data).fix(correction)
    if fix is None:
        assert concurrent  # code on the same line, or no plain `op.…`
        return
    wrong = why_not("a.py", data, fix.edits, fix.meant)
    if wrong:
        assert concurrent and "'''" in call  # a string of several lines would be another with deeper lines
        return
    after = apply_edits(data, fix.edits)
    assert comments(after, encoding) == comments(data, encoding)
    expected = ast.parse(data)
    changed = expected.body[1]
    assert isinstance(changed, ast.FunctionDef)
    inner = changed.body[0]
    assert isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Call)
    if concurrent:
        inner.value.keywords.append(ast.keyword("postgresql_concurrently", ast.Constant(True)))
        block = ast.parse("with op.get_context().autocommit_block():\n    pass").body[0]
        assert isinstance(block, ast.With)
        block.body = [inner]
        changed.body[0] = block
    else:
        inner.value.keywords.append(ast.keyword("table_name", ast.Constant("é")))
        inner.value.keywords.append(ast.keyword("schema", ast.Constant(None)))
    assert ast.dump(ast.parse(after)) == ast.dump(expected)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(calls(), st.integers(1, 9), st.integers(1, 9))
def test_two_additions_to_one_call_can_be_made_together(call: str, first: int, second: int) -> None:
    data = f"def upgrade():\n    {call}\n".encode()
    function = ast.parse(data).body[0]
    assert isinstance(function, ast.FunctionDef) and isinstance(function.body[0], ast.Expr)
    given = function.body[0].value
    assert isinstance(given, ast.Call)
    assume(given.args or given.keywords)
    place = SourceFile("a.py", data).location(function.body[0].value)
    file = CorrectedFile("a.py", data)
    edits = []
    for name, value in (("one", first), ("two", second)):
        fix = file.fix(AddKeywords(place, ((name, str(value)),)))
        assert fix is not None
        edits += [edit for edit in fix.edits if edit not in edits]
    function = ast.parse(apply_edits(data, edits)).body[0]
    assert isinstance(function, ast.FunctionDef) and isinstance(function.body[0], ast.Expr)
    made = function.body[0].value
    assert isinstance(made, ast.Call)
    assert [keyword.arg for keyword in made.keywords[-2:]] == ["one", "two"]


def test_a_place_that_is_no_call_has_no_fix() -> None:
    data = b"x = 1\nf(*a)\ng(**a)\nh(i for i in a)\ny = f()\n"
    file = CorrectedFile("a.py", data)
    for place in (
        Location("a.py", 1, 1, 1, 6),
        Location("a.py", 2, 1, 2, 6),
        Location("a.py", 3, 1, 3, 7),
        Location("a.py", 4, 1, 4, 16),
        Location("a.py", 5, 5, 5, 8),
    ):
        assert file.fix(AddKeywords(place, (("b", "1"),))) is None
