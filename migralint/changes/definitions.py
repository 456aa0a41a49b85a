"""The parts of changes: names of tables, columns, constraints, defaults."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.changes.types import UNKNOWN_TYPE, Type


class TableName(Struct, frozen=True):
    """The name of a table, view or other relation."""

    name: str
    """As written, without quotes."""
    schema: str | None = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @property
    def key(self) -> tuple[str, str]:
        """The key that identifies the table: in lower case, because servers fold names."""
        return (self.schema or "").lower(), self.name.lower()


class Default(Struct, frozen=True):
    """A server default."""

    text: str | None
    """The value as the server receives it, without outer quotes if it is a literal: `now()`, `0`; None: the expression
    was not read."""
    kind: Literal["text", "string", "function", "expression", "identity", "computed", "sequence", "fetched", "value"]
    """`sa.text(…)` or an SQL expression; a plain string, which is quoted; `sa.func.…()`; an expression that could not
    be read; Identity; Computed; a sequence; `sa.FetchedValue()`, which sets nothing; a Python value that is no string
    (True, a number, a list, a dict)."""
    source: str = ""
    """As written."""
    persisted: bool | None = None
    """Of a computed column: STORED; None: not specified."""
    function: str = ""
    """The dotted name of the called function, as "sqlalchemy.text"; empty if there is no call."""

    @property
    def is_set(self) -> bool:
        """Whether the server fills the column with it."""
        return self.kind != "fetched"


class Reference(Struct, frozen=True):
    """The target of a foreign key."""

    table: TableName | None
    """None: not literal."""
    columns: tuple[str, ...] = ()
    on_delete: str = ""
    """In upper case."""
    on_update: str = ""


ConstraintKind = Literal["primary key", "unique", "check", "foreign key", "exclude", "not null", ""]


class Constraint(Struct, frozen=True):
    """A constraint, of a table or inline with a column."""

    kind: ConstraintKind
    """Empty: not known."""
    name: str | None = None
    """None: it has no name, or its name is not literal (then `named` is set)."""
    named: bool = False
    """Whether it has a name, literal or not."""
    columns: tuple[str, ...] = ()
    reference: Reference | None = None
    text: str | None = None
    """The condition of a CHECK; None: not literal."""
    not_valid: bool = False
    using_index: str | None = None
    """UNIQUE or PRIMARY KEY built on an existing index."""
    deferred: bool = False
    """DEFERRABLE INITIALLY DEFERRED."""
    inline: bool = False
    """Written inline with a column."""
    wrapped: bool = False
    """Its name is in `op.f(…)`."""
    use_alter: bool = False


class Column(Struct, frozen=True):
    """A column as a call or SQL defines it."""

    name: str | None
    """None: not literal."""
    type: Type = UNKNOWN_TYPE
    nullable: bool | None = None
    """None: not specified, or not literal."""
    nullable_known: bool = True
    """False: nullability is specified by an expression that is not literal."""
    default: Default | None = None
    """None: it has no default. Identity and Computed are defaults too."""
    python_default: bool = False
    """`default=`: SQLAlchemy's own default, which the server does not know."""
    primary_key: bool = False
    unique: bool = False
    index: bool = False
    autoincrement: bool | None = None
    comment: str | None = None
    constraints: tuple[Constraint, ...] = ()
    """Foreign keys and checks written inline with it; in SQL also UNIQUE and PRIMARY KEY."""
    text: str = ""
    """As written."""
    complete: bool = True
    """Whether its whole definition was read."""

    @property
    def foreign_keys(self) -> tuple[Constraint, ...]:
        """Its own foreign keys."""
        return tuple(one for one in self.constraints if one.kind == "foreign key")

    @property
    def is_required(self) -> bool:
        """Whether NULL is rejected: NOT NULL, or a primary key."""
        return self.nullable is False or (self.primary_key and self.nullable is not True)


class IndexPart(Struct, frozen=True):
    """A column or an expression of an index."""

    text: str
    """The column's name, or the expression as written."""
    is_column: bool = True
    descending: bool = False
    collation: str = ""
