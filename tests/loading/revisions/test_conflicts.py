"""A merge that nobody resolved: the header is unknown, whichever side says what."""

from __future__ import annotations

import pytest

from migralint.history.file import FileKind
from migralint.loading.revisions.revision_file import read_revision_file

BEFORE = '"""title\n\nRevision ID: b\nRevises: a\n"""\nfrom alembic import op\n\nrevision = "b"\n'
AFTER = 'depends_on = None\n\n\ndef upgrade():\n    op.execute("select 1")\n'
OURS, THEIRS = 'down_revision = "a"\n', 'down_revision = "c"\n'
CONFLICTS = {
    "two sides": f"<<<<<<< HEAD\n{OURS}=======\n{THEIRS}>>>>>>> origin/release\n",
    "with the base (diff3)": f"<<<<<<< HEAD\n{OURS}||||||| 1a2b3c\n=======\n{THEIRS}>>>>>>> other\n",
    "without labels": f"<<<<<<<\n{OURS}=======\n{THEIRS}>>>>>>>\n",
    "both sides the same": f"<<<<<<< HEAD\n{OURS}=======\n{OURS}>>>>>>> other\n",
    "only the first marker is left": f"<<<<<<< HEAD\n{OURS}",
    "only the line in the middle is left": f"{OURS}=======\n{THEIRS}",
    "only the last marker is left": f"{THEIRS}>>>>>>> other\n",
    "only the base is left": f"||||||| base\n{OURS}",
    "inside the value": 'down_revision = (\n<<<<<<< HEAD\n    "a",\n=======\n    "c",\n>>>>>>> other\n)\n',
    "longer markers": f"<<<<<<<<< HEAD\n{OURS}=========\n{THEIRS}>>>>>>>>> other\n",
    "indented by an editor": f"if True:\n    <<<<<<< HEAD\n    {OURS}    =======\n    {THEIRS}    >>>>>>> other\n",
    "elsewhere in the file": f"{OURS}def f():\n<<<<<<< HEAD\n    pass\n=======\n    return\n>>>>>>> other\n",
    "no markers, but two values": f"{OURS}print 'x'\n{THEIRS}",
    "no markers, two values, one in a branch": f"{OURS}if 1:\n    {THEIRS}print 'x'\n",
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("conflict", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_no_side_is_taken(conflict: str, line_end: str) -> None:
    file = read_revision_file("/x/b.py", data=(BEFORE + conflict + AFTER).replace("\n", line_end).encode())
    assert (file.kind, file.as_revision) == (FileKind.UNREADABLE, None)
    assert file.error.startswith("unresolved merge conflict")
    for field in (file.revision, file.down_revision, file.depends_on, file.branch_labels):
        assert (field.values, field.unknown) == ((), "unresolved merge conflict")
    assert {"a", "b", "c"} & set(file.revision.mentions)


def test_the_finding_stands_at_the_first_marker() -> None:
    file = read_revision_file("/x/b.py", data=(BEFORE + CONFLICTS["two sides"] + AFTER).encode())
    assert file.error_at is not None
    assert (file.error_at.line, file.error_at.column, file.error_at.end_column) == (9, 1, 8)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_conflict_in_a_docstring_leaves_the_header_known_and_the_docstring_unread(line_end: str) -> None:
    text = (
        '"""title\n\nRevision ID: b\n<<<<<<< HEAD\nRevises: a\n=======\nRevises: c\n>>>>>>> other\n"""\n'
        f'revision = "b"\n{OURS}def upgrade():\n    pass\n'
    )
    file = read_revision_file("/x/b.py", data=text.replace("\n", line_end).encode())
    assert file.error == "unresolved merge conflict in a string"
    assert file.down_revision.values == ("a",)
    assert file.docstring.revises is None
    assert file.error_at is not None
    assert file.error_at.line == 4


@pytest.mark.parametrize(
    "docstring",
    ["Title\n=======\n", "<<<<<<< is how git marks it\n", "=======\n>>>>>>>\n", "a\n<<<<<<<\n>>>>>>>\n======="],
)
def test_a_heading_or_half_a_conflict_in_a_string_is_none(docstring: str) -> None:
    data = f'"""{docstring}"""\nrevision = "b"\ndown_revision = "a"\n'.encode()
    assert read_revision_file("/x/b.py", data=data).error == ""


@pytest.mark.parametrize("heading", ["Title\n======\n", "Title\n========\n", "----------\n"])
def test_a_heading_in_a_file_of_another_syntax_is_none(heading: str) -> None:
    data = f'"""{heading}"""\nrevision = "b"\ndown_revision = "a"\nprint "x"\n'.encode()
    assert read_revision_file("/x/b.py", data=data).revision.values == ("b",)


def test_the_same_value_twice_is_no_contradiction() -> None:
    data = f"revision = 'b'\n{OURS}{OURS}print 'x'\n".encode()
    assert read_revision_file("/x/b.py", data=data).down_revision.values == ("a",)
