"""Runs env.py for what it declares, never for its connection.

First offline with connecting forbidden, then online with every engine led to scratch, then what its module had bound.
"""

from __future__ import annotations

import ast
import os
from typing import Callable

from alembic.config import Config
from alembic.script import ScriptDirectory

from ..base.declared import Declared
from ..base.error_details import StageError
from ..base.request import Request
from ..guard.guard import Guard
from .env_run import EnvRun

SESSION = frozenset(
    (
        *("execute", "exec_driver_sql", "scalar", "execution_options", "schema_translate_map", "connect_args"),
        *("listens_for", "listen", "server_settings", "CreateSchema", "_version", "search_path"),
    )
)
"""Names in env.py that may set up a session which determines where the migrations work; then run its online part,
too."""
DECIDING = frozenset(
    (
        *("include_object", "include_name", "version_table", "version_table_schema", "target_metadata"),
        *("transaction_per_migration", "transactional_ddl", "on_version_apply", "upgrade_token"),
    )
)
"""Relevant arguments of configure(): if only the online branch passes one of them, that branch must run, too."""


class FreshStartError(Exception):
    """Importing the models failed half-way. Another attempt in this process would register their tables twice."""


def declared_targets(
    config: Config,
    script: ScriptDirectory,
    guard: Guard,
    request: Request,
    *,
    online_first: bool,
    notice: Callable[[str], None],
) -> list[Declared]:
    """Return the targets that env.py declares, one per configure(); empty if there is no env.py or it declares none.

    Raises StageError if every way of running env.py fails; FreshStartError if it must run again, online first, in a new
    process. With the setting `metadata`, a failure is only a notice.
    """
    path = os.path.join(script.dir, "env.py")
    if not os.path.exists(path):
        return []
    with open(path, "rb") as stream:
        source = stream.read().decode("utf-8", "replace")
    targets: list[Declared] = []
    without_tables: list[Declared] = []
    error: BaseException | None = None
    for offline, with_connection in ((True, False), (False, False), (False, True)):
        if (offline and online_first) or (with_connection and "attributes" not in source):
            continue
        if targets and not _online_differs(source, targets):
            break
        run = EnvRun(config, script, guard, path, offline=offline, with_connection=with_connection)
        run.run()
        if any(target.tables for target in run.targets):
            targets, error = run.targets, None
            if not offline:
                break
        elif run.error is None:
            without_tables, error = run.targets or without_tables, None
        else:
            error = run.error
            without_tables = run.bound or without_tables
            if isinstance(error, ImportError):
                break  # the module will also be missing online
            if offline and _broke_in_import(error, path):
                raise FreshStartError from error
    if error is not None and (targets or without_tables):
        what = (
            "options that only its online part declares" if targets else "everything it declares except target_metadata"
        )
        notice(f"env.py fails ({type(error).__name__}: {error}), so these are unknown: {what}")
    if targets or without_tables or error is None:
        return targets or without_tables
    if request.metadata is not None:
        notice(f"env.py fails ({type(error).__name__}: {error}), so the options it declares are unknown")
        return []
    raise StageError("env", error, request.root)


def _online_differs(source: str, targets: list[Declared]) -> bool:
    """Whether the online part of env.py has relevant statements, or arguments of configure() that are not yet known."""
    passed = set.intersection(*(set(target.options) for target in targets)) | {"target_metadata"}
    for node in ast.walk(ast.parse(source)):
        if _names(node) & SESSION:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "configure":
            names = {keyword.arg for keyword in node.keywords}
            if None in names or names & DECIDING - passed:
                return True
    return False


def _names(node: ast.AST) -> set[str | None]:
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.Name):
        return {node.id}
    if isinstance(node, ast.keyword):
        return {node.arg}
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    return {"search_path"} if isinstance(node, ast.Constant) and "search_path" in str(node.value)[:300] else set()


def _broke_in_import(error: BaseException, path: str) -> bool:
    """Whether `error` was raised while a module was executed that env.py imports, directly or indirectly."""
    in_env = False
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == path:
            in_env = True
        elif in_env and code.co_name == "<module>":
            return True
        step = step.tb_next
    return False
