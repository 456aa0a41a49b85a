"""Operations of migrations, each in a form that does harm and in one that does none."""

from __future__ import annotations

from dataclasses import dataclass

ORDERS = """
op.create_table("customers", sa.Column("id", sa.Integer(), primary_key=True))
op.create_table(
    "orders",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("customer_id", sa.Integer()),
    sa.Column("code", sa.String(40)),
    sa.Column("note", sa.Text()),
    sa.Column("total", sa.Numeric(10, 4)),
    sa.Column("placed", sa.DateTime()),
    sa.Column("paid", sa.Boolean()),
    sa.Column("kind", sa.String(20), nullable=False, server_default="web"),
)
op.create_index("ix_orders_code", "orders", ["code"])
"""
LINES = """
op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()),
    sa.Column("note", sa.String(40), nullable=False, server_default="x"), sa.Column("state", sa.Enum("new", "paid")))
op.create_table("lines", sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id", name="fk_lines_order")))
op.create_index("ix_lines_order", "lines", ["order_id"])
"""
BLOCK = "with op.get_context().autocommit_block():\n    "
BATCH = 'with op.batch_alter_table("orders") as batch:\n    batch.'


@dataclass(frozen=True)
class Case:
    """One operation: what stands in `upgrade()` in either form, after what `before` made."""

    name: str
    dangerous: str
    safe: str
    before: str = ORDERS
    dialects: tuple[str, ...] = ("postgresql",)
    dangerous_back: str = "raise NotImplementedError"
    safe_back: str = "raise NotImplementedError"
    imports: str = ""
    """More imports of the dangerous form."""
    safe_before: str | None = None
    """What was made before the other form, if that is not the same."""


def _column(definition: str, *, batch: bool = False) -> str:
    return (
        BATCH + f"add_column(sa.Column({definition}))" if batch else f'op.add_column("orders", sa.Column({definition}))'
    )


def _sql(statement: str) -> str:
    return f"op.execute({statement!r})"


def _outside(*calls: str) -> str:
    return "with op.get_context().autocommit_block():\n    " + "\n    ".join(calls)


_NOT_VALID = ORDERS + _sql("ALTER TABLE orders ADD CONSTRAINT ck CHECK (note IS NOT NULL) NOT VALID")
_VALID = _NOT_VALID + "\n" + _sql("ALTER TABLE orders VALIDATE CONSTRAINT ck")
_UNIQUE = ORDERS + _sql("CREATE UNIQUE INDEX ux_orders_note ON orders (note)")
_PARTS = """
op.execute("CREATE TABLE logs (id int, day date) PARTITION BY RANGE (day)")
op.execute("CREATE TABLE logs_1 (id int, day date)")
op.execute("CREATE TABLE logs_0 PARTITION OF logs FOR VALUES FROM ('2019-01-01') TO ('2020-01-01')")
"""
_ENUM = (
    'op.create_table("tasks", sa.Column("id", sa.Integer()), sa.Column("mood", sa.Enum("ok", "sad", name="mood")))\n'
)
_VIEW = _sql("CREATE MATERIALIZED VIEW totals AS SELECT 1 AS one")
_ATTACH = "ALTER TABLE logs ATTACH PARTITION logs_1 FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')"
_NUMBER = (
    'bind = op.get_bind()\nfor row in bind.execute(sa.text("SELECT id, note FROM orders WHERE id < 9")) or ():\n    '
)

_TWO_TABLES = """
op.create_table("work", sa.Column("id", sa.Integer()))
op.create_table("more", sa.Column("id", sa.Integer()))
"""

