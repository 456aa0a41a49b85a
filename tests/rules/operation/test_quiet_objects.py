"""False alarms about objects that real projects showed, each beside the like of it that is found."""

from __future__ import annotations

import pytest

from migralint.findings.severity import Severity
from tests.support.operations import IMPORTS, findings, found

VIEW = 'op.execute("CREATE MATERIALIZED VIEW v AS SELECT 1 AS a")\nop.execute("CREATE INDEX ix ON v (a)")'
INDEX = 'op.execute("CREATE INDEX ix ON v (a)")'


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ('op.execute("DROP MATERIALIZED VIEW v")\nop.execute("CREATE MATERIALIZED VIEW v AS SELECT 1 AS a")\n', []),
        ('op.execute("DROP MATERIALIZED VIEW other")\n', ["ML395"]),
        ('op.execute("REFRESH MATERIALIZED VIEW v")\n', ["ML395"]),
    ],
)
def test_a_materialized_view_takes_its_indexes_along(between: str, expected: list[str]) -> None:
    assert found(between + INDEX, before=VIEW, select="ML395", dialect="postgresql") == expected


@pytest.mark.parametrize(("columns", "expected"), [('"name"', []), ('"name", "day"', ["ML395"]), ('"day"', ["ML395"])])
def test_a_unique_constraint_over_the_primary_key_may_not_have_been_made(columns: str, expected: list[str]) -> None:
    table = (
        'op.create_table("n", sa.Column("name", sa.Text()), sa.Column("day", sa.Date()),'
        f' sa.PrimaryKeyConstraint("name", name="pk"), sa.UniqueConstraint({columns}, name="uq"))'
    )
    again = f'op.create_unique_constraint("uq", "n", [{columns}])'
    assert found(again, before=table, select="ML395", dialect="postgresql") == expected


HELPED = IMPORTS + "from shop.helpers import is_large, is_postgres, is_sqlite\n"


ALTER = 'op.alter_column("orders", "note", type_=sa.Text())'


@pytest.mark.parametrize(
    ("test", "behind", "inside", "otherwise"),
    [
        ("is_sqlite(op.get_bind())", [], ["ML360"], []),
        ("is_sqlite()", [], ["ML360"], []),
        ("not is_sqlite(op.get_bind())", ["ML360"], [], ["ML360"]),
        ("is_postgres(op.get_bind())", ["ML360"], [], ["ML360"]),
        ("is_large(op.get_bind())", ["ML360"], ["ML360"], ["ML360"]),
        ("wanted()", ["ML360"], ["ML360"], ["ML360"]),
    ],
)
def test_a_helper_of_another_module_that_tests_the_dialect(
    test: str, behind: list[str], inside: list[str], otherwise: list[str]
) -> None:
    for body, expected in (
        (f"if {test}:\n    return\n{ALTER}", behind),
        (f"if {test}:\n    {ALTER}", inside),
        (f"if {test}:\n    pass\nelse:\n    {ALTER}", otherwise),
    ):
        assert found(body, select="ML360", dialect="sqlite postgresql", imports=HELPED) == expected


ORDERS = 'op.create_table("orders", sa.Column("day", sa.Date()))'


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("if sa.inspect(op.get_bind()).has_table('orders'):\n    if wanted():\n        return\n", []),
        ("if wanted():\n    if sa.inspect(op.get_bind()).has_table('orders'):\n        return\n", []),
        ("if sa.inspect(op.get_bind()).has_table('orders'):\n    print(1)\n", ["ML395"]),
        ("if wanted():\n    if more():\n        return\n", ["ML395"]),
        (
            "if sa.inspect(op.get_bind()).has_table('orders'):\n    def answer():\n        return 1\n",
            ["ML395"],
        ),
    ],
)
def test_what_may_end_where_the_database_was_asked(before: str, expected: list[str]) -> None:
    assert found(before + ORDERS, before=ORDERS, select="ML395") == expected


def test_an_enum_type_of_a_history_that_begins_elsewhere_may_be_there() -> None:
    add = 'op.add_column("orders", sa.Column("state", sa.Enum("new", "paid", name="state")))'
    later = 'op.add_column("lines", sa.Column("n", sa.Integer()))'
    for before, severity, said in ((ORDERS, Severity.ERROR, "does not exist"), (later, Severity.WARNING, "may not")):
        (told,) = findings(add, before=before, select="ML385", dialect="postgresql")
        assert told.severity is severity
        assert said in told.problem.message
