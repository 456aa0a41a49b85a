"""Mends what Alembic has no directive for, by SQL in `op.execute`."""

from __future__ import annotations

from migralint.schema.mend.python import execute, identifier, string
from migralint.schema.objects import (
    CompositeType,
    Domain,
    EnumType,
    Extension,
    Function,
    Other,
    Policy,
    Sequence,
    Trigger,
    View,
)
from migralint.source.frozen import replace as uncommented

Thing = View | Trigger | Sequence | EnumType | Domain | CompositeType | Function | Extension | Policy | Other

_KEEP = "# to keep it, let the models create it in a listener of the metadata's after_create; to drop it:"


def create(thing: Thing) -> str:
    """Create what the models have, with its comment."""
    return "\n".join([_create(thing)] + ([comment(thing)] if thing.comment else []))


def comment(thing: Thing) -> str:
    """Give it the comment it has."""
    target = _on_table(thing) if isinstance(thing, Trigger | Policy) else _named(thing)
    if isinstance(thing, Other):
        return f"# COMMENT ON {_of_sort(thing)}: {thing.comment}"
    return execute(f"COMMENT ON {_kind(thing)} {target} IS {string(thing.comment) if thing.comment else 'NULL'}")


def _create(thing: Thing) -> str:
    match thing:
        case View():
            return _create_view(thing)
        case Trigger():
            whole = thing.definition.upper().startswith("CREATE ")
            return execute(thing.definition if whole else f"CREATE TRIGGER {_named(thing)} {thing.definition}")
        case Function():
            return execute(thing.definition)
        case Policy():
            return execute(f"CREATE POLICY {_on_table(thing)} {thing.definition}")
        case Extension():
            schema = f" SCHEMA {identifier(None, thing.schema)}" if thing.schema else ""
            return execute(f"CREATE EXTENSION {_named(thing)}{schema}")
        case EnumType():
            return execute(
                f"CREATE TYPE {_named(thing)} AS ENUM ({', '.join(string(value) for value in thing.values)})"
            )
        case CompositeType() | Domain():
            return execute(f"CREATE {_kind(thing)} {_named(thing)} AS {_definition(thing)}")
        case Other():
            is_statement = thing.definition.startswith(("CREATE ", "PRAGMA "))
            return execute(thing.definition) if is_statement else f"# create {_of_sort(thing)}"
        case Sequence():
            return execute(f"CREATE SEQUENCE {_named(thing)} {_sequence(thing)}")


def drop(thing: Thing, dialect: str) -> str:
    """Drop what the models lack; most projects would rather have the models create it, and are told how."""
    match thing:
        case Other(sort="setting"):
            statement = reset(thing)
        case Other():
            return f"{_KEEP}\n# drop {_of_sort(thing)}"
        case Trigger() if dialect != "sqlite":
            statement = f"DROP TRIGGER {_on_table(thing)}"
        case Policy():
            statement = f"DROP POLICY {_on_table(thing)}"
        case _:
            statement = f"DROP {_kind(thing)} {_named(thing)}"
    return f"{_KEEP}\n{execute(statement)}"


def reset(setting: Other) -> str:
    """The statement that takes a setting of an SQLite file back."""
    return setting.definition.rpartition("=")[0] + "= 0"


def replace(models: Thing, migrations: Thing, dialect: str) -> str:
    """Make the one of the other."""
    if uncommented(models, comment=None) == uncommented(migrations, comment=None):
        return comment(models)
    match models, migrations:
        case EnumType(), EnumType():
            return _enum(models, migrations)
        case Other(sort="setting"), Other():
            return create(models)
        case Sequence(), Sequence():
            renamed = f"ALTER SEQUENCE {_named(migrations)} RENAME TO {identifier(None, models.name)}"
            lines = [execute(renamed)] if models.name != migrations.name else []
            return "\n".join([*lines, execute(f"ALTER SEQUENCE {_named(models)} {_sequence(models)}")])
        case Domain(), Domain() if (models.type, models.collation) == (migrations.type, migrations.collation):
            return _domain(models, migrations)
        case Function(), Function():
            return execute(models.definition)  # it says OR REPLACE
        case Extension(), Extension():
            return execute(f"ALTER EXTENSION {_named(models)} UPDATE TO {string(models.version)}")
        case (Domain() as wanted, Domain()) | (CompositeType() as wanted, CompositeType()):
            return f"# alter {_kind(wanted)} {_named(wanted)} to {_definition(wanted)}"
    return "\n".join((drop(migrations, dialect).removeprefix(f"{_KEEP}\n"), create(models)))


