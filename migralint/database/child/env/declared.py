"""What one `context.configure()` of env.py declares: the target metadata and the options of its migrations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from sqlalchemy import MetaData

OF_THE_CONNECTION = frozenset(
    (
        *("connection", "url", "dialect_name", "dialect_opts", "output_buffer", "starting_rev", "tag", "literal_binds"),
        *("as_sql", "purge", "fn", "target_metadata", "transaction", "process_revision_directives"),
    )
)
"""Arguments of configure() that concern the project's connection or autogenerate, not how the migrations run."""


@dataclass
class Declared:
    """One target."""

    metadata: tuple[MetaData, ...]
    """The target metadata; empty if env.py gives none."""
    options: dict[str, Any] = field(default_factory=dict)
    """The arguments of configure() that the full upgrade gets too."""
    upgrade_arguments: dict[str, Any] = field(default_factory=dict)
    """What `run_migrations(...)` passes on to every `upgrade()`."""
    name: str = "default"
    dialect: str | None = None
    """SQLAlchemy's name of the database it is for; None if env.py does not say."""

    @property
    def tables(self) -> int:
        """How many tables its metadata knows."""
        return sum(len(metadata.tables) for metadata in self.metadata)

    @property
    def version_table(self) -> str:
        """The version table's name."""
        return self.options.get("version_table") or "alembic_version"

    @property
    def version_table_schema(self) -> str | None:
        """The version table's schema."""
        return self.options.get("version_table_schema")

    def key(self) -> tuple[Any, ...]:
        """What makes two targets one: a loop over tenants configures the same thing again and again."""
        return (
            tuple(id(metadata) for metadata in self.metadata),
            self.version_table,
            self.version_table_schema,
            repr(sorted(self.upgrade_arguments.items(), key=str)),
            self.options.get("upgrade_token"),
        )


def as_metadata(value: Any) -> tuple[MetaData, ...]:
    """Return the MetaData in `value`: itself, a sequence of them, a declarative base, a callable that gives one.

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
    raise TypeError(f"{value!r} is neither a MetaData nor something that has or gives one")


def distinct(targets: list[Declared]) -> list[Declared]:
    """Return the targets in order, equal ones once, each with a name of its own."""
    found: dict[tuple[Any, ...], Declared] = {}
    for target in targets:
        found.setdefault(target.key(), target)
    names: dict[str, int] = {}
    for target in found.values():
        target.name = _own_name(target)
        names[target.name] = names.get(target.name, 0) + 1
        if names[target.name] > 1:
            target.name += f"-{names[target.name]}"
    return list(found.values())


def _own_name(target: Declared) -> str:
    engine = target.upgrade_arguments.get("engine_name")
    if isinstance(engine, str) and engine:
        return engine
    token = target.options.get("upgrade_token")
    if isinstance(token, str) and token.endswith("_upgrades"):
        return token[: -len("_upgrades")]
    return "default"
