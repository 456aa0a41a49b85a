"""Create review

Revision ID: 92db3ed10a09
Revises: 81ca4fc0f908
Create Date: 2025-05-05 15:15:15.150000

"""
import sqlalchemy as sa
from alembic import op

revision = "92db3ed10a09"
down_revision = "81ca4fc0f908"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_review_stars_range")),
        sa.ForeignKeyConstraint(["book_id"], ["book.id"], name="fk_review_book_id_book", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )


def downgrade() -> None:
    op.drop_table("review")
