"""Digests of schemas: the same for what differs in nothing but the schema's name, wherever that name is written."""

from __future__ import annotations

import pytest

from migralint.database.drift.fingerprint import fingerprints
from migralint.database.drift.schema_names import renamed
from migralint.schema.column import Column
from migralint.schema.constraint import ForeignKey
from migralint.schema.database import Database
from migralint.schema.objects import Function, Trigger
from migralint.schema.table import Table

NAMES = ("t1", "tenant-2", 'odd "name"', "ünïcode", "a.b", "users")


def quoted(schema: str) -> str:
    return schema if schema in ("t1", "users") else '"' + schema.replace('"', '""') + '"'


def tables(schema: str, default: str = "7") -> tuple[Table, ...]:
    users = Table("users", (Column("id", "integer"), Column("n", "integer", default=default)), schema)
    key = ForeignKey(("buyer",), f"{schema}.users", ("id",))
    return users, Table("orders", (Column("buyer", "integer"),), schema, foreign_keys=(key,))


def database(*schemas: str, default: str = "7") -> Database:
    made = [
        (
            Function(
                "touch()",
                f"CREATE FUNCTION {quoted(one)}.touch() SET search_path TO '{one}' AS $$ {quoted(one)}.users $$",
                one,
            ),
            Trigger("touched", "orders", f"CREATE TRIGGER touched ON {quoted(one)}.orders", one),
        )
        for one in schemas
    ]
    return Database(
        "postgresql",
        tables=tuple(table for one in schemas for table in tables(one, default)),
        functions=tuple(function for function, _ in made),
        triggers=tuple(trigger for _, trigger in made),
        schemas=schemas,
    )


def test_schemas_that_hold_the_same_have_one_digest() -> None:
    (one,) = set(fingerprints(database(*NAMES[:4]), NAMES[:4]))
    assert one != next(fingerprints(database("t1", default="8"), ["t1"]))


@pytest.mark.parametrize("other", ["t2", "public"])
def test_a_reference_to_another_schema_is_not_taken_for_the_own_one(other: str) -> None:
    own, foreign = database("t1"), database("t1")
    crossing = Trigger("touched", "orders", f"CREATE TRIGGER touched ON {other}.orders", "t1")
    foreign = Database("postgresql", foreign.tables, functions=foreign.functions, triggers=(crossing,))
    assert next(fingerprints(own, ["t1"])) != next(fingerprints(foreign, ["t1"]))


@pytest.mark.parametrize("schema", NAMES[:4])
def test_one_schema_takes_the_place_of_another(schema: str) -> None:
    def texts(found: Database) -> set[str]:
        return {one.definition.partition(" SET ")[0] for one in (*found.functions, *found.triggers)}

    assert texts(renamed(database(schema), schema, "public")) == {
        "CREATE FUNCTION public.touch()",
        "CREATE TRIGGER touched ON public.orders",
    }
