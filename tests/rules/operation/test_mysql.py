"""What MySQL and MariaDB reset, copy or refuse is found, and nothing else."""

from __future__ import annotations

import pytest

from migralint.findings.severity import Severity
from tests.support.operations import findings, found

BEFORE = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),\n'
    '    sa.Column("note", sa.String(40), nullable=False, server_default="x", comment="why"),\n'
    '    sa.Column("free", sa.String(40)), sa.Column("state", sa.Enum("new", "paid")))\n'
)
BATCH = 'with op.batch_alter_table("orders") as b:\n    b.'
FOUND = [
    ("ML350", 'op.alter_column("orders", "note", existing_type=sa.String(40), type_=sa.String(60))'),
    ("ML350", BATCH + 'alter_column("note", existing_type=sa.String(40), type_=sa.String(60))'),
    (
        "ML350",
        'op.alter_column("orders", "note", new_column_name="n", existing_type=sa.String(40), existing_nullable=False)',
    ),
    ("ML350", 'op.execute("ALTER TABLE orders MODIFY note VARCHAR(60)")'),
    ("ML350", 'op.alter_column("orders", "id", existing_type=sa.Integer(), type_=sa.BigInteger())'),
    ("ML351", 'op.alter_column("orders", "note", nullable=True)'),
    ("ML351", 'op.alter_column("orders", "note", comment="x")'),
    ("ML352", 'op.alter_column("orders", "free", type_=sa.Text(), existing_nullable=True)'),
    ("ML352", 'op.alter_column("orders", "free", type_=sa.String(20), existing_nullable=True)'),
    ("ML352", 'op.alter_column("orders", "free", type_=sa.String(100), existing_nullable=True)'),
    ("ML352", 'op.create_check_constraint("c", "orders", "id > 0")'),
    ("ML352", 'op.drop_constraint("pk", "orders", type_="primary")'),
    ("ML352", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.Computed("id + 1", persisted=True)))'),
    ("ML352", 'op.execute("ALTER TABLE orders ADD INDEX i (note), ALGORITHM=COPY")'),
    ("ML352", 'op.create_index("i", "orders", ["note"], mysql_prefix="FULLTEXT")'),
    ("ML353", 'op.execute("ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4")'),
    ("ML354", 'op.alter_column("orders", "state", type_=sa.Enum("paid", "new"), existing_nullable=True)'),
    ("ML354", "op.execute(\"ALTER TABLE orders MODIFY state ENUM('new', 'x', 'paid')\")"),
    ("ML355", 'op.create_foreign_key("f", "orders", "c", ["free"], ["id"])'),
    ("ML355", 'op.add_column("orders", sa.Column("c", sa.Integer(), sa.ForeignKey("c.id")))'),
    ("ML355", 'op.execute("ALTER TABLE orders ADD FOREIGN KEY (free) REFERENCES c (id)")'),
    ("ML356", 'op.execute("SET foreign_key_checks=0")'),
    ("ML356", 'op.execute("SET SESSION FOREIGN_KEY_CHECKS = OFF")'),
    ("ML358", 'op.drop_column("orders", "a")\nop.drop_column("orders", "b")'),
]


@pytest.mark.parametrize(("code", "upgrade"), FOUND)
def test_is_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=BEFORE, select=code, dialect="mysql") == [code]
    assert found(upgrade, before=BEFORE, select=code, dialect="postgresql") == []


ALL = "existing_type=sa.String(40), existing_nullable=False, existing_server_default='x', existing_comment='why'"
NOT_FOUND = [
    ("ML350", f'op.alter_column("orders", "note", type_=sa.String(60), {ALL})'),
    ("ML350", 'op.alter_column("orders", "note", server_default="y")'),
    ("ML350", 'op.alter_column("orders", "free", existing_type=sa.String(40), type_=sa.String(60))'),
    ("ML350", "op.execute(\"ALTER TABLE orders MODIFY note VARCHAR(60) NOT NULL DEFAULT 'x' COMMENT 'why'\")"),
    ("ML350", 'if op.get_bind().dialect.name == "sqlite":\n    op.alter_column("orders", "note", type_=sa.Text())'),
    ("ML351", 'op.alter_column("orders", "note", nullable=True, existing_type=sa.String(40))'),
    ("ML351", 'op.alter_column("orders", "note", server_default="y")'),
    ("ML352", 'op.alter_column("orders", "free", type_=sa.String(60), existing_nullable=True)'),
    ("ML352", 'op.alter_column("unseen", "free", type_=sa.Text(), existing_nullable=True)'),
    ("ML352", 'op.create_table("n", sa.Column("a", sa.Date()))\nop.create_check_constraint("c", "n", "a > 0")'),
    ("ML353", 'op.execute("ALTER TABLE orders DEFAULT CHARACTER SET utf8mb4")'),
    ("ML354", 'op.alter_column("orders", "state", type_=sa.Enum("new", "paid", "x"), existing_nullable=True)'),
    ("ML355", 'op.execute("SET foreign_key_checks=0")\nop.create_foreign_key("f", "orders", "c", ["free"], ["id"])'),
    ("ML356", 'op.execute("SET foreign_key_checks=0")\nop.execute("SET foreign_key_checks=1")'),
    ("ML356", 'op.execute("SET foreign_key_checks=1")'),
    ("ML358", 'op.drop_column("orders", "a")'),
]


@pytest.mark.parametrize(("code", "upgrade"), NOT_FOUND)
def test_is_not_found(code: str, upgrade: str) -> None:
    assert found(upgrade, before=BEFORE, select=code, dialect="mysql") == []


def test_the_message_repeats_what_would_be_lost() -> None:
    body = 'op.alter_column("orders", "note", existing_type=sa.String(40), type_=sa.String(60))'
    (finding,) = findings(body, before=BEFORE, select="ML350", dialect="mariadb")
    assert finding.severity is Severity.ERROR
    for part in ("existing_nullable=False", "existing_server_default='x'", "existing_comment='why'"):
        assert part in finding.problem.help


def test_of_an_unknown_column_only_the_nullability_is_asked_for() -> None:
    body = 'op.alter_column("unseen", "note", existing_type=sa.String(40), type_=sa.String(60))'
    (finding,) = findings(body, select="ML350", dialect="mysql")
    assert finding.severity is Severity.WARNING


KEYED = (
    'op.create_table("lines", sa.Column("o", sa.Integer(), sa.ForeignKey("orders.id", name="fk_o")))\n'
    'op.create_index("ix_o", "lines", ["o"])\n'
)


def test_the_index_of_a_foreign_key() -> None:
    drop = 'op.drop_index("ix_o", table_name="lines")'
    assert found(drop, before=KEYED, select="ML357", dialect="mysql") == ["ML357"]
    first = 'op.drop_constraint("fk_o", "lines", type_="foreignkey")\n' + drop
    assert found(first, before=KEYED, select="ML357", dialect="mysql") == []
    more = KEYED + 'op.create_index("ix_more", "lines", ["o", "x"])'
    assert found(drop, before=more, select="ML357", dialect="mysql") == []
