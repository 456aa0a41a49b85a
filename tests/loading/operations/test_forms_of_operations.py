"""An operation is the same however it is written: each case in `forms/` does what its plain form does.

What is found of a case must stand at one of its lines with `# here`.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import msgspec
import pytest

from migralint.changes.revision import read_changes
from migralint.changes.values.connection import AskDatabase
from migralint.history.operation import Around
from migralint.loading.revisions.revision_file import read_revision_file
from tests.support.cases import cases
from tests.support.operations import IMPORTS, findings

BEFORE = """\
op.create_table("t", sa.Column("id", sa.BigInteger, primary_key=True), sa.Column("x", sa.Integer), sa.Column("y", sa.Integer))
op.create_table("u", sa.Column("id", sa.BigInteger, primary_key=True))
op.create_index("ix_old", "t", ["y"])
"""  # noqa: E501
CASES = cases(*sorted(Path(__file__).with_name("forms").glob("*.txt")))
DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite")
NOT_OF_A_FORM = frozenset({"ML370", "ML384", "ML385"})
"""Rules about how something is written, not about what it does."""


def runs_on(dialect: str, around: Around) -> bool:
    return (around.only is None or dialect in around.only) and dialect not in around.without


def changes(module: str, upgrade: str, dialect: str) -> list[object]:
    """What a revision does on a dialect, without the places where it is written."""
    body = "".join(f"    {line}\n" for line in dedent(upgrade).splitlines())
    text = f"{IMPORTS}{module}revision = 'b'\ndown_revision = 'a'\ndef upgrade():\n{body}"
    file = read_revision_file("/x/b.py", data=text.encode())
    done = read_changes(file, lambda around: runs_on(dialect, around)).upgrade
    return [bare(one) for one in done if not isinstance(one, AskDatabase)]


def bare(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        fields = {name: bare(getattr(value, name)) for name in value.__struct_fields__ if name != "origin"}
        return type(value).__name__, fields
    return [bare(one) for one in value] if isinstance(value, tuple) else value


def test_the_comparison_tells_changes_apart() -> None:
    """Two different operations must not count as the same one."""
    one = changes("", 'op.create_index("ix", "t", ["x"])', "postgresql")
    other = changes("", 'op.create_index("ix", "t", ["y"])', "postgresql")
    assert one != other
    assert one != []


@pytest.mark.parametrize(("module", "written"), [*CASES])
def test_a_form_does_what_the_plain_one_does(module: str, written: str) -> None:
    form, _, plain = written.partition("def plain():\n")
    for dialect in DIALECTS:
        assert changes(module, form, dialect) == changes(module, plain, dialect)


@pytest.mark.parametrize(("module", "written"), [*CASES])
def test_the_same_is_found_of_a_form_at_its_place(module: str, written: str) -> None:
    form, _, plain = written.partition("def plain():\n")
    for dialect in DIALECTS:
        found = findings(form, before=BEFORE, dialect=dialect, imports=IMPORTS + module)
        expected = findings(plain, before=BEFORE, dialect=dialect, imports=IMPORTS + module)
        codes = {one.code for one in found} - NOT_OF_A_FORM
        assert codes == {one.code for one in expected} - NOT_OF_A_FORM
        for one in found:
            if "# here" in written and one.problem.location is not None and one.code not in ("ML377", "ML378"):
                line = Path(one.problem.location.path).name, one.problem.location.line
                assert line[1] in places(module, form)


def places(module: str, form: str) -> set[int]:
    """The lines of the revision as `findings` writes it that have the mark, and those of what belongs to no line."""
    text = f'"""Revision 1"""\n{IMPORTS}{module}\nrevision = "r1"\ndown_revision = "r0"\n\n\ndef upgrade():\n{form}'
    return {number for number, line in enumerate(text.splitlines(), 1) if "# here" in line} | {1}
