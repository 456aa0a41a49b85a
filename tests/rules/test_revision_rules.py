"""What the rules about revision files find, and above all what they leave alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.version_width import VersionWidth
from migralint.history.file import RevisionFile
from migralint.history.history import History
from migralint.history.ledger import Ledger, Prune
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.rules.revision.alters_what_no_revision_creates import alters_what_no_revision_creates
from migralint.rules.revision.bad_revision_id import bad_revision_id
from migralint.rules.revision.empty_upgrade import empty_upgrade
from migralint.rules.revision.file_name_mismatch import file_name_mismatch
from migralint.rules.revision.leftover_template_text import leftover_template_text
from migralint.rules.revision.merge_with_operations import merge_with_operations
from migralint.rules.revision.older_than_parent import older_than_parent
from migralint.rules.revision.revises_mismatch import revises_mismatch
from migralint.rules.revision.stale_bytecode import stale_bytecode
from migralint.source.edits import apply_edits
from tests.support.notation import parse_history

Check = Callable[[RevisionFile, HistoryContext], Iterator[Problem]]


def source(
    *,
    revision: str = "b2c3d4e5f6a1",
    down: str = '"a1b2c3d4e5f6"',
    docstring: str = "",
    upgrade: str = "op.drop_table('x')",
    more: str = "",
) -> str:
    text = f'"""{docstring}"""\n' if docstring else ""
    body = upgrade.replace("\n", "\n    ")
    return (
        f"{text}from alembic import op\nimport sqlalchemy as sa\n"
        f"revision = {revision!r}\ndown_revision = {down}\n{more}\n\ndef upgrade():\n    {body}\n"
    )


def read(text: str, name: str = "b2c3d4e5f6a1_x.py") -> RevisionFile:
    return read_revision_file(f"/v/{name}", data=text.encode())


def loaded(*files: RevisionFile, template: str = "%(rev)s_%(slug)s") -> HistoryContext:
    return HistoryContext(
        History([file.as_revision for file in files if file.as_revision]), files=files, file_template=template
    )


def found(check: Check, file: RevisionFile, *others: RevisionFile, template: str = "%(rev)s_%(slug)s") -> list[Problem]:
    return list(check(file, loaded(*others, file, template=template)))


@pytest.mark.parametrize(
    ("revises", "down", "mismatch"),
    [
        ("a1b2c3d4e5f6", '"a1b2c3d4e5f6"', False),
        ("000000000000", '"a1b2c3d4e5f6"', True),
        ("", '"a1b2c3d4e5f6"', True),
        ("", "None", False),
        ("None", "None", False),
        ("a1b2c3d4e5f6", "None", True),
        ("x1, y2", '("x1", "y2")', False),
        ("y2, x1", '("x1", "y2")', False),
        ("('x1', 'y2')", '("x1", "y2")', False),
        ("x1", '("x1", "y2")', True),
        ("a1b2c3d4", '"a1b2c3d4e5f6"', False),  # abbreviated
        ("the first one", "None", False),  # words, not ids
        ("<base>", "None", False),
        ("v1.2.0", '"v1.2.1"', True),
    ],
)
def test_what_contradicts_the_header(revises: str, down: str, mismatch: bool) -> None:
    file = read(source(docstring=f"x\n\nRevises: {revises}\nCreate Date: 2024-01-01\n", down=down))
    assert bool(found(revises_mismatch, file)) is mismatch


@pytest.mark.parametrize(
    ("before", "down", "after"),
    [
        (b"Revises: zz99\r\nCreate", '"a1"', b"Revises: a1\r\nCreate"),
        (b"Revises: zz99\r\nCreate", "None", b"Revises: \r\nCreate"),
        (b"Revises:   zz99  \nCreate", '("a1", "b2")', b"Revises:   a1, b2\nCreate"),
        (b"Revises: \nCreate", '"a1"', b"Revises: a1\nCreate"),
        (b"Revises:\nCreate", '"a1"', b"Revises: a1\nCreate"),
    ],
)
def test_the_fix_writes_the_line_as_alembic_would_and_nothing_else(before: bytes, down: str, after: bytes) -> None:
    rest = b'"""\nrevision = "r"\ndown_revision = ' + down.encode() + b"\n"
    data = b'\xef\xbb\xbf"""x\n\n' + before + rest
    (problem,) = found(revises_mismatch, read_revision_file("/v/r.py", data=data))
    assert problem.fix is not None
    mended = apply_edits(data, problem.fix.edits)
    assert mended == b'\xef\xbb\xbf"""x\n\n' + after + rest
    assert found(revises_mismatch, read_revision_file("/v/r.py", data=mended)) == []


