"""Compares objects other than tables: views, triggers, sequences, types, functions, …"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from msgspec.structs import replace

from migralint.schema.compare.context import Context, Pairing, difference, pair, pair_sequences
from migralint.schema.compare.describe import both, one_line
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.compare.run_order import mentions, views_in_order
from migralint.schema.database import Database, full_name
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
from migralint.sql.tokens import tokenize

T = TypeVar("T", View, Trigger, Sequence, EnumType, Domain, CompositeType, Function, Extension, Policy, Other)


def compare_objects(context: Context) -> Iterator[Difference]:
    """Yield the differences between objects other than tables; a trigger or policy has its table in the difference."""
    models, migrations = context.models, context.migrations
    compare = _Comparison(context)
    for name in sorted(set(models.schemas) ^ set(migrations.schemas)):
        ours, theirs = (name if name in side.schemas else None for side in (models, migrations))
        yield difference(Kind.SCHEMA, None, name, ours, theirs, About(ours, theirs))
    yield from compare.all(Kind.VIEW, models.views, migrations.views, compare.view, describe_view)
    yield from compare.all(Kind.TRIGGER, models.triggers, migrations.triggers, compare.trigger, describe_trigger)
    sequences = pair_sequences(models.sequences, migrations.sequences)
    yield from compare.paired(Kind.SEQUENCE, sequences, compare.sequence, describe_sequence)
    yield from compare.all(Kind.ENUM_TYPE, models.enums, migrations.enums, compare.plain, describe_enum)
    yield from compare.all(Kind.DOMAIN, models.domains, migrations.domains, compare.plain, describe_domain)
    yield from compare.all(
        Kind.COMPOSITE_TYPE, models.types, migrations.types, compare.plain, lambda thing: thing.definition
    )
    yield from compare.all(Kind.FUNCTION, models.functions, migrations.functions, compare.function, describe_function)
    yield from compare.all(Kind.EXTENSION, models.extensions, migrations.extensions, compare.plain, describe_extension)
    yield from compare.all(Kind.POLICY, models.policies, migrations.policies, compare.plain, lambda p: p.definition)
    yield from compare.all(Kind.OTHER_OBJECT, models.others, migrations.others, compare.plain, describe_other)


_MADE_APART = (Kind.TRIGGER, Kind.POLICY)
"""Kinds that creating a table does not create; dropping the table does drop them."""
_Present: TypeAlias = "tuple[frozenset[tuple[str, str]], frozenset[str]]"
"""The tables and views of a database by schema and name, and its columns by full name."""


def _present(database: Database) -> _Present:
    key = database.key
    relations = [(key(table.schema), key(table.name)) for table in database.tables]
    relations += [(key(view.schema), key(view.name)) for view in database.views]
    columns = [f"{full_name(t.schema, t.name)}.{column.name}" for t in database.tables for column in t.columns]
    return frozenset(relations), frozenset(columns)


class _Comparison:
    """Determines the identity and the meaning of each kind of object."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.in_models = _present(context.models)
        self.in_migrations = _present(context.migrations)

    def all(
        self,
        kind: Kind,
        models: Iterable[T],
        migrations: Iterable[T],
        meaning: Callable[[T], Hashable],
        describe: Callable[[T], str],
    ) -> Iterator[Difference]:
        yield from self.paired(kind, pair(models, migrations, self.identity), meaning, describe)

    def paired(
        self, kind: Kind, paired: Pairing[T], meaning: Callable[[T], Hashable], describe: Callable[[T], str]
    ) -> Iterator[Difference]:
        for one in paired.missing if kind in _MADE_APART else self.reportable(paired.missing, self.in_migrations):
            yield difference(kind, self.table(one), self.called(one), describe(one), None, About(one, None))
        for other in self.reportable(paired.extra, self.in_models):
            yield difference(kind, self.table(other), self.called(other), None, describe(other), About(None, other))
        for one, other in paired.both:
            if meaning(one) == meaning(other) and (one.comment or None) == (other.comment or None):
                continue
            recreated = isinstance(other, View) and self.context.dialect != "sqlite"
            about = About(one, other, more=self.readers(other) if recreated and isinstance(other, View) else ())
            yield difference(kind, self.table(one), self.called(one), *both(describe, one, other), about)

    def readers(self, view: View) -> tuple[tuple[View, View], ...]:
        """Return the migrations' views that read this one and that the models have too, each with the models' view.

        The last reader comes first.
        """
        in_models = {self.identity(one): one for one in self.context.models.views}
        names, pairs = [view.name], []
        for one in views_in_order(self.context.migrations):
            kept = in_models.get(self.identity(one))
            if one != view and kept is not None and any(mentions(one.definition, name) for name in names):
                names.append(one.name)
                pairs.append((one, kept))
        return tuple(pairs[::-1])

    def reportable(self, things: Iterable[T], present: _Present) -> Iterator[T]:
        """Omit objects of a table, view or column that the other side lacks: that difference already covers them."""
        key = self.context.key
        relations, columns = present
        for thing in things:
            if isinstance(thing, Trigger | Policy) and (key(thing.schema), key(thing.table)) not in relations:
                continue
            if isinstance(thing, Sequence) and thing.owner and thing.owner not in columns:
                continue
            yield thing

    def identity(self, thing: object) -> Hashable:
        key = self.context.key
        match thing:
            case Other():
                return (thing.sort, thing.schema, thing.name)
            case Trigger() | Policy():
                return (key(thing.schema), key(thing.table), key(thing.name))
            case Function():
                return (thing.schema, thing.signature)
            case Extension():
                return thing.name
            case View() | Sequence() | EnumType() | Domain() | CompositeType():
                return (key(thing.schema), key(thing.name))
        raise TypeError(type(thing))

    def table(self, thing: object) -> str | None:
        return full_name(thing.schema, thing.table) if isinstance(thing, Trigger | Policy) else None

    def called(self, thing: object) -> str:
        match thing:
            case Trigger() | Policy() | Extension():
                return thing.name
            case Function():
                return full_name(thing.schema, thing.signature)
            case View() | Sequence() | EnumType() | Domain() | CompositeType() | Other():
                return full_name(thing.schema, thing.name)
        raise TypeError(type(thing))

    def view(self, view: View) -> Hashable:
        return (self.context.definition(view.definition), view.materialized, view.options)

    def trigger(self, trigger: Trigger) -> Hashable:
        words = self.context.definition(trigger.definition)
        if self.context.dialect == "sqlite":
            words = _without_each_row(words)
        return (words, trigger.enabled)

    def sequence(self, sequence: Sequence) -> Hashable:
        return replace(sequence, position=None, comment=None)

    def function(self, function: Function) -> Hashable:
        """Return the meaning of a function: white space and comments in its body are ignored, whatever its language."""
        parts = []
        for token in tokenize(function.definition, self.context.dialect):
            body = token.text if token.text.startswith("$") else ""
            opening = body[: body.find("$", 1) + 1]
            parts.append(self.context.tokens(body.removeprefix(opening).removesuffix(opening)) if body else token.text)
        return tuple(parts)

    def plain(self, thing: T) -> Hashable:
        return replace(thing, comment=None)


