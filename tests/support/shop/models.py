"""The shop as SQLAlchemy models on SQLite: two MetaData, one with a naming convention."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event

named = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
plain = sa.MetaData()

teams = sa.Table(
    "teams",
    named,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80, collation="NOCASE"), nullable=False, unique=True),
    sa.Column("plan", sa.Enum("free", "pro", "company", name="plan", create_constraint=True), server_default="free"),
    sa.Column("seats", sa.Integer, nullable=False, server_default="5"),
    sa.Column("parent_id", sa.ForeignKey("teams.id", ondelete="SET NULL")),
    sa.Column("created_at", sa.DateTime, nullable=False, server_default=sa.func.current_timestamp()),
    sa.CheckConstraint("seats > 0 AND seats <= 500", name="seats"),
)

users = sa.Table(
    "users",
    named,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(320), nullable=False, index=True, unique=True),
    sa.Column("first", sa.String(40)),
    sa.Column("last", sa.String(40)),
    sa.Column("full_name", sa.String(81), sa.Computed("first || ' ' || last", persisted=True)),
    sa.Column("initials", sa.String(2), sa.Computed("substr(first, 1, 1) || substr(last, 1, 1)", persisted=False)),
    sa.Column("balance", sa.Numeric(10, 2), nullable=False, server_default="0"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("bio", sa.Text),
    sa.Column("settings", sa.JSON, server_default="{}"),
    sa.Column("team_id", sa.ForeignKey("teams.id", deferrable=True, initially="DEFERRED")),
    sa.Column("born", sa.Date),
    sa.Index(None, "team_id", "born"),
    sa.Index("ix_users_lower_last", sa.text("lower(last)"), sa.text("first DESC")),
    sa.Index("ix_users_active", "email", sqlite_where=sa.text("active = 1")),
    sa.Index("ix_users_first", sa.text("first COLLATE NOCASE")),
)

orders = sa.Table(
    "orders",
    plain,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("total", sa.Float, sa.CheckConstraint("total >= 0")),
    sa.Column("note", sa.String(200)),
    sa.Column("code", sa.String(12), sqlite_on_conflict_unique="IGNORE", unique=True),
    sa.UniqueConstraint("id", "kind"),
    sqlite_autoincrement=True,
)

items = sa.Table(
    "Order Items",
    plain,
    sa.Column("order", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("line", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("unit price", sa.Numeric(8, 2), nullable=False),
    sa.Column("amount", sa.SmallInteger, nullable=False, server_default=sa.text("1")),
    sa.ForeignKeyConstraint(
        ["order", "kind"], ["orders.id", "orders.kind"], onupdate="CASCADE", ondelete="CASCADE", name="fk_items_orders"
    ),
    sa.CheckConstraint('"unit price" * amount < 1000000', name="ck_items_sum"),
    sqlite_with_rowid=False,
)

metrics = sa.Table(
    "metrics",
    plain,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("value", sa.REAL, nullable=False, server_default="0.5"),
    sqlite_strict=True,
)

roles = sa.Table(
    "roles",
    plain,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Unicode(30), nullable=False),
    sa.Column("rank", sa.Integer),
)

EXTRAS = (
    "CREATE VIEW active_users AS SELECT id, email FROM users WHERE active = 1",
    "CREATE TRIGGER orders_note AFTER UPDATE OF total ON orders WHEN new.total > 1000 "
    "BEGIN UPDATE orders SET note = 'large' WHERE id = new.id; END",
    "INSERT INTO roles (id, name, rank) VALUES (1, 'admin', 10), (2, 'guest', NULL)",
)
"""What tables do not say: DDL that listeners run behind create_all."""


@event.listens_for(plain, "after_create")
def _make_extras(target: sa.MetaData, connection: sa.Connection, **options: object) -> None:
    for statement in EXTRAS:
        connection.exec_driver_sql(statement)


def create_all(connection: sa.Connection) -> None:
    """Make the database as the application does."""
    named.create_all(connection)
    plain.create_all(connection)