def test_another_revision_id_in_the_docstring_is_told_but_not_mended() -> None:
    file = read(source(docstring="x\n\nRevision ID: zz99zz99zz99\nRevises: a1b2c3d4e5f6\n"))
    (problem,) = found(revises_mismatch, file)
    assert problem.location is not None
    assert (problem.location.line, problem.fix) == (3, None)


@pytest.mark.parametrize("said", ["a, b", "a,b", "zz99, yy88 and xx77", ",", "(a)(b), c", "a b"])
def test_several_ids_in_the_docstring_are_words_for_people(said: str) -> None:
    file = read(source(docstring=f"x\n\nRevision ID: {said}\nRevises: a1b2c3d4e5f6\n"))
    assert found(revises_mismatch, file) == []


@pytest.mark.parametrize("parent", ["it's", '"""', "back\\slash", "new\nline", "日本"])
def test_an_id_that_could_end_the_docstring_is_not_written_into_it(parent: str) -> None:
    file = read(source(down=repr(parent), docstring="x\n\nRevises: 1234\n"))
    (problem,) = found(revises_mismatch, file)
    assert problem.fix is None
    assert "--fix" not in problem.help


@pytest.mark.parametrize(
    ("name", "mismatch"),
    [
        ("b2c3d4e5f6a1_add_users.py", False),
        ("2024_01_17_1200-b2c3d4e5f6a1_add_users.py", False),
        ("0001_add_users.py", False),  # a number, no id
        ("add_users.py", False),
        ("2024-01-17_add_users.py", False),
        ("b2c3d4e5_add_users.py", False),  # abbreviated
        ("c3d4e5f6a1b2_add_users.py", True),  # looks made by Alembic, but is not this one
        ("d4e5f6a1b2c3_add_users.py", True),  # another revision of the directory
        ("merge_a1b2c3d4e5f6.py", False),  # names its parent
        ("deadbeefcafe_add_users.py", False),  # letters alone are a word
    ],
)
def test_names_that_carry_another_id(name: str, mismatch: bool) -> None:
    other = read(source(revision="d4e5f6a1b2c3", down="None"), "d4e5f6a1b2c3_x.py")
    file = read(source(), name)
    assert bool(found(file_name_mismatch, file, other)) is mismatch
    assert found(file_name_mismatch, file, other, template="%(year)d_%(slug)s") == []


@pytest.mark.parametrize(
    ("revision", "says"),
    [
        ("20240117", None),
        ("v3.0.0.a", None),
        ("x" * 32, None),
        ("x" * 33, "33 characters"),
        ("2024-01-17", "'-'"),
        ("a@b:c", "'@' and ':'"),
        ("head", "is reserved by Alembic"),
        ("", "empty"),
    ],
)
def test_ids_that_are_refused(revision: str, says: str | None) -> None:
    problems = found(bad_revision_id, read(source(revision=revision), "x.py"))
    assert [says in problem.message for problem in problems if says] == ([] if says is None else [True])
    assert bool(problems) is (says is not None)


def test_a_long_id_is_measured_against_the_version_table() -> None:
    """r1 <- r2, which widens to 64 <- the long one."""
    history = parse_history("r1 <- r2 <- " + "x" * 40)
    file = read(source(revision="x" * 40), "x.py")
    for width, problems in (
        (VersionWidth(), 1),
        (VersionWidth(64), 0),
        (VersionWidth(39), 1),
        (VersionWidth(by_revision={"r2": 64}), 0),
        (VersionWidth(by_revision={"elsewhere": 64}), 1),
    ):
        assert len(list(bad_revision_id(file, HistoryContext(history, version_width=width)))) == problems


