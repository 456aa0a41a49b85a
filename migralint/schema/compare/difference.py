"""The kinds of differences between two databases, and one such difference."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from migralint.schema.table import Table


class Kind(Enum):
    """An aspect of a database: its word in reports and settings, and the code of its rule."""

    TABLE = ("table", "ML501")
    TABLE_OPTIONS = ("table-options", "ML502")
    TABLE_COMMENT = ("table-comment", "ML503")
    COLUMN = ("column", "ML510")
    COLUMN_TYPE = ("column-type", "ML511")
    COLUMN_NULLABLE = ("column-nullable", "ML512")
    COLUMN_DEFAULT = ("column-default", "ML513")
    COLUMN_COLLATION = ("column-collation", "ML514")
    COLUMN_COMPUTED = ("column-computed", "ML515")
    COLUMN_IDENTITY = ("column-identity", "ML516")
    COLUMN_AUTOINCREMENT = ("column-autoincrement", "ML517")
    COLUMN_COMMENT = ("column-comment", "ML518")
    COLUMN_ORDER = ("column-order", "ML519")
    PRIMARY_KEY = ("primary-key", "ML520")
    UNIQUE_CONSTRAINT = ("unique-constraint", "ML521")
    CHECK_CONSTRAINT = ("check-constraint", "ML522")
    FOREIGN_KEY = ("foreign-key", "ML523")
    EXCLUSION_CONSTRAINT = ("exclusion-constraint", "ML524")
    CONSTRAINT_NAME = ("constraint-name", "ML525")
    INDEX = ("index", "ML530")
    SCHEMA = ("schema", "ML539")
    VIEW = ("view", "ML540")
    TRIGGER = ("trigger", "ML541")
    SEQUENCE = ("sequence", "ML542")
    ENUM_TYPE = ("enum-type", "ML543")
    DOMAIN = ("domain", "ML544")
    COMPOSITE_TYPE = ("composite-type", "ML545")
    FUNCTION = ("function", "ML546")
    EXTENSION = ("extension", "ML547")
    POLICY = ("policy", "ML548")
    OTHER_OBJECT = ("other-object", "ML549")
    ROWS = ("rows", "ML550")
    SEQUENCE_POSITION = ("sequence-position", "ML551")
    PRIVILEGES = ("privileges", "ML552")
    STORED_DDL = ("stored-ddl", "ML560")

    def __init__(self, word: str, code: str) -> None:
        self.word = word
        """As `Difference.kind` has it."""
        self.code = code


CODES = {kind.word: kind.code for kind in Kind}
"""The code of each kind's rule."""
_ORDER = {kind.word: position for position, kind in enumerate(Kind)}


class About(Struct, frozen=True):
    """The things that differ, for whoever writes the code that makes them alike."""

    models: object = None
    """None: the models lack it."""
    migrations: object = None
    """None: the migrations lack it."""
    tables: tuple[Table, Table] | None = None
    """The models' and the migrations' table that it is a part of."""
    more: tuple[object, ...] = ()
    """What else has to be made or dropped with it."""


class Difference(Struct, frozen=True):
    """One thing in which the models' database and the migrations' differ."""

    kind: str
    """The word of a `Kind`: "column-type"."""
    table: str | None
    """The table's name, with its schema unless that is the default one; None for what belongs to no table."""
    object: str | None
    """The column, constraint, index, … by its name or, where it has none, by what it says; None: the table itself."""
    models: str | None
    """What create_all makes; None: nothing."""
    migrations: str | None
    """What the migrations make; None: nothing."""
    mend: str = ""
    """Python for a new revision's `upgrade()` that brings the migrations to what the models say; empty: none exists.
    Those of one comparison run in its order. A line starting with `#` is advice."""
    note: bool = False
    """Worth knowing, but no drift."""
    models_mend: str = ""
    """Python for the models that makes them say what the migrations have, where that is more; empty: none is known.
    Before a prune this is the usual way: production has what the migrations made."""
    reason: str = ""
    """Why it is drift or a note, where that does not go without saying: which database tells the two apart."""
    about: About | None = None
    """What `mend` is to be written of; None once it is, and where there is nothing to write."""

    @property
    def code(self) -> str:
        """The code of the rule that explains this kind."""
        return CODES[self.kind]

    @property
    def order(self) -> tuple[str, int, str]:
        """Sorts by table, kind and object; what belongs to no table comes first."""
        return (self.table or "", _ORDER[self.kind], self.object or "")
