"""Which operations a revision file holds, in all the ways in which people write them."""

from __future__ import annotations

import textwrap

import pytest

from migralint.history.operation import CallText, Operation, SourceCall, SourceText
from migralint.loading.revisions.revision_file import read_revision_file

HEADER = 'import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "b"\ndown_revision = "a"\n\n'


def read(source: str, *, header: str = HEADER) -> tuple[Operation, ...]:
    data = (header + textwrap.dedent(source)).encode()
    file = read_revision_file("/project/versions/x.py", data=data)
    assert file.error == ""
    return file.operations


def body(statements: str, *, header: str = HEADER) -> tuple[Operation, ...]:
    return read("def upgrade():\n" + textwrap.indent(textwrap.dedent(statements), "    "), header=header)


def names(operations: tuple[Operation, ...]) -> list[str]:
    return [f"{operation.name} {operation.table}" for operation in operations]


STYLES = {
    "from alembic import op": ("from alembic import op", "op.drop_table('t')"),
    "renamed": ("from alembic import op as o", "o.drop_table('t')"),
    "the module": ("import alembic.op", "alembic.op.drop_table('t')"),
    "the module renamed": ("import alembic.op as aop", "aop.drop_table('t')"),
    "the package": ("import alembic", "alembic.op.drop_table('t')"),
    "the directive": ("from alembic.op import drop_table", "drop_table('t')"),
    "the directive renamed": ("from alembic.op import drop_table as dt", "dt('t')"),
    "star of op": ("from alembic.op import *", "drop_table('t')"),
    "op of another module": ("from app.migrations import op", "op.drop_table('t')"),
    "inside of the function": ("", "from alembic import op\nop.drop_table('t')"),
    "under another name": ("from alembic import op", "operations = op\noperations.drop_table('t')"),
    "in a try": ("try:\n    from alembic import op\nexcept ImportError:\n    raise", "op.drop_table('t')"),
}


@pytest.mark.parametrize(("header", "call"), STYLES.values(), ids=STYLES.keys())
def test_any_import_style(header: str, call: str) -> None:
    assert names(body(call, header=header + "\nrevision = 'b'\ndown_revision = None\n")) == ["drop_table t"]


def test_arguments_are_literals_or_source() -> None:
    (operation,) = body("op.add_column('t', sa.Column('c', sa.Integer(), nullable=False), schema='s')")
    assert (operation.name, operation.table, operation.schema) == ("add_column", "t", "s")
    table, column = operation.arguments
    assert isinstance(column, SourceCall)
    assert (table, column.text) == ("t", "sa.Column('c', sa.Integer(), nullable=False)")
    assert operation.keywords == {"schema": "s"}
    column = operation.arguments[1]
    assert isinstance(column, SourceText)
    call = column.call()
    assert call is not None
    assert (call.name, call.arguments, call.keywords) == (
        "Column",
        ("c", SourceCall("sa.Integer()", CallText("sqlalchemy.Integer", (), {}))),
        {"nullable": False},
    )
    assert SourceText("x + 1").call() is None


def test_the_place_is_the_call() -> None:
    (operation,) = body("x = 1; op.drop_column(\n    'ä', 'b')")
    location = operation.location
    assert (location.line, location.column, location.end_line, location.end_column) == (8, 12, 9, 18)


TABLES = {
    "op.create_index('ix', 't', ['a'])": "t",
    "op.create_index(op.f('ix'), 't', ['a'])": "t",
    "op.drop_index('ix', table_name='t')": "t",
    "op.drop_index('ix')": None,
    "op.create_foreign_key('fk', 't', 'other', ['a'], ['b'])": "t",
    "op.create_foreign_key('fk', source_table='t', referent_table='o', local_cols=['a'], remote_cols=['b'])": "t",
    "op.drop_constraint('fk', 't', type_='foreignkey')": "t",
    "op.create_check_constraint('ck', 't', 'a > 0')": "t",
    "op.rename_table('t', 'u')": "t",
    "op.alter_column(table_name='t', column_name='c', nullable=True)": "t",
    "op.drop_column(TABLE, 'c')": "t",
    "op.drop_column(PREFIX + 'x', 'c')": "t_x",
    "op.drop_column(f'{PREFIX}x', 'c')": "t_x",
    "op.drop_column(compute(), 'c')": None,
    "op.bulk_insert(sa.table('t', sa.column('c')), [{'c': 1}])": "t",
    "op.bulk_insert(sa.Table('t', sa.MetaData()), [])": "t",
}


