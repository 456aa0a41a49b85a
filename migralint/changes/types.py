"""A column type, from SQLAlchemy or SQL."""

from __future__ import annotations

from msgspec import Struct

INTEGERS = {"smallint": 2, "integer": 4, "bigint": 8}
"""Families of whole numbers with their size in bytes."""
TEXTS = frozenset({"varchar", "text", "char"})
NUMBERS = frozenset({*INTEGERS, "numeric", "float"})
TIMES = frozenset({"date", "time", "timestamp", "timestamptz", "interval"})


class Type(Struct, frozen=True):
    """A type as far as its text shows; two equal ones are the same type, whatever their `text`."""

    family: str
    """"smallint", "integer", "bigint", "numeric", "float", "boolean", "varchar", "text", "char", "date", "time",
    "timestamp", "timestamptz", "interval", "json", "jsonb", "uuid", "bytea", "enum", "set", "array", "serial",
    "bigserial", "smallserial"; for any other the name in lower case, as "inet"; empty: not known."""
    length: int | None = None
    """Characters of a varchar, char or bytea; fractional digits of a time; None: not given."""
    precision: int | None = None
    scale: int | None = None
    values: tuple[str, ...] | None = None
    """Of an enum or set, in order; None: not known, or no enum."""
    name: str | None = None
    """The name of an enum type in the database; None: it has none, or it is not known."""
    native: bool = True
    """Whether an enum becomes its own type in databases that support it; False: text with a CHECK."""
    create_type: bool = True
    """False: creating a column of it does not create the type."""
    item: Type | None = None
    """The type of the items of an array."""
    collation: str = ""
    function: str = ""
    """The dotted name of the call: "sqlalchemy.dialects.postgresql.ENUM"; empty for SQL."""
    text: str = ""
    """As written."""
    variants: tuple[tuple[str, Type], ...] = ()
    """Dialect and type of each `with_variant`."""

    def on(self, dialect: str) -> Type:
        """The type that is used for a dialect."""
        for names, variant in self.variants:
            if dialect == names or (dialect == "mariadb" and names == "mysql"):
                return variant
        return self

    def same_as(self, other: Type) -> bool:
        """Whether both are known and the same type."""
        return bool(self.family) and self.shape == other.shape

    @property
    def shape(self) -> tuple[object, ...]:
        """The properties that determine the type in a database."""
        item = self.item.shape if self.item is not None else None
        values = self.values if self.family in ("enum", "set") and self.name is None else None
        return (self.family, self.length, self.precision, self.scale, self.name, values, item, self.collation.lower())

    @property
    def is_known(self) -> bool:
        """Whether anything is known about it."""
        return bool(self.family)


UNKNOWN_TYPE = Type("")