@pytest.mark.parametrize(
    ("arguments", "empty"),
    [
        ({"upgrade": "pass"}, True),
        ({"upgrade": '"""Nothing."""'}, True),
        ({"upgrade": "do_work()"}, False),
        ({"upgrade": "for x in ():\n    pass"}, False),
        ({"upgrade": "pass", "down": "None"}, False),
        ({"upgrade": "pass", "down": '("a1", "b2")'}, False),
        ({"upgrade": "pass", "more": 'depends_on = "x"'}, False),
        ({"upgrade": "pass", "more": 'branch_labels = ("x",)'}, False),
        ({"upgrade": "pass", "docstring": "empty expand for symmetry"}, False),
        ({"upgrade": "pass", "docstring": "no-op since 2.0"}, False),
        ({"upgrade": "pass", "docstring": "empty message"}, True),
    ],
)
def test_upgrades_that_do_nothing(arguments: dict[str, str], empty: bool) -> None:
    assert bool(found(empty_upgrade, read(source(**arguments)))) is empty


@pytest.mark.parametrize(
    ("upgrade", "mixed"),
    [("pass", False), ("op.get_bind()", False), ("op.drop_table('x')", True), ("op.execute('select 1')", True)],
)
def test_merges_that_work(upgrade: str, mixed: bool) -> None:
    assert bool(found(merge_with_operations, read(source(down='("a1", "b2")', upgrade=upgrade)))) is mixed
    assert found(merge_with_operations, read(source(down='"a1"', upgrade=upgrade))) == []


@pytest.mark.parametrize(
    ("own", "parent", "older"),
    [
        ("2024-01-17 12:00:00", "2024-03-01 12:00:00", True),
        ("2024-03-01 12:00:00", "2024-01-17 12:00:00", False),
        ("2024-03-01 12:00:00", "2024-03-01 12:00:00", False),
        ("2024-03-01 13:00:00+02:00", "2024-03-01 12:00:00", True),  # eleven o'clock in UTC
        ("yesterday", "2024-03-01 12:00:00", False),
    ],
)
def test_dates_that_run_backwards(own: str, parent: str, older: bool) -> None:
    above = read(source(revision="a1b2c3d4e5f6", down="None", docstring=f"x\n\nCreate Date: {parent}\n"), "a.py")
    file = read(source(docstring=f"x\n\nCreate Date: {own}\n"))
    assert bool(found(older_than_parent, file, above)) is older


def test_placeholders_of_the_template_are_named_once() -> None:
    file = read(source(docstring="${message}\n\nRevision ID: ${up_revision}\nRevises: ${down_revision | comma,n}\n"))
    (problem,) = found(leftover_template_text, file)
    assert problem.message.endswith("${message}, ${up_revision}, ${down_revision | comma, n}")
    assert found(leftover_template_text, read(source(docstring="costs in $ {x}"))) == []


def test_stale_bytecode_matters_only_where_alembic_loads_it() -> None:
    history = parse_history("a")
    paths = ("/v/__pycache__/b.cpython-311.pyc",)
    assert len(list(stale_bytecode(HistoryContext(history, stale_bytecode=paths, sourceless=True)))) == 1
    assert list(stale_bytecode(HistoryContext(history, stale_bytecode=paths))) == []


def test_byte_code_that_python_runs_in_place_of_a_source_matters_everywhere() -> None:
    pair = (("/x/__pycache__/a.cpython-311.pyc", "/x/a.py"),)
    (unchecked,) = stale_bytecode(HistoryContext(parse_history("a"), unchecked_bytecode=pair))
    (foreign,) = stale_bytecode(HistoryContext(parse_history("a"), foreign_bytecode=pair))
    assert "unchecked hash" in unchecked.message
    assert "another revision" in foreign.message
    assert [one.location.path for one in (*unchecked.related, *foreign.related)] == ["/x/a.py"] * 2


