"""What the reader of operations cannot follow is opaque, never nothing."""

from __future__ import annotations

import textwrap

import pytest

from migralint.history.operation import OPAQUE, Operation
from migralint.loading.revisions.revision_file import read_revision_file

HEADER = 'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "b"\ndown_revision = "a"\n\n'


def upgrade(source: str, *, header: str = HEADER) -> list[Operation]:
    file = read_revision_file("/project/versions/x.py", data=(header + textwrap.dedent(source)).encode())
    assert file.error == ""
    return [operation for operation in file.operations if operation.function == "upgrade"]


def names(source: str, *, header: str = HEADER) -> list[str]:
    return [f"{one.name} {one.table or ''}".strip() for one in upgrade(source, header=header)]


WITHOUT_OP = HEADER.replace("from alembic import op\n", "")
OP_AS_PARAMETER = {
    "by its name": "def upgrade(op, tables, tester):\n    op.drop_table('t')\n",
    "keyword only": "def upgrade(*, op):\n    op.drop_table('t')\n",
    "by its type": "def upgrade(o: Operations):\n    o.drop_table('t')\n",
    "by a dotted type": "def upgrade(o: 'alembic.operations.Operations') -> None:\n    o.drop_table('t')\n",
    "handed on": "def upgrade(op):\n    work(op)\ndef work(o):\n    o.drop_table('t')\n",
    "handed on by name": "def upgrade(op):\n    work(o=op)\ndef work(*, o):\n    o.drop_table('t')\n",
    "as a default": "from alembic import op\ndef upgrade():\n    work()\ndef work(o=op):\n    o.drop_table('t')\n",
    "in a closure": "def upgrade(op):\n    def inner():\n        op.drop_table('t')\n    inner()\n",
    "made by itself": "from alembic.operations import Operations\ndef upgrade():\n    Operations(c).drop_table('t')\n",
    "looked up": "def upgrade(op):\n    getattr(op, 'drop_table')('t')\n",
}


@pytest.mark.parametrize("source", OP_AS_PARAMETER.values(), ids=OP_AS_PARAMETER.keys())
def test_op_that_is_handed_over_is_read(source: str) -> None:
    assert names(source, header=WITHOUT_OP) == ["drop_table t"]


OPAQUE_CODE = {
    "a method of another parameter": "def upgrade(op, tables, tester):\n    tester.populate_table('t')\n",
    "a helper of another module": "from app.helpers import seed\ndef upgrade():\n    seed()\n",
    "its result is kept": "from app.helpers import seed\ndef upgrade():\n    rows = seed()\n",
    "a helper imported inside": "def upgrade():\n    from app.helpers import seed\n    seed()\n",
    "a helper of the same package": "from . import helpers\ndef upgrade():\n    helpers.seed(op)\n",
    "of a package nobody knows": "import seeding\ndef upgrade():\n    seeding.run(op)\n",
    "a star import": "from app.helpers import *\ndef upgrade():\n    seed()\n",
    "in an expression": "from app.helpers import seed\ndef upgrade():\n    x = [seed(i) for i in range(3)]\n",
    "a computed directive": "def upgrade():\n    for n in NAMES:\n        getattr(op, n)('t')\n",
    "exec": "def upgrade():\n    exec(open('x.py').read())\n",
    "import_module": "import importlib\ndef upgrade():\n    importlib.import_module('app.x').go()\n",
    "another program": "import subprocess\ndef upgrade():\n    subprocess.run(['psql'])\n",
    "a decorator": "from app import retry\n@retry\ndef upgrade():\n    pass\n",
    "a decorated helper": "from app import retry\n@retry\ndef work():\n    pass\ndef upgrade():\n    work()\n",
    "imported": "from app.base import upgrade\n",
    "imported with a star": "from app.base import *\n",
    "made by a call": "upgrade = make_upgrade('t')\n",
    "a lambda": "upgrade = lambda: op.execute('A')\n",
    "a method of a class": "class Seeder:\n    def run(self): pass\ndef upgrade():\n    Seeder().run()\n",
    "a class method": "class Seeder:\n    @classmethod\n    def run(cls): pass\ndef upgrade():\n    Seeder.run()\n",
    "op handed to a class": "class Seeder:\n    pass\ndef upgrade():\n    Seeder(op)\n",
    "a function of op as a value": "def upgrade():\n    list(map(op.drop_table, ['t']))\n",
    "partial": "from functools import partial\nadd = partial(op.execute, 'A')\ndef upgrade():\n    add()\n",
    "the implementation": "def upgrade():\n    op.impl.send('A')\n",
    "put away": "def upgrade():\n    state.bind = op.get_bind()\n",
    "recorded elsewhere": "from alembic import command\ndef upgrade():\n    command.upgrade(config, 'other')\n",
    "arguments unpacked": "def work(o):\n    o.drop_table('t')\ndef upgrade():\n    work(*[op])\n",
    "a condition": "def upgrade():\n    o = helper if x else op.get_bind\n    o()()\nfrom app import helper\n",
}


