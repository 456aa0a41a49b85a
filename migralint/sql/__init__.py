"""The text of SQL: tokens, and what SQLite's CREATE TABLE and CREATE INDEX say. Imports nothing but itself.

Loaded on both sides of the border, so it has to run on Python 3.9 with the standard library alone.
"""
