"""Compares the constraints of one table as multisets, so that duplicates are noticed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from migralint.schema.compare.context import Context, difference
from migralint.schema.compare.describe import both, describe_constraint, listed
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.compare.names import is_generated
from migralint.schema.constraint import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.database import full_name
from migralint.schema.sql.expression import same_but_for_order
from migralint.schema.table import Table

C = TypeVar("C", PrimaryKey, UniqueConstraint, Check, ForeignKey, Exclusion)
_KEY_OPTIONS = re.compile(r"( collate \w+)?( desc)?$", re.IGNORECASE)


def compare_constraints(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    """Yield the differences between the constraints, including primary keys.

    Pair equal constraints first, those with equal names before others. Then pair different constraints that share the
    name or the columns. The remaining constraints are missing or extra.
    """
    if _constraints(models) == _constraints(migrations):
        return
    compare = _Comparison(context, models, migrations)
    keys = [[table.primary_key] if table.primary_key else [] for table in (models, migrations)]
    yield from compare.aspect(Kind.PRIMARY_KEY, keys[0], keys[1])
    yield from compare.aspect(Kind.UNIQUE_CONSTRAINT, models.uniques, migrations.uniques)
    yield from compare.aspect(Kind.CHECK_CONSTRAINT, models.checks, migrations.checks)
    yield from compare.aspect(Kind.FOREIGN_KEY, models.foreign_keys, migrations.foreign_keys)
    yield from compare.aspect(Kind.EXCLUSION_CONSTRAINT, models.exclusions, migrations.exclusions)


def _constraints(table: Table) -> tuple[object, ...]:
    return (table.primary_key, table.uniques, table.checks, table.foreign_keys, table.exclusions)


class _Comparison:
    """Compares the constraints of one table."""

    def __init__(self, context: Context, models: Table, migrations: Table) -> None:
        self.context = context
        self.table = full_name(models.schema, models.name)
        self.tables = (models, migrations)
        self.plain_table = models.name
        self.columns = frozenset(column.name for column in models.columns)

    def aspect(self, kind: Kind, models: Sequence[C], migrations: Sequence[C]) -> Iterator[Difference]:
        ours, theirs = list(models), list(migrations)
        for one, other in self.take_pairs(ours, theirs, lambda c: (self.meaning(c), self.name(c))):
            yield from self.compare_name(one, other)
        # A pair in which one name is generated is a better match than a pair with two different explicit names.
        for one, other in self.take_pairs(ours, theirs, self.meaning, self.one_is_generated):
            yield from self.compare_name(one, other)
        for one, other in self.take_pairs(ours, theirs, self.meaning):
            yield from self.compare_name(one, other)
        for one, other in self.take_pairs(ours, theirs, lambda c: self.name(c) or object()):
            yield self.changed(kind, one, other)
        for one, other in self.take_pairs(ours, theirs, self.likeness):
            yield self.changed(kind, one, other)
            yield from self.compare_name(one, other)
        for one in ours:
            more, descriptions = self.repeated(one, models, migrations)
            yield difference(
                kind, self.table, self.called(one), *descriptions, About(one, None, self.tables), note=more
            )
        for other in theirs:
            more, descriptions = self.repeated(other, migrations, models)
            about = About(None, other, self.tables)
            yield difference(kind, self.table, self.called(other), descriptions[1], descriptions[0], about, note=more)

    def repeated(self, one: C, own: Sequence[C], others: Sequence[C]) -> tuple[bool, tuple[str, str | None]]:
        """Return whether a constraint only repeats one that both sides have, and the description of each side.

        SQLite stores nothing for a second UNIQUE without a name, not even an index; a server would create one.
        """
        meaning = self.meaning(one)
        here, there = (sum(self.meaning(each) == meaning for each in side) for side in (own, others))
        nothing_new = there > 0 and isinstance(one, UniqueConstraint) and one.name is None
        nothing_new = nothing_new and self.context.project_dialect == "sqlite"
        clause = describe_constraint(one)
        return nothing_new, (_times(clause, here), _times(clause, there) if there else None)

    def take_pairs(
        self,
        ours: list[C],
        theirs: list[C],
        identity: Callable[[C], Hashable],
        fits: Callable[[C, C], bool] = lambda one, other: True,
    ) -> Iterator[tuple[C, C]]:
        """Remove pairs with the same identity from both lists and yield them."""
        waiting: dict[Hashable, list[C]] = defaultdict(list)
        for other in theirs:
            waiting[identity(other)].append(other)
        for one in list(ours):
            candidates = waiting.get(identity(one), [])
            match = next((other for other in candidates if fits(one, other)), None)
            if match is not None:
                candidates.remove(match)
                ours.remove(one)
                theirs.remove(match)
                yield one, match

    def one_is_generated(self, one: Constraint, other: Constraint) -> bool:
        return self.explicit_name(one) is None or self.explicit_name(other) is None

    def name(self, constraint: Constraint) -> str | None:
        return None if constraint.name is None else self.context.key(constraint.name)

    def explicit_name(self, constraint: Constraint) -> str | None:
        """Return the explicit name of the constraint; None if it has no name or one that a server generates."""
        return None if is_generated(constraint, self.plain_table) else constraint.name

    def meaning(self, constraint: Constraint) -> Hashable:
        """Return the whole meaning, without the name and independent of spelling."""
        match constraint:
            case Check():
                tree = self.context.expression(constraint.expression, self.plain_table, self.columns)
                return (tree, replace(constraint, expression="", name=None))
            case ForeignKey():
                # A foreign key to a table that does not exist has no target columns to pair.
                own, target = self.keys(constraint.columns), self.keys(constraint.target_columns)
                pairs = tuple(sorted(zip(own, target, strict=False)))
                plain = replace(constraint, columns=(), target_columns=(), target="", name=None, index="")
                return (pairs or own, self.context.key(constraint.target), plain)
            case Exclusion():
                return (self.context.tokens(constraint.definition), constraint.comment, constraint.unenforced)
            case PrimaryKey() | UniqueConstraint():
                return replace(constraint, columns=self.keys(constraint.columns), name=None)

    def likeness(self, constraint: Constraint) -> Hashable:
        """Return equal values for two constraints that count as one changed constraint."""
        match constraint:
            case PrimaryKey():
                return ()
            case UniqueConstraint():
                return tuple(sorted(_KEY_OPTIONS.sub("", key) for key in self.keys(constraint.columns)))
            case ForeignKey():
                return (self.keys(constraint.columns), self.context.key(constraint.target))
        return object()

    def keys(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.context.key(name) for name in names)

    def called(self, constraint: Constraint) -> str | None:
        if constraint.name is not None:
            return constraint.name
        match constraint:
            case PrimaryKey():
                return None
            case UniqueConstraint() | ForeignKey():
                return listed(constraint.columns)
        return describe_constraint(constraint)

    def changed(self, kind: Kind, one: Constraint, other: Constraint) -> Difference:
        name = one.name or other.name or self.called(one)
        only_order = (
            isinstance(one, Check)
            and isinstance(other, Check)
            and same_but_for_order(
                self.context.expression(one.expression, self.plain_table, self.columns),
                self.context.expression(other.expression, self.plain_table, self.columns),
            )
            and replace(one, expression="", name=None) == replace(other, expression="", name=None)
        )
        descriptions = both(describe_constraint, one, other)
        return difference(kind, self.table, name, *descriptions, About(one, other, self.tables), note=only_order)

    def compare_name(self, one: Constraint, other: Constraint) -> Iterator[Difference]:
        """Yield a difference in names: drift if both are explicit or a kept revision uses one, otherwise a note."""
        if self.name(one) == self.name(other):
            return
        ours, theirs = self.explicit_name(one), self.explicit_name(other)
        if ours is None and theirs is None:
            return
        used = bool({one.name, other.name} & self.context.names_used)
        note = (ours is None or theirs is None) and not used
        descriptions = _with_name(one), _with_name(other)
        about = About(one, other, self.tables)
        yield difference(Kind.CONSTRAINT_NAME, self.table, ours or theirs, *descriptions, about, note=note)


def _times(clause: str, count: int) -> str:
    return clause if count == 1 else f"{clause}, {'twice' if count == 2 else f'{count} times'}"


def _with_name(constraint: Constraint) -> str:
    return f"{describe_constraint(constraint)}, {f'named {constraint.name}' if constraint.name else 'without a name'}"