@pytest.mark.parametrize(
    ("upgrade", "tables"),
    [
        ("op.add_column('users', sa.Column('x'))", ["users"]),
        ("op.create_table('users')\nop.add_column('users', sa.Column('x'))", []),
        ("op.create_index('ix', 'users', ['x'])\nop.drop_table('orders')", ["users", "orders"]),
        ("with op.batch_alter_table('users') as batch:\n    batch.drop_column('x')", ["users"]),
        ("op.execute('CREATE TABLE IF NOT EXISTS users (x int)')\nop.drop_column('users', 'x')", []),
        ("op.execute('create temporary table users as select 1')\nop.drop_column('users', 'x')", []),
        ("op.execute('ALTER TABLE old RENAME TO users')\nop.drop_column('users', 'x')", []),
        ("op.create_table('old')\nop.rename_table('old', 'users')\nop.drop_column('users', 'x')", []),
        ("op.create_table(NAME)\nop.drop_column('users', 'x')", []),  # nobody knows which
        ("op.execute(SQL)\nop.drop_column('users', 'x')", []),
        ("Base.metadata.create_all(op.get_bind())\nop.drop_column('users', 'x')", []),
        ("op.drop_column(NAME, 'x')", []),
    ],
)
def test_tables_that_nobody_creates(upgrade: str, tables: list[str]) -> None:
    problems = list(alters_what_no_revision_creates(loaded(read(source(down="None", upgrade=upgrade)))))
    assert [table for problem in problems for table in tables if table in problem.message] == tables
    assert bool(problems) is bool(tables)


def test_a_table_is_reported_where_it_is_first_needed() -> None:
    first = read(source(revision="a1", down="None", upgrade="op.add_column('users', sa.Column('x'))"), "a1.py")
    second = read(source(revision="b2", down='"a1"', upgrade="op.drop_column('users', 'x')"), "b2.py")
    assert [problem.revisions for problem in alters_what_no_revision_creates(loaded(second, first))] == [("a1",)]


def test_after_a_prune_the_creators_are_gone_on_purpose() -> None:
    subject = loaded(read(source(down="None", upgrade="op.drop_table('users')")))
    pruned = Prune("2026-10-01T08:00:00Z", "0.1.0", None, None, (), (), (), (), (), ())
    squashed = replace(pruned, squashed_into=("s1",))
    for change in ({"floors": ("/m/migralint-floor.sqlite.sql",)}, {"ledger": Ledger((pruned,))}):
        assert list(alters_what_no_revision_creates(replace(subject, **change))) == []
    assert list(alters_what_no_revision_creates(replace(subject, ledger=Ledger((squashed,)))))


def test_a_downgrade_creates_nothing() -> None:
    text = source(down="None", upgrade="op.drop_table('users')") + "\ndef downgrade():\n    op.create_table('users')\n"
    (problem,) = alters_what_no_revision_creates(loaded(read(text)))
    assert "users" in problem.message


def test_behind_code_that_cannot_be_read_nothing_is_claimed() -> None:
    first = read(source(revision="a1", down="None", upgrade="build(op.get_bind())"), "a1.py")
    second = read(source(revision="b2", down='"a1"', upgrade="op.drop_column('users', 'x')"), "b2.py")
    assert list(alters_what_no_revision_creates(loaded(first, second))) == []


@pytest.mark.parametrize(
    "code",
    [
        "from app.helpers import build\nbuild()",
        "op.create_hypertable('users')",
        "exec(open('x').read())",
        "getattr(op, NAME)('users')",
        "app.build(op)\nimport app",
    ],
)
def test_what_cannot_be_followed_may_create_any_table(code: str) -> None:
    file = read(source(down="None", upgrade=f"{code}\nop.drop_column('users', 'x')"))
    assert list(alters_what_no_revision_creates(loaded(file))) == []


def test_a_helper_that_cannot_be_followed_makes_no_merge_suspect() -> None:
    merge = read(source(down='("a", "b")', upgrade="from app import helpers\nhelpers.after_merge()"))
    assert found(merge_with_operations, merge) == []
