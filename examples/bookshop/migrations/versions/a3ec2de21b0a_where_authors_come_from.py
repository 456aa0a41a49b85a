"""Where authors come from

Revision ID: a3ec2de21b0a
Revises: 92db3ed10a09
Create Date: 2026-09-30 12:00:00.000000

"""
import sqlalchemy as sa
from alembic import op

revision = "a3ec2de21b0a"
down_revision = "92db3ed10a09"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("author", sa.Column("country", sa.String(length=2), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("author") as batch:
        batch.drop_column("country")
