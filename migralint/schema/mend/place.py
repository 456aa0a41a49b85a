"""The place of a mend: its table, and what blocks a change there."""

from __future__ import annotations

from migralint.schema.compare.context import Context
from migralint.schema.mend.alter import Place
from migralint.schema.mend.batch import batch_place
from migralint.schema.table import Table


def place_of(context: Context, table: Table) -> Place:
    """Return the place for a mend that creates or drops that table."""
    return Place(table.name, table.schema, context.batch, context.project_dialect)


def place_to_alter(context: Context, models: Table, migrations: Table) -> Place:
    """Return the place for a mend that changes the migrations' table to that of the models."""
    if not context.batch:
        return place_of(context, models)
    name = context.key(models.name)
    generated = [f"the column {column.name}" for column in migrations.columns if column.computed is not None]
    views = [f"the view {view.name}" for view in context.migrations.views if name in context.tokens(view.definition)]
    triggers = [
        one for one in context.migrations.triggers if (one.schema, context.key(one.table)) == (models.schema, name)
    ]
    in_the_way = tuple(generated + views)
    return batch_place(models, migrations, in_the_way, triggers, dialect=context.project_dialect)
