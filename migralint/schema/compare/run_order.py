"""Orders differences so that their mends can run: each after what it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

from migralint.schema.compare.context import Context
from migralint.schema.compare.difference import Difference, Kind
from migralint.schema.database import Database, full_name
from migralint.schema.objects import CompositeType, Domain, EnumType, View
from migralint.schema.order import in_order, tables_in_order

_FIRST = ("collation", "text search parser", "text search template", "text search dictionary")
_TYPES = (Kind.ENUM_TYPE.word, Kind.COMPOSITE_TYPE.word, Kind.DOMAIN.word)
_KEYS = (Kind.PRIMARY_KEY.word, Kind.UNIQUE_CONSTRAINT.word)
_PARTS = (
    *(*_KEYS, Kind.CHECK_CONSTRAINT.word, Kind.EXCLUSION_CONSTRAINT.word),
    *(Kind.FOREIGN_KEY.word, Kind.CONSTRAINT_NAME.word, Kind.INDEX.word),
)
_LAST = (Kind.PRIVILEGES.word, Kind.ROWS.word, Kind.SEQUENCE_POSITION.word)


class Phase(IntEnum):
    """The phase in which the mend of a difference runs."""

    CONTAINERS = 0
    """Schemas and extensions."""
    DROP_USERS = 1
    """Views, triggers and policies that the models lack."""
    DROP_KEYS = 2
    """Foreign keys whose target changes."""
    USED_BY_TABLES = 3
    """Types, sequences, functions."""
    NEW_TABLES = 4
    TABLES = 5
    NEW_KEYS = 6
    FUNCTIONS = 7
    """Functions that need a new table, and functions that change."""
    VIEWS = 8
    ON_TABLES = 9
    """Triggers, policies, and other objects that belong to tables."""
    DROP_LATE = 10
    """Columns that a view or trigger used until it was replaced."""
    DROP_TABLES = 11
    DROP_SEQUENCES = 12
    DROP_OTHERS = 13
    DROP_FUNCTIONS = 14
    DROP_TYPES = 15
    DROP_CONTAINERS = 16
    CONTENTS = 17
    """Rows, counters, privileges."""


def run_order(context: Context, unordered: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return the differences in the order in which their mends must run.

    Drops of views, triggers and policies come before the tables, and within a table before the columns. Whatever only
    the models have comes after the objects from which it is built. The differences of one table stay together if
    possible.
    """
    differences = list(unordered)
    order = _Order(context, differences)
    return tuple(sorted(differences, key=order.key))


