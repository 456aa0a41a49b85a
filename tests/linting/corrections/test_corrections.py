"""What `check --fix` makes of calls: each fix, and everything in whose presence there is none."""

from __future__ import annotations

import ast
from textwrap import dedent, indent

import pytest

from migralint.linting.corrections.names import FileNames
from migralint.rules.catalog import CATALOG
from tests.support.corrections import corrected
from tests.support.operations import IMPORTS

MADE = """
op.create_table(
    "orders",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("note", sa.String(length=40), nullable=False, server_default="none", comment="it's"),
    sa.Column("at", sa.DateTime(), server_default=sa.text("now()"), nullable=False),
    sa.Column("size", mysql.TINYINT(1), nullable=False, server_default=sa.func.rand()),
    sa.Column("state", sa.Enum(*STATES, name="state"), nullable=False),
    sa.UniqueConstraint("note", name="uq_note"),
    sa.CheckConstraint("id > 0", name="ck_id"),
    sa.ForeignKeyConstraint(["id"], ["users.id"], name="fk_id"),
)
op.create_index("ix_note", "orders", ["note"])
"""

FIXED = {
    "ML393 unique": (
        "mysql",
        'op.drop_constraint("uq_note", "orders")',
        'op.drop_constraint("uq_note", "orders", type_="unique")',
    ),
    "ML393 foreign key, batch": (
        "mysql",
        'with op.batch_alter_table("orders") as batch:\n    batch.drop_constraint("fk_id")',
        'batch.drop_constraint("fk_id", type_="foreignkey")',
    ),
    "ML393 check, schema": (
        "mariadb",
        'op.drop_constraint(table_name="orders", constraint_name="ck_id",)',
        'op.drop_constraint(table_name="orders", constraint_name="ck_id", type_="check",)',
    ),
    "ML394": ("mysql", 'op.drop_index("ix_note")', 'op.drop_index("ix_note", table_name="orders")'),
    "ML394 op.f": ("mysql", 'op.drop_index(op.f("ix_note"))', 'op.drop_index(op.f("ix_note"), table_name="orders")'),
    "ML351": (
        "mysql",
        'op.alter_column("orders", "note", nullable=True, existing_server_default="none", existing_comment="")',
        'op.alter_column("orders", "note", nullable=True, existing_server_default="none", existing_comment="", '
        "existing_type=sa.String(length=40))",
    ),
    "ML350": (
        "mysql",
        'op.alter_column("orders", "note", existing_type=sa.String(40), type_=sa.String(60))',
        'op.alter_column("orders", "note", existing_type=sa.String(40), type_=sa.String(60), existing_nullable=False, '
        """existing_server_default="none", existing_comment="it's")""",
    ),
    "ML350 and ML351 together": (
        "mysql",
        'op.alter_column("orders", "at", new_column_name="made")',
        'op.alter_column("orders", "at", new_column_name="made", existing_nullable=False, '
        'existing_server_default=sa.text("now()"), existing_type=sa.DateTime())',
    ),
    "ML351 of a dialect": (
        "mysql",
        'op.alter_column("orders", "size", nullable=True, existing_server_default="")',
        'op.alter_column("orders", "size", nullable=True, existing_server_default="", existing_type=mysql.TINYINT(1))',
    ),
    "ML388": (
        "",
        'op.add_column("orders", sa.Column("b", sa.DateTime(), server_default="now()"))',
        'op.add_column("orders", sa.Column("b", sa.DateTime(), server_default=sa.func.now()))',
    ),
    "ML388 text": (
        "",
        """op.add_column("orders", sa.Column("b", sa.Integer(), server_default="nextval('s'::regclass)"))""",
        """op.add_column("orders", sa.Column("b", sa.Integer(), server_default=sa.text("nextval('s'::regclass)")))""",
    ),
    "ML388 alter": (
        "",
        'op.alter_column("orders", "at", server_default="CURRENT_TIMESTAMP")',
        'op.alter_column("orders", "at", server_default=sa.text("CURRENT_TIMESTAMP"))',
    ),
    "ML389": (
        "",
        'op.add_column("orders", sa.Column("b", sa.Boolean(), server_default=False, nullable=False))',
        'op.add_column("orders", sa.Column("b", sa.Boolean(), server_default=sa.false(), nullable=False))',
    ),
    "ML389 number": (
        "",
        'op.add_column("orders", sa.Column("b", sa.Integer(), server_default=0))',
        'op.add_column("orders", sa.Column("b", sa.Integer(), server_default=sa.text("0")))',
    ),
    "ML390": (
        "postgresql",
        'op.add_column("orders", sa.Column("b", sa.Boolean(), server_default=sa.text("0")))',
        'op.add_column("orders", sa.Column("b", sa.Boolean(), server_default=sa.false()))',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FIXED)
def test_a_call_is_corrected_and_the_finding_is_gone(case: str) -> None:
    dialect, call, expected = FIXED[case]
    code = case.split()[0]
    result = corrected(call, dialect=dialect, before=MADE, imports=f"{IMPORTS}STATES = ('a', 'b')\n")
    assert result.lines == [expected]
    assert code in result.fixable
    assert code not in result.left
    assert set(result.left) <= set(result.found)


LEFT_ALONE = {
    "an unknown constraint": ("ML393", "mysql", 'op.drop_constraint("uq_other", "orders")'),
    "more keywords than are seen": ("ML393", "mysql", 'op.drop_constraint("uq_note", "orders", **{"schema": None})'),
    "a loop": ("ML393", "mysql", 'for name in ("uq_note", "ck_id"):\n    op.drop_constraint(name, "orders")'),
    "a loop over one": ("ML394", "mysql", 'for name in ("ix_note",):\n    op.drop_index(name)'),
    "a helper": (
        "ML393",
        "mysql",
        'def drop(name):\n    op.drop_constraint(name, "orders")\ndrop("uq_note")',
    ),
    "a value of the call": ("ML393", "mysql", 'x = op.drop_constraint("uq_note", "orders")'),
    "a type of names that the other file has": ("ML351", "mysql", 'op.alter_column("orders", "state", nullable=True)'),
    "a default that is no function of SQL": (
        "ML388",
        "",
        'op.add_column("orders", sa.Column("b", OurType(), server_default="now()"))',
    ),
    "a default behind a name": (
        "ML388",
        "",
        'NOW = "now()"\nop.add_column("orders", sa.Column("b", sa.DateTime(), server_default=NOW))',
    ),
    "a colon that would be a parameter": (
        "ML388",
        "",
        """op.add_column("orders", sa.Column("b", sa.Integer(), server_default="nextval('a :b')"))""",
    ),
    "a list": ("ML389", "", 'op.add_column("orders", sa.Column("b", sa.JSON(), server_default=[]))'),
    "a default of names that the other file has": (
        "ML350",
        "mysql",
        'op.alter_column("orders", "size", existing_type=mysql.TINYINT(1), new_column_name="b")',
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_what_is_not_certain_is_left_alone(case: str) -> None:
    code, dialect, call = LEFT_ALONE[case]
    made = MADE.replace("sa.func.rand()", "sa.text(SQL)")
    names = f"{IMPORTS}STATES = ('a', 'b')\nSQL = '1'\n"
    result = corrected(call, dialect=dialect, before=made, imports=names, select=[code])
    assert code in result.found
    assert result.fixable == ()
    assert result.after == result.before


@pytest.mark.parametrize(
    "imports",
    [
        "from alembic import op\nfrom sqlalchemy import Boolean, Column\n",
        f"{IMPORTS}if True:\n    import sqlalchemy as sa\n",
        f"{IMPORTS}def helper(sa):\n    pass\n",
    ],
    ids=["not imported", "bound twice", "parameter"],
)
def test_names_that_the_file_does_not_surely_provide_are_not_used(imports: str) -> None:
    column = "Column" if "Column" in imports else "sa.Column"
    kind = "Boolean" if "Boolean" in imports else "sa.Boolean"
    call = f'op.add_column("t", {column}("b", {kind}(), server_default=False))'
    result = corrected(call, imports=imports, select=["ML389"])
    assert result.found == ("ML389",)
    assert result.after == result.before


@pytest.mark.parametrize(
    ("imports", "written"),
    [
        ("import sqlalchemy\n", "sqlalchemy.false()"),
        ("import sqlalchemy as sql\n", "sql.false()"),
        ("from sqlalchemy import Boolean, Column, false\n", "false()"),
        ("from sqlalchemy import Boolean, Column, false as no\n", "no()"),
    ],
)
def test_names_are_written_as_the_file_imports_them(imports: str, written: str) -> None:
    prefix = "" if imports.startswith("from") else written.removesuffix("false()")
    call = f'op.add_column("t", {prefix}Column("b", {prefix}Boolean(), server_default=False))'
    result = corrected(call, imports=f"from alembic import op\n{imports}", select=["ML389"])
    assert result.lines == [call.replace("=False", f"={written}")]
    assert result.left == ()


def test_one_finding_about_several_columns_is_fixed_as_a_whole() -> None:
    call = """
    op.create_table(
        "t",
        sa.Column("a", sa.Boolean(), server_default=True),  # of old
        sa.Column("b", sa.Boolean(), server_default=False),
    )
    """
    result = corrected(call, select=["ML389"])
    assert result.found == result.fixable == ("ML389",)
    assert result.lines == [
        'sa.Column("a", sa.Boolean(), server_default=sa.true()),  # of old',
        'sa.Column("b", sa.Boolean(), server_default=sa.false()),',
    ]
    assert result.left == ()


def test_where_one_of_several_columns_is_not_certain_all_are_left_alone() -> None:
    call = """
    op.create_table(
        "t", sa.Column("a", sa.Boolean(), server_default=True), sa.Column("b", sa.JSON(), server_default={})
    )
    """
    result = corrected(call, select=["ML389"])
    assert (result.found, result.after) == (("ML389",), result.before)


def test_merged_revisions_are_left_alone() -> None:
    result = corrected("pass", before=[MADE, 'op.drop_index("ix_note")'], dialect="mysql", select=["ML394"])
    assert result.after == result.before


def test_two_tables_with_an_index_of_one_name() -> None:
    more = 'op.create_table("users", sa.Column("note", sa.String(9)), sa.Index("ix_note", "note"))'
    result = corrected('op.drop_index("ix_note")', before=[MADE, more], dialect="mysql", select=["ML394"])
    assert (result.found, result.fixable) == (("ML394",), ())


ENV = {"env.py": 'metadata = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})\n'}


def test_a_name_in_the_form_of_the_convention_is_said_to_be_final() -> None:
    call = 'op.create_check_constraint("ck_t_paid", "t", "paid > 0")'
    result = corrected(call, files=ENV, select=["ML392"])
    assert result.lines == ['op.create_check_constraint(op.f("ck_t_paid"), "t", "paid > 0")']
    assert result.left == ()


def test_a_doubled_name_that_the_downgrade_goes_by_is_left_alone() -> None:
    call = 'op.create_check_constraint("ck_t_paid", "t", "paid > 0")'
    result = corrected(
        call, files=ENV, select=["ML392"], downgrade='op.drop_constraint("ck_t_paid", "t", type_="check")'
    )
    assert (result.found, result.fixable) == (("ML392",), ())


def test_a_drop_by_a_doubled_name_may_be_meant() -> None:
    drop = 'op.drop_constraint("ck_t_paid", "t", type_="check")'
    made = 'op.create_table("t")\nop.create_check_constraint("ck_t_paid", "t", "paid > 0")'
    result = corrected(drop, before=made, files=ENV, select=["ML392"])
    assert (result.found, result.fixable) == (("ML392",), ())


CONCURRENT = {
    "create": (
        'op.create_index("ix_new", "orders", ["id"])',
        """\
        with op.get_context().autocommit_block():
            op.create_index("ix_new", "orders", ["id"], postgresql_concurrently=True)
        """,
    ),
    "drop, several lines, docstring and comments": (
        """\
        '''Why.'''
        # before
        op.drop_index(  # here

            # there
            "ix_note",
            table_name="orders"
        )  # behind
        # after
        """,
        """\
        '''Why.'''
        # before
        with op.get_context().autocommit_block():
            op.drop_index(  # here

                # there
                "ix_note",
                table_name="orders",
                postgresql_concurrently=True,
            )  # behind
        # after
        """,
    ),
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("case", CONCURRENT)
def test_an_index_alone_in_its_revision_is_built_outside_of_the_transaction(case: str, line_end: str) -> None:
    upgrade, expected = CONCURRENT[case]
    downgrade = 'op.drop_index("ix_new")'
    result = corrected(upgrade, before=MADE, dialect="postgresql", downgrade=downgrade, line_end=line_end)
    body = result.after.decode().split("def upgrade():")[1].split("def downgrade")[0]
    assert body.strip() == indent(dedent(expected), "    ").strip().replace("\n", line_end)
    assert b"\r\n" not in result.after if line_end == "\n" else result.after.count(b"\r") == result.after.count(b"\n")
    assert len(result.fixable) == 1
    assert set(result.left) < set(result.found)


@pytest.mark.parametrize(
    "options",
    [
        {"upgrade": 'op.create_index("ix_new", "orders", ["id"])\nop.execute("SELECT 1")'},
        {"upgrade": 'if True:\n    op.create_index("ix_new", "orders", ["id"])'},
        {"upgrade": 'op.create_index("ix_new", "orders", ["id"]); x = 1'},
        {"upgrade": 'op.create_index("ix_new", "orders", ["id"], if_not_exists=True)'},
        {"upgrade": 'op.create_index("ix_new", "unknown", ["id"])'},
        {"upgrade": 'op.execute("CREATE INDEX ix_new ON orders (id)")'},
        {"upgrade": "op.create_index(\"ix_new\", \"orders\", [sa.text('''lower(\n  note)''')])"},
        {"dialect": "postgresql sqlite"},
    ],
    ids=["more", "condition", "one line", "if not exists", "table", "sql", "text of several lines", "dialects"],
)
def test_any_other_index_is_left_alone(options: dict[str, str]) -> None:
    options = {"upgrade": 'op.create_index("ix_new", "orders", ["id"])', "dialect": "postgresql", **options}
    result = corrected(**options, before=MADE, select=["ML320"])
    assert result.found == ("ML320",)
    assert result.after == result.before


@pytest.mark.parametrize(
    ("encoding", "begin", "letters"),
    [
        ("utf-8", b"", "é表"),
        ("utf-8", b"\xef\xbb\xbf", "表"),
        ("latin-1", b"# -*- coding: latin-1 -*-\r\n", "é"),
        ("shift-jis", b"# coding: shift-jis\r\n", "ソ表"),  # their second bytes are backslashes
    ],
)
def test_other_bytes_survive(encoding: str, begin: bytes, letters: str) -> None:
    call = f'op.drop_index("ix_note",  # {letters}\n)'
    options = {"encoding": encoding, "begin": begin, "line_end": "\r\n", "imports": f"X = '{letters}'\n{IMPORTS}"}
    made = corrected(call, before=MADE, dialect="mysql", select=["ML394"], **options)  # type: ignore[arg-type]
    old = f'"ix_note",  # {letters}'.encode(encoding)
    assert made.before.count(old) == 1
    assert made.after == made.before.replace(old, old.replace(b",", b', table_name="orders",', 1))
    assert made.left == ()


def test_a_conflict_within_text_is_no_place_to_write_into() -> None:
    text = "X = '''\n<<<<<<< a\n=======\n>>>>>>> b\n'''\n"
    result = corrected(
        'op.drop_index("ix_note")', before=MADE, dialect="mysql", select=["ML394"], imports=IMPORTS + text
    )
    assert result.fixable == ()
    assert result.after == result.before


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("import sqlalchemy as sa", "sqlalchemy.func.now()", "sa.func.now()"),
        ("import sqlalchemy as sa\nfrom x import *", "sqlalchemy.func.now()", None),
        ("import sqlalchemy as sa", "sqlalchemy.dialects.mysql.YEAR()", None),
        ("from sqlalchemy import dialects", "sqlalchemy.dialects.mysql.YEAR()", None),
        ("from sqlalchemy.dialects.mysql import YEAR", "sqlalchemy.dialects.mysql.YEAR()", "YEAR()"),
        ("from .sqlalchemy import text", "sqlalchemy.text('')", None),
        ("def f():\n    import sqlalchemy as sa", "sqlalchemy.text('')", None),
        ("", "True", "True"),
        ("", "'sqlalchemy'", "'sqlalchemy'"),
    ],
)
def test_a_name_is_provided_by_one_import_at_the_top(text: str, name: str, expected: str | None) -> None:
    assert FileNames(ast.parse(text)).written(name) == expected


def test_rules_with_such_fixes_say_so() -> None:
    fixable = {rule.code for rule in CATALOG if rule.fixable}
    assert fixable == {
        "ML205",
        "ML320",
        "ML321",
        "ML350",
        "ML351",
        "ML388",
        "ML389",
        "ML390",
        "ML392",
        "ML393",
        "ML394",
    }
