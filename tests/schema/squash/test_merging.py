"""One revision for PostgreSQL and another database: what is the same is said once, what is not asks where it runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.engine.mock import create_mock_engine

from migralint.schema.column import Column
from migralint.schema.constraint import Check, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.database import Database
from migralint.schema.index import Index, IndexPart
from migralint.schema.objects import EnumType
from migralint.schema.squash.source import Header, revision_source
from migralint.schema.squash.style import Style
from migralint.schema.table import Table

POSTGRESQL, SQLITE = (sa.make_url(f"{name}://").get_dialect()() for name in ("postgresql", "sqlite"))
HEADER = Header("5qua5h", "Both", ("a",))


def written(on_postgresql: Database, on_sqlite: Database, apart: frozenset[str] = frozenset()) -> str:
    parts = [(one, Style(one.dialect, one.enums, names_by_convention=True)) for one in (on_postgresql, on_sqlite)]
    source = revision_source(HEADER, *parts, apart=apart)
    assert source == revision_source(HEADER, *reversed(parts), apart=apart)
    return source


def run(source: str, dialect: sa.engine.Dialect, function: str = "upgrade") -> list[str]:
    """The statements that a database of the dialect would get, each on one line."""
    module: dict[str, object] = {}
    exec(compile(source, "squash.py", "exec"), module)
    found: list[str] = []

    def take(statement: object, *_: object, **__: object) -> None:
        found.append(" ".join(str(statement.compile(dialect=dialect)).split()))  # type: ignore[attr-defined]

    engine = create_mock_engine(f"{dialect.name}://", take)
    context = MigrationContext.configure(dialect=dialect, opts={"as_sql": False}, connection=engine)  # type: ignore[arg-type]
    with Operations.context(context):
        module[function]()  # type: ignore[operator]
    return found


def databases(**tables: tuple[Table, Table]) -> tuple[Database, Database]:
    return (
        Database("postgresql", "15", tables=tuple(one for one, _ in tables.values())),
        Database("sqlite", "3", tables=tuple(other for _, other in tables.values())),
    )


def column(name: str, one: str, other: str, **given: object) -> tuple[Column, Column]:
    return Column(name, one, **given), Column(name, other, **given)  # type: ignore[arg-type]


def test_types_defaults_and_names_that_mean_the_same_are_put_together() -> None:
    columns = [
        column("id", "uuid", "CHAR(32)", nullable=False),
        column("other", "uuid", "CHAR(32)"),
        (Column("flag", "boolean", default="false"), Column("flag", "BOOLEAN", default="0")),
        (Column("count", "integer", default="0"), Column("count", "INTEGER", default="'0'")),
        (Column("said", "text", default="'x'::text"), Column("said", "TEXT", default="'x'")),
        tuple(
            Column("at", kind, default=default)
            for kind, default in (("timestamp with time zone", "now()"), ("DATETIME", "CURRENT_TIMESTAMP"))
        ),
        (Column("odd", "integer", default="f(1)"), Column("odd", "INTEGER", default="7")),
        column("weight", "double precision", "FLOAT"),
        column("data", "json", "JSON"),
    ]  # fmt: skip
    long = "fk_of_a_table_with_a_long_name_to_another_one_with_a_long_name_too_in_the_end"
    one, other = (
        Table(
            "t",
            tuple(pair[side] for pair in columns),
            primary_key=PrimaryKey(("id",), "t_pkey" if side == 0 else None),
            uniques=(UniqueConstraint(("count",), "uq_t_count"),),
            checks=(Check("(count > 0)" if side == 0 else "count > 0", "ck_t_count"),),
            foreign_keys=(ForeignKey(("other",), "t", ("id",), f"{long[:58]}_a1b2" if side == 0 else long),),
            indexes=(Index("ix", (IndexPart("count"),), where="(flag = true)" if side == 0 else "flag = 1"),),
        )
        for side in (0, 1)
    )
    source = written(*databases(t=(one, other)))
    assert source.count("op.create_table(") == 1
    assert source.count("op.create_index(") == 1
    assert 'uuid_type = sa.CHAR(length=32).with_variant(postgresql.UUID(), "postgresql")' in source
    assert source.count('sa.text("f(1)" if on_postgresql else "7")') == 1
    here, there = run(source, POSTGRESQL)[0], run(source, SQLITE)[0]
    assert "id UUID NOT NULL" in here
    assert "id CHAR(32) NOT NULL" in there
    assert "flag BOOLEAN DEFAULT false" in here
    assert "flag BOOLEAN DEFAULT 0" in there.replace("(0)", "0")  # as older versions of SQLAlchemy write it
    assert "at TIMESTAMP WITH TIME ZONE DEFAULT now()" in here
    assert "CURRENT_TIMESTAMP" in there
    assert "weight FLOAT" in here
    assert "odd INTEGER DEFAULT f(1)" in here
    assert "odd INTEGER DEFAULT 7" in there
    assert "CHECK ((count > 0))" in here
    assert "CHECK (count > 0)" in there
    assert long not in here
    assert long in there
    assert "WHERE (flag = true)" in run(source, POSTGRESQL)[1]
    assert "WHERE flag = 1" in run(source, SQLITE)[1]


def test_what_only_one_has_is_made_there_alone() -> None:
    keys = tuple(Column(name, kind, nullable=False) for name, kind in (("id", "integer"), ("b_id", "integer")))
    key = PrimaryKey(("id",), "pk")
    a_to_b = ForeignKey(("b_id",), "b", ("id",), "fk_a_b")
    b_to_a = ForeignKey(("b_id",), "a", ("id",), "fk_b_a")
    lower = [Table(name, keys, primary_key=key, foreign_keys=(to,)) for name, to in (("a", a_to_b), ("b", b_to_a))]
    upper_keys = tuple(Column(one.name, "INTEGER", nullable=False) for one in keys)
    upper = [
        Table(one.name, upper_keys, primary_key=key, foreign_keys=one.foreign_keys, checks=(Check("id > 0", "ck"),))
        for one in lower
    ]
    source = written(*databases(a=(lower[0], upper[0]), b=(lower[1], upper[1])))
    assert source.count("op.create_table(") == 2
    here, there = run(source, POSTGRESQL), run(source, SQLITE)
    assert [statement.split("(")[0].split()[:3] for statement in here] == [
        ["CREATE", "TABLE", "a"],
        ["CREATE", "TABLE", "b"],
        ["ALTER", "TABLE", "a"],
    ]
    assert [("fk_a_b" in one, "CHECK" in one) for one in here] == [(False, False), (False, False), (True, False)]
    assert len(there) == 2
    assert all("CHECK (id > 0)" in one and "FOREIGN KEY" in one for one in there)
    down = [run(source, dialect, "downgrade") for dialect in (POSTGRESQL, SQLITE)]
    assert [len(one) for one in down] == [3, 2]


def test_tables_too_different_stand_side_by_side() -> None:
    one = Table("t", (Column("id", "integer"), Column("b", "integer")))
    other = Table("t", (Column("id", "INTEGER"), Column("a", "INTEGER")))
    same = Table("s", (Column("id", "integer"),)), Table("s", (Column("id", "INTEGER"),))
    source = written(*databases(s=same, t=(one, other)))
    assert source.count("op.create_table(") == 3
    assert "    if on_postgresql:\n        op.create_table(" in source
    assert "    else:\n        op.create_table(" in source
    assert "b INTEGER" in run(source, POSTGRESQL)[1]
    assert "a INTEGER" in run(source, SQLITE)[1]
    assert written(*databases(s=same), apart=frozenset("*")).count("op.create_table(") == 1, "what is equal stays one"


def test_enum_types_are_there_alone() -> None:
    enum = EnumType("state", ("a", "b"))
    table = Table("t", (Column("s", "state"),)), Table("t", (Column("s", "VARCHAR(1)"),))
    one, other = databases(t=table)
    source = written(Database("postgresql", "15", tables=one.tables, enums=(enum,)), other)
    assert 'sa.String(length=1).with_variant(state_type, "postgresql")' in source
    assert "s VARCHAR(1)" in run(source, SQLITE)[0]
