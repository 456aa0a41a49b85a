"""Create customer

Revision ID: 3c7e90d5f403
Revises: 2b9d41c6a302
Create Date: 2023-02-01 08:30:00.004000

"""
import sqlalchemy as sa
from alembic import op

revision = "3c7e90d5f403"
down_revision = "2b9d41c6a302"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
        sa.UniqueConstraint("email", name="uq_customer_email"),
    )


def downgrade() -> None:
    op.drop_table("customer")
