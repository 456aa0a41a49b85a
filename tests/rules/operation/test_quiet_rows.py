"""False alarms about rows that real projects showed, each beside the like of it that is found."""

from __future__ import annotations

import pytest

from migralint.findings.severity import Severity
from tests.support.operations import findings, found

SESSION = "from sqlalchemy.orm import Session\nsession = Session(bind=op.get_bind())\n"


@pytest.mark.parametrize(
    ("before", "severity"),
    [
        (SESSION + "session.query(Order).delete()\n", Severity.WARNING),
        (SESSION + "session.query(Order).filter(Order.id > 3).delete()\n", Severity.ERROR),
        (SESSION + "session.delete(order)\n", Severity.ERROR),
        (SESSION + "session.query(Order).all()\n", Severity.ERROR),
        ("", Severity.ERROR),
    ],
)
def test_a_session_that_has_deleted_a_whole_model_may_have_emptied_the_table(before: str, severity: Severity) -> None:
    add = 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False))'
    (told,) = findings(before + add, select="ML312")
    assert told.severity is severity
    assert ("unless the session has deleted them all" in told.problem.message) is (severity is Severity.WARNING)


UNIQUE = [
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text()),'
    ' sa.UniqueConstraint("name"))',
    'op.create_table("orders", sa.Column("name", sa.Text(), unique=True))',
    'op.create_table("orders", sa.Column("name", sa.Text()))\nop.create_index("ix", "orders", ["name"], unique=True)',
]
PARTLY = [
    'op.create_table("orders", sa.Column("name", sa.Text()), sa.UniqueConstraint("name", "day"))',
    'op.create_table("orders", sa.Column("name", sa.Text()))\nop.create_index("ix", "orders", ["name"])',
    'op.create_table("orders", sa.Column("name", sa.Text()))\n'
    'op.create_index("ix", "orders", ["name"], unique=True, postgresql_where=sa.text("day IS NULL"))',
    UNIQUE[0] + "\nimport shop\nshop.change(op)",
]


@pytest.mark.parametrize(
    ("where", "is_one"),
    [
        ("name = 'a'", True),
        ('orders."name" = :name AND day = 3', True),
        ("name IN ('a', 'b')", True),
        ("name IS NULL", False),
        ("name = 'a' OR day = 3", False),
        ("NOT name = 'a'", False),
        ("name = other", False),
        ("name <> 'a'", False),
        ("name IN (SELECT name FROM lines)", False),
        ("full_name = 'a'", False),
    ],
)
def test_a_value_of_a_unique_column_names_a_row(where: str, is_one: bool) -> None:
    delete = f"op.execute(sa.text({('DELETE FROM orders WHERE ' + where)!r}).bindparams(name=1))"
    for before in UNIQUE:
        assert found(delete, before=before, select="ML367") == ([] if is_one else ["ML367"])
    for before in PARTLY:
        assert found(delete, before=before, select="ML367") == ["ML367"]


def test_times_stay_in_a_session_in_utc() -> None:
    change = 'op.alter_column("orders", "at", existing_type=sa.DateTime(), type_=sa.DateTime(timezone=True){})'
    said = "rewrites the whole table and its indexes unless the time zone of the session is UTC, and"
    for body, expected in (
        (change.format(""), True),
        (change.format(", postgresql_using=\"at AT TIME ZONE 'UTC'\""), False),
        ("op.execute(\"SET TIME ZONE 'Europe/Paris'\")\n" + change.format(""), False),
        ('op.alter_column("orders", "at", existing_type=sa.Date(), type_=sa.DateTime())', False),
    ):
        (told,) = findings(body, select="ML328", dialect="postgresql")
        assert (said in told.problem.message) is expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ('op.execute("DELETE FROM orders")\n', []),
        ('op.execute("TRUNCATE orders")\n', []),
        ('op.execute("DELETE FROM orders WHERE id > 3")\n', ["ML380"]),
        ('op.execute("DELETE FROM lines")\n', ["ML380"]),
        ('op.execute("DELETE FROM orders")\nop.execute("INSERT INTO orders (id) VALUES (3)")\n', ["ML380"]),
        ("", ["ML380"]),
    ],
)
def test_a_way_back_that_empties_the_table_needs_no_value(before: str, expected: list[str]) -> None:
    back = before + 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False))'
    assert found('op.drop_column("orders", "c")', downgrade=back, select="ML380") == expected


@pytest.mark.parametrize(
    ("kind", "dialect", "invented"),
    [
        ("BigInteger", "mysql", True),
        ("Text", "mysql mariadb", True),
        ("DateTime", "mysql", False),
        ("Date", "mariadb", False),
        ("BigInteger", "mysql sqlite", False),
        ("BigInteger", "postgresql", False),
        ("BigInteger", "", False),
    ],
)
def test_what_existing_rows_get_on_mysql(kind: str, dialect: str, invented: bool) -> None:
    add = f'op.add_column("orders", sa.Column("c", sa.{kind}(), nullable=False))'
    (told,) = findings(add, select="ML312", dialect=dialect)
    assert told.severity is (Severity.WARNING if invented else Severity.ERROR)
    (back,) = findings('op.drop_column("orders", "c")', downgrade=add, select="ML380", dialect=dialect)
    for message in (told.problem.message, back.problem.message):
        assert ("existing rows get 0, an empty text" in message) is invented


def test_a_truncated_table_is_filled_under_its_lock() -> None:
    body = 'op.execute("TRUNCATE orders")\nop.execute("INSERT INTO orders (id) SELECT id FROM lines")'
    assert found(body, select="ML367", dialect="postgresql") == ["ML367"]


def test_signs_of_mysql_in_the_files_do_not_exclude_other_databases() -> None:
    add = 'op.add_column("orders", sa.Column("c", sa.BigInteger(), nullable=False, mysql_x=1))'
    table = 'op.create_table("orders", sa.Column("id", sa.Integer()), mysql_engine="InnoDB")'
    (told,) = findings(add, before=table, select="ML312")
    assert told.severity is Severity.ERROR
    assert "no value for it" in told.problem.message
