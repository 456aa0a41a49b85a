"""The text of SQL: tokens, and the content of SQLite's CREATE TABLE and CREATE INDEX. Imports nothing else.

Loaded on both sides of the border, so it has to run on Python 3.9 with the standard library alone.
"""
