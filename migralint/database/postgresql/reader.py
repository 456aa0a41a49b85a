"""Puts together what a PostgreSQL database holds; reads only.

Catalogue: https://www.postgresql.org/docs/current/catalogs.html. Definitions are those the server prints, so that one
server prints both databases alike: compare databases of the same server only.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from migralint.database.postgresql import functions, objects, other_objects, sequences, types
from migralint.database.postgresql import object_attributes as attributes
from migralint.database.postgresql.access import read_access
from migralint.database.postgresql.catalog import Fetch, ask, in_user_schema, own
from migralint.database.postgresql.columns import read_columns
from migralint.database.postgresql.constraints import Constraints, read_constraints
from migralint.database.postgresql.database_settings import read_settings
from migralint.database.postgresql.indexes import Indexes, read_indexes
from migralint.database.postgresql.naming import Naming
from migralint.database.postgresql.relations import Relation, read_relations
from migralint.database.postgresql.rows import read_rows
from migralint.schema.constraint import Check, Exclusion, ForeignKey, UniqueConstraint
from migralint.schema.database import Database
from migralint.schema.index import Index
from migralint.schema.objects import View
from migralint.schema.rows import Rows
from migralint.schema.table import Table

Choice = Callable[[str | None, str], bool]
"""Takes a schema (None: the default one) and a table's name, and returns whether the rows of the table are read."""
LeaveOut = Callable[[str | None, str], bool]
"""Takes a schema (None: the default one) and a table's name, and returns whether the table is omitted (the version
table)."""


def read_postgresql(
    fetch: Fetch,
    *,
    leave_out: LeaveOut = lambda schema, name: False,
    rows: Choice = lambda schema, name: True,
    positions: bool = True,
) -> Database:
    """Return the schema of the database that `fetch` reads, and the rows of the tables that `rows` selects.

    Without `positions` the positions of sequences are not read, which requires a privilege.

    Objects of extensions are omitted. Names in the connection's current schema are returned without it. Raises the
    errors of `fetch`. `fetch` should read in one transaction, REPEATABLE READ, so that all answers show the same
    moment.
    """
    (about,) = ask(
        fetch,
        "SELECT current_schema() AS schema, current_setting('server_version') AS version, "
        "current_setting('server_version_num')::int AS number",
    )
    naming = Naming(about["schema"])
    relations = [one for one in read_relations(fetch, naming) if not leave_out(one.schema, one.name)]
    tables = [one for one in relations if one.kind in "rpf"]
    standing = sequences.read_positions(fetch) if positions else {}
    columns, constraints = read_columns(fetch, standing), read_constraints(fetch, naming)
    indexes_by_table = read_indexes(fetch)
    contents = read_rows(fetch, [one for one in relations if rows(one.schema, one.name)], columns)
    kept = {(one.schema, one.name) for one in relations}
    return Database(
        "postgresql",
        about["version"].split()[0],
        tables=tuple(
            _table(
                one,
                replace(columns.get(one.oid, _NOTHING), name=one.name),
                constraints.get(one.oid, Constraints()),
                tuple(indexes_by_table.get(one.oid, Indexes()).values),
                contents.get(one.oid),
            )
            for one in tables
        ),
        views=tuple(
            replace(_view(one, indexes_by_table.get(one.oid, Indexes())), rows=contents.get(one.oid))
            for one in relations
            if one.kind in "vm"
        ),
        triggers=tuple(one for one in objects.read_triggers(fetch, naming) if (one.schema, one.table) in kept),
        sequences=sequences.read_sequences(fetch, naming, standing),
        enums=types.read_enums(fetch, naming),
        domains=types.read_domains(fetch, naming),
        types=types.read_composites(fetch, naming),
        functions=functions.read_functions(fetch, naming),
        extensions=objects.read_extensions(fetch, naming),
        policies=tuple(one for one in objects.read_policies(fetch, naming) if (one.schema, one.table) in kept),
        others=(*other_objects.read_others(fetch, naming, about["number"]), *read_settings(fetch)),
        access=read_access(fetch, naming, leave_out),
        attributes=attributes.read_attributes(fetch, naming),
        schemas=_schemas(fetch, naming),
    )


_NOTHING = Table("")


def _schemas(fetch: Fetch, naming: Naming) -> tuple[str, ...]:
    query = f"""
        SELECT n.nspname AS name FROM pg_namespace AS n
        WHERE {in_user_schema("n")} AND {own("pg_namespace", "n.oid")} ORDER BY n.nspname"""
    return tuple(row["name"] for row in ask(fetch, query) if row["name"] != naming.default)


def _table(
    relation: Relation, columns: Table, constraints: Constraints, indexes: tuple[Index, ...], rows: Rows | None
) -> Table:
    """Return a table. `columns`: a table with its columns, and with what no other field of them covers."""
    return replace(
        columns,
        schema=relation.schema,
        primary_key=constraints.primary_key,
        uniques=tuple(one for one in constraints.others if isinstance(one, UniqueConstraint)),
        checks=tuple(one for one in constraints.others if isinstance(one, Check)),
        foreign_keys=tuple(one for one in constraints.others if isinstance(one, ForeignKey)),
        exclusions=tuple(one for one in constraints.others if isinstance(one, Exclusion)),
        indexes=indexes,
        options=relation.options,
        comment=relation.comment,
        rows=rows,
        stored="\n".join(part for part in (relation.extras, columns.stored, *constraints.extras) if part),
    )


def _view(relation: Relation, of_relation: Indexes) -> View:
    # A materialized view can have indexes of its own.
    indexes = tuple(f"INDEX {definition}" for definition in of_relation.definitions)
    return View(
        relation.name,
        relation.definition.rstrip().removesuffix(";"),
        relation.schema,
        relation.kind == "m",
        (*relation.options, *indexes, *((relation.extras,) if relation.extras else ())),
        relation.comment,
    )
