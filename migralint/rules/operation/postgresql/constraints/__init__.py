"""Constraints that read a table, or build an index, under a lock."""
