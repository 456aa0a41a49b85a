"""The static reading of a header against what Alembic makes of the executed file."""

from __future__ import annotations

# ruff: noqa: E501 - one source file per line reads best
import types

import pytest
from alembic.script.base import Script

from migralint.history.file import FileKind, RevisionFile
from migralint.loading.revisions.revision_file import read_revision_file

PATH = "/project/versions/x.py"


def read(source: str) -> RevisionFile:
    return read_revision_file(PATH, data=source.encode())


def alembic(source: str) -> tuple[tuple[str, ...], ...]:
    """Id, parents, dependencies and labels as Alembic has them after running the file."""
    module = types.ModuleType("x")
    exec(compile(source, PATH, "exec"), module.__dict__)  # the oracle runs what the reader only reads
    script = Script(module, module.revision, PATH)

    def plural(value: object) -> tuple[str, ...]:
        return () if value is None else (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]

    return (
        (script.revision,),
        plural(script.down_revision),
        plural(script.dependencies),
        tuple(script._orig_branch_labels),
    )


KNOWN = {
    "plain": "revision = 'b'\ndown_revision = 'a'\ndepends_on = None\nbranch_labels = None\n",
    "annotated": "from typing import Union\nrevision: str = 'b'\ndown_revision: Union[str, None] = 'a'\n",
    "only annotated afterwards": "revision = 'b'\ndown_revision = None\nrevision: str\n",
    "tuple": "revision = 'b'\ndown_revision = ('a', 'c')\nbranch_labels = ('x',)\ndepends_on = ('d', 'e')\n",
    "list": "revision = 'b'\ndown_revision = ['a']\nbranch_labels = ['x', 'y']\ndepends_on = []\n",
    "empty tuple": "revision = 'b'\ndown_revision = ()\ndepends_on = ()\nbranch_labels = ()\n",
    "tuple of None": "revision = 'b'\ndown_revision = (None,)\n",
    "one-element set": "revision = 'b'\ndown_revision = {'a'}\n",
    "dict": "revision = 'b'\ndown_revision = {'a': 1}\n",
    "empty string parent": "revision = 'b'\ndown_revision = ''\n",
    "adjacent strings": "revision = 'b' \"c\"\ndown_revision = ('a'\n  'd')\n",
    "added strings": "revision = 'b' + 'c'\ndown_revision = ('a',) + ('d',)\n",
    "constant f-string": "revision = f'b'\nP = 'a'\ndown_revision = f'{P}1'\n",
    "module constants": "P = 'a'\nL = ('x', 'y')\nrevision = 'b'\ndown_revision = P\nbranch_labels = L\n",
    "constant in a tuple": "P = 'a'\nrevision = 'b'\ndown_revision = (P, 'c')\n",
    "star in a tuple": "P = ('a', 'c')\nrevision = 'b'\ndown_revision = (*P, 'd')\n",
    "reassigned": "revision = 'b'\ndown_revision = 'a'\ndown_revision = 'c'\n",
    "constant changed later": "P = 'a'\nrevision = 'b'\ndown_revision = P\nP = 'z'\n",
    "unpacked": "revision, down_revision = 'b', 'a'\n",
    "unpacked nested": "(revision, (down_revision, depends_on)) = 'b', ('a', None)\n",
    "chained": "revision = name = 'b'\ndown_revision = None\n",
    "augmented string": "revision = 'b'\nrevision += 'c'\ndown_revision = None\n",
    "augmented tuple": "revision = 'b'\ndown_revision = None\ndepends_on = ('a',)\ndepends_on += ('c',)\n",
    "augmented list by tuple": "revision = 'b'\ndown_revision = ['a']\ndown_revision += ('c',)\n",
    "appended": "revision = 'b'\ndown_revision = []\ndown_revision.append('a')\ndown_revision.extend(('c', 'd'))\n",
    "deleted": "revision = 'b'\ndown_revision = None\ndepends_on = 'x'\ndel depends_on\n",
    "agreeing if": "import os\nrevision = 'b'\nif os.sep:\n    down_revision = 'a'\nelse:\n    down_revision = 'a'\n",
    "one branch raises": "import os\nrevision = 'b'\nif os.sep:\n    down_revision = 'a'\nelse:\n    raise OSError\n",
    "type checking": "TYPE_CHECKING = False\nrevision = 'b'\ndown_revision = 'a'\nif TYPE_CHECKING:\n    down_revision = 'c'\n",
    "main guard": "revision = 'b'\ndown_revision = 'a'\nif __name__ == '__main__':\n    down_revision = 'c'\n",
    "constant condition": "NEW = True\nrevision = 'b'\nif NEW:\n    down_revision = 'a'\nelse:\n    down_revision = 'c'\n",
    "agreeing try": "revision = 'b'\ntry:\n    import os\n    down_revision = 'a'\nexcept ImportError:\n    down_revision = 'a'\n",
    "finally": "revision = 'b'\ntry:\n    import os\nfinally:\n    down_revision = 'a'\n",
    "with": "import contextlib\nrevision = 'b'\nwith contextlib.nullcontext():\n    down_revision = 'a'\n",
    "for over literals": "revision = 'b'\ndown_revision = ()\nfor x in ('a', 'c'):\n    down_revision += (x,)\n",
    "class constant": "class C:\n    P = 'a'\nrevision = 'b'\ndown_revision = C.P\n",
    "string enum": "import enum\nclass C(str, enum.Enum):\n    P = 'a'\nrevision = 'b'\ndown_revision = (C.P, C.P.value)\n",
    "enum value": "import enum\nclass C(enum.Enum):\n    P = 'a'\nrevision = 'b'\ndown_revision = C.P.value\n",
    "dict item": "P = {'x': 'a'}\nrevision = 'b'\ndown_revision = P['x']\n",
    "tuple call": "revision = 'b'\ndown_revision = tuple(['a', 'c'])\n",
    "condition expression": "revision = 'b'\ndown_revision = 'a' if True else 'c'\n",
    "sqlalchemy star below": "revision = 'b'\ndown_revision = 'a'\nfrom sqlalchemy import *\n",
    "function below": "revision = 'b'\ndown_revision = 'a'\ndef upgrade():\n    down_revision = 'c'\n",
    "globals by key": "revision = 'b'\nglobals()['down_revision'] = 'a'\n",
    "carriage returns": "revision = 'b'\rdown_revision = 'a'\r",
    "form feed": "\x0crevision = 'b'\n\x0cdown_revision = 'a'\n",
    "semicolons": "revision = 'b'; down_revision = 'a'\n",
}  # fmt: skip


