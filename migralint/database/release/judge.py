"""Judges the changes between two schemas for the models of a release that runs on both; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection

from migralint.database.release.constraints import judge_check, judge_foreign_key, judge_primary_key, judge_unique
from migralint.database.release.sides import HARMLESS, Judgement, Sides
from migralint.database.release.types import judge_type
from migralint.database.release.uses import columns_of, is_filled
from migralint.database.release.verdict import ReleaseEffect, Verdict
from migralint.schema.compare import Difference, Kind, compare
from migralint.schema.database import Database

_ORDER: tuple[Verdict, ...] = ("breaking", "unknown", "harmless")
_LEFT_OUT = frozenset(one.word for one in (Kind.ROWS, Kind.SEQUENCE_POSITION, Kind.COLUMN_ORDER, Kind.CONSTRAINT_NAME))
"""Kinds of differences that models do not show, or that do not affect code."""


def judge(
    models: Database,
    before: Database,
    after: Database,
    *,
    project_dialect: str | None = None,
    dialects: Collection[str] = (),
) -> tuple[ReleaseEffect, ...]:
    """Judge the effect of the change from `before` to `after` on code with `models`; the worst effect first.

    `models`: the database of the release's create_all; `before`: that of its migrations; `after`: that of all
    migrations. Only the net effect counts. Rows are ignored. The dialects are as for `compare`.
    """
    sides = Sides(models, before, after)
    effects = []
    for difference in compare(before, after, project_dialect=project_dialect, dialects=dialects):
        if difference.kind in _LEFT_OUT or (difference.kind == Kind.STORED_DDL.word and difference.note):
            continue
        verdict, why = _judged(sides, difference)
        effects.append(
            ReleaseEffect(
                verdict,
                difference.kind,
                difference.table,
                difference.object,
                difference.models,
                difference.migrations,
                why,
            )
        )
    return tuple(sorted(effects, key=_place))


def _place(effect: ReleaseEffect) -> tuple[int, str, str, str]:
    return _ORDER.index(effect.verdict), effect.table or "", effect.kind, effect.object or ""


def _judged(sides: Sides, difference: Difference) -> Judgement:
    if difference.note:
        return "harmless", difference.reason or "no database of the project distinguishes the two"
    if difference.table is not None and difference.kind != Kind.TABLE.word and not sides.uses(difference.table):
        return "harmless", "the release has no model of the table"
    judged = _JUDGES.get(difference.kind)
    return judged(sides, difference) if judged is not None else ("unknown", "the models do not show what relies on it")


def _table(sides: Sides, difference: Difference) -> Judgement:
    if difference.migrations is not None:
        new = sides.after.table(difference.table)
        if new is not None and any(sides.uses(key.target) and not key.on_delete for key in new.foreign_keys):
            return (
                "harmless",
                "a new table; rows that newer code writes into it may prevent the release from deleting other rows",
            )
        return "harmless", "a new table"
    if not sides.uses(difference.table):
        return "harmless", "the release has no model of it"
    if sides.view_after(difference.table):
        return "unknown", "a view of that name replaces it; it is not known whether it can be written"
    return "breaking", "the release reads and writes the table, but it no longer exists"


def _column(sides: Sides, difference: Difference) -> Judgement:
    table, name = difference.table, difference.object
    model = sides.models.column(table, name)
    if difference.migrations is None:
        if model is None:
            return "harmless", "the release has no model of the column"
        return "breaking", "the release reads and writes the column, but it no longer exists"
    new = sides.after.column(table, name)
    if new is None:
        return "unknown", "the definition of the new column is not known"
    if model is not None:
        if model.nullable and not new.nullable:
            return "breaking", "the release may write NULL into it, but it is NOT NULL"
        return "harmless", "a new column that the models of the release already have"
    if not is_filled(new):
        return "breaking", "the release inserts rows without it, but it is NOT NULL without a server default"
    return "harmless", "a new column that inserts of the release do not need to set"


def _nullable(sides: Sides, difference: Difference) -> Judgement:
    table, name = difference.table, difference.object
    model, new = sides.models.column(table, name), sides.after.column(table, name)
    if new is None:
        return "unknown", "the definition of the column is not known"
    if new.nullable:
        return "harmless", "NULL is now allowed; the release reads one only if newer code writes it"
    old = sides.before.column(table, name)
    if old is not None and not old.nullable:
        return "unknown", "NULL is handled differently"
    if model is None:
        if is_filled(new):
            return "harmless", "inserts of the release do not set the column and get its server default"
        return "breaking", "the release inserts rows without the column, but it is NOT NULL without a server default"
    if not model.nullable:
        return "harmless", "the models of the release do not allow NULL either"
    words = "the release may write NULL into it"
    if new.default is not None:
        words += ": SQLAlchemy writes NULL for an attribute that is not set, so the server default does not help"
    return "breaking", words


def _default(sides: Sides, difference: Difference) -> Judgement:
    table, name = difference.table, difference.object
    model, new = sides.models.column(table, name), sides.after.column(table, name)
    if difference.models is None:
        return "harmless", "a new server default"
    relies = model is None or model.default is not None
    if difference.migrations is not None:
        if relies:
            return "unknown", "rows of the release get another default value; the effect on the release is not known"
        return "harmless", "the release sets the column itself"
    if not relies:
        return "harmless", "the models of the release do not use the server default"
    if new is not None and is_filled(new):
        return "unknown", "rows of the release get NULL instead of the server default"
    return "breaking", "the release relies on the server default, which no longer exists, and the column is NOT NULL"


def _computed(sides: Sides, difference: Difference) -> Judgement:
    model = sides.models.column(difference.table, difference.object)
    if difference.models is None and (model is None or model.computed is None):
        if model is None:
            return HARMLESS
        return "breaking", "the release writes the column, but a generated column rejects that"
    return "unknown", "the value of the column is generated in another way"


def _identity(sides: Sides, difference: Difference) -> Judgement:
    new = sides.after.column(difference.table, difference.object)
    if difference.migrations is None and new is not None and not is_filled(new):
        return "breaking", "the release relies on numbers from the database, which no longer generates them"
    return "unknown", "numbers are generated in another way"


def _index(sides: Sides, difference: Difference) -> Judgement:
    old, new = sides.index(sides.before, difference), sides.index(sides.after, difference)
    if new is not None and new.unique and (old is None or not old.unique or old != new):
        return judge_unique(sides, difference)
    if old is not None and old.unique:
        if old.where is None and sides.before.names(columns_of(old)) in sides.after.keys(difference.table):
            return "harmless", "another key makes the same columns unique"
        return (
            "unknown",
            "an upsert that relies on it (ON CONFLICT) fails; otherwise more values are allowed than before",
        )
    return "harmless", "an index does not change results, only the time that a query takes"


def _exclusion(sides: Sides, difference: Difference) -> Judgement:
    if difference.migrations is None:
        return "harmless", "more values are allowed than before"
    return "breaking", "the release may write rows that the constraint rejects"


def _enum(sides: Sides, difference: Difference) -> Judgement:
    used = sides.enum(sides.models.database, difference)
    if difference.models is None:
        return "harmless", "a new type"
    if used is None:
        return "harmless", "no model of the release has a column of the type"
    new = sides.enum(sides.after.database, difference)
    if new is None:
        return "breaking", "the release uses the type, but it no longer exists"
    removed = [value for value in used.values if value not in new.values]
    if removed:
        return "breaking", f"the release may write {', '.join(map(repr, removed))}, which the type no longer has"
    return "harmless", "new values; the release reads one only if newer code writes it"


def _sequence(sides: Sides, difference: Difference) -> Judgement:
    if difference.models is None:
        return "harmless", "a new sequence"
    used = any(one.name == difference.object for one in sides.models.database.sequences)
    if difference.migrations is None and used:
        return "breaking", "the release uses numbers of the sequence, but it no longer exists"
    return "unknown", "the models do not show what uses its numbers"


def _addition(words: str) -> Callable[[Sides, Difference], Judgement]:
    def judged(sides: Sides, difference: Difference) -> Judgement:
        if difference.models is None:
            return "harmless", f"a new {words}"
        return "unknown", f"the models do not show what uses the {words}"

    return judged


def _unnoticed(sides: Sides, difference: Difference) -> Judgement:
    return HARMLESS


_JUDGES: dict[str, Callable[[Sides, Difference], Judgement]] = {
    Kind.TABLE.word: _table,
    Kind.TABLE_COMMENT.word: _unnoticed,
    Kind.COLUMN.word: _column,
    Kind.COLUMN_TYPE.word: judge_type,
    Kind.COLUMN_NULLABLE.word: _nullable,
    Kind.COLUMN_DEFAULT.word: _default,
    Kind.COLUMN_COMPUTED.word: _computed,
    Kind.COLUMN_IDENTITY.word: _identity,
    Kind.COLUMN_AUTOINCREMENT.word: _identity,
    Kind.COLUMN_COMMENT.word: _unnoticed,
    Kind.PRIMARY_KEY.word: judge_primary_key,
    Kind.UNIQUE_CONSTRAINT.word: judge_unique,
    Kind.CHECK_CONSTRAINT.word: judge_check,
    Kind.FOREIGN_KEY.word: judge_foreign_key,
    Kind.EXCLUSION_CONSTRAINT.word: _exclusion,
    Kind.INDEX.word: _index,
    Kind.SCHEMA.word: _addition("schema"),
    Kind.VIEW.word: _addition("view"),
    Kind.SEQUENCE.word: _sequence,
    Kind.ENUM_TYPE.word: _enum,
    Kind.DOMAIN.word: _addition("domain"),
    Kind.COMPOSITE_TYPE.word: _addition("type"),
    Kind.FUNCTION.word: _addition("function"),
    Kind.EXTENSION.word: _addition("extension"),
}
"""Kinds that are not here (triggers, policies, privileges, table options, collations, …) do not show in models."""