@pytest.mark.parametrize(("call", "table"), TABLES.items())
def test_the_table_is_the_literal_name(call: str, table: str | None) -> None:
    (operation,) = body(call, header=HEADER + "TABLE = 't'\nPREFIX = 't_'\n")
    assert operation.table == table


def test_operations_of_a_batch_have_its_table() -> None:
    operations = body(
        """\
        with op.batch_alter_table('t', schema='s') as batch_op:
            batch_op.drop_column('c')
            batch_op.create_index(batch_op.f('ix'), ['a'])
        """
    )
    assert names(operations) == ["batch_alter_table t", "drop_column t", "create_index t"]
    assert [operation.batch for operation in operations] == [False, True, True]
    assert operations[2].arguments == ("ix", ["a"])
    assert operations[1].schema == "s"


def test_helpers_of_the_file_are_followed() -> None:
    operations = read(
        """\
        def upgrade():
            drop("a")
            drop(table="b")
            work(op)

        def drop(table, if_exists=True):
            op.drop_table(table, if_exists=if_exists)

        def work(o):
            with o.batch_alter_table("c") as batch:
                columns(batch)
            downgrade_only = 1

        def columns(batch_op):
            batch_op.drop_column("x")

        def never():
            op.drop_table("never")

        def downgrade():
            drop("d")
        """
    )
    assert names(operations) == [
        "drop_table a", "drop_table b", "batch_alter_table c", "drop_column c", "drop_table d",
    ]  # fmt: skip
    assert [operation.function for operation in operations][-2:] == ["upgrade", "downgrade"]
    assert operations[0].keywords == {"if_exists": True}


def test_a_helper_that_calls_itself_ends() -> None:
    source = "def upgrade():\n    f()\n\ndef f():\n    op.drop_table('t')\n    f()\n"
    assert names(read(source)) == ["drop_table t"]


def test_each_database_of_a_multidb_revision() -> None:
    source = """\
        def upgrade(engine_name):
            globals()[f"upgrade_{engine_name}"]()

        def upgrade_one():
            op.drop_table("a")

        def upgrade_two():
            op.drop_table("b")
        """
    assert names(read(source)) == ["drop_table a", "drop_table b"]


def test_loops_over_literals_are_unrolled() -> None:
    operations = body(
        """\
        for table in ("a", "b"):
            op.drop_table(table)
        for name, column in [("c", "x"), ("d", "y")]:
            op.drop_column(name, column)
        for name in find():
            op.drop_table(name)
        [op.drop_index(i) for i in INDEXES]
        [op.drop_index(i) for i in find()]
        """,
        header=HEADER + "INDEXES = ['i']\ni = 'z'\n",
    )
    assert names(operations) == [
        "drop_table a", "drop_table b", "drop_column c", "drop_column d", "drop_table None", "drop_index None",
        "drop_index None",
    ]  # fmt: skip
    assert operations[3].arguments == ("d", "y")
    assert operations[5].arguments == ("i",)
    assert operations[6].arguments == (SourceText("i"),)


def test_conditions_are_kept() -> None:
    operations = body(
        """\
        bind = op.get_bind()
        if bind.dialect.name == "postgresql":
            table = "a"
            op.execute("A")
        else:
            table = "b"
            op.execute("B")
        op.drop_table(table)
        """
    )
    test = 'bind.dialect.name == "postgresql"'
    assert [operation.conditions for operation in operations] == [(), (test,), (f"not ({test})",), ()]
    assert operations[-1].table is None


