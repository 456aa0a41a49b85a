"""Reads the classes of `alembic.operations.ops`: which directive does the same, with which arguments."""

from __future__ import annotations

from migralint.evaluation.symbols import Ddl, Item, Sql, Statement, Table
from migralint.loading.operations.directives import table_name
from migralint.loading.operations.elements.changes import created, dropped
from migralint.loading.operations.elements.items import Arguments, Keywords

_DIRECTIVES = {
    "AddColumnOp": "add_column",
    "AlterColumnOp": "alter_column",
    "BulkInsertOp": "bulk_insert",
    "CreateCheckConstraintOp": "create_check_constraint",
    "CreateForeignKeyOp": "create_foreign_key",
    "CreateIndexOp": "create_index",
    "CreatePrimaryKeyOp": "create_primary_key",
    "CreateTableCommentOp": "create_table_comment",
    "CreateTableOp": "create_table",
    "CreateUniqueConstraintOp": "create_unique_constraint",
    "DropColumnOp": "drop_column",
    "DropConstraintOp": "drop_constraint",
    "DropIndexOp": "drop_index",
    "DropTableCommentOp": "drop_table_comment",
    "DropTableOp": "drop_table",
    "ExecuteSQLOp": "execute",
    "RenameTableOp": "rename_table",
}
_MODIFIED = {
    "modify_nullable": "nullable",
    "modify_comment": "comment",
    "modify_server_default": "server_default",
    "modify_name": "new_column_name",
    "modify_type": "type_",
}
"""Keywords of AlterColumnOp by which `alter_column` has them; each with its value for "unchanged"."""
_UNCHANGED = {"modify_comment": False, "modify_server_default": False}


def operation(name: str, first: object, arguments: Arguments, keywords: Keywords) -> Ddl | None:
    """What invoking such an object does, by the name of its class; None if that is not known.

    `first` is what its first argument holds; `arguments` and `keywords` are as a row holds them.
    """
    directive = _DIRECTIVES.get(name)
    if directive is None:
        return None
    if directive == "execute":
        known = isinstance(first, str | Sql | Statement)
        return Ddl("execute", None, None, arguments, {}, first) if known else None
    if directive == "bulk_insert":
        return Ddl("bulk_insert", None, None, arguments, keywords, first) if isinstance(first, Table) else None
    if directive == "create_table":
        columns = arguments[1] if len(arguments) > 1 else keywords.get("columns")
        arguments = (*arguments[:1], *(columns if isinstance(columns, list | tuple) else (columns,)))
    if directive == "alter_column":
        keywords = _altered(keywords)
    return _directive(directive, arguments, {key: value for key, value in keywords.items() if key != "_reverse"})


def from_object(name: str, maker: str, first: object, arguments: Arguments) -> Ddl | None:
    """What invoking the result of `ops.X.from_index(ix)` and the like does; None if that is not known."""
    if maker == "from_column_and_tablename" and len(arguments) == 3:
        schema, table, column = arguments
        if name == "DropColumnOp":
            column = _column_name(column)
        return _directive(_DIRECTIVES[name], (table, column), {"schema": schema})
    if maker in ("from_index", "from_table", "from_constraint") and isinstance(first, Item | Table):
        return dropped(first) if name.startswith("Drop") else created(first)
    return None


def work_of_impl(name: str, first: object, arguments: Arguments, keywords: Keywords) -> Ddl | None:
    """What a method of `op.get_context().impl` does; None if that is not known."""
    if name in ("create_table", "create_index", "add_constraint"):
        return created(first)
    if name in ("drop_table", "drop_index", "drop_constraint"):
        return dropped(first)
    if name in ("add_column", "alter_column", "rename_table"):
        return _directive(name, arguments, keywords)
    if name == "drop_column":
        column = arguments[1] if len(arguments) > 1 else keywords.get("column")
        kept = {key: value for key, value in keywords.items() if key != "column"}
        return _directive(name, (*arguments[:1], _column_name(column)), kept)
    if name == "bulk_insert":
        return operation("BulkInsertOp", first, arguments, keywords)
    if name in ("create_table_comment", "drop_table_comment") and isinstance(first, Table):
        return Ddl(name, first.name, first.schema, (first.name,))
    return None


def _directive(name: str, arguments: Arguments, keywords: Keywords) -> Ddl:
    schema = keywords.get("schema", keywords.get("source_schema"))
    table = table_name(name, arguments, keywords)
    return Ddl(name, table, schema if isinstance(schema, str) else None, arguments, keywords)


def _altered(keywords: Keywords) -> Keywords:
    changed: Keywords = {}
    for key, value in keywords.items():
        if key not in _MODIFIED:
            changed[key] = value
        elif value is not _UNCHANGED.get(key):
            changed[_MODIFIED[key]] = value
    return changed


def _column_name(column: object) -> object:
    """The name that `sa.Column("a", …)` or `sa.column("a")` gives."""
    if isinstance(column, dict) and ... in column and str(column[...][1]).lower().endswith("column"):
        arguments, keywords = column[...][2:4]
        name = arguments[0] if arguments else keywords.get("name")
        return name if isinstance(name, str) else column
    return column
