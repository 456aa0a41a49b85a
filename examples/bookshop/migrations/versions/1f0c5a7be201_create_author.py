"""Create author

Revision ID: 1f0c5a7be201
Revises: 
Create Date: 2023-01-09 09:12:44.120000

"""
import sqlalchemy as sa
from alembic import op

revision = "1f0c5a7be201"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "author",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_author"),
    )


def downgrade() -> None:
    op.drop_table("author")
