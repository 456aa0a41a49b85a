"""What Alembic's batch mode loses of a table that it creates again, and how to pass it.

It copies what SQLAlchemy reflects: no AUTOINCREMENT, no collation, no CHECK without a name, no direction of an index,
no trigger. So it is told what the models have of these; for the rest there is advice.
https://alembic.sqlalchemy.org/en/latest/batch.html#dropping-constraints
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.schema.mend.alter import Call, Place
from migralint.schema.mend.types import sqlalchemy_type
from migralint.schema.objects import Trigger
from migralint.schema.opsource.layout import Code
from migralint.schema.opsource.python import Value, call, sql_text
from migralint.schema.sql.expression import canonical
from migralint.schema.table import Table

SQLITE_OPTIONS: dict[str, tuple[str, Value]] = {
    "STRICT": ("sqlite_strict", True),
    "WITHOUT ROWID": ("sqlite_with_rowid", False),
}
"""The name and the value of SQLAlchemy's `Table` argument for each option."""


def batch_place(
    models: Table, migrations: Table, in_the_way: tuple[str, ...], triggers: Iterable[Trigger], *, dialect: str
) -> Place:
    """Return the place for mends that create `migrations` again. `triggers`: the triggers of that table."""
    options: dict[str, Value] = {}
    unnamed: list[Value] = [
        Code(call("sa.CheckConstraint", sql_text(check.expression))) for check in models.checks if check.name is None
    ]
    if unnamed:
        options["table_args"] = unnamed
    kept = {*models.options} & {*migrations.options}
    words: dict[str, Value] = dict(SQLITE_OPTIONS[option] for option in sorted(kept & {*SQLITE_OPTIONS}))
    if any(column.autoincrement == "AUTOINCREMENT" for column in models.columns):
        words["sqlite_autoincrement"] = True
    if words:
        options["table_kwargs"] = words
    return Place(
        models.name,
        models.schema,
        True,
        dialect,
        in_the_way,
        options,
        tuple(_collations(models, migrations)),
        (*_checks(models, migrations), *_forgotten(models, migrations, triggers)),
    )


def _collations(models: Table, migrations: Table) -> Iterator[Call]:
    there = {column.name.lower() for column in migrations.columns}
    for column in models.columns:
        declared = sqlalchemy_type(column.type, column.collation)
        if column.collation is not None and declared is not None and column.name.lower() in there:
            yield Call("alter_column", (column.name,), {"type_": declared})


def _checks(models: Table, migrations: Table) -> Iterator[str]:
    """Yield advice on CHECKs without a name that only one side has: every batch block drops or creates them."""
    for ours, theirs, words in (
        (migrations, models, "that the models lack are dropped with it"),
        (models, migrations, "that the migrations lack are created with it"),
    ):
        there = [canonical(check.expression) for check in theirs.checks if check.name is None]
        alone = []
        for check in ours.checks:
            if check.name is None and canonical(check.expression) in there:
                there.remove(canonical(check.expression))
            elif check.name is None:
                alone.append(f"CHECK ({' '.join(check.expression.split())})")
        if alone:
            yield f"# CHECKs without a name {words}: {', '.join(alone)}"


def _forgotten(models: Table, migrations: Table, triggers: Iterable[Trigger]) -> Iterator[str]:
    again = [
        f"the index {index.name}"
        for index in models.indexes
        if any(not part.is_column or part.descending or part.collation for part in index.parts)
        and any(other.name == index.name for other in migrations.indexes)
    ]
    again += [f"the trigger {trigger.name}" for trigger in triggers]
    if again:
        yield f"# batch mode loses all or part of these, so create them again after it: {', '.join(again)}"
    unknown = [
        f"{column.type} of {column.name}"
        for column in migrations.columns
        if column.type and sqlalchemy_type(column.type) is None
    ]
    if unknown:
        yield f"# batch mode may not know these types; pass them with type_ of alter_column: {', '.join(unknown)}"
    on_conflict = [f"NOT NULL of {column.name}" for column in models.columns if column.on_conflict]
    on_conflict += [f"UNIQUE ({', '.join(unique.columns)})" for unique in models.uniques if unique.on_conflict]
    on_conflict += ["PRIMARY KEY"] if models.primary_key is not None and models.primary_key.on_conflict else []
    if on_conflict:
        yield f"# batch mode loses ON CONFLICT of {', '.join(on_conflict)}"