SQL = {
    "op.execute('A')": ("A",),
    "op.execute('A ' 'B')": ("A B",),
    "op.execute('A ' + 'B')": ("A B",),
    "op.execute(sqltext='A')": ("A",),
    "op.execute(SQL)": ("SELECT 1",),
    "op.execute(sa.text('A'))": ("A",),
    "op.execute(text('A').bindparams(x=1))": ("A",),
    "op.execute(sa.DDL('A'))": ("A",),
    "op.execute(dedent('''A'''))": ("A",),
    "op.execute(f'A {x()}')": (),
    "op.execute('A %s' % x)": (),
    "op.execute('A {}'.format(x))": (),
    "stmt = sa.text('A')\nop.execute(stmt)": ("A",),
    "sql = 'A'\nsql += ' B'\nop.execute(sql)": ("A B",),
    "for s in ['A', 'B']: op.execute(s)": ("A", "B"),
    "op.get_bind().execute(sa.text('A'))": ("A",),
    "conn = op.get_bind()\nconn.execute('A')": ("A",),
    "conn = op.get_bind()\nconn.execute(\n    sa.text('A')\n).fetchall()": ("A",),
    "conn = op.get_bind()\nfor row in conn.execute(sa.text('A')): pass": ("A",),
    "conn = op.get_bind()\nrows = [r for r in conn.execute(sa.text('A'))]": ("A",),
    "conn = op.get_context().bind\nconn.exec_driver_sql('A')": ("A",),
    "session = Session(bind=op.get_bind())\nsession.execute('A')": ("A",),
    "session = sa.orm.sessionmaker(bind=op.get_bind())()\nsession.execute('A')": ("A",),
    "with Session(op.get_bind()) as session:\n    session.execute('A')": ("A",),
    "with op.get_bind().begin_nested() as c:\n    c.execute('A')": ("A",),
    "if op.get_bind().scalar('A'): pass": ("A",),
    "bind().execute('A')": ("A",),
}


@pytest.mark.parametrize(("statements", "sql"), SQL.items())
def test_literal_sql(statements: str, sql: tuple[str, ...]) -> None:
    header = HEADER + "SQL = 'SELECT 1'\ndef bind():\n    return op.get_bind()\n"
    operations = body(statements, header=header)
    assert tuple(text for operation in operations for text in operation.sql) == sql
    assert any(operation.name in ("execute", "exec_driver_sql", "scalar") for operation in operations)


def test_work_on_a_connection_is_told_from_op() -> None:
    operations = body("op.execute('A')\nop.get_bind().execute('B')\nsession = Session(op.get_bind())\nsession.commit()")
    assert operations[4].around.executed == "Session"
    assert [(o.name, o.bind) for o in operations] == [
        ("execute", False), ("get_bind", False), ("execute", True), ("get_bind", False),
        ("get_bind", True), ("commit", True),
    ]  # fmt: skip


def test_a_statement_on_a_table_object_names_its_table() -> None:
    operations = body(
        """\
        users = sa.table('users', sa.column('id'))
        op.execute(users.update().where(users.c.id == 1).values(id=2))
        op.execute(sa.delete(users))
        made = op.create_table('made', sa.Column('id', sa.Integer()))
        op.bulk_insert(made, [{'id': 1}])
        op.bulk_insert(op.create_table('other', sa.Column('id', sa.Integer())), [])
        """
    )
    assert names(operations) == [
        "execute users", "execute users", "create_table made", "bulk_insert made", "create_table other",
        "bulk_insert other",
    ]  # fmt: skip
    assert operations[3].arguments[1] == [{"id": 1}]


def test_an_autocommit_block_is_marked() -> None:
    operations = body("with op.get_context().autocommit_block():\n    op.execute('A')\nop.execute('B')")
    assert [(o.name, o.autocommit) for o in operations] == [
        ("get_context", False), ("execute", True), ("execute", False),
    ]  # fmt: skip


def test_what_is_no_operation() -> None:
    assert body("op.f('x')\nprint('op.drop_table')\nother.drop_table('t')\nlogger.execute('x')") == ()
    assert read("class X:\n    def upgrade(self):\n        op.drop_table('t')\n") == ()


def test_statements_of_every_kind_are_searched() -> None:
    source = """\
        try:
            op.execute("1")
        except Exception:
            op.execute("3")
        else:
            op.execute("2")
        finally:
            op.execute("4")
        while op.execute("5"):
            op.execute("6")
        match 1:
            case 1:
                op.execute("7")
        assert op.execute("8")
        x = (op.execute("9"), lambda: op.execute("10"), {1: op.execute("11")})
        def inner():
            op.execute("12")
        inner()
        y: int = op.execute("13")
        return op.execute("14")
        """
    assert [operation.sql for operation in body(source)] == [(str(number),) for number in range(1, 15)]
