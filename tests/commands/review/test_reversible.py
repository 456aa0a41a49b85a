"""Whether a downgrade takes a revision back: "yes" is said only where nothing speaks against it."""

from __future__ import annotations

import pytest

from migralint.commands.review.reversible import reversible
from migralint.loading.revisions.revision_file import read_revision_file

HEAD = "from alembic import op\nimport sqlalchemy as sa\nrevision = 'a1'\ndown_revision = None\n"


@pytest.mark.parametrize(
    ("answer", "upgrade", "downgrade"),
    [
        ("yes", 'op.add_column("t", sa.Column("a", sa.Text()))', 'op.drop_column("t", "a")'),
        ("yes", 'op.create_index("i", "t", ["a"])', 'op.drop_index("i", "t")'),
        (
            "yes",
            'op.create_table("t", sa.Column("a", sa.Text())); op.create_index("i", "t", ["a"])',
            'op.drop_table("t")',
        ),
        (
            "yes",
            'op.add_column("t", sa.Column("a", sa.Text())); op.create_index("i", "t", ["a"])',
            'op.drop_column("t", "a")',
        ),
        ("without data", 'op.drop_column("t", "a")', 'op.add_column("t", sa.Column("a", sa.Text()))'),
        ("no", 'op.drop_column("t", "a")', 'op.drop_column("t", "b")'),
        ("no", 'op.drop_table("t")', 'op.drop_index("i", "u")'),
        ("no", 'op.create_table("t", sa.Column("a", sa.Text()))', 'op.drop_index("i", "u")'),
        ("no", 'op.create_index("i", "t", ["a"])', 'op.drop_column("t", "b")'),
        ("no", 'op.create_index("i", "t", ["a"])', "pass"),
        ("no", 'op.create_index("i", "t", ["a"])', "raise NotImplementedError"),
        ("unknown", 'op.create_index("i", "t", ["a"])', 'op.execute("SELECT 1")'),
        ("unknown", 'op.alter_column("t", "a", type_=sa.Text())', 'op.drop_index("i", "u")'),
        ("unknown", 'op.create_unique_constraint("u", "t", ["a"])', 'op.execute("SELECT 1")'),
        ("unknown", 'op.execute("CREATE VIEW v AS SELECT 1")', 'op.execute("SELECT 1")'),
        ("unknown", "op.execute(\"ALTER TYPE mood ADD VALUE 'glad'\")", 'op.execute("SELECT 1")'),
        ("unknown", "op.drop_table(name)", 'op.execute("SELECT 1")'),
        ("unknown", "somebody(op)", 'op.drop_index("i", "u")'),
        ("unknown", 'op.execute("UPDATE t SET a = 1")', 'op.execute("UPDATE t SET a = 2")'),
    ],
)
def test_reversible(answer: str, upgrade: str, downgrade: str) -> None:
    source = f"{HEAD}\ndef upgrade():\n    {upgrade}\n\ndef downgrade():\n    {downgrade}\n"
    assert reversible(read_revision_file("/versions/a1.py", data=source.encode())).word == answer
