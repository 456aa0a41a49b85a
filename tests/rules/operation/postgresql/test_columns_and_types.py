"""ML325-ML331: new columns, types, NOT NULL."""

from __future__ import annotations

import pytest

from migralint.findings.severity import Severity
from tests.support.operations import IMPORTS, findings, found


def add(definition: str) -> str:
    return f'op.add_column("orders", sa.Column("c", {definition}))'


def sql(action: str) -> str:
    return f'op.execute("ALTER TABLE orders {action}")'


def alter(arguments: str) -> str:
    return f'op.alter_column("orders", "c", {arguments})'


def with_type(old: str, new: str, more: str = "") -> str:
    types = [one if one.startswith("postgresql.") else f"sa.{one}" for one in (old, new)]
    return alter(f"existing_type={types[0]}, type_={types[1]}{more}")


FOUND = [
    # volatile-default
    ("ML325", add('sa.Uuid(), server_default=sa.text("gen_random_uuid()")')),
    ("ML325", add("sa.Float(), server_default=sa.func.random()")),
    ("ML325", add("sa.Float(), server_default=sa.func.round(sa.func.random())")),
    ("ML325", add('sa.DateTime(), server_default=sa.text("clock_timestamp() - interval \'1 day\'")')),
    ("ML325", add('sa.Text(), server_default=sa.text("public.uuid_generate_v4()::text")')),
    ("ML325", sql("ADD COLUMN c uuid DEFAULT gen_random_uuid() NOT NULL")),
    ("ML325", 'with op.batch_alter_table("orders") as b:\n    '
     'b.add_column(sa.Column("c", sa.Uuid(), server_default=sa.func.gen_random_uuid()))'),
    # add-auto-increment
    ("ML326", add("sa.BigInteger(), sa.Identity()")),
    ("ML326", add("sa.Integer(), primary_key=True")),
    ("ML326", add("sa.Integer(), server_default=sa.Sequence('s').next_value()")),
    ("ML326", add("sa.Integer(), server_default=sa.text(\"nextval('s')\")")),
    ("ML326", sql("ADD COLUMN c bigserial")),
    ("ML326", sql("ADD COLUMN c int GENERATED ALWAYS AS IDENTITY")),
    ("ML326", sql("ADD c int DEFAULT nextval('s')")),
    # add-stored-generated
    ("ML327", add('sa.Integer(), sa.Computed("a + b", persisted=True)')),
    ("ML327", add('sa.Integer(), sa.Computed("a + b")')),
    ("ML327", sql("ADD COLUMN c int GENERATED ALWAYS AS (a + b) STORED")),
    # type-change-rewrites
    ("ML328", with_type("Integer()", "BigInteger()")),
    ("ML328", with_type("String(40)", "String(20)")),
    ("ML328", with_type("Text()", "String(20)")),
    ("ML328", with_type("CHAR(3)", "Text()")),
    ("ML328", with_type("Numeric(10, 2)", "Numeric(12, 4)")),
    ("ML328", with_type("DateTime()", "DateTime(timezone=True)")),
    ("ML328", with_type("DateTime()", "DateTime(timezone=True)", ', postgresql_using="c AT TIME ZONE \'UTC\'"')),
    ("ML328", with_type("String(9)", "Text()", ', postgresql_using="lower(c)"')),
    ("ML328", with_type("JSON()", "JSON().with_variant(postgresql.JSONB(), 'postgresql')")),
    ("ML328", with_type("Date()", "DateTime()")),
    ("ML328", "op.execute(\"SET TIME ZONE 'UTC'\")\n"
     + with_type("DateTime()", "TIMESTAMP(timezone=True, precision=3)").replace("_=sa.", "_=postgresql.")),
    ("ML328", 'with op.batch_alter_table("orders") as b:\n    '
     'b.alter_column("c", existing_type=sa.Integer(), type_=sa.BigInteger())'),
    # type-change-needs-using
    ("ML329", with_type("Text()", "Integer()")),
    ("ML329", with_type("String(9)", "Boolean()")),
    ("ML329", with_type("String()", "Uuid()")),
    ("ML329", with_type("Text()", "ARRAY(sa.Text())")),
    ("ML329", with_type("Text()", "JSON()")),
    ("ML329", with_type("Boolean()", "Integer()")),
    ("ML329", with_type("Integer()", "Boolean()")),
    ("ML329", with_type("String(9)", 'Enum("a", name="mood")')),
    ("ML329", with_type('Enum("a", name="mood")', 'Enum("a", name="temper")')),
    ("ML329", 'with op.batch_alter_table("orders") as b:\n    '
     'b.alter_column("c", existing_type=sa.Text(), type_=sa.Date())'),
    # type-change-with-default
    ("ML330", with_type("Boolean()", "Integer()", ', existing_server_default=sa.false(), postgresql_using="c::int"')),
    ("ML330", with_type("Text()", "Integer()", ', existing_server_default="0", server_default="0", '
     'postgresql_using="c::int"')),
    # set-not-null-scans
    ("ML331", alter("nullable=False")),
    ("ML331", alter("existing_type=sa.Integer(), nullable=False")),
    ("ML331", sql("ALTER COLUMN c SET NOT NULL")),
    ("ML331", sql("ALTER c SET NOT NULL, ALTER d DROP NOT NULL")),
    ("ML331", 'with op.batch_alter_table("orders") as b:\n    b.alter_column("c", nullable=False)'),
]  # fmt: skip

