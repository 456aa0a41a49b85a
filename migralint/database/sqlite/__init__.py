"""Reads an SQLite database file into the values of `migralint.schema`."""
