"""The shop's models against migrations that reach the same database in several styles: a match."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import status
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend

pytest.importorskip("sqlalchemy", minversion="2.0.37", reason="older versions make no STRICT tables")

from tests.support.shop import models
from tests.support.shop.script import SHOP


def built(path: Path, build: Callable[[sa.Connection], None]) -> Database:
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        build(connection)
    engine.dispose()
    return read_sqlite(str(path))


def in_migrations(upgrade: Callable[[Operations], None]) -> Callable[[sa.Connection], None]:
    def build(connection: sa.Connection) -> None:
        context = MigrationContext.configure(connection)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # reflection says what it cannot read
            upgrade(Operations(context))

    return build


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return built(tmp_path_factory.mktemp("shop") / "models.sqlite", models.create_all)


def raw_sql(op: Operations) -> None:
    for statement in SHOP.split(";\n"):
        if statement.strip() and "orders_note" not in statement and "BEGIN" not in statement:
            op.execute(sa.text(statement.replace(":", "\\:")))
    op.execute(models.EXTRAS[1])


def one_create_per_table(op: Operations) -> None:
    """As autogenerate writes it: everything in create_table, names as they come out of the convention."""
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80, collation="NOCASE"), nullable=False),
        sa.Column("plan", sa.Enum("free", "pro", "company", name="plan"), server_default="free", nullable=True),
        sa.Column("seats", sa.Integer(), server_default="5", nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False),
        sa.CheckConstraint("seats > 0 AND seats <= 500", name=op.f("ck_teams_seats")),
        sa.CheckConstraint("plan IN ('free', 'pro', 'company')", name=op.f("ck_teams_plan")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["teams.id"], name=op.f("fk_teams_parent_id_teams"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    users(op, balance=sa.Numeric(10, 2), bio=True)
    rest(op)


def users(op: Operations, *, balance: sa.types.TypeEngine[object], bio: bool, computed: bool = True) -> None:
    columns = [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("first", sa.String(length=40), nullable=True),
        sa.Column("last", sa.String(length=40), nullable=True),
    ]
    if computed:
        columns += [
            sa.Column("full_name", sa.String(81), sa.Computed("first || ' ' || last", persisted=True)),
            sa.Column("initials", sa.String(2), sa.Computed("substr(first, 1, 1) || substr(last, 1, 1)")),
        ]
    columns += [
        sa.Column("balance", balance, server_default=sa.text("0"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("1"), nullable=False),
    ]
    columns += [sa.Column("bio", sa.Text(), nullable=True)] if bio else []
    op.create_table(
        "users",
        *columns,
        sa.Column("settings", sa.JSON(), server_default="{}", nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("born", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name="fk_users_team_id_teams", deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
    )
    op.create_index("ix_users_email", "users", ["email"], unique=True)
    op.create_index("ix_users_team_id_born", "users", ["team_id", "born"], unique=False)
    op.create_index("ix_users_active", "users", ["email"], sqlite_where=sa.text("active = 1"))


def users_text_indexes(op: Operations) -> None:
    op.create_index("ix_users_lower_last", "users", [sa.text("lower(last)"), sa.text("first DESC")])
    op.create_index("ix_users_first", "users", [sa.text("first COLLATE NOCASE")])


def rest(op: Operations) -> None:
    users_text_indexes(op)
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.CheckConstraint("total >= 0"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code", sqlite_on_conflict="IGNORE"),
        sa.UniqueConstraint("id", "kind"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "Order Items",
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("unit price", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("amount", sa.SmallInteger(), server_default="1", nullable=False),
        sa.CheckConstraint('"unit price" * amount < 1000000', name="ck_items_sum"),
        sa.ForeignKeyConstraint(
            ["order", "kind"],
            ["orders.id", "orders.kind"],
            name="fk_items_orders",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order", "line"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "metrics",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("value", sa.REAL(), server_default=sa.text("0.5"), nullable=False),
        sa.PrimaryKeyConstraint("day"),
        sqlite_strict=True,
    )
    roles = op.create_table(
        "roles",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Unicode(length=30), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(roles, [{"id": 2, "name": "guest", "rank": None}, {"id": 1, "name": "admin", "rank": 10}])
    op.execute(models.EXTRAS[0])
    op.execute(models.EXTRAS[1])


def many_alters(op: Operations) -> None:
    """Years of small steps: columns added one by one, so that their order differs; tables renamed."""
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80, collation="NOCASE"), nullable=False),
        sa.Column("seats", sa.Integer(), server_default="5", nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("name", name="uq_teams_name"),
        sa.CheckConstraint("(seats > 0) AND (seats <= 500)", name="ck_teams_seats"),
    )
    op.rename_table("groups", "teams")
    op.execute("ALTER TABLE teams ADD COLUMN tier VARCHAR(7) DEFAULT 'free'")
    op.execute(
        "ALTER TABLE teams ADD COLUMN parent_id INTEGER CONSTRAINT fk_teams_parent_id_teams REFERENCES teams (id) "
        "ON DELETE SET NULL CONSTRAINT ck_teams_plan CHECK (tier in ('free', 'pro', 'company'))"
    )
    op.execute("ALTER TABLE teams RENAME COLUMN tier TO plan")
    users(op, balance=sa.Numeric(10, 2), bio=False)
    op.add_column("users", sa.Column("bio", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("fax", sa.Text(), nullable=True))
    op.drop_column("users", "fax")
    rest(op)


def batch(op: Operations) -> None:
    """As far as Alembic's batch mode keeps things: it works before the rest is there."""
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40)),
        sa.Column("plan", sa.String(length=7), server_default="free"),
        sa.Column("seats", sa.String(length=5), server_default="5"),
        sa.Column("parent_id", sa.Integer()),
        sa.Column("created_at", sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("teams") as batch_op:
        batch_op.alter_column("name", type_=sa.String(length=80, collation="NOCASE"), nullable=False)
        batch_op.alter_column("seats", type_=sa.Integer(), nullable=False)
        batch_op.create_primary_key("pk_teams", ["id"])
        batch_op.create_unique_constraint("uq_teams_name", ["name"])
        batch_op.create_check_constraint("ck_teams_seats", "seats > 0 AND seats <= 500")
        batch_op.create_check_constraint("ck_teams_plan", "plan IN ('free', 'pro', 'company')")
        batch_op.create_foreign_key("fk_teams_parent_id_teams", "teams", ["parent_id"], ["id"], ondelete="SET NULL")
    users(op, balance=sa.Float(), bio=False, computed=False)
    with op.batch_alter_table("users") as batch_op:
        batch_op.alter_column("balance", type_=sa.Numeric(10, 2))
        batch_op.add_column(sa.Column("bio", sa.Text()), insert_after="active")
    with op.batch_alter_table("users") as batch_op:  # the copy cannot insert into them, so they come last
        batch_op.add_column(sa.Column("full_name", sa.String(81), sa.Computed("first || ' ' || last", persisted=True)))
        batch_op.add_column(
            sa.Column("initials", sa.String(2), sa.Computed("substr(first, 1, 1) || substr(last, 1, 1)"))
        )
    rest(op)


@pytest.mark.parametrize(
    ("upgrade", "notes"),
    [
        (raw_sql, set()),
        (one_create_per_table, set()),
        (many_alters, {("column-order", "teams"), ("column-order", "users")}),
        (batch, {("column-order", "users")}),
    ],
)
def test_every_style_gives_a_match(
    shop: Database, tmp_path: Path, upgrade: Callable[[Operations], None], notes: set[tuple[str, str]]
) -> None:
    found = compare_and_mend(shop, built(tmp_path / "migrations.sqlite", in_migrations(upgrade)))
    assert {(difference.kind, difference.table) for difference in found} == notes
    assert all(difference.note for difference in found)
    assert status(found) == "match"
