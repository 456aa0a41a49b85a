"""What one `context.configure()` of env.py declares: the target metadata and the options of its migrations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from sqlalchemy import MetaData

from .session import Step

OF_THE_CONNECTION = frozenset(
    (
        *("connection", "url", "dialect_name", "dialect_opts", "output_buffer", "starting_rev", "tag", "literal_binds"),
        *("as_sql", "purge", "fn", "target_metadata", "transaction", "process_revision_directives"),
    )
)
"""Arguments of configure() that concern the project's connection or autogenerate, not how the migrations run."""


@dataclass
class Declared:
    """One target that env.py declares."""

    metadata: tuple[MetaData, ...]
    """The target metadata; empty if env.py passes none."""
    options: dict[str, Any] = field(default_factory=dict)
    """The arguments of configure() that the full upgrade also uses."""
    upgrade_arguments: dict[str, Any] = field(default_factory=dict)
    """The arguments that `run_migrations(...)` passes to every `upgrade()`."""
    name: str = "default"
    dialect: str | None = None
    """SQLAlchemy's name of its database; None if env.py names none."""
    session: tuple[Step, ...] = ()
    """Statements on env.py's connection before the migrations run, as far as they affect what these build."""
    translate: dict[str | None, str | None] = field(default_factory=dict)
    """The schema_translate_map of the connection."""
    default_schema: str | None = None
    """The default schema of its connection in SQLAlchemy; None: the one that SQLAlchemy detects when it connects."""
    version: Any = None
    """The version table by which env.py replaces that of the context; None: it does not replace it."""
    tenants: tuple[str, ...] = ()
    """The schemas of all targets that are equal except for their schema, its own first."""

    @property
    def tables(self) -> int:
        """The number of tables in its metadata."""
        return sum(len(metadata.tables) for metadata in self.metadata)

    @property
    def version_table(self) -> str:
        """The name of the version table."""
        return self.options.get("version_table") or "alembic_version"

    @property
    def version_table_schema(self) -> str | None:
        """The schema of the version table."""
        return self.options.get("version_table_schema")

    @property
    def schemas(self) -> list[str]:
        """The schemas in its models, its version table and its schema_translate_map."""
        named = {table.schema for metadata in self.metadata for table in metadata.tables.values()}
        return sorted({name for name in (*named, self.version_table_schema, *self.translate.values()) if name})

    @property
    def own_schemas(self) -> list[str]:
        """The schemas in which it works, if env.py names them: of the version table, the translation and the path."""
        path = next((step.path for step in reversed(self.session) if step.kind == "path"), [])
        return [name for name in (self.version_table_schema, *self.translate.values(), *path) if name]

    def key(self) -> tuple[Any, ...]:
        """Return a value that is equal for equal targets: a loop over tenants configures the same target many times.

        It does not depend on the schema of the tenant.
        """
        own = set(self.own_schemas)
        return (
            _shape(self.metadata, own),
            self.version_table,
            repr(sorted((name, _without(value, own)) for name, value in self.upgrade_arguments.items())),
            _without(self.options.get("upgrade_token"), own),
        )


def _without(value: Any, own: set[Any]) -> str:
    """Return a value as text; a schema of the tenant's own always gives the same text."""
    return "(schema)" if isinstance(value, str) and value in own else repr(value)


def _shape(metadata: tuple[MetaData, ...], own: set[Any]) -> tuple[Any, ...]:
    """Return the identity of the metadata; its description if all of its tables are in the tenant's own schema."""
    if not own or any(table.schema not in own for one in metadata for table in one.tables.values()):
        return tuple(id(one) for one in metadata)
    return tuple(
        (table.name, tuple((column.name, repr(column.type), column.nullable) for column in table.columns))
        for one in metadata
        for table in one.sorted_tables
    )


def as_metadata(value: Any) -> tuple[MetaData, ...]:
    """Return the MetaData in `value`: itself, a sequence of them, a declarative base, or a callable for one.

    Raises TypeError for anything else.
    """
    if value is None:
        return ()
    if isinstance(value, MetaData):
        return (value,)
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(one for item in value for one in as_metadata(item))
    held = getattr(value, "metadata", None)
    if isinstance(held, MetaData):
        return (held,)
    if callable(value):
        called: Callable[[], Any] = value
        return as_metadata(called())
    raise TypeError(f"{value!r} is neither a MetaData nor an object that has or returns one")


def distinct(targets: list[Declared]) -> list[Declared]:
    """Return the targets in order, without duplicates, each with a name of its own."""
    by_key: dict[tuple[Any, ...], Declared] = {}
    for target in targets:
        first = by_key.setdefault(target.key(), target)
        schema = next(iter(target.own_schemas), None)
        if schema is not None and schema not in first.tenants:
            first.tenants += (schema,)
    names: dict[str, int] = {}
    for target in by_key.values():
        target.name = _own_name(target)
        names[target.name] = names.get(target.name, 0) + 1
        if names[target.name] > 1:
            target.name += f"-{names[target.name]}"
    return list(by_key.values())


def _own_name(target: Declared) -> str:
    engine = target.upgrade_arguments.get("engine_name")
    if isinstance(engine, str) and engine:
        return engine
    token = target.options.get("upgrade_token")
    if isinstance(token, str) and token.endswith("_upgrades"):
        return token[: -len("_upgrades")]
    return "default"