CLEAN = [
    ("ML325", add("sa.DateTime(), server_default=sa.func.now()")),
    ("ML325", add('sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP(3)")')),
    ("ML325", add('sa.DateTime(), server_default=sa.text("statement_timestamp()")')),
    ("ML325", add("sa.Integer(), server_default='0'")),
    ("ML325", add('sa.JSON(), server_default=sa.text("\'{}\'::jsonb")')),
    ("ML325", add("sa.Text(), server_default=sa.text(\"'gen_random_uuid()'\")")),
    ("ML325", add('sa.String(9), server_default=sa.text("\'x\'::character varying(9)")')),
    ("ML325", add("sa.Uuid(), default=uuid.uuid4")),
    ("ML325", alter('server_default=sa.text("gen_random_uuid()")')),
    ("ML325", sql("ADD COLUMN c timestamptz DEFAULT now()")),
    ("ML325", 'op.create_table("orders")\n' + add("sa.Uuid(), server_default=sa.func.gen_random_uuid()")),
    ("ML326", add("sa.Integer()")),
    ("ML326", add("sa.Uuid(), primary_key=True")),
    ("ML326", add("sa.Integer(), primary_key=True, autoincrement=False")),
    ("ML326", add("sa.Integer(), sa.Sequence('s')")),
    ("ML326", 'op.create_table("orders")\n' + add("sa.Integer(), sa.Identity()")),
    ("ML327", add('sa.Integer(), sa.Computed("a + b", persisted=False)')),
    ("ML327", 'op.create_table("orders")\n' + add('sa.Integer(), sa.Computed("a + b")')),
    ("ML328", with_type("String(20)", "String(40)")),
    ("ML328", with_type("String(20)", "String()")),
    ("ML328", with_type("String(20)", "Text()")),
    ("ML328", with_type("Text()", "String()")),
    ("ML328", with_type("Numeric(10, 2)", "Numeric(12, 2)")),
    ("ML328", with_type("Numeric(10, 2)", "Numeric()")),
    ("ML328", with_type("Integer()", "Integer()")),
    ("ML328", with_type("Float()", "postgresql.DOUBLE_PRECISION()")),
    ("ML328", with_type("String(20)", "Text()", ', postgresql_using="c::text"')),
    ("ML328", alter("existing_type=sa.Integer(), nullable=True")),
    ("ML328", with_type("Integer()", "MyOwnType()").replace("type_=sa.MyOwn", "type_=MyOwn")),
    ("ML328", "op.execute(\"SET LOCAL TIME ZONE 'UTC'\")\n" + with_type("DateTime()", "DateTime(timezone=True)")),
    ("ML328", 'op.create_table("orders", sa.Column("c", sa.Integer()))\n' + alter("type_=sa.BigInteger()")),
    ("ML328", sql("MODIFY c BIGINT")),
    ("ML329", with_type("Text()", "Integer()", ', postgresql_using="c::integer"')),
    ("ML329", with_type("Integer()", "Text()")),
    ("ML329", with_type("Integer()", "Numeric()")),
    ("ML329", with_type("DateTime()", "Date()")),
    ("ML329", with_type("JSON()", "postgresql.JSONB()")),
    ("ML329", with_type('Enum("a", name="mood")', 'Enum("a", "b", name="mood")')),
    ("ML329", with_type('Enum("a", name="mood", native_enum=False)', "Text()")),
    ("ML329", alter("type_=sa.Integer()")),
    ("ML329", sql("ALTER c TYPE integer")),
    ("ML330", with_type("Boolean()", "Integer()", ', existing_server_default=None, postgresql_using="c::int"')),
    ("ML330", with_type("Boolean()", "Integer()", ', existing_server_default=False, postgresql_using="c::int"')),
    ("ML330", with_type("Boolean()", "Integer()", ', postgresql_using="c::int"')),
    ("ML330", with_type("Integer()", "Text()", ', existing_server_default="0", postgresql_using="c::text"')),
    ("ML331", alter("nullable=False, existing_nullable=False")),
    ("ML331", alter("nullable=True")),
    ("ML331", sql("ALTER c DROP NOT NULL")),
    ("ML331", sql("MODIFY c INT NOT NULL")),
    ("ML331", 'op.create_table("orders", sa.Column("c", sa.Integer()))\n' + alter("nullable=False")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_found(code: str, upgrade: str) -> None:
    (finding,) = findings(upgrade, dialect="postgresql", select=[code])
    assert finding.severity is (Severity.ERROR if code in ("ML329", "ML330") else Severity.WARNING)


@pytest.mark.parametrize(("code", "upgrade"), CLEAN)
def test_clean(code: str, upgrade: str) -> None:
    assert found(upgrade, dialect="postgresql", select=[code]) == []


def state(column: str, more: str = "") -> str:
    return (
        f'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("c", {column}))\n{more}'
    )


def in_state(code: str, upgrade: str, column: str, more: str = "", **options: object) -> list[str]:
    return found(upgrade, dialect="postgresql", select=[code], before=state(column, more), **options)


def test_the_old_type_comes_from_the_history() -> None:
    assert in_state("ML328", sql("ALTER c TYPE bigint"), "sa.Integer()") == ["ML328"]
    assert in_state("ML328", sql("ALTER c TYPE varchar(40)"), "sa.String(20)") == []
    assert in_state("ML329", sql("ALTER COLUMN c SET DATA TYPE integer"), "sa.Text()") == ["ML329"]
    assert in_state("ML329", alter("type_=sa.Integer(), existing_type=sa.Integer()"), "sa.Text()") == []


def test_an_enum_that_sqlite_reads_back_as_text_is_an_enum() -> None:
    """Autogenerate against SQLite writes VARCHAR, as long as the longest value."""
    held, new = 'sa.Enum("on", "off", "maybe", name="mood")', 'sa.Enum("on", "off", name="mood")'
    for code in ("ML328", "ML329"):
        assert in_state(code, with_type("VARCHAR(length=5)", new[3:]), held) == []
    other = 'Enum("on", "off", name="temper")'
    assert in_state("ML329", with_type("VARCHAR(length=5)", other), held) == ["ML329"]
    # Of another length it was not read from this enum, and the call is believed; so it is where nothing else is known.
    assert in_state("ML329", with_type("VARCHAR(length=6)", new[3:]), held) == ["ML329"]
    assert in_state("ML329", with_type("VARCHAR(length=5)", new[3:]), "sa.String(5)") == ["ML329"]


@pytest.mark.parametrize(("dialects", "codes"), [("postgresql", ["ML329"]), ("postgresql sqlite", [])])
def test_text_that_may_come_from_sqlite_is_no_text_for_sure(dialects: str, codes: list[str]) -> None:
    change = with_type("VARCHAR(length=5)", 'Enum("on", "off", name="mood")')
    assert found(change, dialect=dialects, select=["ML329"]) == codes
    assert found(change, dialect=dialects, select=["ML329"], before=state("sa.String(5)")) == ["ML329"]
    number = with_type("VARCHAR(length=5)", "Integer()")
    assert found(number, dialect=dialects, select=["ML329"]) == ["ML329"]


def test_an_old_type_that_nobody_knows_is_a_note() -> None:
    (finding,) = findings(alter("type_=sa.BigInteger()"), dialect="postgresql", select=["ML328"])
    assert finding.severity is Severity.INFO


def test_the_way_without_a_rewrite_between_zones_is_shown() -> None:
    upgrade = with_type("DateTime()", "DateTime(timezone=True)")
    (finding,) = findings(upgrade, dialect="postgresql", select=["ML328"])
    assert "SET LOCAL TIME ZONE 'UTC'" in finding.problem.help


def test_what_a_helper_did_to_the_table_is_not_known() -> None:
    assert in_state("ML329", sql("ALTER c TYPE integer"), "sa.Text()", "change_everything(op)") == []


def test_indexes_over_expressions_are_built_anew() -> None:
    longer = alter("type_=sa.String(40)")
    over = 'op.create_index("ix", "orders", [sa.text("lower(c)")])'
    (finding,) = findings(longer, dialect="postgresql", select=["ML328"], before=state("sa.String(20)", over))
    assert "the rows stay, but ix is rebuilt" in finding.problem.message
    assert in_state("ML328", longer, "sa.String(20)", 'op.create_index("ix", "orders", ["c"])') == []


def test_the_most_telling_of_the_type_rules_speaks_alone() -> None:
    every = ["ML328", "ML329", "ML330"]
    assert found(with_type("Text()", "Integer()"), dialect="postgresql", select=every) == ["ML329"]
    using = with_type("Text()", "Integer()", ', postgresql_using="c::int"')
    assert found(using, dialect="postgresql", select=every) == ["ML328"]
    assert found(using, dialect="postgresql", select=every, before=state("sa.Text(), server_default='1'")) == ["ML330"]


SWAP = """
op.execute("ALTER TYPE mood RENAME TO mood_old")
op.execute("CREATE TYPE mood AS ENUM ('a', 'c')")
{}
op.execute("DROP TYPE mood_old")
"""
IN_SQL = 'op.execute("ALTER TABLE orders ALTER c TYPE mood USING c::text::mood")'
BY_ALEMBIC = """op.alter_column("orders", "c", existing_type=postgresql.ENUM("a", "b", name="mood"),
    type_=postgresql.ENUM("a", "c", name="mood"), postgresql_using="c::text::mood")"""


@pytest.mark.parametrize("change", [IN_SQL, BY_ALEMBIC])
def test_the_swap_of_an_enum_is_seen_through(change: str) -> None:
    every = ["ML328", "ML329", "ML330"]
    upgrade, enum = SWAP.format(change), 'sa.Enum("a", "b", name="mood")'
    bare = change.replace(" USING c::text::mood", "").replace(', postgresql_using="c::text::mood"', "")

    def found_in(upgrade: str, column: str) -> list[str]:
        return found(upgrade, dialect="postgresql", select=every, before=state(column))

    assert found_in(upgrade, enum) == ["ML328"]
    assert found_in(upgrade, f"{enum}, server_default='a'") == ["ML330"]
    assert found_in(SWAP.format(bare), enum) == ["ML329"]
    assert found_in(change, enum) == []


def test_a_default_that_was_dropped_first_is_none() -> None:
    using = with_type("Boolean()", "Integer()", ', postgresql_using="c::int"')
    column = "sa.Boolean(), server_default=sa.false()"
    assert in_state("ML330", using, column) == ["ML330"]
    assert in_state("ML330", alter("server_default=None") + "\n" + using, column) == []
    one_statement = sql("ALTER c DROP DEFAULT, ALTER c TYPE int USING c::int, ALTER c SET DEFAULT 0")
    assert in_state("ML330", one_statement, column) == []


@pytest.mark.parametrize(
    "way",
    [
        "op.create_check_constraint('ck', 'orders', 'c IS NOT NULL')",
        "op.execute('ALTER TABLE orders ADD CONSTRAINT ck CHECK (c IS NOT NULL)')",
        "op.create_check_constraint('ck', 'orders', 'id > 0 AND (c is not null)')",
        "op.create_check_constraint('ck', 'orders', 'c IS NOT NULL', postgresql_not_valid=True)\n"
        "op.execute('ALTER TABLE orders VALIDATE CONSTRAINT ck')",
    ],
)
def test_a_valid_check_saves_the_scan(way: str) -> None:
    assert in_state("ML331", alter("nullable=False"), "sa.Integer()", way) == []
    assert (
        in_state("ML331", alter("nullable=False") + '\nop.drop_constraint("ck", "orders")', "sa.Integer()", way) == []
    )


@pytest.mark.parametrize(
    "way",
    [
        "op.create_check_constraint('ck', 'orders', 'c IS NOT NULL', postgresql_not_valid=True)",
        "op.create_check_constraint('ck', 'orders', 'c IS NOT NULL OR id > 0')",
        "op.create_check_constraint('ck', 'orders', 'cc IS NOT NULL')",
        "op.create_check_constraint('ck', 'orders', 'c > 0')",
        "op.create_check_constraint('ck', 'orders', 'c IS NOT NULL')\nop.drop_constraint('ck', 'orders')",
        "op.create_check_constraint('a', 'orders', 'c IS NOT NULL', postgresql_not_valid=True)\n"
        "op.create_check_constraint('b', 'orders', 'id > 0', postgresql_not_valid=True)\n"
        "op.execute('ALTER TABLE orders VALIDATE CONSTRAINT b')",
    ],
)
def test_another_check_does_not(way: str) -> None:
    assert in_state("ML331", alter("nullable=False"), "sa.Integer()", way) == ["ML331"]


def test_a_column_known_to_be_required_is_left_alone() -> None:
    assert in_state("ML331", alter("nullable=False"), "sa.Integer(), nullable=False") == []
    assert in_state("ML331", 'op.alter_column("orders", "id", nullable=False)', "sa.Integer()") == []


def test_the_way_depends_on_the_server() -> None:
    def help(version: str) -> str:
        settings = f'postgresql-version = "{version}"\n'
        (finding,) = findings(alter("nullable=False"), dialect="postgresql", select=["ML331"], settings=settings)
        return finding.problem.help

    assert '"c IS NOT NULL", postgresql_not_valid=True' in help("14")
    assert "NOT NULL c NOT VALID" in help("18")
    assert "lock_timeout" in help("11")


def test_versions_of_the_server() -> None:
    constant = add("sa.Integer(), server_default='0'")
    assert found(constant, dialect="postgresql", select=["ML325"], settings='postgresql-version = "10"\n') == ["ML325"]
    virtual = add('sa.Integer(), sa.Computed("a + b")')
    assert found(virtual, dialect="postgresql", select=["ML327"], settings='postgresql-version = "18"\n') == []


def test_a_function_that_nobody_knows_is_a_note() -> None:
    (finding,) = findings(
        add('sa.Text(), server_default=sa.text("shop.next_number()")'), dialect="postgresql", select=["ML325"]
    )
    assert finding.severity is Severity.INFO
    assert "next_number()" in finding.problem.message


def test_numbers_on_mariadb() -> None:
    assert found(sql("ADD c INT AUTO_INCREMENT UNIQUE"), dialect="mariadb", select=["ML326"]) == ["ML326"]
    assert found(add("sa.Integer(), primary_key=True"), dialect="mariadb", select=["ML326"]) == []


def test_one_finding_for_a_sequence() -> None:
    upgrade = add("sa.Integer(), server_default=sa.text(\"nextval('s')\")")
    assert found(upgrade, dialect="postgresql", select=["ML325", "ML326"]) == ["ML326"]


def test_under_another_import() -> None:
    upgrade = 'o.alter_column("orders", "c", nullable=False)'
    imports = IMPORTS + "from alembic import op as o\n"
    assert found(upgrade, dialect="postgresql", select=["ML331"], imports=imports) == ["ML331"]


def test_the_corrected_code_has_the_names_of_the_user() -> None:
    (finding,) = findings(with_type("Text()", "Integer()"), dialect="postgresql", select=["ML329"])
    assert finding.problem.message == (
        "orders.c becomes integer from text: the upgrade fails, because PostgreSQL does not convert this implicitly"
    )
    assert 'op.alter_column("orders", "c", type_=sa.Integer(), postgresql_using="c::integer")' in finding.problem.help