@pytest.mark.parametrize("source", OPAQUE_CODE.values(), ids=OPAQUE_CODE.keys())
def test_what_cannot_be_followed_is_opaque(source: str) -> None:
    assert OPAQUE in names(source)


@pytest.mark.parametrize(
    "source",
    [
        "U.metadata.create_all(bind)",
        "U.__table__.create(bind, checkfirst=True)",
        "seed(bind)",
        "bind.sync_users()",
        "callbacks[0](bind)",
        "asyncio.run(work(bind))",
        "(bind, other)[i].run()",
    ],
)
def test_a_connection_that_leaves_is_opaque(source: str) -> None:
    header = HEADER + "import asyncio\nfrom app.models import U, seed, work\ncallbacks = []\n"
    assert OPAQUE in names(f"def upgrade():\n    bind = op.get_bind()\n    {source}\n", header=header)


HARMLESS = """\
import datetime, json, uuid
from app.types import GUID
from sqlalchemy.dialects import postgresql

users = sa.table("users", sa.column("id"))

def now():
    return datetime.datetime.now(datetime.timezone.utc)

def upgrade():
    op.add_column("t", sa.Column("c", GUID(), default=uuid.uuid4))
    op.add_column("t", sa.Column("d", postgresql.JSONB(), server_default=sa.text("'{}'")))
    bind = op.get_bind()
    inspector = sa.inspect(bind)
    if bind.dialect.name == "postgresql" and not inspector.has_table("t"):
        print(now(), json.dumps([str(x) for x in sorted({1, 2})]))
    for row in bind.execute(sa.text("SELECT id FROM t")).fetchall():
        values = {"id": row.id, "name": row.name.strip().lower()}
        bind.execute(users.update().where(users.c.id == row.id).values(**values))
"""


def test_what_makes_values_is_not_opaque() -> None:
    assert OPAQUE not in names(HARMLESS)


def test_all_definitions_of_upgrade_are_read() -> None:
    source = """\
        if sa.__version__ < "2":
            def upgrade():
                op.drop_table("one")
        else:
            def upgrade():
                op.drop_table("two")
        """
    assert names(source) == ["drop_table one", "drop_table two"]


def test_a_connection_of_either_way_is_a_connection() -> None:
    source = """\
        def upgrade():
            if x:
                bind = op.get_bind()
            else:
                bind = None
            bind.execute("A")
            (bind or op.get_bind()).execute("B")
            (other if x else bind).execute("C")
        """
    assert [one.sql for one in upgrade(source) if one.sql] == [("A",), ("B",), ("C",)]


def test_a_generator_that_yields_a_session() -> None:
    source = """\
        from contextlib import contextmanager

        @contextmanager
        def session():
            made = Session(bind=op.get_bind())
            yield made

        def upgrade():
            with session() as opened:
                opened.execute("A")
                opened.add(1)
        """
    assert names(source) == ["get_bind", "get_bind", "execute", "add"]


def test_types_and_statements_of_the_top_level() -> None:
    source = """\
        mood = sa.Enum("sad", name="mood")
        users = sa.table("users", sa.column("id"))

        def upgrade():
            mood.create(op.get_bind(), checkfirst=True)
            op.bulk_insert(users, [])
            op.execute(users.insert().values(id=1))
            op.get_bind().execute(sa.delete(users))
        """
    found = [
        (one.name, one.table, one.arguments[:1] if one.name == "create_type" else one.verb) for one in upgrade(source)
    ]
    assert [one for one in found if one[0] != "get_bind"] == [
        ("create_type", None, ("mood",)),
        ("bulk_insert", "users", ""),
        ("execute", "users", "insert"),
        ("execute", "users", "delete"),
    ]


def test_more_than_is_followed_is_opaque() -> None:
    helpers = "".join(f"def h{n}():\n    h{n + 1}()\n" for n in range(12))
    source = helpers + "def h12():\n    op.drop_table('t')\ndef upgrade():\n    h0()\n"
    assert names(source) == [OPAQUE]


def test_a_package_that_is_called_is_no_crash() -> None:
    assert names("import alembic\ndef upgrade():\n    alembic()\n") == []