POSTGRESQL = (
    Case(
        "add a NOT NULL column",
        _column('"rank", sa.Integer(), nullable=False'),
        _column('"rank", sa.Integer(), nullable=True'),
    ),
    Case(
        "the same with a default of Python",
        _column('"rank", sa.Integer(), default=0, nullable=False'),
        _column('"rank", sa.Integer(), server_default="0", nullable=False'),
    ),
    Case(
        "the same in SQL",
        _sql("ALTER TABLE orders ADD COLUMN rank integer NOT NULL"),
        _sql("ALTER TABLE orders ADD COLUMN rank integer NOT NULL DEFAULT 0"),
    ),
    Case(
        "the same in a loop",
        'for table in ("orders", "customers"):\n    '
        'op.add_column(table, sa.Column("rank", sa.Integer(), nullable=False))',
        'for table in ("orders", "customers"):\n    op.add_column(table, sa.Column("rank", sa.Integer()))',
    ),
    Case(
        "add a column with a volatile default",
        _column('"token", sa.Uuid(), server_default=sa.text("gen_random_uuid()")'),
        _column('"added", sa.DateTime(), server_default=sa.text("now()")'),
    ),
    Case(
        "add a column that counts",
        _sql("ALTER TABLE orders ADD COLUMN number bigserial"),
        _sql("ALTER TABLE orders ADD COLUMN number bigint"),
    ),
    Case(
        "add a stored generated column",
        _column('"twice", sa.Integer(), sa.Computed("id * 2", persisted=True)'),
        _column('"twice", sa.Integer()'),
    ),
    Case(
        "create an index",
        'op.create_index("ix_orders_note", "orders", ["note"])',
        BLOCK + 'op.create_index("ix_orders_note", "orders", ["note"], postgresql_concurrently=True)',
    ),
    Case(
        "create a unique index in SQL",
        _sql("CREATE UNIQUE INDEX ux_orders_note ON orders (note)"),
        BLOCK + _sql("CREATE UNIQUE INDEX CONCURRENTLY ux_orders_note ON orders (note)"),
    ),
    Case(
        "create an index on a table of the same revision",
        'op.create_table("t", sa.Column("a", sa.Integer()))\nop.create_index("ix_o", "orders", ["note"])',
        'op.create_table("t", sa.Column("a", sa.Integer()))\nop.create_index("ix_t_a", "t", ["a"])',
    ),
    Case(
        "build concurrently in a transaction",
        'op.create_index("ix_orders_note", "orders", ["note"], postgresql_concurrently=True)',
        BLOCK + 'op.create_index("ix_orders_note", "orders", ["note"], postgresql_concurrently=True)',
    ),
    Case(
        "add a column with its index",
        _column('"rank", sa.Integer(), index=True'),
        _column('"rank", sa.Integer()'),
    ),
    Case(
        "drop an index",
        'op.drop_index("ix_orders_code", table_name="orders")',
        BLOCK + 'op.drop_index("ix_orders_code", table_name="orders", postgresql_concurrently=True)',
    ),
    Case(
        "add a foreign key",
        'op.create_foreign_key("fk_c", "orders", "customers", ["customer_id"], ["id"])',
        'op.create_foreign_key("fk_c", "orders", "customers", ["customer_id"], ["id"], postgresql_not_valid=True)',
    ),
    Case(
        "add a column with a foreign key",
        _column('"other_id", sa.Integer(), sa.ForeignKey("customers.id", name="fk_o")'),
        _column('"other_id", sa.Integer()')
        + "\n"
        + _sql(
            "ALTER TABLE orders ADD CONSTRAINT fk_o FOREIGN KEY (other_id) REFERENCES customers (id) NOT VALID",
        ),
    ),
    Case(
        "add a check",
        'op.create_check_constraint("ck_total", "orders", "total > 0")',
        'op.create_check_constraint("ck_total", "orders", "total > 0", postgresql_not_valid=True)',
    ),
    Case(
        "validate a constraint",
        _sql("ALTER TABLE orders ADD CONSTRAINT ck2 CHECK (total > 0) NOT VALID")
        + "\n"
        + _sql("ALTER TABLE orders VALIDATE CONSTRAINT ck2"),
        _sql("ALTER TABLE orders VALIDATE CONSTRAINT ck"),
        before=_NOT_VALID,
    ),
    Case(
        "add a unique constraint",
        'op.create_unique_constraint("uq_note", "orders", ["note"])',
        _sql("ALTER TABLE orders ADD CONSTRAINT uq_note UNIQUE USING INDEX ux_orders_note"),
        before=_UNIQUE,
    ),
    Case(
        "add a primary key",
        'op.create_primary_key("pk_logs", "logs", ["id"])',
        _sql("ALTER TABLE logs ADD CONSTRAINT pk_logs PRIMARY KEY USING INDEX ux_logs"),
        before='op.create_table("logs", sa.Column("id", sa.Integer(), nullable=False))\n'
        'op.create_index("ux_logs", "logs", ["id"], unique=True)',
    ),
    Case(
        "exclude rows that overlap",
        'op.create_exclude_constraint("ex_code", "orders", ("code", "="))',
        'op.create_table("stays", sa.Column("a", sa.Text()), postgresql.ExcludeConstraint(("a", "="), name="ex"))',
    ),
    Case(
        "set NOT NULL",
        'op.alter_column("orders", "note", nullable=False)',
        'op.alter_column("orders", "note", nullable=False)',
        before=_NOT_VALID,
        safe_before=_VALID,
    ),
    Case(
        "change a type",
        'op.alter_column("orders", "id", existing_type=sa.Integer(), type_=sa.BigInteger())',
        'op.alter_column("orders", "code", existing_type=sa.String(40), type_=sa.String(80))',
    ),
    Case(
        "change a type that needs USING",
        _sql("ALTER TABLE orders ALTER COLUMN note TYPE integer"),
        _sql("ALTER TABLE orders ALTER COLUMN code TYPE text"),
    ),
    Case(
        "narrow a type",
        'op.alter_column("orders", "total", existing_type=sa.Numeric(10, 4), type_=sa.Numeric(8, 2))',
        'op.alter_column("orders", "total", existing_type=sa.Numeric(10, 4), type_=sa.Numeric(12, 4))',
    ),
    Case(
        "use a new enum value",
        _sql("ALTER TYPE mood ADD VALUE 'meh'") + "\n" + _sql("UPDATE tasks SET mood = 'meh' WHERE id = 1"),
        BLOCK + _sql("ALTER TYPE mood ADD VALUE 'meh'"),
        before=_ENUM,
    ),
    Case(
        "add a column of an enum type",
        _column('"state", sa.Enum("new", "paid", name="state")'),
        'sa.Enum("new", "paid", name="state").create(op.get_bind())\n'
        + _column('"state", sa.Enum("new", "paid", name="state")'),
    ),
    Case(
        "use an enum type again",
        'op.create_table("t", sa.Column("mood", sa.Enum("ok", "sad", name="mood")))',
        'op.create_table("t", sa.Column("mood", postgresql.ENUM("ok", "sad", name="mood", create_type=False)))',
        before=_ENUM,
    ),
    Case(
        "rename an enum value",
        _sql("ALTER TYPE mood RENAME VALUE 'sad' TO 'low'"),
        BLOCK + _sql("ALTER TYPE mood ADD VALUE 'low'"),
        before=_ENUM,
    ),
    Case(
        "rename a table",
        'op.rename_table("orders", "purchases")',
        'op.rename_table("orders", "purchases")\n' + _sql("CREATE VIEW orders AS SELECT * FROM purchases"),
    ),
    Case(
        "rename a column",
        'op.alter_column("orders", "placed", new_column_name="placed_at")',
        _column('"placed_at", sa.DateTime()'),
    ),
    Case(
        "rename a column in SQL",
        _sql("ALTER TABLE orders RENAME placed TO placed_at"),
        _sql("ALTER INDEX ix_orders_code RENAME TO ix_code"),
    ),
    Case(
        "drop a column",
        'op.drop_column("orders", "note")',
        _column('"scratch", sa.Text()') + '\nop.drop_column("orders", "scratch")',
    ),
    Case(
        "drop a column in batch",
        BATCH + 'drop_column("note")',
        BATCH + 'alter_column("note", server_default="-")',
    ),
    Case(
        "drop a table",
        'op.drop_table("orders")',
        'op.create_table("work", sa.Column("id", sa.Integer()))\nop.drop_table("work")',
    ),
    Case(
        "drop a table in a DO block",
        _sql("DO $$ BEGIN DROP TABLE orders; END $$"),
        _sql("DO $$ BEGIN CREATE TABLE IF NOT EXISTS work (id int); END $$"),
    ),
    Case(
        "a statement in a comment or a string",
        _sql("/* old */ DROP TABLE orders -- done"),
        _sql("INSERT INTO orders (note) VALUES ('DROP TABLE orders; CREATE INDEX i ON orders (note)')"),
    ),
    Case("empty a table", _sql("TRUNCATE orders"), _sql("DELETE FROM orders WHERE id = 7")),
    Case(
        "delete rows",
        'op.execute(sa.table("orders").delete())',
        'orders = sa.table("orders", sa.column("id"))\nop.execute(orders.delete().where(orders.c.id == 7))',
    ),
    Case(
        "drop with CASCADE",
        _sql("DROP VIEW recent CASCADE"),
        _sql("DROP VIEW recent"),
        before=ORDERS + _sql("CREATE VIEW recent AS SELECT id FROM orders"),
    ),
    Case("drop a schema", _sql("DROP SCHEMA reports"), _sql("CREATE SCHEMA reports")),
    Case(
        "update all rows",
        _sql("UPDATE orders SET note = code"),
        _sql("UPDATE orders SET note = code WHERE id BETWEEN 1 AND 1000"),
    ),
    Case(
        "backfill under the lock of an ALTER",
        _column('"size", sa.Text()') + "\n" + _sql("UPDATE orders SET size = 'm' WHERE size IS NULL"),
        _column('"size", sa.Text(), server_default="m"'),
    ),
    Case(
        "add, fill and require in one revision",
        _column('"size", sa.Text()')
        + "\n"
        + _sql("UPDATE orders SET size = 'm' WHERE id < 9")
        + '\nop.alter_column("orders", "size", nullable=False)',
        _column('"size", sa.Text(), server_default="m", nullable=False'),
    ),
    Case(
        "drop a default",
        'op.alter_column("orders", "kind", server_default=None)',
        'op.alter_column("orders", "note", server_default=None)',
    ),
    Case("VACUUM FULL", _outside(_sql("VACUUM FULL orders")), _outside(_sql("VACUUM orders"))),
    Case(
        "REINDEX",
        _sql("REINDEX TABLE orders"),
        _outside(_sql("REINDEX TABLE CONCURRENTLY orders")),
    ),
    Case("CLUSTER", _sql("CLUSTER orders USING orders_pkey"), _sql("ANALYZE orders")),
    Case("lock a table", _sql("LOCK TABLE orders"), _sql("SET LOCAL lock_timeout = '5s'")),
    Case(
        "refresh a materialized view",
        _sql("REFRESH MATERIALIZED VIEW totals"),
        _sql("REFRESH MATERIALIZED VIEW CONCURRENTLY totals"),
        before=_VIEW,
    ),
    Case(
        "attach a partition",
        _sql(_ATTACH),
        _sql(_ATTACH),
        before=_PARTS,
        safe_before=_PARTS
        + _sql("ALTER TABLE logs_1 ADD CONSTRAINT c CHECK (day >= '2020-01-01' AND day < '2021-01-01')"),
    ),
    Case(
        "detach a partition",
        _sql("ALTER TABLE logs DETACH PARTITION logs_0"),
        _outside(_sql("ALTER TABLE logs DETACH PARTITION logs_0 CONCURRENTLY")),
        before=_PARTS,
    ),
    Case(
        "make a table unlogged",
        _sql("ALTER TABLE orders SET UNLOGGED"),
        _sql("CREATE UNLOGGED TABLE work (id int)"),
    ),
    Case(
        "a function as a default",
        _column('"added", sa.DateTime(), server_default="now()"'),
        _column('"added", sa.DateTime(), server_default=sa.func.now()'),
    ),
    Case(
        "a default of a boolean",
        _column('"open", sa.Boolean(), server_default=sa.text("0")'),
        _column('"open", sa.Boolean(), server_default=sa.false()'),
    ),
    Case(
        "a default that is no text",
        _column('"open", sa.Boolean(), server_default=True'),
        _column('"open", sa.Boolean(), server_default=sa.true()'),
    ),
    Case(
        "a constraint without a name",
        'op.create_check_constraint(None, "orders", "total > 0", postgresql_not_valid=True)',
        'op.create_check_constraint("ck_total", "orders", "total > 0", postgresql_not_valid=True)',
    ),
    Case(
        "create what is there",
        'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))',
        'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), if_not_exists=True)',
    ),
    Case(
        "a name that is too long",
        _sql(f"CREATE TABLE {'a' * 70} (id int)"),
        _sql(f"CREATE TABLE {'a' * 60} (id int)"),
    ),
    Case("commit by hand", _sql("COMMIT"), _outside(_sql("ANALYZE orders"))),
    Case(
        "a colon in SQL",
        _sql("UPDATE orders SET note = '{\"a\":true}' WHERE id = 1"),
        _sql("UPDATE orders SET note = '{\"a\"\\\\:true}' WHERE id = 1"),
    ),
    Case(
        "SQL built from data",
        _NUMBER + "op.execute(f\"UPDATE customers SET name = '{row.note}' WHERE id = 1\")",
        _NUMBER + 'op.execute(sa.text("UPDATE customers SET name = :n WHERE id = 1").bindparams(n=row.note))',
    ),
    Case(
        "SQL built from constants",
        'for table in ("orders",):\n    op.execute(f"DROP TABLE {table}")',
        'for table in ("orders",):\n    op.execute(f"ANALYZE {table}")',
    ),
    Case(
        "a model of the application",
        "op.execute(sa.update(Order).where(Order.id == 1).values(note='x'))",
        'orders = sa.table("orders", sa.column("id"), sa.column("note"))\n'
        "op.execute(sa.update(orders).where(orders.c.id == 1).values(note='x'))",
        imports="from shop.models import Order\n",
    ),
    Case(
        "row by row",
        'bind = op.get_bind()\nfor row in bind.execute(sa.text("SELECT id FROM orders")) or ():\n    '
        'bind.execute(sa.text("UPDATE orders SET note = code WHERE id = :i"), {"i": row.id})',
        _sql("UPDATE orders SET note = code WHERE id IN (1, 2, 3)"),
    ),
    Case(
        "a way back that leaves a table",
        _TWO_TABLES,
        _TWO_TABLES,
        dangerous_back='op.drop_table("work")',
        safe_back='op.drop_table("more")\nop.drop_table("work")',
    ),
    Case(
        "a way back that needs a value",
        'op.alter_column("orders", "kind", existing_type=sa.String(20), nullable=True)',
        'op.alter_column("orders", "kind", existing_type=sa.String(20), nullable=True)',
        dangerous_back='op.alter_column("orders", "kind", existing_type=sa.String(20), nullable=False)',
        safe_back="op.execute(\"UPDATE orders SET kind = 'web' WHERE kind IS NULL\")\n"
        'op.alter_column("orders", "kind", existing_type=sa.String(20), nullable=False)',
    ),
    Case(
        "a way back that leaves an enum type",
        _ENUM.strip(),
        _ENUM.strip(),
        before=ORDERS,
        dangerous_back='op.drop_table("tasks")',
        safe_back='op.drop_table("tasks")\nsa.Enum(name="mood").drop(op.get_bind(), checkfirst=True)',
    ),
    Case(
        "another schema",
        'op.add_column("bills", sa.Column("size", sa.Text()))',
        'op.add_column("bills", sa.Column("size", sa.Text()), schema="shop")',
        before='op.create_table("bills", sa.Column("id", sa.Integer()), schema="shop")',
    ),
)
