"""New columns, types, NOT NULL: what writes or reads the whole table."""
