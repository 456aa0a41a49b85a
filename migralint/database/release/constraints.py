"""Judges keys and constraints: which writes of the release are now rejected?"""

from __future__ import annotations

from migralint.database.release.sides import Judgement, Sides
from migralint.database.release.uses import columns_of
from migralint.rules.operation.destructive.listed_values import listed_values
from migralint.schema.compare import Difference
from migralint.schema.compare.describe import describe_constraint
from migralint.schema.constraint import Check, ForeignKey, UniqueConstraint
from migralint.sql.tokens import tokenize

_LOOSER = "more values are allowed than before"
_UPSERT = "an upsert that relies on it (ON CONFLICT) fails; otherwise more values are allowed than before"


def judge_unique(sides: Sides, difference: Difference) -> Judgement:
    """Judge a unique constraint or unique index."""
    table = difference.table
    if difference.migrations is None:
        removed = sides.constraint(UniqueConstraint, sides.before, difference, difference.models)
        if removed is not None and sides.before.names(removed.columns) in sides.after.keys(table):
            return "harmless", "another key makes the same columns unique"
        return "unknown", _UPSERT
    index = sides.index(sides.after, difference)
    constraint = sides.constraint(UniqueConstraint, sides.after, difference, difference.migrations)
    if constraint is not None:
        names = constraint.columns
        nulls_collide = constraint.nulls_not_distinct
    elif index is not None:
        names, nulls_collide = columns_of(index), index.nulls_not_distinct
    else:
        return "breaking", "the release may write rows that are not unique"
    columns = sides.after.names(names)
    if any(key <= columns for key in sides.before.keys(table)):
        return "harmless", "another key makes these columns unique already"
    if any(key <= columns for key in sides.models.keys(table)):
        return "harmless", "the models of the release have the same"
    if not nulls_collide and any(sides.is_new_null(table, name) for name in columns):
        return "harmless", "the release writes NULL into one of its columns, and NULL never collides"
    return "breaking", "the release may write rows that are not unique"


def judge_primary_key(sides: Sides, difference: Difference) -> Judgement:
    """Judge the primary key: dropped, new or with other columns."""
    old, new, model = (side.table(difference.table) for side in (sides.before, sides.after, sides.models))
    if new is None or new.primary_key is None:
        return "unknown", "rows of the release no longer need to be unique; an upsert (ON CONFLICT) fails"
    columns = sides.after.names(new.primary_key.columns)
    if model is not None and model.primary_key is not None and sides.models.names(model.primary_key.columns) == columns:
        return "harmless", "the models of the release have the same"
    if old is not None and old.primary_key is not None and sides.before.names(old.primary_key.columns) <= columns:
        if all(sides.models.column(difference.table, name) is not None for name in columns):
            return "unknown", "the release looks rows up by another key; an upsert (ON CONFLICT) fails"
    elif any(key <= columns for key in sides.before.keys(difference.table)):
        return "unknown", "the release looks rows up by another key; an upsert (ON CONFLICT) fails"
    return "breaking", "the release writes rows and looks them up by another key"


def judge_check(sides: Sides, difference: Difference) -> Judgement:
    """Judge a check; in a list of values, only the removed values matter."""
    if difference.migrations is None:
        return "harmless", _LOOSER
    check = sides.constraint(Check, sides.after, difference, difference.migrations)
    if check is None:
        return "breaking", "the release may write values that the check rejects"
    table = sides.models.table(difference.table)
    same = describe_constraint(check)
    if table is not None and any(describe_constraint(one) == same for one in table.checks):
        return "harmless", "the models of the release have the same"
    allowed = listed_values(check.expression)
    if allowed is not None and _allowed_before(sides, difference, allowed):
        return "harmless", "a list of values that includes all previously allowed ones"
    used = _columns_in(check.expression, sides, difference.table)
    if used and all(sides.is_new_null(difference.table, name) for name in used):
        return "harmless", "the release writes NULL into its column, and a check accepts NULL"
    return "breaking", "the release may write values that the check rejects"


def _allowed_before(sides: Sides, difference: Difference, allowed: tuple[str, tuple[str, ...]]) -> bool:
    column, values = allowed
    for side in (sides.before, sides.models):
        table = side.table(difference.table)
        for one in table.checks if table is not None else ():
            earlier = listed_values(one.expression)
            if earlier is not None and earlier[0].lower() == column.lower() and {*earlier[1]} <= {*values}:
                return True
    return False


def _columns_in(expression: str, sides: Sides, table: str | None) -> list[str]:
    names = {token.name for token in tokenize(expression, sides.after.database.dialect) if token.is_name}
    return [name for name in sorted(names) if sides.after.column(table, name) is not None]


def judge_foreign_key(sides: Sides, difference: Difference) -> Judgement:
    """Judge a foreign key: a new one rejects rows; another action changes the effect of a delete."""
    if difference.migrations is None:
        old = sides.constraint(ForeignKey, sides.before, difference, difference.models)
        if old is not None and (old.on_delete or old.on_update):
            return "unknown", "the database no longer handles rows that reference a deleted row"
        return "harmless", _LOOSER
    new = sides.constraint(ForeignKey, sides.after, difference, difference.migrations)
    if new is None:
        return "breaking", "the release may write a reference to no row"
    table = sides.models.table(difference.table)
    columns = sides.after.names(new.columns)
    for one in table.foreign_keys if table is not None else ():
        if sides.models.names(one.columns) == columns and one.target == new.target and difference.models is None:
            return "harmless", "the models of the release have the same"
    old = sides.constraint(ForeignKey, sides.before, difference, difference.models)
    ends = [one and (one.columns, one.target, one.target_columns) for one in (old, new)]
    if ends[0] == ends[1]:
        return "unknown", "rows that reference a deleted or changed row are handled differently"
    if new.match != "FULL" and any(sides.is_new_null(difference.table, name) for name in new.columns):
        return "harmless", "the release writes NULL into its column, which references nothing"
    return "breaking", "the release may write a reference to no row, or delete a referenced row"
