"""Statements about indexes that belong to a key: on servers a key is an index, on SQLite it is part of the table."""

from __future__ import annotations

from .....sql.tokens import Token
from ..reading.alter_actions import AlterTable, DropConstraint, RenameConstraint
from ..record import NO_MEANING
from .alter import alter
from .target import Surroundings, named


def rename_index(around: Surroundings, tokens: tuple[Token, ...]) -> bool:
    """Execute ALTER INDEX … RENAME TO; False for other statements, or if there is no such index or key."""
    words = [token.word for token in tokens]
    if words[:2] != ["ALTER", "INDEX"] or "RENAME" not in words:
        return False
    old = tokens[words.index("RENAME") - 1].name
    action = RenameConstraint(old, tokens[-1].name)
    index = around.catalogue.find_index(old)
    if index is not None:
        alter(around, AlterTable(index[1], index[0], False, (action,)))
        return True
    for schema in around.catalogue.schemas():
        for table in around.catalogue.tables(schema):
            text = around.catalogue.table(schema, table)
            if named(text, old) or any(names.find(schema, text, old) for names in around.names):
                alter(around, AlterTable(table, schema, False, (action,)))
                return True
    return False


def drop_index(around: Surroundings, tokens: tuple[Token, ...]) -> bool:
    """Execute MySQL's DROP INDEX of a unique constraint, or of the index that MySQL creates for a foreign key."""
    if not around.mysql or [token.word for token in tokens[:2]] != ["DROP", "INDEX"]:
        return False
    name = tokens[-1].name
    for schema in around.catalogue.schemas():
        for table in around.catalogue.tables(schema):
            text = around.catalogue.table(schema, table)
            for constraint in text.constraints:
                guessed = any(names.find(schema, text, name) == constraint for names in around.names)
                if constraint.kind == "unique" and (constraint.name == name or guessed):
                    alter(around, AlterTable(table, schema, False, (DropConstraint(name, "unique"),)))
                    return True
                if constraint.kind == "foreign key" and name in (constraint.name, *constraint.columns):
                    around.note("the index that MySQL makes for a foreign key", NO_MEANING)
                    return True
    return False