@pytest.mark.parametrize("source", KNOWN.values(), ids=KNOWN.keys())
def test_known_headers_are_what_alembic_reads(source: str) -> None:
    file = read(source)
    assert file.kind is FileKind.REVISION
    fields = (file.revision, file.down_revision, file.depends_on, file.branch_labels)
    assert [field.unknown for field in fields] == [""] * 4
    assert tuple(field.values for field in fields) == alembic(source)


UNKNOWN = {
    "id is a number": ("revision = 123\ndown_revision = None\n", "revision", "not a string but `123`"),
    "id is None": ("revision = None\ndown_revision = None\n", "revision", "not a string but `None`"),
    "id is bytes": ("revision = b'b'\ndown_revision = None\n", "revision", "not a string but a bytes"),
    "parent is a number": ("revision = 'b'\ndown_revision = 1\n", "down_revision", "`1`"),
    "nested tuple": ("revision = 'b'\ndown_revision = (('a',),)\n", "down_revision", "contains a tuple"),
    "None among parents": ("revision = 'b'\ndown_revision = ('a', None)\n", "down_revision", "contains `None`"),
    "call": ("import os\nrevision = 'b'\ndown_revision = os.environ.get('X')\n", "down_revision", "os.environ.get()"),
    "condition": (
        "import os\nrevision = 'b'\nif os.sep:\n    down_revision = 'a'\nelse:\n    down_revision = 'c'\n",
        "down_revision", "condition in line 3"),
    "assigned under a condition": (
        "import os\nrevision = 'b'\nif os.sep:\n    down_revision = 'a'\n", "down_revision", "condition in line 3"),
    "try": (
        "revision = 'b'\ndown_revision = None\ndepends_on = ('x',)\ntry:\n    import z\n    depends_on += ('y',)\n"
        "except ImportError:\n    pass\n", "depends_on", "`try` in line 4"),
    "suppressing with": (
        "import contextlib\nrevision = 'b'\ndown_revision = None\nwith contextlib.suppress(ImportError):\n    import z\n"
        "    down_revision = 'a'\n", "down_revision", "`with` in line 4"),
    "loop": ("import os\nrevision = 'b'\nfor down_revision in os.environ:\n    pass\n", "down_revision", "line 3"),
    "while": ("revision = 'b'\ndown_revision = ''\nwhile len(down_revision) < 3:\n    down_revision += 'a'\n",
        "down_revision", "line 3"),
    "global in a function": (
        "revision = 'b'\ndown_revision = 'a'\ndef f():\n    global down_revision\n    down_revision = 'c'\nf()\n",
        "down_revision", "`f` sets it, and line 6 runs that"),
    "walrus": ("revision = 'b'\ndown_revision = 'a'\nif (down_revision := 'c'):\n    pass\n",
        "down_revision", "inside an expression"),
    "exec": ("revision = 'b'\ndown_revision = 'a'\nexec('down_revision = 3')\n", "down_revision", "line 3"),
    "globals update": ("revision = 'b'\ndown_revision = 'a'\nglobals().update(down_revision='c')\n",
        "down_revision", "line 3"),
    "setattr": ("import sys\nrevision = 'b'\ndown_revision = 'a'\nsetattr(sys.modules[__name__], 'down_revision', 'c')\n",
        "down_revision", "line 4"),
    "module attribute": ("import sys\nrevision = 'b'\ndown_revision = 'a'\nsys.modules[__name__].down_revision = 'c'\n",
        "down_revision", "line 4"),
    "star import below": ("revision = 'b'\ndown_revision = 'a'\nfrom nowhere import *\n", "down_revision", "line 3"),
    "imported": ("from nowhere import P\nrevision = 'b'\ndown_revision = P\n", "down_revision", "nowhere.P"),
    "aliased list": ("x = []\nrevision = 'b'\ndown_revision = x\nx.append('a')\n", "down_revision", "append()"),
    "list changed in a branch": (
        "import os\nrevision = 'b'\ndown_revision = []\nif os.sep:\n    down_revision.append('a')\n",
        "down_revision", "condition in line 4"),
    "item assigned": ("revision = 'b'\ndown_revision = ['a']\ndown_revision[0] = 'c'\n", "down_revision", "line 3"),
    "no parent at all": ("revision = 'b'\n", "down_revision", "does not assign"),
    "formatted": ("revision = 'b'\ndown_revision = '%s' % 'a'\n", "down_revision", "computes"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "name", "reason"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_only_running_would_tell_is_unknown(source: str, name: str, reason: str) -> None:
    file = read(source)
    assert file.kind is FileKind.REVISION
    field = getattr(file, name)
    assert reason in field.unknown
    assert field.values == ()
    assert not field.literal or name == "revision"
    assert field.location is not None


def test_the_strings_of_an_unknown_header_are_mentioned() -> None:
    file = read("import os\nrevision = 'b'\ndown_revision = ('a', os.environ['X'])\n")
    assert file.down_revision.mentions == ("a", "X")


def test_span_and_place_are_those_of_the_value_that_counts() -> None:
    source = "revision = 'b'\ndown_revision = 'x'\ndown_revision = (  # two\n    'ä', 'c'\n)  # end\n"
    file = read(source)
    span = file.down_revision.span
    assert span is not None
    assert source.encode()[span.start : span.end].decode() == "(  # two\n    'ä', 'c'\n)"
    assert [source.encode()[s.start : s.end].decode().splitlines()[0] for s in file.down_revision.statements] == [
        "down_revision = 'x'",
        "down_revision = (  # two",
    ]
    location = file.down_revision.location
    assert location is not None
    assert (location.line, location.column, location.end_line, location.end_column) == (3, 17, 5, 2)


@pytest.mark.parametrize(
    ("statement", "literal", "replaceable"),
    [
        ("down_revision = 'a'", True, True),
        ("down_revision = ('a', 'c')", True, True),
        ("down_revision: str = 'a'", True, True),
        ("down_revision = 'a' + 'c'", False, True),
        ("down_revision = revision", False, True),
        ("down_revision = other = 'a'", False, False),
        ("down_revision = ()\ndown_revision += ('a',)", False, False),
        ("if True:\n    down_revision = 'a'", True, True),
        ("import os\nif os.sep:\n    down_revision = 'a'\nelse:\n    down_revision = 'a'", False, False),
        ("down_revision, x = 'a', 'c'", True, True),
    ],
)
def test_which_values_an_edit_can_replace(statement: str, literal: bool, replaceable: bool) -> None:
    field = read(f"revision = 'b'\n{statement}\n").down_revision
    assert field.unknown == ""
    assert (field.literal, field.replaceable) == (literal, replaceable)


def test_a_legacy_file_name_gives_the_id() -> None:
    file = read_revision_file("/project/versions/1a2b.py", data=b"down_revision = None\n")
    assert file.kind is FileKind.REVISION
    assert file.revision.values == ("1a2b",)


def test_without_an_id_it_is_no_revision() -> None:
    assert read("down_revision = None\n").kind is FileKind.NOT_A_REVISION
    assert read("").kind is FileKind.NOT_A_REVISION