class _Order:
    """Computes the position of each difference."""

    def __init__(self, context: Context, differences: list[Difference]) -> None:
        self.model_ranks = _ranks(context.models)
        self.migration_ranks = _ranks(context.migrations)
        self.keys_change = {one.table or "" for one in differences if one.kind in _KEYS}
        """Tables whose key changes: foreign keys to them must be dropped before and created after that."""
        changed = [one for one in differences if None not in (one.models, one.migrations)]
        replaced = (Kind.VIEW.word, Kind.TRIGGER.word, Kind.POLICY.word)
        self.before = "\n".join(one.migrations or "" for one in changed if one.kind in replaced)
        """The definitions of views, triggers and policies before they are replaced."""
        self.new = [one.table for one in differences if one.kind == Kind.TABLE.word and one.migrations is None]

    def key(self, one: Difference) -> tuple[int, int, str, int, int, str]:
        phase = self.phase(one)
        dropping = one.models is None
        ranks = self.migration_ranks if dropping else self.model_ranks
        rank = 0
        if one.kind in (Kind.TABLE.word, Kind.VIEW.word, *_TYPES):
            rank = ranks.get((one.kind, (one.table if one.kind == Kind.TABLE.word else one.object) or ""), 0)
        table, kind, name = one.order
        # Within a table, drop constraints and indexes before the columns change, and create them afterwards.
        part = 2 if one.kind == Kind.STORED_DDL.word else 0 if one.kind not in _PARTS else -1 if dropping else 1
        if part == -1:
            kind = -kind
        return phase, -rank if dropping else rank, table, part, kind, name

    def phase(self, one: Difference) -> Phase:
        if one.kind in _LAST or one.kind == Kind.STORED_DDL.word:
            return Phase.TABLES if one.kind == Kind.STORED_DDL.word else Phase.CONTENTS
        return self.dropped(one) if one.models is None else self.created(one)

    def points_to_change(self, key: Difference) -> bool:
        definitions = f"{key.models}\n{key.migrations}"
        return any(mentions(definitions, table.rpartition(".")[2]) for table in self.keys_change - {key.table or ""})

    def dropped(self, one: Difference) -> Phase:
        name = (one.object or "").rpartition(".")[2]
        match one.kind:
            case Kind.VIEW.word:
                return Phase.VIEWS if mentions(self.before, name) else Phase.DROP_USERS
            case Kind.TRIGGER.word | Kind.POLICY.word:
                return Phase.DROP_USERS
            case Kind.FOREIGN_KEY.word if self.points_to_change(one):
                return Phase.DROP_KEYS
            case Kind.COLUMN.word if mentions(self.before, name):
                return Phase.DROP_LATE
            case Kind.TABLE.word:
                return Phase.DROP_TABLES
            case Kind.SEQUENCE.word:
                return Phase.DROP_SEQUENCES
            case Kind.OTHER_OBJECT.word:
                return Phase.DROP_USERS if (one.migrations or "").startswith("statistics") else Phase.DROP_OTHERS
            case Kind.FUNCTION.word:
                return Phase.DROP_FUNCTIONS
            case Kind.EXTENSION.word | Kind.SCHEMA.word:
                return Phase.DROP_CONTAINERS
        return Phase.DROP_TYPES if one.kind in _TYPES else Phase.TABLES

    def created(self, one: Difference) -> Phase:
        definition = one.models or ""
        match one.kind:
            case Kind.EXTENSION.word | Kind.SCHEMA.word:
                return Phase.CONTAINERS
            case Kind.SEQUENCE.word:
                return Phase.USED_BY_TABLES
            case Kind.OTHER_OBJECT.word:
                return Phase.USED_BY_TABLES if definition.startswith(_FIRST) else Phase.ON_TABLES
            case Kind.FUNCTION.word if one.migrations is None:
                needs = any(mentions(definition, (table or "").rpartition(".")[2]) for table in self.new)
                return Phase.FUNCTIONS if needs else Phase.USED_BY_TABLES
            case Kind.FUNCTION.word:
                return Phase.FUNCTIONS
            case Kind.TABLE.word:
                return Phase.NEW_TABLES
            case Kind.FOREIGN_KEY.word if self.points_to_change(one):
                return Phase.NEW_KEYS
            case Kind.VIEW.word:
                return Phase.VIEWS
            case Kind.TRIGGER.word | Kind.POLICY.word:
                return Phase.ON_TABLES
        return Phase.USED_BY_TABLES if one.kind in _TYPES else Phase.TABLES


def _ranks(database: Database) -> dict[tuple[str, str], int]:
    """Return the positions of tables, views and types in an order in which each can be created."""
    tables, _ = tables_in_order(database.tables)
    views = views_in_order(database)
    unordered: list[EnumType | Domain | CompositeType] = [*database.enums, *database.domains, *database.types]
    types = in_order(unordered, lambda one: one.name, repr)
    ranks = {(Kind.TABLE.word, full_name(one.schema, one.name)): place for place, one in enumerate(tables, 1)}
    ranks |= {(Kind.VIEW.word, full_name(one.schema, one.name)): place for place, one in enumerate(views, 1)}
    for place, type_ in enumerate(types, 1):
        ranks |= {(kind, full_name(type_.schema, type_.name)): place for kind in _TYPES}
    return ranks


def views_in_order(database: Database) -> list[View]:
    """Return the views, each after the views that it reads."""
    return in_order(database.views, lambda view: view.name, lambda view: view.definition)


def mentions(text: str, name: str) -> bool:
    """Return whether the text contains the name as a word."""
    return bool(name) and re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text) is not None
