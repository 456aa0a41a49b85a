"""Merge customers and titles

Revision ID: 5e6b72f3c605
Revises: 3c7e90d5f403, 4d2a83e4b504
Create Date: 2023-02-06 10:00:02.310000

"""
import sqlalchemy as sa
from alembic import op

revision = "5e6b72f3c605"
down_revision = ("3c7e90d5f403", "4d2a83e4b504")
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
