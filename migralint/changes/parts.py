"""The parts of changes: names of tables, columns, constraints, defaults."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.changes.types import UNKNOWN_TYPE, Type


class TableName(Struct, frozen=True):
    """A table, view or other named relation."""

    name: str
    """As written, without quotes."""
    schema: str | None = None

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    @property
    def key(self) -> tuple[str, str]:
        """What tells one table from another: servers fold names."""
        return (self.schema or "").lower(), self.name.lower()


class Default(Struct, frozen=True):
    """A server default."""

    text: str | None
    """What the server gets, without outer quotes if it is a literal: `now()`, `0`; None: an expression not read."""
    kind: Literal["text", "string", "function", "expression", "identity", "computed", "sequence", "fetched", "value"]
    """`sa.text(…)` or an SQL expression; a plain string, which is quoted; `sa.func.…()`; an expression that could not
    be read; Identity; Computed; a sequence; `sa.FetchedValue()`, which sets nothing; a Python value that is no string
    (True, a number, a list, a dict)."""
    source: str = ""
    """As written."""
    persisted: bool | None = None
    """Of a computed column: STORED; None: not said."""
    function: str = ""
    """The dotted name of what is called, as "sqlalchemy.text"; empty where nothing is."""

    @property
    def is_set(self) -> bool:
        """Whether the server fills the column by it."""
        return self.kind != "fetched"


class Reference(Struct, frozen=True):
    """What a foreign key points to."""

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
    """None: it has none, or it is not literal (then `named` is set)."""
    named: bool = False
    """Whether it has a name, literal or not."""
    columns: tuple[str, ...] = ()
    reference: Reference | None = None
    text: str | None = None
    """The condition of a CHECK; None: not literal."""
    not_valid: bool = False
    using_index: str | None = None
    """UNIQUE or PRIMARY KEY made of an index that is there."""
    deferred: bool = False
    """DEFERRABLE INITIALLY DEFERRED."""
    inline: bool = False
    """Written at a column."""
    wrapped: bool = False
    """Its name is in `op.f(…)`."""
    use_alter: bool = False


class Column(Struct, frozen=True):
    """A column as a call or SQL defines it."""

    name: str | None
    """None: not literal."""
    type: Type = UNKNOWN_TYPE
    nullable: bool | None = None
    """None: not said, or not literal."""
    nullable_known: bool = True
    """False: something is said that is not literal."""
    default: Default | None = None
    """None: it has none. Identity and Computed are defaults too."""
    python_default: bool = False
    """`default=`: SQLAlchemy's, which the server does not know."""
    primary_key: bool = False
    unique: bool = False
    index: bool = False
    autoincrement: bool | None = None
    comment: str | None = None
    constraints: tuple[Constraint, ...] = ()
    """Foreign keys and checks written at it, UNIQUE and PRIMARY KEY of SQL too."""
    text: str = ""
    """As written."""
    complete: bool = True
    """Whether everything in its definition was read."""

    @property
    def foreign_keys(self) -> tuple[Constraint, ...]:
        """Its own foreign keys."""
        return tuple(one for one in self.constraints if one.kind == "foreign key")

    @property
    def is_required(self) -> bool:
        """Whether NULL is refused: NOT NULL, or a primary key."""
        return self.nullable is False or (self.primary_key and self.nullable is not True)


class IndexPart(Struct, frozen=True):
    """A column or an expression of an index."""

    text: str
    """The column's name, or the expression as written."""
    is_column: bool = True
    descending: bool = False
    collation: str = ""
