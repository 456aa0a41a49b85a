"""Reads the directives of `op` and of `batch_alter_table` as changes: which function reads which."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.reading.directives.columns import add_column, alter_column, drop_column
from migralint.changes.reading.directives.constraints import (  # fmt: skip
    create_check,
    create_exclude,
    create_foreign_key,
    create_key,
    drop_constraint,
)
from migralint.changes.reading.directives.indexes import create_index, drop_index
from migralint.changes.reading.directives.objects import create_object, drop_object
from migralint.changes.reading.directives.tables import (  # fmt: skip
    batch_alter_table,
    comment,
    create_table,
    drop_all,
    drop_table,
    rename_table,
)
from migralint.changes.reading.directives.types import create_type, drop_type
from migralint.history.operation import Operation

Reader = Callable[[Operation, Origin], Iterator[Change]]

DIRECTIVES: dict[str, Reader] = {
    "add_column": add_column,
    "alter_column": alter_column,
    "batch_alter_table": batch_alter_table,
    "create_check_constraint": create_check,
    "create_exclude_constraint": create_exclude,
    "create_foreign_key": create_foreign_key,
    "create_index": create_index,
    "create_primary_key": create_key,
    "create_table": create_table,
    "create_table_comment": comment,
    "create_type": create_type,
    "create_unique_constraint": create_key,
    "drop_all": drop_all,
    "drop_column": drop_column,
    "drop_constraint": drop_constraint,
    "drop_index": drop_index,
    "drop_table": drop_table,
    "drop_table_comment": comment,
    "drop_type": drop_type,
    "rename_table": rename_table,
}
"""Readers by the name of the directive; directives that run SQL are read elsewhere."""
OF_OBJECTS: dict[str, Reader] = {"create_object": create_object, "drop_object": drop_object}
"""What only objects of SQLAlchemy do: `op` has no directive for it."""
