"""Kinds of false alarms that real projects showed, each beside the like of it that is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.findings.severity import Severity
from tests.support.operations import findings, found, lint_folder, write_revisions

ORDERS = (
    'op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()),'
    ' sa.Column("note", sa.Text()))'
)
LONG = "ix_" + "a" * 70
MYSQL = "mysql postgresql"

QUIET_AND_FOUND: list[tuple[str, dict[str, object], str, str]] = [
    (
        "ML383",
        {"dialect": MYSQL},
        'op.execute("UPDATE orders SET day = (SELECT max(day) FROM lines)")',
        'op.execute("UPDATE orders SET day = l.day FROM lines l WHERE l.id = orders.id")',
    ),
    (
        "ML383",
        {"dialect": MYSQL},
        'op.execute("UPDATE orders SET day = NULL WHERE id IN (SELECT id FROM lines LIMIT 3)")',
        'op.execute("UPDATE orders SET day = NULL LIMIT 3")',
    ),
    (
        "ML373",
        {},
        'op.get_bind().execute(sa.text("DELETE FROM orders WHERE id = :one").params(one=1))',
        'op.get_bind().execute(sa.text("DELETE FROM orders WHERE id = :one AND day = :day").params(one=1))',
    ),
    (
        "ML373",
        {},
        'op.get_bind().execute(sa.text("DELETE FROM orders WHERE id = :one").params({"one": seven()}))',
        'op.get_bind().execute(sa.text("DELETE FROM orders WHERE id = :one"))',
    ),
    (
        "ML397",
        {"dialect": "postgresql"},
        f'op.create_index(op.f("{LONG}"), "orders", ["day"])',
        f'op.create_index("{LONG}", "orders", ["day"])',
    ),
    (
        "ML397",
        {"dialect": "postgresql"},
        f'op.create_table("n", sa.Column("a", sa.Date()), sa.UniqueConstraint("a", name=op.f("{LONG}")))',
        f'op.create_table("n", sa.Column("a", sa.Date()), sa.UniqueConstraint("a", name="{LONG}"))',
    ),
    (
        "ML395",
        {"dialect": "postgresql"},
        'op.create_table("n", sa.Column("a", sa.Date()),'
        ' sa.ForeignKeyConstraint(["a"], ["u.id"], name="fk", use_alter=True))\n'
        'op.create_foreign_key("fk", "n", "u", ["a"], ["id"])',
        'op.create_table("n", sa.Column("a", sa.Date()), sa.ForeignKeyConstraint(["a"], ["u.id"], name="fk"))\n'
        'op.create_foreign_key("fk", "n", "u", ["a"], ["id"])',
    ),
    (
        "ML395",
        {"dialect": "postgresql", "before": ORDERS + '\nop.create_check_constraint("late", "orders", "id > 3")'},
        'op.drop_constraint("ck_orders_late", "orders")\nop.create_check_constraint("late", "orders", "id > 4")',
        'op.drop_constraint("ck_orders_day", "orders")\nop.create_check_constraint("late", "orders", "id > 4")',
    ),
    (
        "ML395",
        {"before": ORDERS + '\nop.create_foreign_key("fk", "lines", "orders", ["o"], ["id"])'},
        'op.execute("ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE")\n'
        'op.create_foreign_key("fk", "lines", "orders", ["o"], ["id"])',
        'op.execute("ALTER TABLE orders DROP CONSTRAINT orders_pkey")\n'
        'op.create_foreign_key("fk", "lines", "orders", ["o"], ["id"])',
    ),
    (
        "ML351",
        {"dialect": "mysql"},
        'with op.batch_alter_table("orders", recreate="always") as b:\n    b.alter_column("day", nullable=False)',
        'with op.batch_alter_table("orders") as b:\n    b.alter_column("day", nullable=False)',
    ),
    (
        "ML350",
        {"dialect": "mysql"},
        'with op.batch_alter_table("orders", recreate="always") as b:\n    b.alter_column("day", type_=sa.Text())',
        'with op.batch_alter_table("orders") as b:\n    b.alter_column("day", type_=sa.Text())',
    ),
    (
        "ML375",
        {"dialect": "mysql"},
        'if context.is_offline_mode():\n    op.execute("DELETE FROM a; DELETE FROM b")',
        'if not context.is_offline_mode():\n    op.execute("DELETE FROM a; DELETE FROM b")',
    ),
    (
        "ML311",
        {},
        'if ready():\n    op.add_column("lines", sa.Column("day2", sa.Date()))\n'
        '    op.alter_column("lines", "day2", new_column_name="day")',
        'if ready():\n    op.add_column("lines", sa.Column("day3", sa.Date()))\n'
        '    op.alter_column("lines", "day2", new_column_name="day")',
    ),
    (
        "ML321",
        {"dialect": "postgresql"},
        'op.drop_table("orders")\nop.drop_index("ix_day", "orders", if_exists=True)',
        'op.drop_table("lines")\nop.drop_index("ix_day", "orders", if_exists=True)',
    ),
    (
        "ML367",
        {},
        "while True:\n    ids = some()\n    op.execute(orders.delete().where(orders.c.note.in_(ids)))",
        'while True:\n    op.execute("UPDATE orders SET note = 3 WHERE note IS NULL")',
    ),
    (
        "ML367",
        {},
        'for a in rows():\n    op.get_bind().execute(sa.text("UPDATE orders SET day = 3 WHERE note = :n"), {"n": a})',
        'for a in rows():\n    op.get_bind().execute(sa.text("UPDATE orders SET day = :n"), {"n": a})',
    ),
    (
        "ML371",
        {},
        'text = "SELECT day FROM orders LIMIT 100"\nrows = op.get_bind().execute(sa.text(text)).fetchall()\n'
        'for row in rows:\n    op.execute("DELETE FROM lines WHERE id = 4")',
        'text = "SELECT day FROM orders"\nrows = op.get_bind().execute(sa.text(text)).fetchall()\n'
        'for row in rows:\n    op.execute("DELETE FROM lines WHERE id = 4")',
    ),
    (
        "ML320",
        {"dialect": "postgresql"},
        'op.create_index("ix", "orders", ["day"], postgresql_concurrently=wanted())',
        'op.create_index("ix", "orders", ["day"], postgresql_concurrently=False)',
    ),
    (
        "ML320",
        {"dialect": "postgresql"},
        """op.execute(f"CREATE INDEX {'CONCURRENTLY' if wanted() else ''} ix ON orders (day)")""",
        """op.execute(f"CREATE INDEX ix_{wanted()} ON orders (day)")""",
    ),
    (
        "ML321",
        {"dialect": "postgresql"},
        'op.drop_index("ix", "orders", postgresql_concurrently=wanted())',
        'op.drop_index("ix", "orders", if_exists=wanted())',
    ),
    (
        "ML302",
        {},
        'op.drop_column("orders", "sum")\nop.add_column("orders", sa.Column("sum", sa.Date(), sa.Computed("a + b")))',
        'op.drop_column("orders", "sum")\nop.add_column("orders", sa.Column("sum", sa.Text()))',
    ),
    (
        "ML320",
        {"dialect": "postgresql"},
        'op.execute("TRUNCATE orders")\nop.create_index("ix", "orders", ["day"])',
        'op.execute("TRUNCATE lines")\nop.create_index("ix", "orders", ["day"])',
    ),
    (
        "ML336",
        {"dialect": "postgresql"},
        'op.execute("TRUNCATE orders")\nop.create_primary_key("pk", "orders", ["day"])',
        'op.execute("DELETE FROM orders")\nop.create_primary_key("pk", "orders", ["day"])',
    ),
    (
        "ML335",
        {"dialect": "postgresql"},
        'op.execute("TRUNCATE orders")\nop.create_unique_constraint("uq", "orders", ["day"])',
        'op.execute("TRUNCATE orders")\nop.execute("INSERT INTO orders SELECT 1 FROM lines")\n'
        'op.create_unique_constraint("uq", "orders", ["day"])',
    ),
    (
        "ML352",
        {"dialect": "mysql"},
        'op.execute("TRUNCATE orders")\n'
        'op.alter_column("orders", "day", existing_type=sa.Date(), type_=sa.Text(), existing_nullable=True)',
        'if wanted():\n    op.execute("TRUNCATE orders")\n'
        'op.alter_column("orders", "day", existing_type=sa.Date(), type_=sa.Text(), existing_nullable=True)',
    ),
    (
        "ML376",
        {},
        'metadata = sa.MetaData()\nmetadata.bind = op.get_bind()\nsa.Table("orders", metadata)',
        "metadata = sa.MetaData()\nmetadata.bind = op.get_bind()\nmetadata.create_all()",
    ),
    (
        "ML302",
        {},
        'for t in ["a", "b"]:\n    if t in ["a", "b"]:\n        continue\n    op.drop_column(t, "day")',
        'for t in ["a", "b"]:\n    if t in ["a"]:\n        continue\n    op.drop_column(t, "day")',
    ),
    (
        "ML302",
        {},
        'for one in [{"t": "a"}]:\n    if one["t"] == "b":\n        op.drop_column(one["t"], "day")',
        'for one in [{"t": "a"}]:\n    if one["t"] != "b":\n        op.drop_column(one["t"], "day")',
    ),
]


@pytest.mark.parametrize(("code", "options", "quiet", "flagged"), QUIET_AND_FOUND)
def test_a_kind_and_its_opposite(code: str, options: dict[str, object], quiet: str, flagged: str) -> None:
    assert found(quiet, select=code, **options) == []
    assert found(flagged, select=code, **options) == [code]


def test_a_condition_on_a_variable_that_the_loop_changes_is_not_decided() -> None:
    body = 'for t in ["a"]:\n    t = other(t)\n    if t == "b":\n        op.drop_column(t, "day")'
    assert found(body, select="ML302") == ["ML302"]


def test_a_way_back_by_an_integer_key_numbers_the_rows() -> None:
    key = 'op.add_column("orders", sa.Column("id", sa.Integer(), primary_key=True, nullable=False))'
    plain = 'op.add_column("orders", sa.Column("id", sa.Integer(), nullable=False))'
    up = 'op.drop_column("orders", "id")'
    assert found(up, downgrade=key, select="ML380", dialect="postgresql") == []
    assert found(up, downgrade=key, select="ML380", dialect="mysql") == ["ML380"]
    assert found(up, downgrade=plain, select="ML380", dialect="postgresql") == ["ML380"]


def test_a_column_that_takes_the_name_of_a_dropped_one() -> None:
    swap = 'op.add_column("v", sa.Column("{0}", sa.{1}()))\nop.drop_column("v", "value")\n'
    swap += 'op.alter_column("v", "{0}", new_column_name="value")'
    up, down = swap.format("as_json", "JSON"), swap.format("as_text", "Text")
    assert found(up, downgrade=down, select="ML379") == []
    assert found(up, downgrade='op.drop_column("v", "other")', select="ML379") == ["ML379"]


@pytest.mark.parametrize(
    ("env", "async_", "expected"),
    [("async_engine_from_config({})", "", []), ("engine_from_config({})", "", ["ML374"]),
     ("async_engine_from_config({})", "psycopg", ["ML374"])],
)  # fmt: skip
def test_an_async_driver_reads_no_percent_signs(env: str, async_: str, expected: list[str]) -> None:
    files = {"env.py": env + "\n"}
    if async_:
        files["pyproject.toml"] = f'[project]\nname = "x"\nversion = "1"\ndependencies = ["{async_}"]\n'
    body = "op.get_bind().exec_driver_sql(\"DELETE FROM logs WHERE note LIKE '%x'\")"
    assert found(body, select="ML374", dialect="postgresql", files=files) == expected


@pytest.mark.parametrize(
    ("driver", "severity"), [("pymysql", Severity.ERROR), ("", Severity.WARNING), ("mysqlclient", None)]
)
def test_several_statements_depend_on_the_driver_of_mysql(driver: str, severity: Severity | None) -> None:
    files = {"pyproject.toml": f'[project]\nname = "x"\nversion = "1"\ndependencies = ["{driver or "alembic"}"]\n'}
    told = findings('op.execute("DELETE FROM a; DELETE FROM b")', select="ML375", dialect="mysql", files=files)
    assert [one.severity for one in told] == ([severity] if severity is not None else [])


CHILD = (
    'op.create_table("lines", sa.Column("o", sa.Integer(), sa.ForeignKey("orders.id", ondelete="CASCADE")))'
)  # fmt: skip
ON = 'cursor.execute("PRAGMA foreign_keys=ON")\n'


@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({"env.py": 'c.execute("PRAGMA foreign_keys=OFF")\nrun()\nc.execute("PRAGMA foreign_keys=ON")\n'}, None),
        ({"env.py": 'c.execute("PRAGMA foreign_keys=ON")\nrun()\n'}, Severity.WARNING),
        ({"app/db.py": f'@event.listens_for(Engine, "connect")\ndef on(c, r):\n    {ON}'}, Severity.WARNING),
        ({"app/db.py": f'@event.listens_for(self._engine, "connect")\ndef on(c, r):\n    {ON}'}, Severity.INFO),
        ({"app/db.py": "# PRAGMA foreign_keys is off\n"}, None),
    ],
)
def test_whose_foreign_keys_are_on(files: dict[str, str], severity: Severity | None) -> None:
    body = 'with op.batch_alter_table("orders") as b:\n    b.drop_column("note")'
    told = findings(body, before=[ORDERS, CHILD], select="ML364", dialect="sqlite", files=files)
    assert [one.severity for one in told] == ([severity] if severity is not None else [])


def test_not_null_that_may_only_be_repeated_is_information() -> None:
    repeated = 'op.alter_column("old", "uri", type_=sa.String(1500), nullable=False)'
    meant = 'op.alter_column("old", "uri", existing_type=sa.String(1500), nullable=False)'
    for code, dialect in (("ML331", "postgresql"), ("ML314", "mysql")):
        assert [one.severity for one in findings(repeated, select=code, dialect=dialect)] == [Severity.INFO]
        assert [one.severity for one in findings(meant, select=code, dialect=dialect)] == [Severity.WARNING]


def test_a_batch_of_sqlite_takes_the_new_constraint_for_the_old() -> None:
    key = 'op.create_table("n", sa.Column("a", sa.Date()), sa.ForeignKeyConstraint(["a"], ["u.id"], name="fk"))'
    again = 'with op.batch_alter_table("n") as b:\n    b.create_foreign_key("fk", "u", ["a"], ["id"])'
    assert found(again, before=key, select="ML395", dialect="sqlite") == []
    assert found(again, before=key, select="ML395", dialect="postgresql") == ["ML395"]


def test_a_required_column_of_a_table_without_rows_is_no_error() -> None:
    add = 'op.add_column("orders", sa.Column("c", sa.Text(), nullable=False))'
    empty = 'op.execute("DELETE FROM old")\nop.rename_table("old", "orders")\n'
    for body, severity in (
        (add, Severity.ERROR),
        (empty + add, Severity.WARNING),
        ('op.execute("TRUNCATE orders")\n' + add, Severity.WARNING),
        ('op.execute("DELETE FROM orders WHERE id > 3")\n' + add, Severity.ERROR),
        ('op.execute("TRUNCATE orders")\nop.execute("INSERT INTO orders (id) VALUES (3)")\n' + add, Severity.ERROR),
    ):
        assert [one.severity for one in findings(body, select="ML312")] == [severity]


def test_a_table_that_a_helper_of_another_module_makes_is_new() -> None:
    imports = "from alembic import op\nimport sqlalchemy as sa\nfrom shared.utils import create_table, change_table\n"
    index = 'op.create_index("ix", "orders", ["day"])'
    made = 'create_table("orders", sa.Column("day", sa.Date()))\n'
    for body, expected in ((made + index, []), (made.replace("create", "change") + index, ["ML320"])):
        assert found(body, select="ML320", dialect="postgresql", imports=imports) == expected


def test_a_hole_in_a_text_is_not_shown() -> None:
    body = "op.execute(f\"ALTER TYPE state RENAME VALUE '{old()}' TO '{new()}'\")"
    told = findings(body, select="ML318", dialect="postgresql")
    assert len(told) == 1
    assert "\ufffc" not in told[0].problem.message


def test_twins_for_several_databases_run_on_their_own_alone(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    body = 'op.alter_column("orders", "note", type_=sa.Text(), existing_type=sa.String(20), existing_nullable=True)'
    for number, name in enumerate(("015_text_mysql", "015_text_postgres", "015_text_sqlite", "016_text_sqlite")):
        write_revisions(tmp_path, [body])
        text = (tmp_path / "r0_x.py").read_text("utf-8")
        (versions / f"{name}.py").write_text(text.replace("'r0'", f"'r{number}'"), "utf-8")
    report = lint_folder(str(tmp_path), ("mysql", "sqlite"), ("ML352",))
    told = {Path(one.problem.location.path).stem for one in report.findings if one.problem.location}
    assert told == {"015_text_mysql", "016_text_sqlite"}


LOOPS = [
    'for t, columns in {"orders": ["a", "b"]}.items():\n    for c in columns:\n        op.drop_column(t, c)',
    'for i, c in enumerate(("a", "b")):\n    op.drop_column("orders", c)',
    'for t, c in zip(["orders", "orders"], ("a", "b")):\n    op.drop_column(t, c)',
    'for c in list(reversed(sorted(["a", "b"]))):\n    op.drop_column("orders", c)',
    '[op.drop_column("orders", c) for c in ("a", "b")]',
    'columns = {"a": sa.Text(), "b": sa.Date()}\nfor c in columns:\n    op.drop_column("orders", c)',
    'sql = "ALTER TABLE orders DROP a; ALTER TABLE orders DROP b;"\n'
    'for one in sql.strip().split(";"):\n    one = one.strip()\n    if one:\n        op.execute(sa.text(one))',
]


@pytest.mark.parametrize("body", LOOPS)
def test_loops_over_literals_are_read_round_by_round(body: str) -> None:
    (told,) = findings(body, select="ML302")
    assert "orders" in told.problem.message
    assert "once more at this place" in told.problem.message


@pytest.mark.parametrize(
    "body",
    [
        'columns = ["a"]\ncolumns.append(more())\nfor c in columns:\n    op.drop_column("orders", c)',
        'names: dict = {}\nfor one in rows():\n    names[one] = 1\nfor c in names:\n    op.drop_column("orders", c)',
        'columns = {"a": 1}\ncolumns.update(more())\nfor c, _ in columns.items():\n    op.drop_column("orders", c)',
    ],
)
def test_a_list_that_later_lines_change_is_not_known(body: str) -> None:
    (told,) = findings(body, select="ML302")
    assert "whose name cannot be read" in told.problem.message


def test_keywords_that_are_unpacked_from_a_dict_with_types() -> None:
    for made in ("dict(nullable=False, existing_type=sa.Text())", '{"nullable": False, "existing_type": sa.Text()}'):
        body = f'more = {made}\nop.alter_column("orders", "note", **more)'
        assert found(body, select="ML331", dialect="postgresql") == ["ML331"]
