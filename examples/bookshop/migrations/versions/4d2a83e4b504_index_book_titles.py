"""Index book titles

Revision ID: 4d2a83e4b504
Revises: 2b9d41c6a302
Create Date: 2023-02-03 16:45:21.700000

"""
import sqlalchemy as sa
from alembic import op

revision = "4d2a83e4b504"
down_revision = "2b9d41c6a302"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_book_title", "book", ["title"])


def downgrade() -> None:
    op.drop_index("ix_book_title", table_name="book")