def _create_view(view: View) -> str:
    columns, query = "", view.definition
    if query.startswith("("):
        columns, _, query = query.partition(") ")
        columns = f" {columns})"
    given = [option for option in view.options if "=" in option and not option.startswith("INDEX ")]
    options = f" WITH ({', '.join(given)})" if given else ""
    empty = " WITH NO DATA" if "WITH NO DATA" in view.options else ""
    lines = [execute(f"CREATE {_kind(view)} {_named(view)}{columns}{options} AS {query}{empty}")]
    lines += [execute(option.removeprefix("INDEX ")) for option in view.options if option.startswith("INDEX ")]
    return "\n".join(lines)


def _domain(models: Domain, migrations: Domain) -> str:
    name = f"ALTER DOMAIN {_named(models)}"
    actions = []
    if models.default != migrations.default:
        actions.append("DROP DEFAULT" if models.default is None else f"SET DEFAULT {models.default}")
    if models.nullable != migrations.nullable:
        actions.append(f"{'DROP' if models.nullable else 'SET'} NOT NULL")
    for check, _ in sorted(set(migrations.checks) - set(models.checks)):
        actions.append(f"DROP CONSTRAINT {identifier(None, check)}")
    for check, definition in sorted(set(models.checks) - set(migrations.checks)):
        actions.append(f"ADD CONSTRAINT {identifier(None, check)} {definition}")
    return "\n".join(execute(f"{name} {action}") for action in actions)


def _of_sort(thing: Other) -> str:
    return f"the {thing.sort} {identifier(thing.schema, thing.name)}"


def create_schema(name: str) -> str:
    """Create a schema that the models need."""
    return execute(f"CREATE SCHEMA {identifier(None, name)}")


def drop_schema(name: str) -> str:
    """Drop a schema that the models lack."""
    return execute(f"DROP SCHEMA {identifier(None, name)}")


def _enum(models: EnumType, migrations: EnumType) -> str:
    """Values can be added, but neither removed nor moved."""
    if tuple(value for value in models.values if value in migrations.values) != migrations.values:
        return "# values cannot be removed or moved: make a new type, alter the columns to it, drop the old one"
    lines = ["# behind a transaction's end: with op.get_context().autocommit_block():"]
    known = list(migrations.values)
    for place, value in enumerate(models.values):
        if value in known:
            continue
        where = f"AFTER {string(models.values[place - 1])}" if place else f"BEFORE {string(known[0])}"
        lines.append(execute(f"ALTER TYPE {_named(models)} ADD VALUE {string(value)} {where}"))
    return "\n".join(lines)


def _kind(thing: Thing) -> str:
    match thing:
        case View():
            return "MATERIALIZED VIEW" if thing.materialized else "VIEW"
        case EnumType() | CompositeType():
            return "TYPE"
    return type(thing).__name__.upper()


def _named(thing: Thing) -> str:
    match thing:
        case Function():
            # The signature's parentheses and types are not part of a name.
            name, _, arguments = thing.signature.partition("(")
            return f"{identifier(thing.schema, name)}({arguments}"
        case Extension():
            return identifier(None, thing.name)
    return identifier(thing.schema, thing.name)


def _on_table(thing: Trigger | Policy) -> str:
    return f"{identifier(None, thing.name)} ON {identifier(thing.schema, thing.table)}"


def _definition(thing: CompositeType | Domain) -> str:
    if isinstance(thing, CompositeType):
        return thing.definition
    words = [thing.type]
    words.append(f"COLLATE {identifier(None, thing.collation)}" if thing.collation else "")
    words.append(f"DEFAULT {thing.default}" if thing.default is not None else "")
    words.append("" if thing.nullable else "NOT NULL")
    words += [f"CONSTRAINT {identifier(None, name)} {definition}" for name, definition in thing.checks]
    return " ".join(word for word in words if word)


def _sequence(sequence: Sequence) -> str:
    bounds = [
        f"MINVALUE {sequence.minimum}" if sequence.minimum is not None else "NO MINVALUE",
        f"MAXVALUE {sequence.maximum}" if sequence.maximum is not None else "NO MAXVALUE",
    ]
    words = [f"AS {sequence.type}", f"START WITH {sequence.start}", f"INCREMENT BY {sequence.increment}", *bounds]
    words += ["CYCLE" if sequence.cycle else "NO CYCLE", f"CACHE {sequence.cache}"]
    return " ".join([*words, f"OWNED BY {sequence.owner or 'NONE'}"])
