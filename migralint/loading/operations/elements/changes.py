"""What is done with an object of SQLAlchemy's, as the directive that does the same: `ix.create(b)`, `DropTable(t)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from migralint.evaluation.symbols import Ddl, Item, MadeTable, NamedType, Table
from migralint.loading.operations.elements.items import UNKNOWN_PART, Arguments, Keywords, without_indexes

_MAKERS = {
    "Index": "create_index",
    "UniqueConstraint": "create_unique_constraint",
    "PrimaryKeyConstraint": "create_primary_key",
    "ForeignKeyConstraint": "create_foreign_key",
    "CheckConstraint": "create_check_constraint",
    "ExcludeConstraint": "create_exclude_constraint",
}
_TYPES = {
    "UniqueConstraint": "unique",
    "PrimaryKeyConstraint": "primary",
    "ForeignKeyConstraint": "foreignkey",
    "CheckConstraint": "check",
    "ExcludeConstraint": None,
}
"""What `drop_constraint` calls the kinds of constraints."""


def created(made: object, options: Keywords | None = None, attached: Iterable[object] = ()) -> Ddl | None:
    """What creates an object; None for what cannot be created. `attached`: what was given to a table by its columns."""
    more = options or {}
    match made:
        case Item(kind="Sequence"):
            return _of_object("create_object", "sequence", made.arguments[0], made.keywords.get("schema"), more)
        case Item():
            return Ddl(_MAKERS[made.kind], *_place(made.table), made.arguments, made.keywords | more)
        case MadeTable():
            parts = [*made.parts, *(one for one in attached if one not in made.parts)]
            return Ddl("create_table", made.name, made.schema, (made.name, *parts), made.options | more)
        case Table():
            return Ddl("create_table", made.name, made.schema, (made.name,), UNKNOWN_PART | more)
        case NamedType():
            return Ddl("create_type", None, made.schema, (made.name, made.values), more)
    return None


def dropped(made: object, options: Keywords | None = None) -> Ddl | None:
    """What drops an object; None for what cannot be dropped."""
    more = options or {}
    match made:
        case Item(kind="Sequence"):
            return _of_object("drop_object", "sequence", made.arguments[0], made.keywords.get("schema"), more)
        case Item(kind="Index"):
            concurrently = {key: made.keywords[key] for key in ("postgresql_concurrently",) if key in made.keywords}
            return Ddl("drop_index", *_place(made.table), made.arguments[:2], concurrently | more)
        case Item():
            return Ddl("drop_constraint", *_place(made.table), (*made.arguments[:2], _TYPES[made.kind]), more)
        case Table():
            return Ddl("drop_table", made.name, made.schema, (made.name,), more)
        case NamedType():
            return Ddl("drop_type", None, made.schema, (made.name,), more)
    return None


def element(name: str, first: object, arguments: Arguments, keywords: Keywords) -> Ddl | None:
    """What an element of `sqlalchemy.schema` stands for, by the name of its class; None if that is not known.

    `first` is what its first argument holds; `arguments` and `keywords` are as a row holds them.
    """
    if name in ("CreateSchema", "DropSchema"):
        text = arguments[0] if arguments else keywords.get("name")
        return _of_object(_directive(name), "schema", text, None, keywords)
    if name in ("CreateView", "CreateTableAs"):
        return _selected(name, arguments, keywords)
    if name == "DropView":
        view = first if isinstance(first, Table) else Table(None, None)
        return _of_object("drop_object", _view(keywords), view.name, view.schema, keywords)
    work = _ELEMENTS.get(name)
    if work is None or (
        name == "CreateTable" and (len(arguments) > 1 or "include_foreign_key_constraints" in keywords)
    ):
        return None  # it leaves out foreign keys
    options: Keywords = {key: True for key in ("if_not_exists", "if_exists", "cascade") if keywords.get(key) is True}
    if name in ("CreateIndex", "DropIndex", "CreateSequence") and arguments[1:2] == (True,):
        options["if_exists" if name.startswith("Drop") else "if_not_exists"] = True
    return work(without_indexes(first) if name == "CreateTable" and isinstance(first, MadeTable) else first, options)


def _comment(made: object, options: Keywords) -> Ddl | None:
    return Ddl("create_table_comment", made.name, made.schema, (made.name,)) if isinstance(made, Table) else None


def _selected(name: str, arguments: Arguments, keywords: Keywords) -> Ddl:
    called = arguments[1] if len(arguments) > 1 else keywords.get("view_name", keywords.get("table_name"))
    schema = keywords.get("schema")
    if name == "CreateView":
        return _of_object("create_object", _view(keywords), called, schema, keywords)
    table = called if isinstance(called, str) else None
    return Ddl("create_table", table, schema if isinstance(schema, str) else None, (table,), UNKNOWN_PART | keywords)


def _of_object(directive: str, kind: str, name: object, schema: object, keywords: Keywords) -> Ddl:
    known = name if isinstance(name, str) else None
    return Ddl(directive, None, schema if isinstance(schema, str) else None, (kind, known), keywords)


def _view(keywords: Keywords) -> str:
    return "materialized view" if keywords.get("materialized") is True else "view"


def _directive(name: str) -> str:
    return "create_object" if name.startswith("Create") else "drop_object"


def _place(table: Table | None) -> tuple[str | None, str | None]:
    return (table.name, table.schema) if table is not None else (None, None)


_ELEMENTS: dict[str, Callable[[object, Keywords], Ddl | None]] = {
    "CreateIndex": created,
    "CreateTable": created,
    "CreateSequence": created,
    "AddConstraint": created,
    "CreateEnumType": created,
    "CreateDomainType": created,
    "DropIndex": dropped,
    "DropTable": dropped,
    "DropSequence": dropped,
    "DropConstraint": dropped,
    "DropEnumType": dropped,
    "DropDomainType": dropped,
    "SetTableComment": _comment,
    "DropTableComment": _comment,
}
DDL_CLASSES = frozenset(_ELEMENTS) | {"CreateSchema", "DropSchema", "CreateView", "CreateTableAs", "DropView"}
