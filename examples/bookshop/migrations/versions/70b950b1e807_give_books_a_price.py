"""Give books a price

Revision ID: 70b950b1e807
Revises: 6fa861a2d706
Create Date: 2023-06-20 09:59:30.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "70b950b1e807"
down_revision = "6fa861a2d706"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("book") as batch:
        batch.add_column(sa.Column("price", sa.Numeric(precision=10, scale=2), server_default="0", nullable=False))
        batch.create_check_constraint(op.f("ck_book_price_not_negative"), "price >= 0")


def downgrade() -> None:
    with op.batch_alter_table("book") as batch:
        batch.drop_constraint(op.f("ck_book_price_not_negative"), type_="check")
        batch.drop_column("price")
