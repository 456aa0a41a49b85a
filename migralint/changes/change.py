"""The changes: one value for one thing done to the database, however it is written."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.changes.parts import Column, Constraint, Default, IndexPart, TableName
from migralint.changes.types import Type
from migralint.history.operation import Operation
from migralint.source.location import Location


class Origin(Struct, frozen=True):
    """Where a change comes from."""

    operation: Operation
    """The call."""
    form: Literal["op", "batch", "core", "sql"]
    """A directive of `op`; one of `batch_alter_table`; a statement of SQLAlchemy Core; SQL text."""
    location: Location
    """The call; for SQL in a literal of several lines, the line of the statement."""
    statement: str = ""
    """The SQL statement, if that is what it is."""
    holes: bool = False
    """Whether a part of the statement is not known."""
    batch: int | None = None
    """Which `with batch_alter_table` of the revision it belongs to, from 0."""
    number: int = 0
    """Which statement of its text it is, from 0."""

    @property
    def is_batch(self) -> bool:
        """Whether it is done by `batch_alter_table`."""
        return self.form == "batch"


class Change(Struct, frozen=True):
    """One thing that is done."""

    origin: Origin


class OnTable(Change, frozen=True):
    """A change of one table."""

    table: TableName | None
    """None: its name is not literal."""


class CreateTable(OnTable, frozen=True):
    """A new table."""

    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    """Those of the table; those written at columns are theirs."""
    indexes: tuple[CreateIndex, ...] = ()
    """`sa.Index(…)` among its parts."""
    complete: bool = True
    """Whether every column was read."""
    if_not_exists: bool = False
    temporary: bool = False
    from_select: bool = False
    """CREATE TABLE … AS."""
    partition_by: str | None = None
    partition_of: TableName | None = None
    sqlite_autoincrement: bool = False


class DropTable(OnTable, frozen=True):
    """A table that is dropped."""

    cascade: bool = False
    if_exists: bool = False


class DropAll(Change, frozen=True):
    """`metadata.drop_all()`."""


class RenameTable(OnTable, frozen=True):
    """Another name, or another schema."""

    new: TableName | None = None


class AddColumn(OnTable, frozen=True):
    """A new column."""

    column: Column = Column(None)
    if_not_exists: bool = False
    inline_references: bool = False
    inline_primary_key: bool = False
    positioned: bool = False
    """MySQL's FIRST or AFTER."""


class DropColumn(OnTable, frozen=True):
    """A column that is dropped."""

    column: str | None = None
    cascade: bool = False
    if_exists: bool = False


class Existing(Struct, frozen=True):
    """What a call says of the column as it was: `existing_type` and its like."""

    type: Type | None = None
    nullable: bool | None = None
    default: Default | Literal["none", "not given"] = "not given"
    """ "none": `existing_server_default=None` or False."""
    comment: str | None = None
    autoincrement: bool | None = None
    given: frozenset[str] = frozenset()
    """The keywords, as "existing_type"."""


class AlterColumn(OnTable, frozen=True):
    """Another type, nullability, default, name or comment."""

    column: str | None = None
    type: Type | None = None
    """None: the type is left as it is."""
    nullable: bool | None = None
    """None: left as it is."""
    default: Default | Literal["drop", "keep"] = "keep"
    new_name: str | None = None
    using: str | None = None
    """PostgreSQL's USING; empty for one that is not literal."""
    comment: str | Literal[False] | None = False
    """False: left as it is; None: taken away."""
    autoincrement: bool | None = None
    existing: Existing = Existing()
    redefines: bool = False
    """MySQL's MODIFY or CHANGE: all that is not said is reset."""
    column_definition: Column | None = None
    """What MODIFY or CHANGE says."""
    keywords: frozenset[str] = frozenset()
    """All keywords of the call."""


class CreateIndex(OnTable, frozen=True):
    """A new index."""

    name: str | None = None
    columns: tuple[IndexPart, ...] = ()
    unique: bool = False
    concurrently: bool = False
    if_not_exists: bool = False
    only: bool = False
    """ON ONLY a partitioned table."""
    where: str | None = None
    prefix: str = ""
    """MySQL's FULLTEXT or SPATIAL."""
    by_column: bool = False
    """Made by `Column(index=True)`."""


class DropIndex(OnTable, frozen=True):
    """An index that is dropped; its table is often not named."""

    name: str | None = None
    concurrently: bool = False
    if_exists: bool = False
    cascade: bool = False


class RenameIndex(OnTable, frozen=True):
    """Another name of an index."""

    name: str | None = None
    new_name: str | None = None


class AddConstraint(OnTable, frozen=True):
    """A new constraint."""

    constraint: Constraint = Constraint("")


class DropConstraint(OnTable, frozen=True):
    """A constraint that is dropped."""

    name: str | None = None
    named: bool = True
    """False: the call gives None for a name."""
    kind: str | None = None
    """"foreignkey", "unique", "check", "primary", or another text of `type_`; None: not said."""
    cascade: bool = False
    if_exists: bool = False


class ValidateConstraint(OnTable, frozen=True):
    """VALIDATE CONSTRAINT."""

    name: str | None = None


class RenameConstraint(OnTable, frozen=True):
    """Another name of a constraint."""

    name: str | None = None
    new_name: str | None = None


