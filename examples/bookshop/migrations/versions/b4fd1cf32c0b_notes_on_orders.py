"""Notes on orders

Revision ID: b4fd1cf32c0b
Revises: a3ec2de21b0a
Create Date: 2026-11-02 17:41:38.220000

"""
import sqlalchemy as sa
from alembic import op

revision = "b4fd1cf32c0b"
down_revision = "a3ec2de21b0a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customer_order", sa.Column("note", sa.String(length=500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("customer_order") as batch:
        batch.drop_column("note")
