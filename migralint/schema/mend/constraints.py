"""Mends constraints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace as uncommented

from migralint.schema.constraint import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.mend.alter import Call, Place, altered
from migralint.schema.opsource.layout import Code, string
from migralint.schema.opsource.python import Value, call, execute, identifier, sql, sql_text

_WORDS = {PrimaryKey: "primary", UniqueConstraint: "unique", Check: "check", ForeignKey: "foreignkey"}
_CONVENTIONS = {
    UniqueConstraint: ("uq", "uq_%(table_name)s_%(column_0_name)s"),
    ForeignKey: ("fk", "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"),
    PrimaryKey: ("pk", "pk_%(table_name)s"),
}
"""Naming conventions for batch mode: constraints without a name get a name by which they can be dropped."""


def create(place: Place, constraint: Constraint) -> str:
    """Create a constraint that the models have."""
    if _needs_raw(constraint):
        only = "ONLY " if _INVALID in constraint.unenforced else ""
        lines = [_raw(place, f"ADD {_constraint(constraint)}{clause(constraint)}", only)]
        lines += [execute(statement) for statement in _disabled(place, constraint)]
        lines += [_comment(place, constraint)] if constraint.comment else []
        return "\n".join(lines)
    if _in_table_args(place, constraint):
        return altered(place, recreate="always")
    return altered(place, _create_call(place, constraint))


def _comment(place: Place, constraint: Constraint) -> str:
    on = f"{identifier(None, constraint.name or '')} ON {identifier(place.schema, place.table)}"
    comment = string(constraint.comment) if constraint.comment else "NULL"
    return execute(f"COMMENT ON CONSTRAINT {on} IS {comment}")


def drop(place: Place, constraint: Constraint, *, twice: bool = False) -> str:
    """Drop a constraint that the models lack. `twice`: they have another one with the same meaning."""
    if isinstance(constraint, Exclusion):
        return _raw(place, f'DROP CONSTRAINT "{constraint.name}"')
    if constraint.name is None and not place.batch:
        return "# it has no name, so it cannot be dropped: create the table again without it"
    if _in_table_args(place, constraint) or (twice and constraint.name is None):
        # Reflection returns only one of two constraints with the same meaning, so that dropping "the other" would drop
        # both.
        return altered(place, recreate="always")
    dropped = altered(place, _drop_call(place, constraint), **_naming(place, constraint))
    if isinstance(constraint, ForeignKey) and constraint.index:
        return f"{dropped}\n{call('op.drop_index', constraint.index, table_name=place.table)}"
    return dropped


def replace(place: Place, models: Constraint, migrations: Constraint) -> str:
    """Drop one constraint and create the other; if only the comment differs, change the comment."""
    if uncommented(models, comment=None) == uncommented(migrations, comment=None):
        return _comment(place, models)
    if place.batch and not isinstance(migrations, Exclusion) and not isinstance(models, Exclusion):
        # Batch mode replaces a primary key automatically.
        kept = _in_table_args(place, migrations) or isinstance(models, PrimaryKey)
        calls = [] if kept else [_drop_call(place, migrations)]
        calls += [] if _in_table_args(place, models) else [_create_call(place, models)]
        options: dict[str, Value] = {} if calls else {"recreate": "always"}
        return altered(place, *calls, **options, **_naming(place, migrations))
    return "\n".join((drop(place, migrations), create(place, models)))


def rename(place: Place, models: Constraint, migrations: Constraint) -> str:
    """Rename the constraint to the models' name."""
    if place.dialect != "postgresql" or models.name is None or migrations.name is None:
        return replace(place, models, migrations)
    return _raw(place, f"RENAME CONSTRAINT {identifier(None, migrations.name)} TO {identifier(None, models.name)}")


def needs_raw(place: Place, constraint: Constraint) -> bool:
    """Whether only SQL can fully express the constraint on the project's server."""
    return place.dialect == "postgresql" and _needs_raw(constraint)


def _in_table_args(place: Place, constraint: Constraint) -> bool:
    """Whether `table_args` already passes it to batch mode: a CHECK without a name."""
    return place.batch and isinstance(constraint, Check) and constraint.name is None


