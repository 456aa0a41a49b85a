"""The actions of ALTER TABLE as values, for all dialects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union


class NotUnderstoodError(ValueError):
    """The emulation does not know the statement."""


@dataclass(frozen=True)
class AddColumn:
    """ADD [COLUMN] [IF NOT EXISTS] definition."""

    name: str
    definition: str
    if_not_exists: bool = False


@dataclass(frozen=True)
class DropColumn:
    """DROP [COLUMN] [IF EXISTS] name [CASCADE]."""

    name: str
    if_exists: bool = False
    cascade: bool = False
    """Whether views that use the column are dropped, too."""


@dataclass(frozen=True)
class RenameColumn:
    """RENAME [COLUMN] old TO new."""

    name: str
    new: str


@dataclass(frozen=True)
class RenameTable:
    """RENAME TO new."""

    new: str


@dataclass(frozen=True)
class SetType:
    """ALTER COLUMN name [SET DATA] TYPE declared [USING expression]."""

    name: str
    declared: str
    using: str | None = None


@dataclass(frozen=True)
class SetNullable:
    """ALTER COLUMN name SET NOT NULL, or DROP NOT NULL."""

    name: str
    nullable: bool


@dataclass(frozen=True)
class SetDefault:
    """ALTER COLUMN name SET DEFAULT expression, or DROP DEFAULT (None)."""

    name: str
    expression: str | None


@dataclass(frozen=True)
class DropExpression:
    """ALTER COLUMN name DROP EXPRESSION: a generated column becomes an ordinary one."""

    name: str


@dataclass(frozen=True)
class Redefine:
    """MODIFY [COLUMN] definition, CHANGE [COLUMN] old definition: the whole definition of the column is replaced."""

    name: str
    new: str
    definition: str


@dataclass(frozen=True)
class AddConstraint:
    """ADD [CONSTRAINT name] PRIMARY KEY, UNIQUE, CHECK or FOREIGN KEY."""

    name: str | None
    definition: str
    """The text with `CONSTRAINT name`, as written."""
    if_not_exists: bool = False


@dataclass(frozen=True)
class DropConstraint:
    """DROP CONSTRAINT name, DROP FOREIGN KEY name, DROP PRIMARY KEY [name], DROP INDEX name, DROP CHECK name."""

    name: str | None
    """None: the constraint of this kind without a name, especially for DROP PRIMARY KEY."""
    kind: str | None = None
    """ "primary key", "foreign key", "unique", "check", "index"; None if the statement does not say."""
    if_exists: bool = False


@dataclass(frozen=True)
class RenameConstraint:
    """RENAME CONSTRAINT old TO new."""

    name: str
    new: str


@dataclass(frozen=True)
class AddIndex:
    """ADD [UNIQUE] INDEX|KEY [name] (columns), as MySQL creates an index."""

    name: str | None
    columns: str
    """The list with its parentheses, as written."""
    unique: bool


@dataclass(frozen=True)
class Nothing:
    """An action without any effect that SQLite could show."""

    what: str
    lost: bool
    """Whether it changes the schema on a server (row security, inheritance, identity, character set)."""


Action = Union[
    AddColumn, DropColumn, RenameColumn, RenameTable, SetType, SetNullable, SetDefault, DropExpression, Redefine,
    AddConstraint, DropConstraint, RenameConstraint, AddIndex, Nothing,
]  # fmt: skip


@dataclass(frozen=True)
class AlterTable:
    """One ALTER TABLE statement."""

    table: str
    schema: str | None
    if_exists: bool
    actions: tuple[Action, ...]
