"""The SQLAlchemy classes of types that databases declare with the same word."""

from __future__ import annotations

PLAIN = {
    "INTEGER": "sa.Integer",
    "SMALLINT": "sa.SmallInteger",
    "BIGINT": "sa.BigInteger",
    "BOOLEAN": "sa.Boolean",
    "DATE": "sa.Date",
    "DATETIME": "sa.DateTime",
    "TIMESTAMP": "sa.TIMESTAMP",
    "TIME": "sa.Time",
    "FLOAT": "sa.Float",
    "REAL": "sa.REAL",
    "JSON": "sa.JSON",
    "BLOB": "sa.LargeBinary",
}
"""Types without arguments."""
SIZED = {
    "VARCHAR": "sa.String",
    "TEXT": "sa.Text",
    "CHAR": "sa.CHAR",
    "NVARCHAR": "sa.NVARCHAR",
    "NCHAR": "sa.NCHAR",
    "CLOB": "sa.CLOB",
    "BINARY": "sa.BINARY",
    "VARBINARY": "sa.VARBINARY",
}
"""Types with an optional length."""
