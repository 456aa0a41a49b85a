"""ML332-ML337: constraints that read a table, or build an index, under a lock."""

from __future__ import annotations

import pytest

from tests.support.operations import IMPORTS, findings, found

BLOCK = "with op.get_context().autocommit_block():\n    "
BATCH = 'with op.batch_alter_table("orders") as b:\n    '


def sql(action: str) -> str:
    return f'op.execute("ALTER TABLE orders {action}")'


def add(definition: str, more: str = "") -> str:
    return f'op.add_column("orders", sa.Column("c", {definition}){more})'


FOUND = [
    # foreign-key-not-valid
    ("ML332", 'op.create_foreign_key("fk", "orders", "users", ["c"], ["id"])'),
    ("ML332", 'op.create_foreign_key(None, source_table="orders", referent_table="users", '
     'local_cols=["c"], remote_cols=["id"])'),
    ("ML332", BATCH + 'b.create_foreign_key("fk", "users", ["c"], ["id"])'),
    ("ML332", sql("ADD CONSTRAINT fk FOREIGN KEY (c) REFERENCES users (id)")),
    ("ML332", sql("ADD FOREIGN KEY (c) REFERENCES users ON DELETE CASCADE")),
    ("ML332", add('sa.Integer(), sa.ForeignKey("users.id")')),
    ("ML332", BATCH + 'b.add_column(sa.Column("c", sa.Integer(), sa.ForeignKey("users.id", name="fk")))'),
    ("ML332", add('sa.Integer(), sa.ForeignKey("users.id"), server_default="1"', ", inline_references=True")),
    ("ML332", sql("ADD COLUMN c int DEFAULT 1 REFERENCES users (id)")),
    ("ML332", add("sa.Integer()") + '\nop.create_foreign_key("fk", "orders", "users", ["c"], ["id"])'),
    # check-not-valid
    ("ML333", 'op.create_check_constraint("ck", "orders", "c > 0")'),
    ("ML333", 'op.create_check_constraint("ck", "orders", sa.column("c") > 0)'),
    ("ML333", BATCH + 'b.create_check_constraint("ck", "c > 0")'),
    ("ML333", sql("ADD CONSTRAINT ck CHECK (c > 0)")),
    ("ML333", sql("ADD CHECK (c > 0)")),
    ("ML333", sql("ADD COLUMN c int CHECK (c > 0)")),
    ("ML333", add('sa.Integer(), sa.CheckConstraint("c > 0")')),
    ("ML333", 'op.execute("ALTER DOMAIN price ADD CONSTRAINT ck CHECK (VALUE > 0)")'),
    # validated-in-same-transaction
    ("ML334", sql("ADD CONSTRAINT ck CHECK (c > 0) NOT VALID") + "\n" + sql("VALIDATE CONSTRAINT ck")),
    ("ML334", 'op.execute("""ALTER TABLE orders ADD CONSTRAINT ck CHECK (c > 0) NOT VALID;\n'
     'ALTER TABLE orders VALIDATE CONSTRAINT ck""")'),
    ("ML334", 'op.create_foreign_key("fk", "orders", "users", ["c"], ["id"], postgresql_not_valid=True)\n'
     + sql("VALIDATE CONSTRAINT fk")),
    # unique-builds-index
    ("ML335", 'op.create_unique_constraint("uq", "orders", ["c"])'),
    ("ML335", BATCH + 'b.create_unique_constraint("uq", ["c"])'),
    ("ML335", sql("ADD CONSTRAINT uq UNIQUE (c)")),
    ("ML335", sql("ADD UNIQUE (c)")),
    ("ML335", add("sa.Integer(), unique=True")),
    ("ML335", sql("ADD COLUMN c int UNIQUE")),
    # primary-key-builds-index
    ("ML336", 'op.create_primary_key("pk", "orders", ["c"])'),
    ("ML336", BATCH + 'b.create_primary_key("pk", ["c"])'),
    ("ML336", sql("ADD CONSTRAINT pk PRIMARY KEY (c)")),
    ("ML336", sql("ADD PRIMARY KEY (c)")),
    # exclusion-builds-index
    ("ML337", 'op.create_exclude_constraint("ex", "orders", ("c", "="))'),
    ("ML337", BATCH + 'b.create_exclude_constraint("ex", ("c", "="))'),
    ("ML337", sql("ADD CONSTRAINT ex EXCLUDE USING gist (c WITH &&)")),
]  # fmt: skip