def _needs_raw(constraint: Constraint) -> bool:
    """Whether Alembic's directives cannot fully express the constraint."""
    if constraint.comment or constraint.unenforced:
        return True
    match constraint:
        case Exclusion():
            return True
        case Check():
            return not constraint.validated or constraint.no_inherit
        case ForeignKey():
            return not constraint.validated or "(" in constraint.on_delete or constraint.period
        case UniqueConstraint() | PrimaryKey():
            # Alembic only supports the constraint's own columns.
            return bool(constraint.include) or constraint.period
    return False


_INVALID, _NOT_ENFORCED = "INDEX INVALID", "NOT ENFORCED"
_STATES = {"DISABLED": "DISABLE", "ENABLED FOR REPLICA": "ENABLE REPLICA", "ALWAYS ENABLED": "ENABLE ALWAYS"}
"""The action of ALTER TABLE that changes a trigger to each state."""


def _disabled(place: Place, constraint: Constraint) -> Iterator[str]:
    """Yield SQL that sets the states of the constraint's own triggers, whose names differ between servers."""
    for state, action in _STATES.items():
        functions = [one.removesuffix(f" {state}") for one in constraint.unenforced if one.endswith(f" {state}")]
        if functions:
            yield (
                "DO $$ DECLARE t record; BEGIN FOR t IN SELECT g.tgname, g.tgrelid::regclass AS owner"
                " FROM pg_trigger AS g JOIN pg_proc AS f ON f.oid = g.tgfoid"
                " JOIN pg_constraint AS k ON k.oid = g.tgconstraint"
                f" WHERE k.conrelid = {string(identifier(place.schema, place.table))}::regclass"
                f" AND k.conname = {string(constraint.name or '')}"
                f" AND f.proname IN ({', '.join(map(string, functions))}) LOOP"
                f" EXECUTE format('ALTER TABLE %s {action} TRIGGER %I', t.owner, t.tgname); END LOOP; END $$"
            )


def _naming(place: Place, constraint: Constraint) -> dict[str, Value]:
    convention = _CONVENTIONS.get(type(constraint))
    if not place.batch or constraint.name is not None or convention is None:
        return {}
    return {"naming_convention": {convention[0]: convention[1]}}


def _drop_call(place: Place, constraint: Constraint) -> Call:
    return Call("drop_constraint", (_name(place, constraint),), {"type_": _WORDS[type(constraint)]})


def _name(place: Place, constraint: Constraint) -> str:
    """Return the name of the constraint, or the name that a convention gives it."""
    if constraint.name is not None:
        return constraint.name
    match constraint:
        case UniqueConstraint():
            return f"uq_{place.table}_{_plain(constraint.columns[0])}"
        case ForeignKey():
            return f"fk_{place.table}_{constraint.columns[0]}_{constraint.target.rpartition('.')[2]}"
        case Check():
            return f"ck_{place.table}_{'_'.join(re.findall(r'[A-Za-z_]+', constraint.expression)[:3]).lower()}"
    return f"pk_{place.table}"


def _create_call(place: Place, constraint: Constraint) -> Call:
    name: Value = constraint.name if not place.batch else _name(place, constraint)
    keywords: dict[str, Value] = {}
    match constraint:
        case PrimaryKey():
            return Call("create_primary_key", (name, _columns(constraint.columns)), _deferral(constraint.deferrable))
        case UniqueConstraint():
            keywords |= _deferral(constraint.deferrable)
            keywords |= {"sqlite_on_conflict": constraint.on_conflict} if constraint.on_conflict else {}
            keywords |= {"postgresql_include": list(constraint.include)} if constraint.include else {}
            keywords |= {"postgresql_nulls_not_distinct": True} if constraint.nulls_not_distinct else {}
            return Call("create_unique_constraint", (name, _columns(constraint.columns)), keywords)
        case Check():
            return Call("create_check_constraint", (name, sql(constraint.expression)))
        case ForeignKey():
            keywords |= {"onupdate": constraint.on_update} if constraint.on_update else {}
            keywords |= {"ondelete": constraint.on_delete} if constraint.on_delete else {}
            keywords |= {"match": constraint.match} if constraint.match else {}
            keywords |= _deferral(constraint.deferrable)
            schema, _, target = constraint.target.rpartition(".")
            keywords |= {"referent_schema": schema} if schema else {}
            columns: list[Value] = [*constraint.columns]
            targets: list[Value] = [*constraint.target_columns]
            return Call("create_foreign_key", (name, target, columns, targets), keywords)
    raise TypeError(type(constraint))