class CreateType(Change, frozen=True):
    """A new enum type (values known) or other type."""

    name: TableName | None
    values: tuple[str, ...] | None = None
    check_first: bool = False
    kind: str = "enum"
    """"enum", "domain", "type"."""


class DropType(Change, frozen=True):
    """A type that is dropped."""

    name: TableName | None
    cascade: bool = False
    check_first: bool = False


class AddEnumValue(Change, frozen=True):
    """ALTER TYPE … ADD VALUE."""

    name: TableName | None
    value: str | None = None
    if_not_exists: bool = False


class RenameObject(Change, frozen=True):
    """ALTER TYPE or SCHEMA … RENAME TO, SET SCHEMA, ALTER TYPE … RENAME VALUE."""

    kind: Literal["type", "schema", "enum value", "sequence", "view", "other"]
    name: TableName | None
    new_name: str | None = None
    value: str | None = None
    """The enum value that is renamed."""


class CreateObject(Change, frozen=True):
    """A new view, function, trigger, sequence, schema, extension, policy, …."""

    kind: str
    """In lower case: "view", "materialized view", "function", "procedure", "trigger", "sequence", "schema",
    "extension", "policy", "domain", "rule", "database"."""
    name: TableName | None = None
    table: TableName | None = None
    """Of a trigger or policy."""
    reads: tuple[TableName, ...] = ()
    """The relations that a view's text names."""
    or_replace: bool = False
    if_not_exists: bool = False


class DropObject(Change, frozen=True):
    """One of these that is dropped."""

    kind: str
    name: TableName | None = None
    table: TableName | None = None
    cascade: bool = False
    if_exists: bool = False


class ChangeData(OnTable, frozen=True):
    """INSERT, UPDATE, DELETE, TRUNCATE."""

    verb: Literal["insert", "update", "delete", "truncate"] = "update"
    where: str | None = None
    """The condition; None: there is none. Empty: one that is not literal."""
    from_select: bool = False
    """INSERT … SELECT."""
    reads: tuple[TableName, ...] = ()
    """Other relations that the statement names."""
    columns: tuple[str, ...] = ()
    """Columns that are set or inserted."""
    words: frozenset[str] = frozenset()
    """All names and words of the statement, in lower case."""
    values: tuple[str, ...] = ()
    """String literals in it."""
    limited: bool = False
    """It has a LIMIT, or works on a range or on what a sub-select with one gives."""
    cascade: bool = False
    rows: bool = False
    """Literal rows: bulk_insert, INSERT … VALUES."""


class Select(Change, frozen=True):
    """A query."""

    reads: tuple[TableName, ...] = ()
    words: frozenset[str] = frozenset()
    where: bool = False
    limited: bool = False


class AttachPartition(OnTable, frozen=True):
    """ATTACH PARTITION; `table` is the parent."""

    partition: TableName | None = None


class DetachPartition(OnTable, frozen=True):
    """DETACH PARTITION; `table` is the parent."""

    partition: TableName | None = None
    concurrently: bool = False
    finalize: bool = False


class Maintenance(OnTable, frozen=True):
    """A command that works through a whole table, or locks it."""

    kind: str = ""
    """In upper case: "VACUUM FULL", "VACUUM", "CLUSTER", "REINDEX", "SET LOGGED", "SET UNLOGGED", "SET TABLESPACE",
    "SET ACCESS METHOD", "LOCK TABLE", "REFRESH MATERIALIZED VIEW", "CONVERT TO CHARACTER SET", "OPTIMIZE", "FORCE"."""
    concurrently: bool = False
    argument: str = ""


class TableOption(OnTable, frozen=True):
    """ALTER TABLE with anything else: storage parameters, triggers, row security, owner, comment."""

    text: str = ""
    """The action in upper case, its first words."""
    algorithm: str = ""
    """MySQL's ALGORITHM=, in upper case."""
    lock: str = ""


class SetVariable(Change, frozen=True):
    """SET, SET LOCAL, PRAGMA."""

    name: str
    """In lower case, without GLOBAL, SESSION or @@."""
    value: str
    """As written, without quotes, in lower case."""
    scope: Literal["session", "local", "global", "pragma"] = "session"


class Transaction(Change, frozen=True):
    """BEGIN, COMMIT, ROLLBACK, as SQL or by a method of the connection."""

    word: str
    """"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT"."""


class OutsideTransaction(Change, frozen=True):
    """A statement that servers refuse in a transaction: CREATE DATABASE, ALTER SYSTEM, …; `VACUUM` is Maintenance."""

    word: str


class Comment(Change, frozen=True):
    """COMMENT ON, or create_table_comment."""

    table: TableName | None = None


class OtherSql(Change, frozen=True):
    """A statement that was recognised and that no rule is about: GRANT, ANALYZE, …."""

    word: str


class Unread(Change, frozen=True):
    """What could not be read: unknown SQL, an executed value, code of other modules."""

    why: str
    """"sql", "value" or "code"."""
    text: str = ""


class BatchTable(OnTable, frozen=True):
    """`with batch_alter_table(…)`; the changes of the block follow, with its number."""

    number: int = 0
    recreate: str = "auto"
    """"auto", "always" or "never"."""
    keywords: frozenset[str] = frozenset()
    """All keywords of the call."""


class Orm(Change, frozen=True):
    """A session's work with models: query, add, delete, merge, flush, …."""

    method: str


class AskDatabase(Change, frozen=True):
    """`op.get_bind()`, `op.get_context()`: a connection is taken."""

    name: str
