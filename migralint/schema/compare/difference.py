"""The kinds of differences between two databases, and one such difference."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from migralint.schema.table import Table


class Kind(Enum):
    """An aspect of a database, with its word in reports and settings, and the code of its rule."""

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
        """The word in `Difference.kind`."""
        self.code = code


CODES = {kind.word: kind.code for kind in Kind}
"""The code of the rule for each kind."""
_ORDER = {kind.word: position for position, kind in enumerate(Kind)}


class About(Struct, frozen=True):
    """The objects that differ, for the code that writes the mend."""

    models: object = None
    """None: the models lack it."""
    migrations: object = None
    """None: the migrations lack it."""
    tables: tuple[Table, Table] | None = None
    """The models' table and the migrations' table to which it belongs."""
    more: tuple[object, ...] = ()
    """Other objects that must be created or dropped with it."""


class Difference(Struct, frozen=True):
    """One difference between the models' database and the migrations' database."""

    kind: str
    """The word of a `Kind`, such as "column-type"."""
    table: str | None
    """The table's name, with its schema unless that is the default one; None for an object without a table."""
    object: str | None
    """The name of the column, constraint, index, …, or its description if it has no name; None: the table itself."""
    models: str | None
    """What create_all creates; None: nothing."""
    migrations: str | None
    """What the migrations create; None: nothing."""
    mend: str = ""
    """Python for the `upgrade()` of a new revision that changes the migrations' schema to that of the models; empty:
    there is none. The mends of one comparison run in the order of the differences. A line that starts with `#` is
    advice."""
    note: bool = False
    """Whether it is only worth knowing, and no drift."""
    models_mend: str = ""
    """Python that adds to the models what only the migrations have; empty: unknown. Before a prune this is the usual
    solution: production has what the migrations created."""
    reason: str = ""
    """Why it is drift or a note, if that is not obvious, such as which database distinguishes the two."""
    about: About | None = None
    """The input for `mend`; None after the mend is written, and if there is none to write."""

    @property
    def code(self) -> str:
        """The code of the rule that explains this kind."""
        return CODES[self.kind]

    @property
    def order(self) -> tuple[str, int, str]:
        """The sort key: by table, kind and object; objects without a table come first."""
        return (self.table or "", _ORDER[self.kind], self.object or "")