def _without_each_row(words: tuple[str, ...]) -> tuple[str, ...]:
    """Omit FOR EACH ROW before the WHEN or BEGIN of a trigger: SQLite has no other kind."""
    for place in range(len(words) - 3):
        if words[place] in ("when", "begin"):
            break
        if words[place : place + 3] == ("for", "each", "row"):
            return (*words[:place], *words[place + 3 :])
    return words


def describe_view(view: View) -> str:
    """Return a view as SQL."""
    options = f" WITH {', '.join(view.options)}" if view.options else ""
    return f"{'MATERIALIZED VIEW' if view.materialized else 'VIEW'}{options} AS {one_line(view.definition)}"


def describe_trigger(trigger: Trigger) -> str:
    """Return a trigger as SQL."""
    return one_line(trigger.definition) + (f" {trigger.enabled}" if trigger.enabled else "")


def describe_sequence(sequence: Sequence) -> str:
    """Return a sequence as SQL, without most options that have their default."""
    words = [
        full_name(sequence.schema, sequence.name),
        f"AS {sequence.type}",
        f"START WITH {sequence.start}",
        f"INCREMENT BY {sequence.increment}",
        f"MINVALUE {sequence.minimum}" if sequence.minimum is not None else "",
        f"MAXVALUE {sequence.maximum}" if sequence.maximum is not None else "",
        "CYCLE" if sequence.cycle else "",
        f"CACHE {sequence.cache}" if sequence.cache != 1 else "",
        f"OWNED BY {sequence.owner}" if sequence.owner else "",
    ]
    return " ".join(word for word in words if word)


def describe_enum(enum: EnumType) -> str:
    """Return an enum type as SQL."""
    return f"ENUM ({', '.join(repr(value) for value in enum.values)})"


def describe_domain(domain: Domain) -> str:
    """Return a domain as SQL."""
    words = [domain.type]
    words.append(f"COLLATE {domain.collation}" if domain.collation else "")
    words.append("" if domain.nullable else "NOT NULL")
    words.append(f"DEFAULT {domain.default}" if domain.default is not None else "")
    words += [f"CONSTRAINT {name} {definition}" for name, definition in domain.checks]
    return " ".join(word for word in words if word)


def describe_function(function: Function) -> str:
    """Return the definition of a function on one line."""
    return one_line(function.definition)


def describe_extension(extension: Extension) -> str:
    """Return an extension as SQL."""
    schema = f" SCHEMA {extension.schema}" if extension.schema else ""
    return f"{extension.name}{schema} VERSION {extension.version}"


def describe_other(other: Other) -> str:
    """Return the sort and the definition of any other object."""
    return f"{other.sort}: {one_line(other.definition)}"
