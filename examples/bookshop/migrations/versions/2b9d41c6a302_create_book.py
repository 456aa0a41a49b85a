"""Create book

Revision ID: 2b9d41c6a302
Revises: 1f0c5a7be201
Create Date: 2023-01-17 14:03:10.551000

"""
import sqlalchemy as sa
from alembic import op

revision = "2b9d41c6a302"
down_revision = "1f0c5a7be201"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("isbn", sa.String(length=13), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_book_author_id_author", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_book"),
        sa.UniqueConstraint("isbn", name="uq_book_isbn"),
    )


def downgrade() -> None:
    op.drop_table("book")
