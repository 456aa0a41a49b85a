"""Names of methods and packages that are known to change, or not to change, the objects that they get."""

from __future__ import annotations

from migralint.evaluation.values import MUTATORS
from migralint.loading.operations.connections import BIND_METHODS
from migralint.loading.operations.directives import DIRECTIVES

CHANGING = MUTATORS | {"difference_update", "intersection_update", "symmetric_difference_update", "move_to_end"}
"""Methods that change the object that they are called on."""
READING_METHODS = (
    frozenset(
        {
            "bindparams", "columns", "copy", "count", "create", "create_all", "debug", "difference", "drop", "drop_all",
            "dumps", "echo", "endswith", "error", "exception", "fetchmany", "filter", "filter_by", "findall", "format",
            "format_map", "from_select", "get", "get_columns", "get_indexes", "group_by", "has_column", "has_table",
            "having", "in_", "index", "info", "intersection", "isdisjoint", "issubset", "issuperset", "items", "join",
            "keys", "log", "match", "not_in", "notin_", "on_conflict_do_nothing", "on_conflict_do_update",
            "on_duplicate_key_update", "order_by", "params", "partitions", "replace", "returning", "search",
            "select_from", "set_", "split", "startswith", "sub", "symmetric_difference", "union", "values", "warn",
            "warning", "where", "with_entities",
        }
    )
    | (BIND_METHODS - MUTATORS)
    | {*DIRECTIVES}
)  # fmt: skip
"""Methods that do not change their arguments, on objects of any type."""
LIBRARIES = frozenset({"alembic", "sqlalchemy", "sqlalchemy_utils", "json", "re", "logging", "textwrap", "uuid"})
"""Packages whose functions do not change their arguments."""
