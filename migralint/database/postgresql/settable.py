"""Names the options that a user can set: only these are compared, whatever else a server keeps beside them.

A catalogue column such as `attoptions` or `reloptions` holds a list of name=value. A minor version of a server may add
entries of its own there, so nothing in such a list counts unless its name is known. The names are those of the manual:
https://www.postgresql.org/docs/18/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS and the pages of ALTER TABLE,
CREATE VIEW, CREATE INDEX, of PostgreSQL 13 to 18.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

COLUMN = frozenset(("n_distinct", "n_distinct_inherited"))
_AUTOVACUUM = (
    "autovacuum_enabled",
    "autovacuum_freeze_max_age",
    "autovacuum_freeze_min_age",
    "autovacuum_freeze_table_age",
    "autovacuum_multixact_freeze_max_age",
    "autovacuum_multixact_freeze_min_age",
    "autovacuum_multixact_freeze_table_age",
    "autovacuum_vacuum_cost_delay",
    "autovacuum_vacuum_cost_limit",
    "autovacuum_vacuum_insert_scale_factor",
    "autovacuum_vacuum_insert_threshold",
    "autovacuum_vacuum_max_threshold",
    "autovacuum_vacuum_scale_factor",
    "autovacuum_vacuum_threshold",
    "log_autovacuum_min_duration",
    "vacuum_index_cleanup",
    "vacuum_max_eager_freeze_failure_rate",
    "vacuum_truncate",
)
TOAST = frozenset(_AUTOVACUUM)
TABLE = frozenset(
    (
        *_AUTOVACUUM,
        "autovacuum_analyze_scale_factor",
        "autovacuum_analyze_threshold",
        "fillfactor",
        "parallel_workers",
        "toast_tuple_target",
        "user_catalog_table",
    )
)
VIEW = frozenset(("check_option", "security_barrier", "security_invoker"))
INDEX = frozenset(
    (
        *("autosummarize", "buffering", "deduplicate_items", "fastupdate", "fillfactor", "gin_pending_list_limit"),
        "pages_per_range",
    )
)
OPERATOR_CLASS = frozenset(("false_positive_rate", "n_distinct_per_range", "numranges", "siglen", "values_per_range"))
"""Parameters of the operator classes of the server and of the extensions that it includes."""

_SERVERS_PREFIX = "pg_"
"""The beginning of names that are reserved for the server."""


def settable(options: Iterable[str] | None, names: Collection[str], *, own: bool = True) -> list[str]:
    """Return the entries of `options` whose names a user can set, sorted.

    `own`: False for an access method or operator class of an extension, whose names are unknown; then all names are
    included that are not reserved for the server.
    """
    return sorted(option for option in options or () if _is_settable(option.partition("=")[0], names, own=own))


def of_wrapper(options: Iterable[str] | None) -> list[str]:
    """Return the options that a foreign data wrapper reads, sorted; the wrapper defines their names."""
    return settable(options, (), own=False)


def of_wrapper_sql(column: str) -> str:
    """Return SQL for these options as one text; NULL if there are none."""
    return (
        f"(SELECT nullif(string_agg(z, ', ' ORDER BY z COLLATE \"C\"), '') FROM unnest({column}) AS z"
        f" WHERE left(z, {len(_SERVERS_PREFIX)}) <> '{_SERVERS_PREFIX}')"
    )


def _is_settable(name: str, names: Collection[str], *, own: bool) -> bool:
    return name in names or (not own and not name.startswith(_SERVERS_PREFIX))


def without_options(definition: str, options: Iterable[str] | None, kept: Collection[str]) -> str:
    """Return the server's CREATE INDEX, without the storage parameters that are not in `kept`."""
    for option in options or ():
        if option not in kept:
            name = re.escape(option.partition("=")[0])
            entry = rf"{name}='(?:[^']|'')*'"
            definition = re.sub(rf"(?<= WITH \(){entry}(?:, )?|, {entry}", "", definition, count=1)
    return definition.replace(" WITH ()", "")


def unknown_settings(column: str) -> str:
    """Return SQL for the names in a list of settings (`proconfig`) that the server does not know.

    A name with a dot belongs to an extension or to the user.
    """
    return (
        f"ARRAY(SELECT split_part(z, '=', 1) FROM unnest({column}) AS z"
        " WHERE position('.' IN split_part(z, '=', 1)) = 0 AND current_setting(split_part(z, '=', 1), true) IS NULL)"
    )


def without_settings(definition: str, names: Iterable[str]) -> str:
    """Return the server's text of a function, without the SET clauses of these settings."""
    for name in names:
        definition = re.sub(rf"^ SET \"?{re.escape(name)}\"? TO .*\n", "", definition, count=1, flags=re.MULTILINE)
    return definition
