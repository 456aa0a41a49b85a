"""Longer author names

Revision ID: 81ca4fc0f908
Revises: 70b950b1e807
Create Date: 2024-02-14 13:20:07.450000

"""
import sqlalchemy as sa
from alembic import op

revision = "81ca4fc0f908"
down_revision = "70b950b1e807"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("author") as batch:
        batch.alter_column("name", existing_type=sa.String(length=100), type_=sa.String(length=200), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("author") as batch:
        batch.alter_column("name", existing_type=sa.String(length=200), type_=sa.String(length=100), existing_nullable=False)