CREATED = 'op.create_table("orders", sa.Column("c", sa.Integer()))\n'
CLEAN = [
    ("ML332", 'op.create_foreign_key("fk", "orders", "users", ["c"], ["id"], postgresql_not_valid=True)'),
    ("ML332", sql("ADD CONSTRAINT fk FOREIGN KEY (c) REFERENCES users (id) ON DELETE SET NULL NOT VALID")),
    ("ML332", add('sa.Integer(), sa.ForeignKey("users.id")', ", inline_references=True")),
    ("ML332", sql("ADD COLUMN c int REFERENCES users (id)")),
    ("ML332", CREATED + 'op.create_foreign_key("fk", "orders", "users", ["c"], ["id"])'),
    ("ML332", 'op.create_table("orders", sa.Column("c", sa.Integer(), sa.ForeignKey("users.id")))'),
    ("ML333", 'op.create_check_constraint("ck", "orders", "c > 0", postgresql_not_valid=True)'),
    ("ML333", sql("ADD CONSTRAINT ck CHECK (c > 0) NOT VALID")),
    ("ML333", CREATED + 'op.create_check_constraint("ck", "orders", "c > 0")'),
    ("ML333", 'op.execute("ALTER DOMAIN price ADD CONSTRAINT ck CHECK (VALUE > 0) NOT VALID")'),
    ("ML333", 'op.execute("CREATE DOMAIN price AS int")\nop.execute("ALTER DOMAIN price ADD CHECK (VALUE > 0)")'),
    ("ML334", sql("VALIDATE CONSTRAINT ck")),
    ("ML334", sql("ADD CONSTRAINT ck CHECK (c > 0) NOT VALID") + "\n" + BLOCK + sql("VALIDATE CONSTRAINT ck")),
    ("ML334", sql("ADD CONSTRAINT ck CHECK (c > 0) NOT VALID") + "\nop.execute('COMMIT')\n"
     + sql("VALIDATE CONSTRAINT ck")),
    ("ML334", sql("ADD CONSTRAINT a CHECK (c > 0) NOT VALID") + "\n" + sql("VALIDATE CONSTRAINT b")),
    ("ML335", sql("ADD CONSTRAINT uq UNIQUE USING INDEX ix")),
    ("ML335", add("sa.Integer(), unique=True, index=True")),
    ("ML335", CREATED + 'op.create_unique_constraint("uq", "orders", ["c"])'),
    ("ML336", sql("ADD CONSTRAINT pk PRIMARY KEY USING INDEX ix")),
    ("ML336", CREATED + 'op.create_primary_key("pk", "orders", ["c"])'),
    ("ML337", CREATED + 'op.create_exclude_constraint("ex", "orders", ("c", "="))'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_found(code: str, upgrade: str) -> None:
    assert found(upgrade, dialect="postgresql", select=[code]) == [code]


@pytest.mark.parametrize(("code", "upgrade"), CLEAN)
def test_clean(code: str, upgrade: str) -> None:
    assert found(upgrade, dialect="postgresql", select=[code]) == []


def test_under_another_import() -> None:
    upgrade = 'create_check_constraint("ck", "orders", "c > 0")'
    imports = IMPORTS + "from alembic.op import create_check_constraint\n"
    assert found(upgrade, dialect="postgresql", select=["ML333"], imports=imports) == ["ML333"]


def test_partitioned_tables_have_no_unvalidated_foreign_keys_below_18() -> None:
    before = 'op.create_table("orders", sa.Column("c", sa.Integer()), postgresql_partition_by="RANGE (c)")'
    key = 'op.create_foreign_key("fk", "orders", "users", ["c"], ["id"])'
    options = {"dialect": "postgresql", "select": ["ML332"], "before": before}
    assert found(key, **options) == []
    assert found(key, settings='postgresql-version = "18"\n', **options) == ["ML332"]


def test_both_tables_are_named_and_the_way_is_shown_in_revisions() -> None:
    (finding,) = findings(
        'op.create_foreign_key("fk", "orders", "users", ["c"], ["id"], ondelete="CASCADE", source_schema="shop")',
        dialect="postgresql",
        select=["ML332"],
    )
    assert finding.problem.message == (
        "the foreign key fk reads all of shop.orders, and writes to shop.orders and users wait "
        "(SHARE ROW EXCLUSIVE lock)"
    )
    assert finding.problem.help == (
        '1 op.create_foreign_key("fk", "orders", "users", ["c"], ["id"], ondelete="CASCADE", source_schema="shop", '
        "postgresql_not_valid=True); "
        '2 in the next revision op.execute("ALTER TABLE shop.orders VALIDATE CONSTRAINT fk")'
    )


def test_unpacked_keywords_stay_unpacked() -> None:
    (finding,) = findings(
        'more = options()\nop.create_foreign_key("fk", "orders", "users", ["c"], ["id"], **more)',
        dialect="postgresql",
        select=["ML332"],
    )
    assert '["id"], **options(), postgresql_not_valid=True)' in finding.problem.help


def test_a_key_of_an_index_over_columns_that_may_be_null() -> None:
    key = sql("ADD CONSTRAINT pk PRIMARY KEY USING INDEX ix")
    table = 'op.create_table("orders", sa.Column("c", sa.Integer(), nullable={}))\n'
    index = 'op.create_index("ix", "orders", ["c"], unique=True)'
    options = {"dialect": "postgresql", "select": ["ML336"]}
    assert found(key, before=table.format(True) + index, **options) == ["ML336"]
    assert found(key, before=table.format(False) + index, **options) == []


def test_a_constraint_of_an_earlier_revision_may_be_validated() -> None:
    before = sql("ADD CONSTRAINT ck CHECK (c > 0) NOT VALID")
    assert found(sql("VALIDATE CONSTRAINT ck"), dialect="postgresql", select=["ML334"], before=before) == []


def test_the_alternative_on_sqlite_is_said_by_its_own_rule_alone() -> None:
    upgrade = 'op.create_unique_constraint("uq", "orders", ["c"])'
    assert found(upgrade, dialect="sqlite", select=["ML335"]) == []
