"""Constraints in corrected code: added without looking at the rows, validated in the next revision."""

from __future__ import annotations

from migralint.changes.definitions import Constraint, TableName
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.history.operation import Operation
from migralint.rules.operation.code import Source, call
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, execute, plain_column, steps, validate

_NAMES = frozenset(
    {
        "constraint_name", "name", "source_table", "table_name", "referent_table", "referent", "local_cols", "columns",
        "remote_cols", "condition", "postgresql_not_valid", "source", "source_schema", "referent_schema", "schema",
    }
)  # fmt: skip
"""Arguments that are rewritten; all other keywords of a call are kept."""


def not_valid(change: AddConstraint) -> str:
    """Two revisions that add a foreign key or CHECK."""
    table, constraint = change.table, change.constraint
    name = constraint.name or _default_name(table, constraint)
    if change.origin.form == "sql":
        statement = " ".join(change.origin.statement.split())
        first = execute(f"{statement} NOT VALID") if len(statement) < 160 else "the same with NOT VALID at its end"
    else:
        first = _call(change.origin.operation, name, table, constraint)
    return steps(first, f"in the next revision {validate(table, name)}")


def with_column(change: AddColumn, constraint: Constraint) -> str:
    """Two revisions that add a column and its foreign key or CHECK."""
    table = change.table
    name = constraint.name or _default_name(table, constraint)
    if change.origin.form == "sql":
        if constraint.kind == "check":
            tail = f"CHECK ({constraint.text or '…'}) NOT VALID"
        else:
            target = constraint.reference.table if constraint.reference is not None else None
            tail = f"FOREIGN KEY ({change.column.name or '…'}) REFERENCES {target or '…'} NOT VALID"
        add = execute(f"ALTER TABLE {table or '…'} ADD CONSTRAINT {name} {tail}")
    else:
        columns = constraint.columns or ((change.column.name,) if change.column.name else ())
        add = _call(None, name, table, constraint, columns)
    return steps(f"{plain_column(change)} and {add}", f"in the next revision {validate(table, name)}")


def _default_name(table: TableName | None, constraint: Constraint) -> str:
    prefix = {"foreign key": "fk", "check": "ck", "unique": "uq", "primary key": "pk"}.get(constraint.kind, "c")
    return "_".join((prefix, *((table.name,) if table is not None else ()), *constraint.columns))


def _call(
    operation: Operation | None,
    name: str,
    table: TableName | None,
    constraint: Constraint,
    columns: tuple[str, ...] = (),
) -> str:
    given = operation.keywords if operation is not None else {}
    keywords = {keyword: value for keyword, value in given.items() if keyword not in _NAMES}
    if constraint.kind == "check":
        condition = constraint.text if constraint.text is not None else Source("...")
        return call("op.create_check_constraint", name, table, condition, **keywords, postgresql_not_valid=True)
    reference = constraint.reference
    target = reference.table if reference is not None else None
    if reference is not None and operation is None:
        keywords |= {"ondelete": reference.on_delete} if reference.on_delete else {}
    if table is not None and table.schema:
        keywords["source_schema"] = table.schema
    if target is not None and target.schema:
        keywords["referent_schema"] = target.schema
    return call(
        "op.create_foreign_key",
        name,
        table.name if table is not None else None,
        target.name if target is not None else None,
        [*(constraint.columns or columns)] or Source("..."),
        [*reference.columns] if reference is not None and reference.columns else Source("..."),
        **keywords,
        postgresql_not_valid=True,
    )


def using_index(change: AddConstraint) -> str:
    """Two revisions that create a key from an index that was built concurrently."""
    table, constraint = change.table, change.constraint
    kind = "PRIMARY KEY" if constraint.kind == "primary key" else "UNIQUE"
    return key_of_index(table, constraint.name or _default_name(table, constraint), constraint.columns, kind)


def key_of_index(table: TableName | None, name: str, columns: tuple[str, ...], kind: str) -> str:
    """The same for an index that is not a key yet."""
    index = f"ix_{name}"
    listed = [*columns] if columns else Source("...")
    build = call("op.create_index", index, table, listed, unique=True, postgresql_concurrently=True)
    use = execute(f"ALTER TABLE {table or '…'} ADD CONSTRAINT {name} {kind} USING INDEX {index}")
    return steps(f"{AUTOCOMMIT}{build}", f"in the next revision {use}")
