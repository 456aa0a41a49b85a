"""Create customer order

Revision ID: 6fa861a2d706
Revises: 5e6b72f3c605
Create Date: 2023-03-12 11:11:11.900000

"""
import sqlalchemy as sa
from alembic import op

revision = "6fa861a2d706"
down_revision = "5e6b72f3c605"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_customer_order_book_id_book"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_customer_order_customer_id_customer"),
        sa.PrimaryKeyConstraint("id", name="pk_customer_order"),
    )


def downgrade() -> None:
    op.drop_table("customer_order")