def _columns(columns: tuple[str, ...]) -> list[Value]:
    return [_plain(column) for column in columns]


def _plain(column: str) -> str:
    return re.sub(r"( COLLATE \w+)?( DESC)?$", "", column)


def _deferral(deferrable: str) -> dict[str, Value]:
    if not deferrable:
        return {}
    return {"deferrable": True, "initially": "DEFERRED" if deferrable.endswith("DEFERRED") else "IMMEDIATE"}


def _raw(place: Place, action: str, only: str = "") -> str:
    return execute(f"ALTER TABLE {only}{identifier(place.schema, place.table)} {action}")


def _constraint(constraint: Constraint) -> str:
    return f"CONSTRAINT {identifier(None, constraint.name)} " if constraint.name else ""


def clause(constraint: Constraint) -> str:
    """Return the clause of a constraint for PostgreSQL, without its name."""
    words: list[str] = []
    match constraint:
        case Exclusion():
            return constraint.definition
        case Check():
            words += [f"CHECK ({constraint.expression})", "NO INHERIT" if constraint.no_inherit else ""]
            words += ["" if constraint.validated else "NOT VALID", _enforcement(constraint)]
        case ForeignKey():
            schema, _, target = constraint.target.rpartition(".")
            columns = _quoted(constraint.columns, "PERIOD " if constraint.period else "")
            words += [f"FOREIGN KEY {columns} REFERENCES {identifier(schema or None, target)}"]
            targets = _quoted(constraint.target_columns, "PERIOD " if constraint.period else "")
            words += [targets, f"MATCH {constraint.match}" if constraint.match else ""]
            words += [f"ON UPDATE {constraint.on_update}" if constraint.on_update else ""]
            words += [f"ON DELETE {constraint.on_delete}" if constraint.on_delete else ""]
            words += [constraint.deferrable, "" if constraint.validated else "NOT VALID", _enforcement(constraint)]
        case PrimaryKey() | UniqueConstraint():
            nulls = isinstance(constraint, UniqueConstraint) and constraint.nulls_not_distinct
            words += ["PRIMARY KEY" if isinstance(constraint, PrimaryKey) else "UNIQUE"]
            overlaps = " WITHOUT OVERLAPS" if constraint.period else ""
            words += ["NULLS NOT DISTINCT" if nulls else "", _quoted(constraint.columns, behind=overlaps)]
            words += [f"INCLUDE {_quoted(constraint.include)}" if constraint.include else "", constraint.deferrable]
    return " ".join(word for word in words if word)


def _quoted(names: tuple[str, ...], before: str = "", behind: str = "") -> str:
    """Return the names in parentheses; `before` and `behind` surround the last name."""
    quoted = [identifier(None, name) for name in names]
    return f"({', '.join([*quoted[:-1], *(f'{before}{last}{behind}' for last in quoted[-1:])])})"


def _enforcement(constraint: Check | ForeignKey) -> str:
    return _NOT_ENFORCED if _NOT_ENFORCED in constraint.unenforced else ""


def constraint_source(constraint: Constraint) -> Code | None:
    """Return the constraint as an argument of `op.create_table`; None if it requires raw SQL."""
    keywords: dict[str, Value] = {"name": constraint.name} if constraint.name else {}
    match constraint:
        case PrimaryKey():
            return Code(call("sa.PrimaryKeyConstraint", *_columns(constraint.columns), **keywords))
        case UniqueConstraint():
            keywords |= _create_call(Place("", None, False), constraint).keywords
            return Code(call("sa.UniqueConstraint", *_columns(constraint.columns), **keywords))
        case Check():
            return Code(call("sa.CheckConstraint", sql_text(constraint.expression), **keywords))
        case ForeignKey():
            keywords |= _create_call(Place("", None, False), constraint).keywords
            keywords.pop("referent_schema", None)
            targets: list[Value] = [f"{constraint.target}.{column}" for column in constraint.target_columns]
            return Code(call("sa.ForeignKeyConstraint", [*constraint.columns], targets, **keywords))
    return None
