"""Names by which statements, connections and sessions are recognised: the effects of their methods."""

from __future__ import annotations

RUNS_SQL = frozenset(
    {"execute", "exec_driver_sql", "executemany", "executescript", "scalar", "scalars", "run_sql", "text"}
)
"""Methods whose first argument is SQL."""
BIND_METHODS = RUNS_SQL | {
    "query", "add", "add_all", "delete", "merge", "flush", "commit", "rollback", "run_callable", "run_sync",
    "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "copy_from", "copy_expert", "copy", "exec",
    "stream",
}  # fmt: skip
STILL_BIND = frozenset(
    {
        "connect", "begin", "begin_nested", "execution_options", "connection", "get_bind", "engine", "bind",
        "no_autoflush", "cursor", "raw_connection", "get_raw_connection", "driver_connection", "dbapi_connection",
        "sync_connection", "sync_session", "bindparams", "__enter__", "session_factory",
    }
)  # fmt: skip
NOTHING_DONE = frozenset(
    {
        "close", "get", "fetchall", "fetchone", "fetchmany", "in_transaction", "get_isolation_level", "refresh",
        "expunge", "expunge_all", "expire_all", "expire", "invalidate", "detach", "mogrify", "dispose", "get_one",
    }
)  # fmt: skip
OF_CONTEXT = frozenset(
    {
        "autocommit_block", "begin_transaction", "get_current_revision", "get_current_heads", "get_x_argument",
        "is_offline_mode", "is_transactional_ddl", "get_revision_argument", "get_starting_revision_argument",
        "get_head_revision", "get_head_revisions", "get_tag_argument", "static_output", "emit_begin", "emit_commit",
    }
)  # fmt: skip
"""Methods of a migration context that do not change the database."""
ENGINE_MAKERS = frozenset({"create_engine", "engine_from_config", "create_async_engine"})
SESSION_MAKERS = ENGINE_MAKERS | {
    "Session", "sessionmaker", "scoped_session", "create_session", "AsyncSession", "async_sessionmaker",
}  # fmt: skip
INSPECTORS = frozenset({"inspect", "Inspector", "from_engine"})
"""Functions that query the schema of the database through a connection."""
DML = frozenset({"insert", "update", "delete", "select"})
UNWRAPPED = frozenset({"dedent", "cleandoc", "str"})
"""Functions that do not change the SQL text in their argument."""
MAKE_TEXT = frozenset(
    {"format", "format_map", "join", "replace", "substitute", "safe_substitute", "upper", "lower", "casefold"}
)
"""Methods of a text that give another one, which is known if all parts of it are."""
WORKS = frozenset({"create", "drop", "create_all", "drop_all"})
"""Methods by which tables, indexes and types of SQLAlchemy make themselves."""
